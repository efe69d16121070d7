#include "attune/roi/label_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "attune/table/delimited.hpp"
#include "text_lines.hpp"

namespace attune::roi {
namespace {

constexpr const char* kForms =
    "expected a header with index (or id, code, value) and name, `code name r g b a`, `code name`, name and `code r g "
    "b a` on "
    "two lines, one name per line, or JSON with labels";
constexpr std::size_t kLongestName = 80;
constexpr std::size_t kMostWords = 3;

bool is_whole(std::string_view token) { return parse_integer(token).has_value(); }

bool all_whole(const std::vector<std::string>& tokens, std::size_t from) {
  return std::all_of(tokens.begin() + static_cast<std::ptrdiff_t>(from), tokens.end(),
                     [](const std::string& token) { return is_whole(token); });
}

// "_L", "_R" or nothing for the cell of a hemisphere column.
std::string hemisphere_suffix(std::string_view cell) {
  const std::string side = lower_case(cell);
  if (side == "l" || side == "lh" || side == "left") return "_L";
  if (side == "r" || side == "rh" || side == "right") return "_R";
  return "";
}

std::optional<std::string> first_column(const Table& table, std::initializer_list<std::string_view> wanted) {
  for (const std::string_view name : wanted)
    for (const std::string& column : table.names())
      if (lower_case(trimmed(column)) == name) return column;
  return std::nullopt;
}

std::optional<std::int64_t> whole_number(std::string_view cell) {
  constexpr double kLargest = 9007199254740992.0;  // doubles hold whole numbers exactly up to here
  const std::optional<double> number = parse_double(trimmed(cell));
  if (!number || !(std::abs(*number) <= kLargest) || *number != std::floor(*number)) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

// The column of the codes; `label` may be it if there is a column of names beside it and it holds whole numbers.
std::optional<std::string> code_column(const Table& table) {
  if (const auto code = first_column(table, {"index", "id", "code", "value"})) return code;
  const auto label = first_column(table, {"label"});
  if (!label || !first_column(table, {"name"})) return std::nullopt;
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (!whole_number(table.column(*label).cell(row))) return std::nullopt;
  return label;
}

char separator_of(const std::string& header) {
  for (const char separator : {'\t', ';'})
    if (header.find(separator) != std::string::npos) return separator;
  return ',';
}

std::optional<LabelTable> from_columns(std::string_view text, const std::filesystem::path& path,
                                       const std::vector<TextLine>& lines) {
  const char separator = separator_of(lines.front().text);
  if (lines.front().text.find(separator) == std::string::npos) return std::nullopt;
  // Cheap first look: text that is no table at all would be refused by the table reader with a message that misleads.
  const std::string header = lower_case(lines.front().text);
  const auto says = [&](const char* word) { return header.find(word) != std::string::npos; };
  if (!says("index") && !says("id") && !says("code") && !says("value") && !says("label")) return std::nullopt;
  const Table table = parse_table(text, path, {.separator = separator});
  const auto code = code_column(table);
  const auto name = first_column(table, {"name", "label", "region"});
  if (!code || !name) return std::nullopt;
  const auto hemisphere = first_column(table, {"hemisphere", "hemi"});
  const auto structure = first_column(table, {"structure"});
  const auto source = first_column(table, {"source"});
  LabelTable out{path, "columns", {}};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string cell = table.column(*code).cell(row);
    const std::optional<std::int64_t> number = whole_number(cell);
    if (!number) table.throw_at(row, *code, fmt::format("{} is not a whole number", in_quotes(cell)));
    const auto optional_cell = [&](const std::optional<std::string>& column) {
      const std::string text_cell = column ? table.column(*column).cell(row) : "";
      return is_missing(text_cell) ? std::string() : text_cell;
    };
    std::string region{trimmed(table.column(*name).cell(row))};
    if (is_missing(region)) table.throw_at(row, *name, "a region without a name");
    const std::string suffix = hemisphere_suffix(optional_cell(hemisphere));
    if (!suffix.empty() && side_of(region) == Side::none) region += suffix;
    const std::string where = table.where(row);
    const auto line = parse_integer(std::string_view(where).substr(where.rfind(':') + 1));
    out.labels.push_back({{*number},
                          region,
                          optional_cell(structure),
                          optional_cell(source),
                          static_cast<std::size_t>(line.value_or(0))});
  }
  return out;
}

// `code name r g b [a]` or `code name [number]`.
std::optional<LabelTable> from_coded_lines(const std::filesystem::path& path, const std::vector<TextLine>& lines) {
  LabelTable out{path, "", {}};
  for (const TextLine& line : lines) {
    const std::vector<std::string> tokens = words(line.text);
    if (tokens.size() < 2 || !is_whole(tokens[0]) || is_whole(tokens[1]) || !all_whole(tokens, 2)) return std::nullopt;
    const bool colours = tokens.size() == 5 || tokens.size() == 6;
    if (!colours && tokens.size() > 3) return std::nullopt;
    out.form = colours ? "FreeSurfer LUT" : "code and name lines";
    out.labels.push_back({{*parse_integer(tokens[0])}, tokens[1], "", "", line.number});
  }
  return out;
}

std::optional<LabelTable> from_blocks(const std::filesystem::path& path, const std::vector<TextLine>& lines) {
  if (lines.size() % 2 != 0) return std::nullopt;
  LabelTable out{path, "two-line blocks", {}};
  for (std::size_t i = 0; i < lines.size(); i += 2) {
    const std::vector<std::string> colours = words(lines[i + 1].text);
    if (is_whole(words(lines[i].text).front()) || colours.size() < 4 || colours.size() > 5 || !all_whole(colours, 0))
      return std::nullopt;
    out.labels.push_back({{*parse_integer(colours[0])}, lines[i].text, "", "", lines[i].number});
  }
  return out;
}

// Without codes a line's number is the region's: whatever would shift it, or is a table in disguise, is refused.
void check_names(const std::filesystem::path& path, const std::vector<TextLine>& lines) {
  const auto refuse = [&](std::size_t line, const std::string& what) {
    throw input_error(path, at_line(line), fmt::format("{}; {}", what, kForms));
  };
  const std::string extension = lower_case(path.extension().string());
  if (extension == ".tsv" || extension == ".csv")
    refuse(lines.front().number, fmt::format("the header {} names no column of codes beside one of names",
                                             in_quotes(lines.front().text, 30)));
  for (const TextLine& line : lines)
    if (line.text.find_first_of("\t;,") != std::string::npos)
      refuse(line.number, fmt::format("{} has columns but the file has no header that says which holds the codes",
                                      in_quotes(line.text, 30)));
  constexpr std::array<std::string_view, 7> kHeaders = {"name", "label", "region", "index", "id", "code", "value"};
  if (std::find(kHeaders.begin(), kHeaders.end(), lower_case(lines.front().text)) != kHeaders.end())
    refuse(lines.front().number,
           fmt::format("{} is a header, not a region, and there are no codes", in_quotes(lines.front().text)));
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].number != i + 1)
      refuse(i + 1, "a comment or blank line among names without codes would shift them; remove it or add codes");
}

