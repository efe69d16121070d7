#include "attune/table/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune {

std::size_t Column::size() const {
  return std::visit([](const auto& v) { return v.size(); }, values);
}

std::string Column::cell(std::size_t row) const {
  if (const auto* text = std::get_if<Text>(&values)) return is_missing((*text)[row]) ? "n/a" : (*text)[row];
  if (const auto* numbers = std::get_if<Numbers>(&values)) return format_double((*numbers)[row]);
  return fmt::format("{}", std::get<Integers>(values)[row]);
}

std::vector<std::string> Table::names() const {
  std::vector<std::string> out;
  for (const Column& c : columns_) out.push_back(c.name);
  return out;
}

bool Table::has(std::string_view name) const {
  for (const Column& c : columns_)
    if (c.name == name) return true;
  return std::find(all_names_.begin(), all_names_.end(), name) != all_names_.end();
}

void Table::check_name(std::string_view name) const {
  if (has(name)) return;
  std::vector<std::string> known = all_names_;
  for (const Column& c : columns_)
    if (std::find(known.begin(), known.end(), c.name) == known.end()) known.push_back(c.name);
  throw input_error(path_.empty() ? std::filesystem::path("table") : path_,
                    fmt::format("has no column {}{}", in_quotes(name), suggestion(name, known)));
}

const Column& Table::column(std::string_view name) const {
  for (const Column& c : columns_)
    if (c.name == name) return c;
  check_name(name);
  throw Error(Fault::internal,
              fmt::format("column {} of {} is needed, but was not taken from it", in_quotes(name), describe(path_)));
}

std::vector<std::string> Table::text(std::string_view name) const {
  const Column& c = column(name);
  std::vector<std::string> out(c.size());
  for (std::size_t row = 0; row < out.size(); ++row) out[row] = c.cell(row);
  return out;
}

namespace {

// What else to do where a comma is what keeps a cell from being a number.
std::string_view advice(std::string_view cell) {
  std::string dotted(cell);
  std::replace(dotted.begin(), dotted.end(), ',', '.');
  return parse_double(dotted) ? ", or declare the decimal comma (--decimal comma, --decimal-columns)" : "";
}

}  // namespace

std::vector<double> Table::numbers(std::string_view name) const {
  const Column& c = column(name);
  if (const auto* numbers = std::get_if<Column::Numbers>(&c.values)) return *numbers;
  std::vector<double> out(c.size(), std::numeric_limits<double>::quiet_NaN());
  if (const auto* integers = std::get_if<Column::Integers>(&c.values)) {
    for (std::size_t row = 0; row < out.size(); ++row) out[row] = static_cast<double>((*integers)[row]);
    return out;
  }
  const auto& text = std::get<Column::Text>(c.values);
  for (std::size_t row = 0; row < out.size(); ++row) {
    const std::string_view cell = trimmed(text[row]);
    if (is_missing(cell)) continue;
    const auto value = parse_double(cell);
    if (!value)
      throw_at(row, name, fmt::format("{} is not a number; write a number or n/a{}", in_quotes(cell), advice(cell)));
    out[row] = *value;
  }
  return out;
}

