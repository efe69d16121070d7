#include "attune/table/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "attune/base/number_text.hpp"

namespace attune {
namespace {

template <class T>
constexpr bool kIsList = false;
template <class T>
constexpr bool kIsList<std::vector<T>> = true;

std::string cell_text(double v) { return format_double(v); }
std::string cell_text(std::int64_t v) { return fmt::format("{}", v); }
std::string cell_text(bool v) { return v ? "true" : "false"; }
std::string cell_text(const std::string& v) { return v; }

std::string json_text(const RecordList& list);
std::string json_text(double v) {
  if (!std::isfinite(v)) return "null";
  return fmt::format("{}", v);
}
std::string json_text(std::int64_t v) { return fmt::format("{}", v); }
std::string json_text(bool v) { return v ? "true" : "false"; }
std::string json_text(const std::string& v) {
  std::string out = "\"";
  for (const char c : v) {
    if (c == '"' || c == '\\')
      out += fmt::format("\\{}", c);
    else if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      out += c;
  }
  return out + "\"";
}
template <class T>
std::string json_text(const std::vector<T>& list) {
  std::string out = "[";
  for (std::size_t i = 0; i < list.size(); ++i) out += (i > 0 ? ", " : "") + json_text(list[i]);
  return out + "]";
}
std::string json_text(const Record& record) {
  std::string out = "{";
  for (const auto& [name, value] : record)
    out += (out.size() > 1 ? ", " : "") + json_text(name) + ": " +
           std::visit([](const auto& v) { return json_text(v); }, value);
  return out + "}";
}
std::string json_text(const RecordList& list) {
  std::string out = "[";
  for (const Record& record : list.records) out += (out.size() > 1 ? ", " : "") + json_text(record);
  return out + "]";
}
std::string cell_text(const RecordList& v) { return json_text(v); }

template <class T>
std::string cell_text(const std::vector<T>& list) {
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i) out += (i > 0 ? ", " : "") + cell_text(T(list[i]));
  return out;
}

using Cells = std::vector<std::pair<std::string, std::string>>;

void flatten(const Record& record, const std::string& prefix, Cells& out) {
  for (const auto& [field, value] : record) {
    std::visit(
        [&, name = prefix + field](const auto& v) {
          using Value = std::decay_t<decltype(v)>;
          if constexpr (std::is_same_v<Value, RecordList>) {
            for (std::size_t i = 0; i < v.records.size(); ++i)
              flatten(v.records[i], fmt::format("{}_{}_", name, i + 1), out);
          } else if constexpr (kIsList<Value>) {
            for (std::size_t i = 0; i < v.size(); ++i)
              out.emplace_back(fmt::format("{}_{}", name, i + 1), cell_text(v[i]));
          } else {
            out.emplace_back(name, cell_text(v));
          }
        },
        value);
  }
}

}  // namespace

Table to_table(std::span<const Record> records) {
  std::vector<std::string> names;
  std::vector<Cells> rows;
  for (const Record& record : records) {
    flatten(record, "", rows.emplace_back());
    for (const auto& [name, cell] : rows.back())
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  Table table;
  for (const std::string& name : names) {
    Column::Text column;
    for (const Cells& row : rows) {
      const auto found = std::find_if(row.begin(), row.end(), [&](const auto& cell) { return cell.first == name; });
      column.push_back(found == row.end() ? "n/a" : found->second);
    }
    table.add(name, std::move(column));
  }
  return table;
}

Table to_property_table(std::span<const Record> records, const std::string& key) {
  Column::Text keys, properties, values;
  for (const Record& record : records) {
    std::string about;
    for (const auto& [name, value] : record) {
      const std::string text = std::visit([](const auto& v) { return cell_text(v); }, value);
      if (name == key) {
        about = text;
        continue;
      }
      keys.push_back(about);
      properties.push_back(name);
      values.push_back(text);
    }
  }
  Table table;
  table.add(key, std::move(keys));
  table.add("property", std::move(properties));
  table.add("value", std::move(values));
  return table;
}

std::string to_json(std::span<const Record> records, bool single) {
  const std::string indent = single ? "  " : "    ";
  std::string out = single ? "" : "[\n";
  for (std::size_t r = 0; r < records.size(); ++r) {
    out += single ? "{\n" : "  {\n";
    for (std::size_t i = 0; i < records[r].size(); ++i) {
      const auto& [name, value] = records[r][i];
      out += indent + json_text(name) + ": " + std::visit([](const auto& v) { return json_text(v); }, value);
      out += i + 1 < records[r].size() ? ",\n" : "\n";
    }
    out += single ? "}\n" : r + 1 < records.size() ? "  },\n" : "  }\n";
  }
  return single ? out : out + "]\n";
}

std::vector<Record> to_records(const Table& table) {
  std::vector<Record> out(table.rows());
  for (const Column& column : table.columns()) {
    if (table.is_numeric(column.name)) {
      const std::vector<double> values = table.numbers(column.name);
      for (std::size_t row = 0; row < out.size(); ++row) out[row].emplace_back(column.name, values[row]);
      continue;
    }
    for (std::size_t row = 0; row < out.size(); ++row) {
      const std::string cell = column.cell(row);
      if (cell == "n/a")
        out[row].emplace_back(column.name, std::numeric_limits<double>::quiet_NaN());
      else
        out[row].emplace_back(column.name, cell);
    }
  }
  return out;
}

std::vector<Record> summarise(const Table& table) {
  std::vector<Record> out;
  for (const std::string& name : table.names()) {
    const auto cells = table.text(name);
    out.push_back({{"format", std::string("table")},
                   {"rows", static_cast<std::int64_t>(table.rows())},
                   {"column", name},
                   {"type", std::string(table.is_numeric(name) ? "number" : "text")},
                   {"missing", static_cast<std::int64_t>(std::count(cells.begin(), cells.end(), "n/a"))}});
  }
  return out;
}

}  // namespace attune
