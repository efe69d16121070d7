#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace attune::model {

/// The words and signs of a formula, one after the other.
class FormulaScanner {
 public:
  explicit FormulaScanner(std::string_view text) : text_(text) {}

  /// Takes the sign if it is next. `|` is not taken from `||`.
  bool take(std::string_view sign);
  bool at_end();
  /// The next name: a word (letters, digits, `_` and `.`, not starting with a digit) or anything in backticks.
  std::optional<std::string> name();
  /// The next whole number, of at most four digits.
  std::optional<int> number();
  /// Where the next thing begins.
  std::size_t position();
  std::string_view since(std::size_t begin) const;
  /// Usage error: what is here, and what was expected.
  [[noreturn]] void refuse(std::string_view expected);

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace attune::model
