#include "formula_scanner.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"

namespace attune::model {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0; }
bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '.'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::size_t FormulaScanner::position() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  return at_;
}

std::string_view FormulaScanner::since(std::size_t begin) const {
  std::string_view taken = text_.substr(begin, at_ - begin);
  while (!taken.empty() && is_blank(taken.back())) taken.remove_suffix(1);
  return taken;
}

bool FormulaScanner::at_end() { return position() == text_.size(); }

bool FormulaScanner::take(std::string_view sign) {
  const std::string_view rest = text_.substr(position());
  if (!rest.starts_with(sign) || (sign == "|" && rest.starts_with("||"))) return false;
  at_ += sign.size();
  return true;
}

std::optional<std::string> FormulaScanner::name() {
  const std::size_t begin = position();
  if (begin == text_.size()) return {};
  if (text_[begin] == '`') {
    const std::size_t end = text_.find('`', begin + 1);
    if (end == std::string_view::npos || end == begin + 1) refuse("expected a name between two backticks");
    at_ = end + 1;
    return std::string(text_.substr(begin + 1, end - begin - 1));
  }
  if (!is_letter(text_[begin])) return {};
  while (at_ < text_.size() && is_word(text_[at_])) ++at_;
  return std::string(text_.substr(begin, at_ - begin));
}

std::optional<int> FormulaScanner::number() {
  constexpr std::size_t kMostDigits = 4;
  const std::size_t begin = position();
  int value = 0;
  while (at_ < text_.size() && is_digit(text_[at_]) && at_ - begin < kMostDigits)
    value = 10 * value + (text_[at_++] - '0');
  if (at_ == begin) return {};
  if (at_ < text_.size() && is_word(text_[at_])) refuse("expected a whole number of at most four digits");
  return value;
}

void FormulaScanner::refuse(std::string_view expected) {
  const std::size_t here = position();
  const std::string there = here < text_.size() ? in_quotes(text_.substr(here), 20) : "the end";
  throw usage_error(
      fmt::format("formula {}: column {}: there is {}; {}", in_quotes(text_, 200), here + 1, there, expected));
}

}  // namespace attune::model
