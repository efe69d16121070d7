#include "attune/cli/table_rows.hpp"

#include <algorithm>

#include "attune/cli/session.hpp"
#include "attune/cli/tool.hpp"
#include "attune/table/average.hpp"
#include "attune/table/cell_checks.hpp"
#include "attune/table/gather.hpp"
#include "attune/table/join_key.hpp"
#include "attune/table/row_filter.hpp"
#include "attune/table/spread.hpp"

namespace attune::cli {
namespace {

constexpr const char* kUsualIdentifier = "participant_id";
constexpr const char* kTable = "table";

}  // namespace

std::vector<std::string> TableRows::identifiers() const {
  std::vector<std::string> out{kUsualIdentifier};
  if (const std::string left = parse_join_key(key).left; left != kUsualIdentifier) out.push_back(left);
  if (!average.empty() && per.size() == 1 && std::find(out.begin(), out.end(), per[0]) == out.end())
    out.push_back(per[0]);
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
      .choice("decimal", target.decimal, {"point", "comma"}, "decimal mark of the numbers in the table")
      .option("decimal-columns", target.decimal_columns, "columns with a decimal comma, where the others have points")
      .repeated(
          "codes", target.codes,
          "the codes a column may hold, as group=1,2; other cells are named and taken as missing; may be repeated")
      .option("average", target.average, "columns averaged over rows that belong together, such as trials")
      .option("per", target.per, "what --average makes one row for (participant_id, or --key): participant_id,task")
      .option("spread", target.spread, "make rows columns: rt=rt_{face} makes rt_happy and rt_sad of the column face")
      .repeated("difference", target.difference, "add a column: change=post,pre is post - pre; may be repeated");
}

namespace {

// After joining and before anything is chosen: what the cells mean.
Table checked_cells(Table table, const TableRows& rows, Session& session) {
  if (rows.decimal == "comma" && !rows.decimal_columns.empty())
    throw usage_error("--decimal comma holds for every column; leave --decimal-columns out");
  Warnings warnings;
  table =
      keep_codes(from_decimal_comma(std::move(table), rows.decimal_columns), parse_code_lists(rows.codes), warnings);
  session.warn(warnings);
  return table;
}

Table averaged(Table table, const TableRows& rows, const std::string& key, Session& session) {
  if (rows.average.empty()) {
    if (!rows.per.empty()) throw usage_error("--per says what --average makes rows for; name the columns to average");
    return table;
  }
  Averaged result = average_rows(table, {rows.average, rows.per.empty() ? std::vector{key} : rows.per});
  session.say(result.summary());
  return std::move(result.table);
}

}  // namespace

Table Session::read_table(const TableRows& rows) {
  const JoinKey key = parse_join_key(rows.key);
  const auto filters = parse_filters(rows.where);
  const auto differences = parse_differences(rows.difference);
  const Dialect dialect{'\0', rows.decimal == "comma" ? ',' : '.'};
  Table table = read_table(rows.table, dialect);
  if (rows.join)
    table = join_tables(table, read_table(*rows.join, dialect), key);
  else if (key.left != kUsualIdentifier)
    (void)table.column(key.left);  // a key that was named has to be there
  table = checked_cells(std::move(table), rows, *this);
  if (!rows.gather.empty()) table = gather(table, rows.gather);
  table = averaged(filter_rows(table, filters), rows, key.left, *this);
  if (!rows.spread.empty()) table = spread(table, rows.spread);
  return add_differences(std::move(table), differences);
}

}  // namespace attune::cli
