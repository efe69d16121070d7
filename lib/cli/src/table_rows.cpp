#include "attune/cli/table_rows.hpp"

#include "attune/cli/session.hpp"
#include "attune/cli/tool.hpp"
#include "attune/table/gather.hpp"
#include "attune/table/join_key.hpp"
#include "attune/table/row_filter.hpp"

namespace attune::cli {
namespace {

constexpr const char* kUsualIdentifier = "participant_id";
constexpr const char* kExcluded = "excluded";
constexpr const char* kTable = "table";

}  // namespace

std::vector<std::string> TableRows::identifiers() const {
  std::vector<std::string> out{kUsualIdentifier};
  if (const std::string left = parse_join_key(key).left; left != kUsualIdentifier) out.push_back(left);
  return out;
}

Tool& Tool::rows(TableRows& target) {
  optional_rows(target);
  for (Parameter& parameter : parameters_)
    if (parameter.name == kTable) parameter.required = true;
  return *this;
}

Tool& Tool::optional_rows(TableRows& target) {
  return optional_input(kTable, target.table, "a table of measures or participants (TSV or CSV); - is standard input")
      .option("gather", target.gather, "make columns rows: scr=scr_{half}_{cs} fills the columns scr, half and cs")
      .option("where", target.where, "only rows with column=value; may be repeated, several values as column=a,b")
      .option("join", target.join, "table whose columns are added by --key (participants.tsv)")
      .option("key", target.key, "column that names the participants and joins, or left=right where the names differ")
      .choice("decimal", target.decimal, {"point", "comma"}, "decimal mark of the numbers in the table");
}

Table Session::read_table(const TableRows& rows) { return read_rows(rows, std::nullopt); }

Table Session::read_table(const TableRows& rows, std::vector<std::string> columns) {
  columns.emplace_back(kExcluded);
  const std::vector<std::string> identifiers = rows.identifiers();
  columns.insert(columns.end(), identifiers.begin(), identifiers.end());
  return read_rows(rows, std::move(columns));
}

Table Session::read_rows(const TableRows& rows, std::optional<std::vector<std::string>> columns) {
  const JoinKey key = parse_join_key(rows.key);
  const Dialect dialect{'\0', rows.decimal == "comma" ? ',' : '.'};
  std::vector<RowFilter> filters = parse_filters(rows.where), later;
  TableSelection selection;
  if (rows.table != "-") {
    size_of_file(rows.table);
    input(rows.table);
  }
  std::optional<Table> joined;
  if (rows.join) joined = read_table(*rows.join, dialect);
  // What is gathered or joined is there only afterwards; all else is filtered while it is read.
  for (RowFilter& filter : filters) {
    const bool from_joined = joined && joined->has(filter.column) && filter.column != key.left;
    (!rows.gather.empty() || from_joined ? later : selection.filters).push_back(std::move(filter));
  }
  if (rows.gather.empty()) selection.columns = std::move(columns);
  Table table = read_selected(rows.table, selection, dialect);
  if (joined)
    table = join_tables(table, *joined, key);
  else if (key.left != kUsualIdentifier)
    table.check_name(key.left);  // a key that was named has to be there
  if (!rows.gather.empty()) table = gather(table, rows.gather);
  return later.empty() && table.rows() > 0 ? std::move(table) : filter_rows(table, later);
}

}  // namespace attune::cli
