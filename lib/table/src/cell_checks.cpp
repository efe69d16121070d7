#include "attune/table/cell_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "attune/base/number_text.hpp"

namespace attune {
namespace {

constexpr std::size_t kNamed = 20;

std::vector<std::string> split_codes(std::string_view text) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t comma = text.find(',');
    if (const std::string_view code = trimmed(text.substr(0, comma)); !code.empty()) out.emplace_back(code);
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
}

bool is_code(std::string_view cell, const std::string& code) {
  if (cell == code) return true;
  const auto a = parse_double(cell), b = parse_double(code);
  return a && b && *a == *b;
}

}  // namespace

std::vector<CodeList> parse_code_lists(std::span<const std::string> texts) {
  std::vector<CodeList> out;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      throw usage_error(fmt::format("--codes {}: expected column=code,code", in_quotes(text)));
    CodeList list{text.substr(0, equals), split_codes(std::string_view(text).substr(equals + 1))};
    if (list.codes.empty()) throw usage_error(fmt::format("--codes {}: names no code", in_quotes(text)));
    out.push_back(std::move(list));
  }
  return out;
}

Table keep_codes(Table table, std::span<const CodeList> lists, Warnings& warnings) {
  for (const CodeList& list : lists) {
    std::vector<std::string> cells = table.text(list.column);
    std::size_t others = 0;
    for (std::size_t row = 0; row < cells.size(); ++row) {
      const std::string_view cell = trimmed(cells[row]);
      if (is_missing(cell)) continue;
      if (std::any_of(list.codes.begin(), list.codes.end(), [&](const auto& code) { return is_code(cell, code); }))
        continue;
      if (++others <= kNamed)
        warnings.push_back(fmt::format("{}: column {}: {} is none of the codes {}; it is taken as missing",
                                       table.where(row), in_quotes(list.column), in_quotes(cell),
                                       fmt::join(list.codes, ", ")));
      cells[row] = "n/a";
    }
    if (others > kNamed)
      warnings.push_back(fmt::format("column {}: {} more cells are none of the codes; they are taken as missing",
                                     in_quotes(list.column), others - kNamed));
    if (others > 0) table.replace(list.column, std::move(cells));
  }
  return table;
}

Table from_decimal_comma(Table table, std::span<const std::string> columns) {
  for (const std::string& name : columns) {
    std::vector<std::string> cells = table.text(name);
    for (std::size_t row = 0; row < cells.size(); ++row) {
      std::string& cell = cells[row];
      if (is_missing(trimmed(cell))) continue;
      if (cell.find('.') != std::string::npos)
        table.throw_at(row, name,
                       fmt::format("{} has a point, but a decimal comma is declared for this column; write one mark",
                                   in_quotes(cell)));
      std::string dotted = cell;
      std::replace(dotted.begin(), dotted.end(), ',', '.');
      if (!parse_double(trimmed(dotted)))
        table.throw_at(row, name,
                       fmt::format("{} is not a number with a decimal comma; write a number or n/a", in_quotes(cell)));
      cell = std::move(dotted);
    }
    table.replace(name, std::move(cells));
  }
  return table;
}

}  // namespace attune
