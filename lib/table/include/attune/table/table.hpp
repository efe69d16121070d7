#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace attune {

/// A named column: text (missing is the text `n/a`), numbers (NaN is missing) or whole
/// numbers. A column that was read from a file is text until its numbers are asked for.
struct Column {
  using Text = std::vector<std::string>;
  using Numbers = std::vector<double>;
  using Integers = std::vector<std::int64_t>;

  std::string name;
  std::variant<Text, Numbers, Integers> values;

  std::size_t size() const;
  /// The cell as it is written: "n/a" for missing, the shortest exact text for numbers.
  std::string cell(std::size_t row) const;
};

/// Rows and named columns of equal length. Remembers the file and the lines its rows came from, so that a message about
/// a value can name its place. Column names are unique.
class Table {
 public:
  Table() = default;

  std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().size(); }
  std::span<const Column> columns() const { return columns_; }
  std::vector<std::string> names() const;
  /// True also for a column of the file that was not taken from it: asking for that one is an error.
  bool has(std::string_view name) const;
  /// An unknown name is an input error that suggests the nearest known one.
  void check_name(std::string_view name) const;

  /// The column; an unknown name is an input error that suggests the nearest known one, and one that was not taken from
  /// the file an internal error.
  const Column& column(std::string_view name) const;
  /// Cells as text, missing as "n/a".
  std::vector<std::string> text(std::string_view name) const;
  /// Cells as numbers, missing as NaN; anything else is an input error that names line and column.
  std::vector<double> numbers(std::string_view name) const;
  /// True if every non-missing cell is a number written without a leading zero ("01" is text), and one cell is.
  bool is_numeric(std::string_view name) const;

  /// Adds a column; a duplicate name or another length is an internal error.
  void add(std::string name, Column::Text values);
  void add(std::string name, Column::Numbers values);
  void add(std::string name, Column::Integers values);
  /// Other cells for a column that is there; another length is an internal error.
  void replace(std::string_view name, Column::Text values);

  /// Takes a column away; an unknown name is an input error that suggests the nearest known one.
  void remove(std::string_view name);

  /// A table of the given rows, in that order.
  Table select(std::span<const std::size_t> row_indices) const;

  /// "path:line" of a row, or "row N" for a table that was not read from a file.
  std::string where(std::size_t row) const;
  /// Error about one cell: "path:line: column 'x': what".
  [[noreturn]] void throw_at(std::size_t row, std::string_view column, const std::string& what) const;
  void set_origin(std::filesystem::path path, std::vector<std::size_t> lines);
  const std::filesystem::path& path() const { return path_; }
  /// The names of every column of the file, where only some were taken from it.
  void set_all_names(std::vector<std::string> names) { all_names_ = std::move(names); }

 private:
  std::vector<Column> columns_;
  std::filesystem::path path_;
  std::vector<std::size_t> lines_;
  std::vector<std::string> all_names_;  // empty: the columns are all there are
};

/// Row numbers of each distinct key in `table[column]`; a missing or duplicate key is an input error naming both lines.
/// Result row r of `left` pairs with row `result[r]` of `right`, or nothing where `right` lacks the key.
std::vector<std::optional<std::size_t>> match_rows(const Table& left, const Table& right, std::string_view key);
/// The same where the key column has another name in each table.
std::vector<std::optional<std::size_t>> match_rows(const Table& left, const Table& right, std::string_view left_key,
                                                   std::string_view right_key);

/// `left` with the columns of `right` (but the key) joined by `key`; rows without a partner get "n/a". Keys of `right`
/// are unique; keys of `left` may repeat. A column name in both is an input error.
Table join(const Table& left, const Table& right, std::string_view key);
/// The same where the key column has another name in each table; the result has the left one.
Table join(const Table& left, const Table& right, std::string_view left_key, std::string_view right_key);

}  // namespace attune
