#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "attune/base/number_text.hpp"
#include "attune/stats/describe.hpp"
#include "attune/stats/samples.hpp"

namespace attune::stats {
namespace {

using Levels = std::vector<std::string>;

// Numbers in their order and before words, words in byte order.
bool level_before(const std::string& a, const std::string& b) {
  const auto x = parse_double(a), y = parse_double(b);
  if (x && y && *x != *y) return *x < *y;
  if (x.has_value() != y.has_value()) return x.has_value();
  return a < b;
}

struct CellBefore {
  bool operator()(const Levels& a, const Levels& b) const {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), level_before);
  }
};
using Cells = std::map<Levels, std::vector<std::size_t>, CellBefore>;

void check_by(const Table& table, const std::vector<std::string>& by) {
  const std::vector<ColumnMeaning> fields = description_meanings();
  for (const std::string& name : by) {
    (void)table.column(name);
    const bool taken =
        std::any_of(fields.begin(), fields.end(), [&](const auto& field) { return field.column == name; });
    if (taken || std::count(by.begin(), by.end(), name) > 1)
      throw usage_error(
          fmt::format("the result has a column {} already; take or rename another one for the cells", in_quotes(name)));
  }
}

Cells cells_of(const Table& table, const std::vector<std::string>& by, Warnings& warnings) {
  std::vector<std::vector<std::string>> columns;
  for (const std::string& name : by) columns.push_back(table.text(name));
  Cells out;
  std::vector<std::size_t> lost(by.size());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    Levels levels;
    for (const auto& column : columns) levels.push_back(column[row]);
    const auto missing = std::find(levels.begin(), levels.end(), "n/a");
    if (missing == levels.end())
      out[std::move(levels)].push_back(row);
    else
      ++lost[static_cast<std::size_t>(missing - levels.begin())];
  }
  if (by.empty()) out[{}];
  for (std::size_t i = 0; i < by.size(); ++i)
    if (lost[i] > 0)
      warnings.push_back(fmt::format("{} row{} no {}: {} in no cell", lost[i], lost[i] == 1 ? " has" : "s have",
                                     in_quotes(by[i]), lost[i] == 1 ? "it is" : "they are"));
  return out;
}

std::vector<std::string> values_of(const Table& table, const DescribeRequest& request) {
  if (!request.values.empty()) return request.values;
  std::vector<std::string> out;
  for (const std::string& name : table.names())
    if (std::find(request.by.begin(), request.by.end(), name) == request.by.end() && table.is_numeric(name))
      out.push_back(name);
  if (out.empty()) throw usage_error("the table has no column of numbers; name one with --value");
  return out;
}

/// People with several rows in one cell: n, se and interval would take each row as a person.
class RepeatedPeople {
 public:
  RepeatedPeople(const Table& table, const DescribeRequest& request) : table_(table) {
    for (const std::string& name : request.identifiers) {
      if (std::count(request.by.begin(), request.by.end(), name) > 0) {
        columns_.clear();  // the cells are those of one person each
        return;
      }
      if (table.has(name)) columns_.emplace_back(name, table.text(name));
    }
  }
  /// `rows` of one cell that have a value.
  void look_at(const std::vector<std::size_t>& rows) {
    for (const auto& [name, cells] : columns_) {
      std::map<std::string, std::size_t> seen;
      for (const std::size_t row : rows) {
        if (cells[row] == "n/a") continue;
        const auto [first, is_new] = seen.emplace(cells[row], row);
        if (is_new) continue;
        if (found_++ == 0)
          first_ = fmt::format("{}: column {}: {} has another row in the same cell, at {}", table_.where(row),
                               in_quotes(name), in_quotes(cells[row]), table_.where(first->second));
        return;
      }
    }
  }
  void warn(Warnings& warnings) const {
    if (found_ > 0)
      warnings.push_back(
          fmt::format("{}; n, se and the interval count each row as a person (rows of the result like this: {}): take "
                      "one row each by --where, --average or --by",
                      first_, found_));
  }

