#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/bold/contrast.hpp"

namespace attune::bold {

namespace {

constexpr int kDeepestNesting = 50;

/// A number, or a weighted sum of conditions.
struct Term {
  double number = 0;
  std::vector<std::pair<std::string, double>> weights;

  bool is_number() const { return weights.empty(); }
};

bool is_name_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// expression := product {(+|-) product}; product := factor {(*|/) factor}; factor := [-|+] (number|name|'(' .. ')')
class Parser {
 public:
  Parser(const std::string& name, std::string_view text, const std::vector<std::string>& known)
      : name_(name), text_(text), known_(known) {}

  Term parse() {
    Term result = expression(0);
    skip_blanks();
    if (position_ < text_.size()) fail(fmt::format("{} is not expected", in_quotes(text_.substr(position_))));
    return result;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw usage_error(fmt::format("contrast {}: {} in {}; expected a sum such as 'a - b' or '(a + b) / 2 - c'", name_,
                                  what, in_quotes(text_)));
  }

 private:
  void skip_blanks() {
    while (position_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[position_])) != 0) ++position_;
  }
  bool take(char c) {
    skip_blanks();
    if (position_ >= text_.size() || text_[position_] != c) return false;
    ++position_;
    return true;
  }

  Term expression(int depth) {
    Term sum = product(depth);
    while (true) {
      const bool plus = take('+');
      if (!plus && !take('-')) return sum;
      const Term next = product(depth);
      if (next.is_number() != sum.is_number()) fail("a number stands beside conditions without a '*'");
      const double sign = plus ? 1.0 : -1.0;
      sum.number += sign * next.number;
      for (const auto& [condition, weight] : next.weights) add(sum, condition, sign * weight);
    }
  }

  Term product(int depth) {
    Term result = factor(depth);
    while (true) {
      const bool times = take('*');
      if (!times && !take('/')) return result;
      Term next = factor(depth);
      if (times && result.is_number()) std::swap(result, next);
      if (!next.is_number()) fail("conditions can only be multiplied or divided by numbers");
      if (!times && next.number == 0.0) fail("there is a division by 0");
      scale(result, times ? next.number : 1.0 / next.number);
    }
  }

  Term factor(int depth) {
    if (depth > kDeepestNesting) fail("there are too many nested parentheses");
    if (take('-')) {
      Term result = factor(depth + 1);
      scale(result, -1.0);
      return result;
    }
    if (take('+')) return factor(depth + 1);
    if (take('(')) {
      Term result = expression(depth + 1);
      if (!take(')')) fail("a ')' is missing");
      return result;
    }
    if (const auto condition = known_here()) return {0, {{*condition, 1.0}}};
    return number_or_unknown();
  }

  // The longest known name that starts here and does not go on as a name; quotes around it are allowed.
  std::optional<std::string> known_here() {
    skip_blanks();
    for (const char quote : {'\'', '"'}) {
      if (position_ >= text_.size() || text_[position_] != quote) continue;
      const std::size_t end = text_.find(quote, position_ + 1);
      if (end == std::string_view::npos) fail("a quote is not closed");
      const std::string quoted(text_.substr(position_ + 1, end - position_ - 1));
      if (std::find(known_.begin(), known_.end(), quoted) == known_.end()) fail_unknown(quoted);
      position_ = end + 1;
      return quoted;
    }
    std::optional<std::string> longest;
    for (const std::string& name : known_) {
      if (name.empty() || text_.substr(position_, name.size()) != name) continue;
      const std::size_t after = position_ + name.size();
      if (after < text_.size() && is_name_character(text_[after]) && is_name_character(name.back())) continue;
      if (!longest || name.size() > longest->size()) longest = name;
    }
    if (longest) position_ += longest->size();
    return longest;
  }

  Term number_or_unknown() {
    skip_blanks();
    std::size_t end = position_;
    while (end < text_.size() && (is_name_character(text_[end]) || text_[end] == '.')) ++end;
    const std::string_view word = text_.substr(position_, end - position_);
    if (word.empty()) fail("a condition is missing");
    const std::optional<double> number = parse_double(word);
    if (!number) fail_unknown(word);
    if (!std::isfinite(*number)) fail("a weight is not finite");
    position_ = end;
    return {*number, {}};
  }

  [[noreturn]] void fail_unknown(std::string_view word) const {
    throw usage_error(
        fmt::format("contrast {}: unknown condition {}{}", name_, in_quotes(word), suggestion(word, known_)));
  }

  static void add(Term& sum, const std::string& condition, double weight) {
    for (auto& [name, known] : sum.weights) {
      if (name != condition) continue;
      known += weight;
      return;
    }
    sum.weights.emplace_back(condition, weight);
  }
  static void scale(Term& term, double factor) {
    term.number *= factor;
    for (auto& [name, weight] : term.weights) weight *= factor;
  }

  const std::string& name_;
  std::string_view text_;
  const std::vector<std::string>& known_;
  std::size_t position_ = 0;
};

}  // namespace

Contrast parse_contrast(const std::string& name, const std::string& expression, const std::vector<std::string>& known) {
  Parser parser(name, expression, known);
  const Term term = parser.parse();
  if (term.is_number()) parser.fail("there is no condition");
  Contrast contrast{name, term.weights, {}};
  double positive = 0;
  double negative = 0;
  for (const auto& [condition, weight] : contrast.weights) {
    if (!std::isfinite(weight)) parser.fail("a weight is not finite");
    (weight > 0 ? positive : negative) += weight;
  }
  if (positive == 0.0 && negative == 0.0) parser.fail("the weights are all 0");
  const auto is_unit = [](double sum) { return sum == 0.0 || std::abs(sum - 1.0) < 1e-9; };
  if (!is_unit(positive) || !is_unit(-negative))
    contrast.warnings.push_back(
        fmt::format("contrast {}: its positive weights sum to {} and its negative ones to {}, not 1 and -1: percent "
                    "signal change is stretched by that",
                    name, format_double(positive), format_double(negative)));
  return contrast;
}

}  // namespace attune::bold