std::optional<LabelTable> from_names(const std::filesystem::path& path, const std::vector<TextLine>& lines) {
  LabelTable out{path, "one name per line", {}};
  for (const TextLine& line : lines) {
    const std::vector<std::string> tokens = words(line.text);
    if (parse_double(tokens[0]) || tokens.size() > kMostWords || line.text.size() > kLongestName) return std::nullopt;
    out.labels.push_back({{static_cast<std::int64_t>(line.number)}, line.text, "", "", line.number});
  }
  check_names(path, lines);
  return out;
}

LabelTable from_json(std::string_view text, const std::filesystem::path& path) {
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) throw input_error(path, "is not JSON although it starts like it");
  const nlohmann::json& labels = json.is_object() && json.contains("labels") ? json["labels"] : json;
  LabelTable out{path, "JSON", {}};
  const auto add = [&](std::int64_t code, const nlohmann::json& name) {
    if (!name.is_string())
      throw input_error(path, fmt::format("the name of label {} is {}, expected text", code, name.type_name()));
    out.labels.push_back({{code}, name.get<std::string>(), "", "", 0});
  };
  if (labels.is_array()) {
    for (std::size_t i = 0; i < labels.size(); ++i) add(static_cast<std::int64_t>(i), labels[i]);
  } else {
    for (const auto& [key, name] : labels.items()) {
      const auto code = parse_integer(key);
      if (!code) throw input_error(path, fmt::format("{} is not a label code; {}", in_quotes(key), kForms));
      add(*code, name);
    }
  }
  return out;
}

