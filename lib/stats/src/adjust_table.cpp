#include "attune/stats/adjust_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "attune/base/number_text.hpp"
#include "attune/stats/p_adjust.hpp"

namespace attune::stats {
namespace {

constexpr const char* kSize = "family_size";

std::vector<std::vector<std::size_t>> families_of(const Table& table, const std::vector<std::string>& columns) {
  std::vector<std::vector<std::string>> cells;
  for (const std::string& name : columns) cells.push_back(table.text(name));
  std::map<std::vector<std::string>, std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<std::string> key;
    for (const auto& column : cells) key.push_back(column[row]);
    rows[std::move(key)].push_back(row);
  }
  std::vector<std::vector<std::size_t>> out;
  for (auto& [key, family] : rows) out.push_back(std::move(family));
  return out;
}

std::vector<double> p_values(const Table& table, const std::string& name) {
  std::vector<double> out = table.numbers(name);
  bool any = false;
  for (std::size_t row = 0; row < out.size(); ++row) {
    if (std::isnan(out[row])) continue;
    any = true;
    if (out[row] < 0.0 || out[row] > 1.0)
      table.throw_at(row, name, fmt::format("is {}; a p value is 0 to 1", format_double(out[row])));
  }
  if (!any) throw analysis_error(fmt::format("column {} has no p value to correct", in_quotes(name)));
  return out;
}

std::string column_of(const AdjustRequest& r, const std::string& method) { return r.p + "_" + method; }

}  // namespace

void check_request(const AdjustRequest& r) {
  if (r.methods.empty()) throw usage_error("--method names a correction: holm, hochberg, bonferroni, bh or by");
  for (std::size_t i = 0; i < r.methods.size(); ++i) {
    (void)parse_p_adjustment(r.methods[i]);
    if (std::find(r.methods.begin(), r.methods.begin() + static_cast<std::ptrdiff_t>(i), r.methods[i]) !=
        r.methods.begin() + static_cast<std::ptrdiff_t>(i))
      throw usage_error(fmt::format("--method names {} twice", r.methods[i]));
  }
}

Table adjust_table(const Table& table, const AdjustRequest& r) {
  check_request(r);
  const std::vector<double> p = p_values(table, r.p);
  const auto families = families_of(table, r.family);
  Table out = table;
  const auto refuse_taken = [&](const std::string& name) {
    if (table.has(name))
      throw input_error(table.path().empty() ? "table" : table.path(),
                        fmt::format("has a column {} already; take it out or rename it", in_quotes(name)));
  };
  Column::Integers sizes(p.size());
  for (const std::string& method : r.methods) {
    refuse_taken(column_of(r, method));
    Column::Numbers adjusted(p.size());
    for (const auto& family : families) {
      std::vector<double> part;
      for (const std::size_t row : family) part.push_back(p[row]);
      const auto tests = std::count_if(part.begin(), part.end(), [](double value) { return !std::isnan(value); });
      part = p_adjust(part, parse_p_adjustment(method));
      for (std::size_t i = 0; i < family.size(); ++i) adjusted[family[i]] = part[i];
      for (const std::size_t row : family) sizes[row] = tests;
    }
    out.add(column_of(r, method), std::move(adjusted));
  }
  refuse_taken(kSize);
  out.add(kSize, std::move(sizes));
  return out;
}

std::vector<ColumnMeaning> adjust_meanings(const AdjustRequest& r) {
  std::vector<ColumnMeaning> out;
  for (const std::string& method : r.methods)
    out.push_back({column_of(r, method), fmt::format("{} corrected by {}", r.p, method), ""});
  out.push_back({kSize, "tests in the family", "count"});
  return out;
}

}  // namespace attune::stats
