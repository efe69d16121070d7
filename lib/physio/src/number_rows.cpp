#include "number_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::physio {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

char separator_in(std::string_view line) {
  for (const char candidate : {'\t', ';', ','})
    if (line.find(candidate) != std::string_view::npos) return candidate;
  return ' ';
}

std::string_view unquoted(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
  return trimmed(cell);
}

class Reader {
 public:
  Reader(std::string_view text, const std::filesystem::path& path, const RowsRequest& request)
      : text_(text), path_(path), request_(request), line_(request.first_line) {}

  NumberRows read() {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
    // What ends a text belongs to no row.
    text_ = text_.substr(0, text_.find_last_not_of(" \t\r\n") + 1);
    if (text_.empty()) throw input_error(path_, "holds no numbers");
    start();
    while (!text_.empty()) {
      take(take_line(text_));
      ++line_;
    }
    if (out_.rows() == 0) throw input_error(path_, at_line(line_), "ends after its header line, expected numbers");
    return std::move(out_);
  }

 private:
  void start() {
    std::string_view rest = text_;
    const std::string_view first = take_line(rest);
    out_.separator = separator_in(inner(first));
    std::vector<std::string_view> cells = cells_of(first);
    const bool words = std::any_of(cells.begin(), cells.end(),
                                   [&](std::string_view cell) { return !is_missing(cell) && !plain_number(cell); });
    if (words && request_.may_have_header) {
      text_ = rest;
      ++line_;
      // Blanks may be within names: the numbers below show the separator.
      if (out_.separator == ' ') {
        const std::string_view second = trimmed(take_line(rest));
        out_.separator = separator_in(second);
        // One name above one comma: it is a decimal mark.
        const bool one_word = cells.size() == 1 && std::count(second.begin(), second.end(), ',') == 1;
        if (out_.separator == ',' && one_word) out_.separator = ' ';
        const bool one_column = out_.separator == ' ' && second.find(' ') == std::string_view::npos;
        cells = one_column ? std::vector{unquoted(inner(first))} : cells_of(first);
      }
      out_.names.assign(cells.begin(), cells.end());
    }
    out_.first_line = line_;
    out_.columns.resize(cells.size());
    const std::size_t width = std::max<std::size_t>(first.size(), 2 * cells.size());
    for (auto& column : out_.columns) column.reserve(text_.size() / width + 1);
  }

  std::string_view inner(std::string_view line) const {
    line = line.substr(0, line.find_last_not_of(' ') + 1);
    if (request_.ends_with_separator) line = line.substr(0, line.find_last_not_of(" \t") + 1);
    return line;
  }

  std::vector<std::string_view> cells_of(std::string_view line) const {
    std::vector<std::string_view> cells;
    line = inner(line);
    if (out_.separator == ' ') line = trimmed(line);
    for (;;) {
      const std::size_t end = line.find(out_.separator);
      cells.push_back(unquoted(line.substr(0, end)));
      if (end == std::string_view::npos) return cells;
      line.remove_prefix(end + 1);
      if (out_.separator == ' ') line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    }
  }

  std::optional<double> plain_number(std::string_view cell) const {
    if (const std::optional<double> value = parse_double(cell)) return value;
    const bool comma = out_.separator != ',' && cell.find('.') == std::string_view::npos;
    if (!comma) return std::nullopt;
    std::string pointed(cell);
    std::replace(pointed.begin(), pointed.end(), ',', '.');
    return parse_double(pointed);
  }

  void take(std::string_view line) {
    if (trimmed(line).empty())
      throw input_error(
          path_, at_line(line_),
          fmt::format("is empty, expected {} number{}", out_.columns.size(), out_.columns.size() == 1 ? "" : "s"));
    if (take_fast(line)) return;
    const std::vector<std::string_view> cells = cells_of(line);
    if (cells.size() != out_.columns.size())
      throw input_error(
          path_, at_line(line_),
          fmt::format("has {} cell{}, expected {}", cells.size(), cells.size() == 1 ? "" : "s", out_.columns.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::optional<double> value = is_missing(cells[i]) ? kMissing : plain_number(cells[i]);
      if (!value || std::isinf(*value))
        throw input_error(path_, at_line(line_),
                          fmt::format("{} in column {} is no finite number; write n/a where one is missing",
                                      in_quotes(cells[i]), i + 1));
      out_.columns[i].push_back(*value);
    }
  }

  /// Plain numbers between single separators, as nearly every line is; false where a line is anything else.
  bool take_fast(std::string_view line) {
    values_.clear();
    const char* at = line.data();
    const char* const end = line.data() + line.size();
    for (;;) {
      while (at != end && *at == ' ') ++at;
      double value = 0;
      const auto [next, status] = std::from_chars(at, end, value);
      if (status != std::errc() || !std::isfinite(value)) return false;
      values_.push_back(value);
      at = next;
      if (at == end) break;
      if (*at != out_.separator) return false;
      if (++at == end) return false;
    }
    if (values_.size() != out_.columns.size()) return false;
    for (std::size_t i = 0; i < values_.size(); ++i) out_.columns[i].push_back(values_[i]);
    return true;
  }

  std::string_view text_;
  const std::filesystem::path& path_;
  const RowsRequest& request_;
  std::size_t line_;
  std::vector<double> values_;
  NumberRows out_;
};

}  // namespace

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

NumberRows parse_number_rows(std::string_view text, const std::filesystem::path& path, const RowsRequest& request) {
  return Reader(text, path, request).read();
}

}  // namespace attune::physio
