#include "attune/cli/table_rows.hpp"

#include "attune/cli/session.hpp"
#include "attune/cli/tool.hpp"
#include "attune/table/gather.hpp"
#include "attune/table/join_key.hpp"
#include "attune/table/row_filter.hpp"

namespace attune::cli {
namespace {

constexpr const char* kUsualIdentifier = "participant_id";
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

Table Session::read_table(const TableRows& rows) {
  const JoinKey key = parse_join_key(rows.key);
  const auto filters = parse_filters(rows.where);
  const Dialect dialect{'\0', rows.decimal == "comma" ? ',' : '.'};
  Table table = read_table(rows.table, dialect);
  if (rows.join)
    table = join_tables(table, read_table(*rows.join, dialect), key);
  else if (key.left != kUsualIdentifier)
    (void)table.column(key.left);  // a key that was named has to be there
  return filter_rows(rows.gather.empty() ? std::move(table) : gather(table, rows.gather), filters);
}

store::LevelOrders Session::level_orders(const TableRows& rows) {
  store::LevelOrders out;
  std::vector<std::filesystem::path> tables{rows.table};
  if (rows.join) tables.push_back(*rows.join);
  for (const std::filesystem::path& table : tables) {
    const std::filesystem::path sidecar = store::sidecar_path(table);
    std::error_code ignored;
    if (table == "-" || !std::filesystem::is_regular_file(sidecar, ignored)) continue;
    out.merge(store::read_level_orders(sidecar));
    input(sidecar);
  }
  return out;
}

}  // namespace attune::cli
