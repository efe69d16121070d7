#include "attune/table/delimited.hpp"

#include "attune/table/stream.hpp"
#include "delimited_text.hpp"

namespace attune {

Table parse_table(std::string_view text, const std::filesystem::path& path, const Dialect& dialect) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  check_text(text, path);
  Splitter splitter(text, path, choose_separator(dialect, path, text));
  const DelimitedLayout layout = read_header(splitter, path, dialect);
  std::vector<Column::Text> columns(layout.names.size());
  std::vector<std::size_t> lines;
  while (auto row = read_row(splitter, path, layout)) {
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].push_back(std::move(row->cells[i]));
    lines.push_back(row->line);
  }
  Table table;
  for (std::size_t i = 0; i < columns.size(); ++i) table.add(layout.names[i], std::move(columns[i]));
  table.set_origin(path, std::move(lines));
  return table;
}

Table read_table(const std::filesystem::path& path, const Dialect& dialect) {
  return stream_file(path, {}, dialect).table;
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
