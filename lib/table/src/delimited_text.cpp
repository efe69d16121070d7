#include "delimited_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune {

bool Splitter::next(DelimitedRecord& record) {
  record.cells.clear();
  record.line = line_;
  if (at_ >= text_.size()) return false;
  while (true) {
    record.cells.push_back(read_cell());
    if (at_ >= text_.size()) return true;
    const char c = text_[at_++];
    if (c == separator_) {
      if (at_ < text_.size()) continue;
      record.cells.emplace_back();
      return true;
    }
    if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
    return true;
  }
}

std::string Splitter::read_cell() {
  if (at_ < text_.size() && text_[at_] == '"') return read_quoted();
  const std::size_t start = at_;
  while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
  return std::string(text_.substr(start, at_ - start));
}

std::string Splitter::read_quoted() {
  const std::size_t opened = line_;
  std::string out;
  for (++at_; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '"') {
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        ++at_;
      } else {
        ++at_;
        const bool ends = at_ >= text_.size() || text_[at_] == separator_ || text_[at_] == '\n' || text_[at_] == '\r';
        if (!ends)
          throw input_error(path_, at_line(line_),
                            fmt::format("{} follows a closing quote, expected a separator; double quotes inside "
                                        "a quoted cell",
                                        in_quotes(text_.substr(at_, 1))));
        return out;
      }
    } else if (c == '\n' || (c == '\r' && (at_ + 1 >= text_.size() || text_[at_ + 1] != '\n'))) {
      ++line_;
    }
    out += c;
  }
  throw input_error(path_, at_line(opened), "a quote opens here and never closes; close it or double it");
}

std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
  const bool surrogate_or_beyond = (lead == 0xed && byte(1) > 0x9f) || (lead == 0xf4 && byte(1) > 0x8f);
  return overlong || surrogate_or_beyond ? 0 : length;
}

std::size_t check_text(std::string_view text, const std::filesystem::path& path, std::size_t first_line) {
  std::size_t line = first_line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text.substr(at));
    if (length == 0)
      throw input_error(path, at_line(line),
                        fmt::format("byte {} is not UTF-8; save the table as UTF-8", in_quotes(text.substr(at, 1))));
    if (text[at] == '\0') throw input_error(path, at_line(line), "a NUL byte in a text table; is this a binary file?");
    const bool lone_return = text[at] == '\r' && (at + 1 >= text.size() || text[at + 1] != '\n');
    if (text[at] == '\n' || lone_return) ++line;
    at += length;
  }
  return line;
}

char choose_separator(const Dialect& dialect, const std::filesystem::path& path, std::string_view text) {
  if (dialect.separator != '\0') return dialect.separator;
  const std::string name = path.filename().string();
  if (name.ends_with(".tsv") || name.ends_with(".tsv.gz")) return '\t';
  const std::string_view header = text.substr(0, text.find_first_of("\r\n"));
  if (header.find('\t') != std::string_view::npos) return '\t';
  // A comma cannot both separate cells and mark decimals: such files use semicolons.
  const bool semicolons = header.find(';') != std::string_view::npos;
  return semicolons && (dialect.decimal == ',' || header.find(',') == std::string_view::npos) ? ';' : ',';
}

std::optional<std::string> from_decimal_comma(std::string_view cell) {
  if (cell.find('.') != std::string_view::npos && parse_double(trimmed(cell))) return std::nullopt;
  std::string out(cell);
  if (std::count(cell.begin(), cell.end(), ',') != 1) return out;
  std::replace(out.begin(), out.end(), ',', '.');
  return parse_double(trimmed(out)) ? out : std::string(cell);
}

namespace {

// Turns "1,5" into "1.5" where a decimal comma was declared; text is left alone. "1.234" could be meant as a thousand,
// so a number with a point is refused.
void convert_decimal_comma(DelimitedRecord& record, const std::filesystem::path& path) {
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    auto converted = from_decimal_comma(record.cells[i]);
    if (!converted)
      throw input_error(
          path, at_cell(record.line, i + 1),
          fmt::format("{} has a decimal point, but a decimal comma is declared", in_quotes(record.cells[i])));
    record.cells[i] = std::move(*converted);
  }
}

void check_names(const DelimitedRecord& header, const std::filesystem::path& path) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const std::string& name = header.cells[i];
    if (name.empty())
      throw input_error(path, at_cell(header.line, i + 1), "this column has no name; name it in the header line");
    if (!seen.insert(name).second)
      throw input_error(path, at_cell(header.line, i + 1),
                        fmt::format("column {} is there twice; names must be unique", in_quotes(name)));
  }
}

}  // namespace

DelimitedLayout read_header(Splitter& splitter, const std::filesystem::path& path, const Dialect& dialect) {
  // A comma that was found, not asked for, is no contradiction: its decimals stand in quotes, or the cells miscount.
  if (dialect.separator == dialect.decimal)
    throw usage_error("the separator and the decimal mark are both ','; name another separator");
  DelimitedRecord header;
  if (!splitter.next(header)) throw input_error(path, "is empty, expected a header line with column names");
  // Some programs end every line with a separator: the empty column after it has neither name nor cells.
  const bool ends_with_separator = header.cells.size() > 1 && header.cells.back().empty();
  if (ends_with_separator) header.cells.pop_back();
  check_names(header, path);
  return {std::move(header.cells), header.line, ends_with_separator, dialect.decimal};
}

std::optional<DelimitedRecord> read_row(Splitter& splitter, const std::filesystem::path& path,
                                        const DelimitedLayout& layout) {
  const std::size_t columns = layout.names.size();
  for (DelimitedRecord record; splitter.next(record);) {
    const bool blank = record.cells.size() == 1 && record.cells[0].empty();
    if (blank && columns > 1) continue;
    if (layout.ends_with_separator && record.cells.size() == columns + 1) {
      if (!record.cells.back().empty())
        throw input_error(path, at_cell(layout.header_line, columns + 1),
                          fmt::format("this column has no name, but holds {} in line {}; name it in the header line",
                                      in_quotes(record.cells.back()), record.line));
      record.cells.pop_back();
    }
    if (record.cells.size() != columns)
      throw input_error(path, at_line(record.line),
                        fmt::format("{} cells, expected {} as in the header line", record.cells.size(), columns));
    if (layout.decimal == ',') convert_decimal_comma(record, path);
    return record;
  }
  return std::nullopt;
}

}  // namespace attune