std::string where(const LabelTable& table, const Label& label) {
  return label.line > 0 ? fmt::format("line {}", label.line)
                        : fmt::format("label {} of {}", label.code.value, table.path.filename().string());
}

// Background out, names safe, codes and names unique.
LabelTable finished(LabelTable table) {
  std::erase_if(table.labels, [](const Label& label) { return label.code.value == 0; });
  if (table.labels.empty()) throw input_error(table.path, "names no region");
  std::map<std::int64_t, const Label*> by_code;
  std::map<std::string, const Label*> by_name;
  for (const Label& label : table.labels) {
    const auto [code, new_code] = by_code.emplace(label.code.value, &label);
    if (!new_code)
      throw input_error(table.path, at_line(label.line),
                        fmt::format("code {} is also on {}", label.code.value, where(table, *code->second)));
    const auto [name, new_name] = by_name.emplace(label.name, &label);
    if (!new_name)
      throw input_error(table.path, at_line(label.line),
                        fmt::format("name {} is also on {}; names must be unique (a hemisphere column would join them)",
                                    in_quotes(label.name), where(table, *name->second)));
  }
  std::map<std::string, int> uses;
  for (const Label& label : table.labels) ++uses[safe_name(label.name)];
  for (Label& label : table.labels) {
    const std::string safe = safe_name(label.name);
    label.name = uses[safe] == 1 ? safe : fmt::format("{}_{}", safe, label.code.value);
  }
  std::map<std::string, const Label*> by_safe_name;
  for (const Label& label : table.labels) {
    const auto [first, is_new] = by_safe_name.emplace(label.name, &label);
    if (!is_new)
      throw input_error(table.path, at_line(label.line),
                        fmt::format("{} becomes the column name {}, and so does {}; rename one of them",
                                    where(table, label), in_quotes(label.name), where(table, *first->second)));
  }
  return table;
}

}  // namespace

LabelTable parse_label_table(std::string_view text, const std::filesystem::path& path) {
  if (text.find('\0') != std::string_view::npos)
    throw input_error(path, at_byte(text.find('\0')), fmt::format("is not text; {}", kForms));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view body = trimmed(text);
  if (body.starts_with('{') || body.starts_with('[')) return finished(from_json(body, path));
  const std::vector<TextLine> lines = text_lines(text);
  if (lines.empty()) throw input_error(path, "names no region");
  std::optional<LabelTable> table = from_columns(text, path, lines);
  if (!table) table = from_coded_lines(path, lines);
  if (!table) table = from_blocks(path, lines);
  if (!table) table = from_names(path, lines);
  if (!table)
    throw input_error(
        path, at_line(lines.front().number),
        fmt::format("a file that starts with {} is no label table; {}", in_quotes(lines.front().text, 30), kForms));
  return finished(std::move(*table));
}

LabelTable read_label_table(const std::filesystem::path& path) {
  constexpr std::uintmax_t kLargest = std::uintmax_t{1} << 26;
  return parse_label_table(read_text(path, kLargest), path);
}

std::string safe_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                      c == '-' || c == '.' || c == '+';
    out += safe ? c : '_';
  }
  return out;
}

Side side_of(std::string_view name) {
  std::vector<std::string> parts(1);
  for (const char c : lower_case(name)) {
    if (c == '_' || c == '-' || c == '.' || c == ' ')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  bool left = false, right = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool at_end = parts.size() > 1 && (i == 0 || i + 1 == parts.size());
    left = left || parts[i] == "lh" || parts[i] == "left" || (at_end && parts[i] == "l");
    right = right || parts[i] == "rh" || parts[i] == "right" || (at_end && parts[i] == "r");
  }
  if (left == right) return Side::none;
  return left ? Side::left : Side::right;
}

}  // namespace attune::roi
