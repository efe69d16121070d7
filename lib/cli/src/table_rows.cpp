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
constexpr const char* kExcluded = "excluded";
constexpr const char* kTable = "table";

}  // namespace

std::vector<std::string> TableRows::identifiers() const {
  std::vector<std::string> out{kUsualIdentifier};
  if (const std::string left = parse_join_key(key).left; left != kUsualIdentifier) out.push_back(left);
  std::vector<std::string> rows_for;  // what is left of `per` once levels are columns
  for (const std::string& name : per)
    if (spread.find("{" + name + "}") == std::string::npos) rows_for.push_back(name);
  if (rows_for.size() == 1 && std::find(out.begin(), out.end(), rows_for[0]) == out.end()) out.push_back(rows_for[0]);
  return out;
}

std::vector<std::filesystem::path> TableRows::files() const {
  std::vector<std::filesystem::path> out{table};
  if (join) out.push_back(*join);
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
      .option(
          "per", target.per,
          "what --average and --spread make one row for, as participant_id,task; without it the participants of --key")
      .option("spread", target.spread, "make rows columns: rt=rt_{face} makes rt_happy and rt_sad of the column face")
      .repeated("difference", target.difference, "add a column: change=post,pre is post - pre; may be repeated");
}

namespace {

/// What was asked for, read before any file.
struct Steps {
  JoinKey key;
  std::vector<RowFilter> filters;
  std::vector<CodeList> codes;
  std::vector<Difference> differences;
  std::vector<std::string> per;
};

Steps steps_of(const TableRows& rows) {
  if (rows.decimal == "comma" && !rows.decimal_columns.empty())
    throw usage_error("--decimal comma holds for every column; leave --decimal-columns out");
  if (!rows.per.empty() && rows.average.empty() && rows.spread.empty())
    throw usage_error("--per says what --average or --spread makes rows for; name the columns with one of them");
  Steps out{parse_join_key(rows.key), parse_filters(rows.where), parse_code_lists(rows.codes),
            parse_differences(rows.difference), rows.per};
  if (out.per.empty()) out.per = {out.key.left};
  return out;
}

Table reshaped(Table table, const TableRows& rows, const Steps& steps, Session& session) {
  if (!rows.average.empty()) {
    Averaged result = average_rows(table, {rows.average, steps.per});
    session.say(result.summary());
    table = std::move(result.table);
  }
  if (rows.spread.empty()) return table;
  const bool identified = !rows.per.empty() || table.has(steps.key.left);
  Spread result = spread(table, rows.spread, identified ? steps.per : std::vector<std::string>{});
  session.say(result.summary(table.rows()));
  return std::move(result.table);
}

}  // namespace

Table Session::read_table(const TableRows& rows) { return read_rows(rows, std::nullopt); }

Table Session::read_table(const TableRows& rows, std::vector<std::string> columns) {
  constexpr std::uintmax_t kShort = std::uintmax_t{16} << 20;
  if (rows.table != "-" && size_of_file(rows.table) <= kShort) return read_rows(rows, std::nullopt);
  columns.emplace_back(kExcluded);
  const std::vector<std::string> identifiers = rows.identifiers();
  columns.insert(columns.end(), identifiers.begin(), identifiers.end());
  return read_rows(rows, std::move(columns));
}

Table Session::read_rows(const TableRows& rows, std::optional<std::vector<std::string>> columns) {
  Steps steps = steps_of(rows);
  const Dialect dialect{'\0', rows.decimal == "comma" ? ',' : '.'};
  if (rows.table != "-") {
    size_of_file(rows.table);
    input(rows.table);
  }
  std::optional<Table> joined;
  if (rows.join) joined = read_table(*rows.join, dialect);
  // What is joined, gathered or rewritten is there only afterwards; all else is filtered while it is read.
  const bool rewrites = !rows.gather.empty() || !rows.codes.empty() || !rows.decimal_columns.empty();
  const bool reshapes = !rows.average.empty() || !rows.spread.empty() || !rows.difference.empty();
  TableSelection selection;
  std::vector<RowFilter> later;
  for (RowFilter& filter : steps.filters) {
    const bool from_joined = joined && joined->has(filter.column) && filter.column != steps.key.left;
    (rewrites || from_joined ? later : selection.filters).push_back(std::move(filter));
  }
  if (!rewrites && !reshapes) selection.columns = std::move(columns);
  Table table = read_selected(rows.table, selection, dialect);
  if (joined)
    table = join_tables(table, *joined, steps.key);
  else if (steps.key.left != kUsualIdentifier)
    table.check_name(steps.key.left);  // a key that was named has to be there
  Warnings warnings;
  table = keep_codes(from_decimal_comma(std::move(table), rows.decimal_columns), steps.codes, warnings);
  warn(warnings);
  if (!rows.gather.empty()) table = gather(table, rows.gather);
  if (!later.empty() || table.rows() == 0) table = filter_rows(table, later);
  return add_differences(reshaped(std::move(table), rows, steps, *this), steps.differences);
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