 private:
  const Table& table_;
  std::vector<std::pair<std::string, std::vector<std::string>>> columns_;
  std::size_t found_ = 0;
  std::string first_;
};

void add_description(Record& record, const Description& d) {
  record.emplace_back("mean", d.mean);
  record.emplace_back("sd", d.sd);
  record.emplace_back("se", d.se);
  record.emplace_back("ci_low", d.interval.low);
  record.emplace_back("ci_high", d.interval.high);
  record.emplace_back("median", d.median);
  record.emplace_back("mad", d.mad);
  record.emplace_back("q1", d.q1);
  record.emplace_back("q3", d.q3);
  record.emplace_back("iqr", d.q3 - d.q1);
  record.emplace_back("min", d.min);
  record.emplace_back("max", d.max);
  record.emplace_back("trimmed_mean", d.trimmed_mean);
  record.emplace_back("skewness", d.skewness);
  record.emplace_back("kurtosis", d.kurtosis);
  record.emplace_back("lag1", d.lag1);
}

}  // namespace

DescribeAnswer describe_table(const Table& table, const DescribeRequest& request) {
  check_by(table, request.by);
  DescribeAnswer out;
  const Cells cells = cells_of(table, request.by, out.warnings);
  const std::vector<std::string> reasons =
      table.has("excluded") ? table.text("excluded") : std::vector<std::string>(table.rows(), "n/a");
  RepeatedPeople repeated(table, request);
  for (const std::string& name : values_of(table, request)) {
    const std::vector<double> numbers = table.numbers(name);
    for (const auto& [levels, rows] : cells) {
      std::vector<double> used;
      std::vector<std::size_t> used_rows;
      Exclusions exclusions;
      std::int64_t missing = 0;
      for (const std::size_t row : rows) {
        if (std::isinf(numbers[row])) table.throw_at(row, name, "is infinite; write a finite number or n/a");
        if (reasons[row] != "n/a")
          exclusions.add(reasons[row]);
        else if (std::isnan(numbers[row]))
          ++missing;
        else
          used_rows.push_back(row);
      }
      for (const std::size_t row : used_rows) used.push_back(numbers[row]);
      repeated.look_at(used_rows);
      Record record{{"value", name}};
      for (std::size_t i = 0; i < levels.size(); ++i) record.emplace_back(request.by[i], levels[i]);
      record.emplace_back("n", static_cast<std::int64_t>(used.size()));
      record.emplace_back("missing", missing);
      add_exclusions(record, exclusions);
      add_description(record, describe_values(used, request.confidence, request.trim));
      out.records.push_back(std::move(record));
    }
  }
  repeated.warn(out.warnings);
  return out;
}

std::vector<ColumnMeaning> description_meanings() {
  const char* const unit = "of the value";
  return {{"value", "the column described", ""},
          {"n", "values used", ""},
          {"missing", "rows without a value", ""},
          {"excluded", "rows left out for a reason in the column excluded", ""},
          {"excluded_reasons", "why, with counts", ""},
          {"mean", "mean", unit},
          {"sd", "standard deviation (n - 1)", unit},
          {"se", "standard error of the mean", unit},
          {"ci_low", "lower end of the interval of the mean (Student's t)", unit},
          {"ci_high", "upper end of the interval of the mean", unit},
          {"median", "median", unit},
          {"mad", "median distance from the median, times 1.4826", unit},
          {"q1", "first quartile, linear between the order statistics", unit},
          {"q3", "third quartile", unit},
          {"iqr", "q3 - q1", unit},
          {"min", "smallest value", unit},
          {"max", "largest value", unit},
          {"trimmed_mean", "mean without the trimmed share at each end", unit},
          {"skewness", "skewness G1, 0 if symmetric", ""},
          {"kurtosis", "excess kurtosis G2, 0 if normal", ""},
          {"lag1", "autocorrelation with the next row used, in the order of the table", ""}};
}

}  // namespace attune::stats