namespace {

bool has_leading_zero(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

}  // namespace

bool Table::is_numeric(std::string_view name) const {
  const Column& c = column(name);
  const auto* text = std::get_if<Column::Text>(&c.values);
  if (text == nullptr) return true;
  bool any = false;
  for (const std::string& raw : *text) {
    const std::string_view cell = trimmed(raw);
    if (is_missing(cell)) continue;
    if (!parse_double(cell) || has_leading_zero(cell)) return false;
    any = true;
  }
  return any;
}

namespace {

template <class Values>
void add_column(std::vector<Column>& columns, std::string name, Values values) {
  for (const Column& c : columns)
    if (c.name == name) throw Error(Fault::internal, fmt::format("column {} added twice", in_quotes(name)));
  if (!columns.empty() && columns.front().size() != values.size())
    throw Error(Fault::internal, fmt::format("column {} has {} rows, the table {}", in_quotes(name), values.size(),
                                             columns.front().size()));
  columns.push_back({std::move(name), std::move(values)});
}

}  // namespace

void Table::add(std::string name, Column::Text values) { add_column(columns_, std::move(name), std::move(values)); }
void Table::add(std::string name, Column::Numbers values) { add_column(columns_, std::move(name), std::move(values)); }
void Table::add(std::string name, Column::Integers values) { add_column(columns_, std::move(name), std::move(values)); }

void Table::replace(std::string_view name, Column::Text values) {
  for (Column& c : columns_) {
    if (c.name != name) continue;
    if (c.size() != values.size())
      throw Error(Fault::internal,
                  fmt::format("column {} has {} rows, not {}", in_quotes(name), c.size(), values.size()));
    c.values = std::move(values);
    return;
  }
  column(name);  // names the nearest known one
}

void Table::remove(std::string_view name) {
  column(name);
  std::erase(all_names_, name);
  std::erase_if(columns_, [&](const Column& c) { return c.name == name; });
}

Table Table::select(std::span<const std::size_t> row_indices) const {
  Table out;
  out.path_ = path_;
  out.all_names_ = all_names_;
  for (const Column& c : columns_) {
    std::visit(
        [&](const auto& values) {
          std::decay_t<decltype(values)> picked;
          picked.reserve(row_indices.size());
          for (const std::size_t row : row_indices) picked.push_back(values.at(row));
          out.columns_.push_back({c.name, std::move(picked)});
        },
        c.values);
  }
  if (!lines_.empty())
    for (const std::size_t row : row_indices) out.lines_.push_back(lines_.at(row));
  return out;
}

std::string Table::where(std::size_t row) const {
  if (path_.empty()) return fmt::format("row {}", row + 1);
  return describe(path_, row < lines_.size() ? at_line(lines_[row]) : Place{});
}

void Table::throw_at(std::size_t row, std::string_view column, const std::string& what) const {
  throw Error(Fault::input, fmt::format("{}: column {}: {}", where(row), in_quotes(column), what));
}

void Table::set_origin(std::filesystem::path path, std::vector<std::size_t> lines) {
  path_ = std::move(path);
  lines_ = std::move(lines);
}

std::vector<std::optional<std::size_t>> match_rows(const Table& left, const Table& right, std::string_view key) {
  return match_rows(left, right, key, key);
}

std::vector<std::optional<std::size_t>> match_rows(const Table& left, const Table& right, std::string_view left_key,
                                                   std::string_view right_key) {
  const std::vector<std::string> right_keys = right.text(right_key);
  std::unordered_map<std::string, std::size_t> rows;
  for (std::size_t row = 0; row < right_keys.size(); ++row) {
    if (is_missing(right_keys[row]))
      right.throw_at(row, right_key, "is missing; every row needs a key to be joined by");
    const auto [existing, inserted] = rows.emplace(right_keys[row], row);
    if (!inserted)
      right.throw_at(row, right_key,
                     fmt::format("{} is there twice, first at {}; keys must be unique", in_quotes(right_keys[row]),
                                 right.where(existing->second)));
  }
  std::vector<std::optional<std::size_t>> out;
  for (const std::string& value : left.text(left_key)) {
    const auto found = rows.find(value);
    out.push_back(found == rows.end() ? std::nullopt : std::optional(found->second));
  }
  return out;
}

Table join(const Table& left, const Table& right, std::string_view key) { return join(left, right, key, key); }

Table join(const Table& left, const Table& right, std::string_view left_key, std::string_view right_key) {
  const auto partners = match_rows(left, right, left_key, right_key);
  Table out = left;
  for (const Column& c : right.columns()) {
    if (c.name == right_key) continue;
    if (left.has(c.name))
      throw input_error(right.path().empty() ? "table" : right.path(),
                        fmt::format("column {} is in both tables; rename one of them", in_quotes(c.name)));
    Column::Text values;
    for (const auto& partner : partners) values.push_back(partner ? c.cell(*partner) : "n/a");
    out.add(c.name, std::move(values));
  }
  return out;
}

}  // namespace attune
