#include "contrast_expression.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::model {
namespace {

constexpr int kDeepest = 32;        // parentheses; bounds the recursion
constexpr double kRounding = 1e-9;  // thirds and sevenths as they are typed sum to 0 within it

// A number plus coefficients of cells.
struct Linear {
  double number = 0.0;
  Eigen::VectorXd cells;
  bool is_number() const { return cells.isZero(0.0); }
};

// sum := product (('+' | '-') product)*; product := factor (('*' | '/') factor)*;
// factor := '-' factor | '(' sum ')' | number | cell.
class Parser {
 public:
  Parser(std::string_view text, const std::vector<std::string>& cells) : text_(text), cells_(cells) {}

  Linear parse() {
    Linear out = sum(0);
    skip();
    if (at_ < text_.size()) refuse("expected '+', '-', '*', '/' or the end");
    return out;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw usage_error(fmt::format("--contrasts {}: at {}: {}", in_quotes(text_, 200),
                                  in_quotes(text_.substr(std::min(at_, text_.size()))), what));
  }
  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char sign) {
    skip();
    if (at_ == text_.size() || text_[at_] != sign) return false;
    ++at_;
    return true;
  }

  Linear sum(int depth) {
    if (depth > kDeepest) refuse("too many parentheses");
    Linear out = product(depth);
    while (true) {
      const bool plus = take('+');
      if (!plus && !take('-')) return out;
      const Linear next = product(depth);
      const double sign = plus ? 1.0 : -1.0;
      out.number += sign * next.number;
      out.cells += sign * next.cells;
    }
  }

  Linear product(int depth) {
    Linear out = factor(depth);
    while (true) {
      const bool times = take('*');
      if (!times && !take('/')) return out;
      Linear next = factor(depth);
      if (!next.is_number() && times && out.is_number()) std::swap(out, next);
      if (!next.is_number()) refuse("expected a number; cells are not multiplied or divided by cells");
      const double by = times ? next.number : 1.0 / next.number;
      if (!std::isfinite(by)) refuse("expected no division by zero");
      out.number *= by;
      out.cells *= by;
    }
  }

  Linear factor(int depth) {
    if (take('-')) {
      if (depth > kDeepest) refuse("too many signs");
      Linear out = factor(depth + 1);
      out.number = -out.number;
      out.cells = -out.cells;
      return out;
    }
    if (take('(')) {
      Linear inner = sum(depth + 1);
      if (!take(')')) refuse("expected ')'");
      return inner;
    }
    Linear out{0.0, Eigen::VectorXd::Zero(static_cast<Eigen::Index>(cells_.size()))};
    skip();
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), out.number);
    if (error == std::errc() && std::isfinite(out.number) && ends_at(static_cast<std::size_t>(end - text_.data()))) {
      at_ = static_cast<std::size_t>(end - text_.data());
      return out;
    }
    out.number = 0.0;
    out.cells[static_cast<Eigen::Index>(cell())] = 1.0;
    return out;
  }

  bool ends_at(std::size_t at) const {
    return at >= text_.size() || std::string_view(" +-*/()").find(text_[at]) != std::string_view::npos;
  }

  // The longest cell that stands here, or one in backticks.
  std::size_t cell() {
    const bool quoted = take('`');
    const std::size_t close = quoted ? text_.find('`', at_) : text_.find_first_of(" +-*/()", at_);
    if (quoted && close == std::string_view::npos) refuse("expected a closing backtick");
    const std::string_view word = text_.substr(at_, close == std::string_view::npos ? close : close - at_);
    std::size_t best = cells_.size();
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const bool here =
          quoted ? word == cells_[i] : text_.substr(at_).starts_with(cells_[i]) && ends_at(at_ + cells_[i].size());
      if (here && (best == cells_.size() || cells_[i].size() > cells_[best].size())) best = i;
    }
    if (best == cells_.size()) {
      if (word.empty()) refuse("expected a cell or a number");
      throw usage_error(fmt::format("--contrasts {}: {} is no cell{}; cells are {}", in_quotes(text_, 200),
                                    in_quotes(word), suggestion(word, cells_), fmt::join(cells_, ", ")));
    }
    at_ += cells_[best].size() + (quoted ? 1 : 0);
    return best;
  }

  std::string_view text_;
  const std::vector<std::string>& cells_;
  std::size_t at_ = 0;
};

}  // namespace

ContrastExpression parse_contrast(std::string_view text, const std::vector<std::string>& cells) {
  const std::size_t equals = text.find('=');
  const std::string_view expression = equals == std::string_view::npos ? text : text.substr(equals + 1);
  const Linear linear = Parser(expression, cells).parse();
  if (linear.number != 0.0 || linear.is_number())
    throw usage_error(fmt::format("--contrasts {}: expected cells with their coefficients, and no number alone",
                                  in_quotes(text, 200)));
  const double sum = linear.cells.sum();
  if (std::abs(sum) > kRounding)
    throw usage_error(
        fmt::format("--contrasts {}: the coefficients sum to {}; those of a contrast sum to 0 (write means "
                    "as (a + b) / 2)",
                    in_quotes(text, 200), format_double(sum)));
  return {std::string(equals == std::string_view::npos ? text : text.substr(0, equals)), linear.cells};
}

}  // namespace attune::model
