#include "attune/table/gather.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "attune/base/error.hpp"
#include "name_pattern.hpp"

namespace attune {
namespace {

bool is_matched(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
}

/// What stands in the braces, if the name is the pattern.
std::optional<std::vector<std::string>> match(const NamePattern& pattern, std::string_view name) {
  std::vector<std::string> out;
  if (!name.starts_with(pattern.literals[0])) return {};
  name.remove_prefix(pattern.literals[0].size());
  for (std::size_t i = 0; i < pattern.names.size(); ++i) {
    const std::string& next = pattern.literals[i + 1];
    const bool last = i + 1 == pattern.names.size();
    std::size_t end = last ? name.size() - std::min(name.size(), next.size()) : name.find(next);
    if (end == std::string_view::npos || end == 0 || name.substr(end, next.size()) != next) return {};
    const std::string_view part = name.substr(0, end);
    if (!std::all_of(part.begin(), part.end(), is_matched)) return {};
    out.emplace_back(part);
    name.remove_prefix(end + next.size());
  }
  return out;
}

struct Gathered {
  std::string column;
  std::vector<std::string> parts;
};

std::vector<Gathered> matching(const Table& table, const NamePattern& pattern) {
  std::vector<Gathered> out;
  for (const std::string& name : table.names())
    if (auto parts = match(pattern, name)) out.push_back({name, std::move(*parts)});
  if (out.empty()) {
    const std::string file = table.path().empty() ? "table" : table.path().string();
    throw input_error(file, fmt::format("--gather: no column is called like {}", fmt::join(pattern.literals, "*")));
  }
  return out;
}

}  // namespace

Table gather(const Table& table, std::string_view request) {
  const NamePattern pattern = parse_name_pattern("--gather", request);
  const std::vector<Gathered> columns = matching(table, pattern);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) rows.insert(rows.end(), columns.size(), row);
  Table out = table.select(rows);
  std::vector<std::string> added = pattern.names;
  added.push_back(pattern.value);
  for (const Gathered& gathered : columns) out.remove(gathered.column);
  for (const std::string& name : added)
    if (out.has(name) || std::count(added.begin(), added.end(), name) > 1)
      throw usage_error(
          fmt::format("--gather {}: the name {} is taken; choose another", in_quotes(request), in_quotes(name)));
  for (std::size_t part = 0; part < pattern.names.size(); ++part) {
    Column::Text cells;
    for (std::size_t i = 0; i < rows.size(); ++i) cells.push_back(columns[i % columns.size()].parts[part]);
    out.add(pattern.names[part], std::move(cells));
  }
  Column::Text cells(rows.size());
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const std::vector<std::string> all = table.text(columns[k].column);
    for (std::size_t row = 0; row < all.size(); ++row) cells[row * columns.size() + k] = all[row];
  }
  out.add(pattern.value, std::move(cells));
  return out;
}

}  // namespace attune
