#include "text_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "brainvision_text.hpp"

namespace attune::eeg {
namespace {

enum class Role { ignored, time, event, channel };

std::string_view unquoted(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
  return trimmed(cell);
}

/// Cells of a line; several blanks are one separator.
void split(std::string_view line, char separator, std::vector<std::string_view>& cells) {
  cells.clear();
  if (separator == ' ') line = trimmed(line);
  for (;;) {
    const std::size_t end = line.find(separator);
    cells.push_back(unquoted(line.substr(0, end)));
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
    if (separator == ' ') line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  }
}

char separator_of(const std::filesystem::path& path, const TextLayout& layout) {
  if (layout.separator != '\0') return layout.separator;
  return same_word(path.extension().string(), ".csv") ? ',' : '\t';
}

class Reader {
 public:
  Reader(const std::filesystem::path& path, const TextLayout& layout)
      : path_(path), layout_(layout), separator_(separator_of(path, layout)) {
    if (separator_ == layout.decimal)
      throw input_error(path,
                        fmt::format("separator and decimal mark are both '{}'; state another separator", separator_));
  }

  TextRows read() {
    const std::string bytes = read_text(path_);
    std::string_view text = bytes;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    std::size_t number = 0;
    for (; number < layout_.skip_lines && !text.empty(); ++number) next_line(text);
    std::vector<std::string_view> cells;
    if (layout_.columns.empty() && !text.empty()) {
      ++number;
      split(next_line(text), separator_, cells);
      assign({cells.begin(), cells.end()}, number);
    } else {
      assign(layout_.columns, number);
    }
    while (!text.empty()) {
      ++number;
      const std::string_view line = next_line(text);
      if (trimmed(line).empty()) continue;
      split(line, separator_, cells);
      take(cells, number);
    }
    if (out_.lines.empty()) throw input_error(path_, "holds no samples");
    return std::move(out_);
  }

 private:
  /// What every column is; every name that the layout gives must be there, once.
  void assign(const std::vector<std::string>& names, std::size_t line) {
    const auto is_listed = [&](const std::string& name) {
      return std::find(layout_.channels.begin(), layout_.channels.end(), name) != layout_.channels.end();
    };
    for (const std::string& name : names) {
      if (std::count(names.begin(), names.end(), name) > 1)
        throw input_error(path_, at_line(line), fmt::format("column {} is there more than once", in_quotes(name)));
      if (!layout_.time_column.empty() && name == layout_.time_column)
        roles_.push_back(Role::time);
      else if (!layout_.event_column.empty() && name == layout_.event_column)
        roles_.push_back(Role::event);
      else
        roles_.push_back(layout_.channels.empty() || is_listed(name) ? Role::channel : Role::ignored);
      if (roles_.back() == Role::channel) out_.channels.push_back(name);
    }
    std::vector<std::string> wanted = layout_.channels;
    for (const std::string& one : {layout_.time_column, layout_.event_column})
      if (!one.empty()) wanted.push_back(one);
    for (const std::string& name : wanted)
      if (std::find(names.begin(), names.end(), name) == names.end())
        throw input_error(path_, at_line(line),
                          fmt::format("has no column {}, which the layout names; the columns are {}", in_quotes(name),
                                      in_quotes(fmt::format("{}", fmt::join(names, ", ")), 200)));
    if (out_.channels.empty()) throw input_error(path_, at_line(line), "has no column that is a channel");
    out_.values.resize(out_.channels.size());
  }

  double number(std::string_view cell, std::size_t line, std::size_t column) {
    if (is_missing(cell)) return std::numeric_limits<double>::quiet_NaN();
    std::optional<double> value;
    if (layout_.decimal == ',') {
      buffer_.assign(cell);
      if (buffer_.find('.') == std::string::npos) {
        std::replace(buffer_.begin(), buffer_.end(), ',', '.');
        value = parse_double(buffer_);
      }
    } else {
      value = parse_double(cell);
    }
    if (!value)
      throw input_error(path_, at_cell(line, column + 1),
                        fmt::format("{} is no number with the decimal mark '{}'", in_quotes(cell), layout_.decimal));
    return *value;
  }

  void take(const std::vector<std::string_view>& cells, std::size_t line) {
    if (cells.size() != roles_.size())
      throw input_error(path_, at_line(line), fmt::format("has {} cells, expected {}", cells.size(), roles_.size()));
    std::size_t channel = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (roles_[i] == Role::channel) out_.values[channel++].push_back(number(cells[i], line, i));
      if (roles_[i] == Role::time) out_.times.push_back(number(cells[i], line, i) * layout_.time_unit.count());
      if (roles_[i] == Role::event) out_.codes.emplace_back(cells[i]);
    }
    out_.lines.push_back(line);
  }

  const std::filesystem::path& path_;
  const TextLayout& layout_;
  char separator_;
  std::vector<Role> roles_;
  std::string buffer_;
  TextRows out_;
};

}  // namespace

TextRows read_text_rows(const std::filesystem::path& path, const TextLayout& layout) {
  return Reader(path, layout).read();
}

}  // namespace attune::eeg
