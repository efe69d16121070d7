#include "attune/table/average.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune {
namespace {

constexpr const char* kCount = "averaged_rows";
constexpr const char* kExcluded = "excluded";
using Rows = std::vector<std::size_t>;

void check(const Table& table, const AverageRequest& request) {
  if (request.values.empty()) throw usage_error("there is nothing to average; name columns of numbers");
  if (table.has(kCount)) throw input_error(table.path(), fmt::format("has a column {} already; rename it", kCount));
  for (const std::string& name : request.values)
    if (std::find(request.per.begin(), request.per.end(), name) != request.per.end())
      throw usage_error(fmt::format("{} cannot be averaged per {}; name another column", in_quotes(name), name));
}

std::vector<Rows> cells_of(const Table& table, const std::vector<std::string>& per) {
  std::vector<std::vector<std::string>> columns;
  for (const std::string& name : per) columns.push_back(table.text(name));
  std::map<std::vector<std::string>, std::size_t> known;
  std::vector<Rows> out;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<std::string> key;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i][row] == "n/a") table.throw_at(row, per[i], "is missing; every row that is averaged needs it");
      key.push_back(columns[i][row]);
    }
    const auto [at, is_new] = known.emplace(std::move(key), out.size());
    if (is_new) out.emplace_back();
    out[at->second].push_back(row);
  }
  return out;
}

// Sorted and compensated (Neumaier 1974), so that the order of rows does not change a bit of it.
double mean_of(std::vector<double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  double sum = 0.0, rest = 0.0;
  for (const double x : values) {
    const double next = sum + x;
    rest += std::abs(sum) >= std::abs(x) ? (sum - next) + x : (x - next) + sum;
    sum = next;
  }
  return (sum + rest) / static_cast<double>(values.size());
}

bool differs(const std::vector<std::string>& cells, const std::vector<Rows>& groups) {
  return std::any_of(groups.begin(), groups.end(), [&](const Rows& rows) {
    return std::any_of(rows.begin(), rows.end(), [&](std::size_t row) { return cells[row] != cells[rows[0]]; });
  });
}

/// The rows of each cell that are not excluded, and the reason of a cell that has none.
struct Included {
  std::vector<Rows> cells;
  Column::Text reasons;
};

Included included_rows(const Table& table, const std::vector<Rows>& cells,
                       std::map<std::string, std::size_t>& excluded) {
  if (!table.has(kExcluded)) return {cells, {}};
  const std::vector<std::string> reasons = table.text(kExcluded);
  Included out;
  for (const Rows& rows : cells) {
    out.cells.emplace_back();
    for (const std::size_t row : rows)
      if (reasons[row] == "n/a")
        out.cells.back().push_back(row);
      else
        ++excluded[reasons[row]];
    out.reasons.push_back(out.cells.back().empty() ? reasons[rows[0]] : "n/a");
  }
  return out;
}

// Means of one column by cell and how many values each stands for; rows without a value are marked.
struct Means {
  Column::Text cells;
  Column::Integers counts;
};

Means means_of(const Table& table, const std::string& name, const std::vector<Rows>& cells,
               std::vector<bool>& without) {
  const std::vector<double> numbers = table.numbers(name);
  Means out;
  for (const Rows& rows : cells) {
    std::vector<double> values;
    for (const std::size_t row : rows) {
      if (std::isinf(numbers[row])) table.throw_at(row, name, "is infinite; write a finite number or n/a");
      if (std::isnan(numbers[row]))
        without[row] = true;
      else
        values.push_back(numbers[row]);
    }
    out.counts.push_back(static_cast<std::int64_t>(values.size()));
    out.cells.push_back(format_double(mean_of(std::move(values))));
  }
  return out;
}

}  // namespace

Averaged average_rows(const Table& table, const AverageRequest& request) {
  check(table, request);
  const std::vector<Rows> cells = cells_of(table, request.per);
  Averaged out;
  out.rows = table.rows();
  const Included included = included_rows(table, cells, out.excluded);
  Rows first;
  for (const Rows& rows : cells) {
    first.push_back(rows[0]);
    out.fewest = first.size() == 1 ? rows.size() : std::min(out.fewest, rows.size());
    out.most = std::max(out.most, rows.size());
  }
  out.table = table.select(first);
  std::vector<bool> without(table.rows());
  Column::Integers counts;
  for (const std::string& name : request.values) {
    Means means = means_of(table, name, included.cells, without);
    out.table.replace(name, std::move(means.cells));
    if (counts.empty()) counts = std::move(means.counts);
  }
  out.missing = static_cast<std::size_t>(std::count(without.begin(), without.end(), true));
  if (!included.reasons.empty()) out.table.replace(kExcluded, included.reasons);
  for (const std::string& name : table.names()) {
    const bool kept = name == kExcluded || std::count(request.values.begin(), request.values.end(), name) > 0;
    if (kept || !differs(table.text(name), cells)) continue;
    out.gone.push_back(name);
    out.table.remove(name);
  }
  out.table.add(kCount, std::move(counts));
  return out;
}

std::string Averaged::summary() const {
  std::string out = fmt::format("{} rows are averaged to {}, {} to {} each", rows, table.rows(), fewest, most);
  for (const auto& [reason, count] : excluded)
    out += fmt::format("; excluded ({}), not averaged in: {}", reason, count);
  if (missing > 0) out += fmt::format("; without a value, not averaged in: {}", missing);
  if (!gone.empty()) out += fmt::format("; columns that differ within them are gone: {}", fmt::join(gone, ", "));
  return out;
}

}  // namespace attune
