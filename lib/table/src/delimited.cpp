#include "attune/table/delimited.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

struct Record {
  std::vector<std::string> cells;
  std::size_t line = 0;
};

// Splits text into records; a state machine over bytes, since quotes may hold separators and line ends.
class Splitter {
 public:
  Splitter(std::string_view text, const std::filesystem::path& path, char separator)
      : text_(text), path_(path), separator_(separator) {}

  bool next(Record& record) {
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

 private:
  std::string read_cell() {
    if (at_ < text_.size() && text_[at_] == '"') return read_quoted();
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  std::string read_quoted() {
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

  std::string_view text_;
  const std::filesystem::path& path_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

// Length of a well-formed UTF-8 sequence at `text`, 0 if it is not one.
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

void check_text(std::string_view text, const std::filesystem::path& path) {
  std::size_t line = 1;
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

// Turns "1,5" into "1.5" where a decimal comma was declared; text is left alone. "1.234" could be meant as a thousand,
// so a number with a point is refused.
void convert_decimal_comma(Record& record, const std::filesystem::path& path) {
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    std::string& cell = record.cells[i];
    if (cell.find('.') != std::string::npos && parse_double(trimmed(cell)))
      throw input_error(path, at_cell(record.line, i + 1),
                        fmt::format("{} has a decimal point, but a decimal comma is declared", in_quotes(cell)));
    if (std::count(cell.begin(), cell.end(), ',') != 1) continue;
    std::string dotted = cell;
    std::replace(dotted.begin(), dotted.end(), ',', '.');
    if (parse_double(trimmed(dotted))) cell = dotted;
  }
}

void check_names(const Record& header, const std::filesystem::path& path) {
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

Table parse_table(std::string_view text, const std::filesystem::path& path, const Dialect& dialect) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  check_text(text, path);
  const char separator = choose_separator(dialect, path, text);
  // A comma that was found, not asked for, is no contradiction: its decimals stand in quotes, or the cells miscount.
  if (dialect.separator == dialect.decimal)
    throw usage_error("the separator and the decimal mark are both ','; name another separator");
  Splitter splitter(text, path, separator);
  Record header;
  if (!splitter.next(header)) throw input_error(path, "is empty, expected a header line with column names");
  // Some programs end every line with a separator: the empty column after it has neither name nor cells.
  const bool ends_with_separator = header.cells.size() > 1 && header.cells.back().empty();
  if (ends_with_separator) header.cells.pop_back();
  check_names(header, path);
  std::vector<Column::Text> columns(header.cells.size());
  std::vector<std::size_t> lines;
  for (Record record; splitter.next(record);) {
    const bool blank = record.cells.size() == 1 && record.cells[0].empty();
    if (blank && columns.size() > 1) continue;
    if (ends_with_separator && record.cells.size() == columns.size() + 1) {
      if (!record.cells.back().empty())
        throw input_error(path, at_cell(header.line, columns.size() + 1),
                          fmt::format("this column has no name, but holds {} in line {}; name it in the header line",
                                      in_quotes(record.cells.back()), record.line));
      record.cells.pop_back();
    }
    if (record.cells.size() != columns.size())
      throw input_error(
          path, at_line(record.line),
          fmt::format("{} cells, expected {} as in the header line", record.cells.size(), columns.size()));
    if (dialect.decimal == ',') convert_decimal_comma(record, path);
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].push_back(std::move(record.cells[i]));
    lines.push_back(record.line);
  }
  Table table;
  for (std::size_t i = 0; i < columns.size(); ++i) table.add(header.cells[i], std::move(columns[i]));
  table.set_origin(path, std::move(lines));
  return table;
}

Table read_table(const std::filesystem::path& path, const Dialect& dialect) {
  return parse_table(read_text(path), path, dialect);
}

namespace {

void append_cell(std::string& out, const std::string& cell) {
  // A byte-order mark at the start would be taken for the file's own.
  const bool plain = cell.find_first_of("\t\"\r\n") == std::string::npos && !cell.starts_with(kByteOrderMark);
  if (plain) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::string to_tsv(const Table& table) {
  std::string out;
  const auto columns = table.columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += '\t';
    append_cell(out, columns[i].name);
  }
  out += '\n';
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out += '\t';
      // Numbers hold nothing that needs quotes.
      if (std::holds_alternative<Column::Text>(columns[i].values))
        append_cell(out, columns[i].cell(row));
      else
        out += columns[i].cell(row);
    }
    out += '\n';
  }
  return out;
}

void write_table(const std::filesystem::path& path, const Table& table, Overwrite overwrite) {
  write_text(path, to_tsv(table), overwrite);
}

}  // namespace attune
