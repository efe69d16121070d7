#include "attune/cli/readable_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/number_text.hpp"

namespace attune::cli {
namespace {

std::string short_number(const std::string& cell) {
  const auto value = parse_double(cell);
  const bool leading_zero = cell.size() > 1 && cell[0] == '0' && cell[1] != '.';
  return value && !leading_zero && cell.size() > 7 ? fmt::format("{:.6g}", *value) : cell;
}

// Display width: bytes that continue a UTF-8 sequence take no room.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string blanks(width - std::min(width, width_of(text)), ' ');
  return right ? blanks + text : text + blanks;
}

// Control characters in a cell must not reach the terminal.
std::string harmless(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

// A table lying on its side: a line per column.
std::string strip(const Table& table) {
  std::vector<std::string> lines;
  std::size_t names = 0;
  for (const Column& column : table.columns()) names = std::max(names, width_of(column.name));
  for (const Column& column : table.columns()) lines.push_back(padded(harmless(column.name), names, false));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<std::string> cells;
    std::size_t width = 0;
    for (const Column& column : table.columns()) {
      cells.push_back(short_number(harmless(column.cell(row))));
      width = std::max(width, width_of(cells.back()));
    }
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i] += "  " + padded(cells[i], width, true);
  }
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

// Records of two numbers are pairs, such as a width of a prior and its Bayes factor: a strip reads better than a
// column.
std::string readable_list(const RecordList& list) {
  const Table table = to_table(list.records);
  const auto is_number = [&](const Column& column) { return table.is_numeric(column.name); };
  const bool pairs =
      table.columns().size() == 2 && std::all_of(table.columns().begin(), table.columns().end(), is_number);
  return pairs ? strip(table) : readable_table(table);
}

// Where a table is wider than this, columns with one value throughout are told once, above it.
constexpr std::size_t kWidestLine = 160;

struct PrintedColumn {
  std::string name, value;         ///< and its first cell
  std::vector<std::string> lines;  ///< name and cells, padded
  std::size_t width = 0;
  bool constant = true;
};

PrintedColumn print_column(const Table& table, const Column& column) {
  const bool right = table.is_numeric(column.name);
  PrintedColumn printed{harmless(column.name), "", {harmless(column.name)}, 0, true};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string cell = harmless(column.cell(row));
    printed.lines.push_back(right ? short_number(cell) : cell);
    printed.constant = printed.constant && printed.lines.back() == printed.lines[1];
  }
  if (table.rows() > 0) printed.value = printed.lines[1];
  for (const std::string& line : printed.lines) printed.width = std::max(printed.width, width_of(line));
  for (std::string& line : printed.lines) line = padded(line, printed.width, right);
  return printed;
}

}  // namespace

std::string readable_table(const Table& table) {
  std::vector<PrintedColumn> columns;
  std::size_t width = 0;
  for (const Column& column : table.columns()) {
    columns.push_back(print_column(table, column));
    width += columns.back().width + 2;
  }
  const bool lift = width > kWidestLine && table.rows() > 1;
  std::string out;
  for (const PrintedColumn& column : columns)
    if (lift && column.constant) out += column.name + ": " + column.value + "\n";
  for (std::size_t line = 0; line <= table.rows(); ++line) {
    std::string text;
    for (const PrintedColumn& column : columns)
      if (!lift || !column.constant) text += (text.empty() ? "" : "  ") + column.lines[line];
    out += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

std::string readable_records(std::span<const Record> records) {
  if (records.size() != 1) return readable_table(to_table(records));
  Record fields;
  std::string tables;
  for (const auto& field : records[0]) {
    if (const auto* list = std::get_if<RecordList>(&field.second))
      tables += list->records.empty() ? "" : "\n" + field.first + "\n" + readable_list(*list);
    else
      fields.push_back(field);
  }
  const Table table = to_table(std::span<const Record>(&fields, 1));
  std::size_t width = 0;
  for (const Column& column : table.columns()) width = std::max(width, column.name.size());
  std::string out;
  for (const Column& column : table.columns())
    out += fmt::format("{:<{}}  {}\n", column.name, width, short_number(harmless(column.cell(0))));
  return out + tables;
}

}  // namespace attune::cli
