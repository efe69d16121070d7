#include "contrast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "attune/base/nearest_name.hpp"
#include "operands.hpp"

namespace attune::erp {
namespace {

// What two rows of a contrast share.
std::vector<std::string> key_of(const Measure& row, const std::string& condition) {
  return {row.participant_id, row.session, row.task, row.run, row.measure, row.site, condition};
}

std::vector<std::string> conditions_in(std::span<const Measure> rows) {
  std::vector<std::string> out;
  for (const Measure& row : rows)
    if (std::find(out.begin(), out.end(), row.condition) == out.end()) out.push_back(row.condition);
  return out;
}

std::string why_missing(const Measure* row, const std::string& condition) {
  if (row == nullptr) return condition + ": no such row";
  return row->excluded.empty() ? "" : condition + ": " + row->excluded;
}

// Of the two rows one may be absent.
struct Operands {
  const Measure *first, *second;
  std::string first_name, second_name;
};

Measure difference_of(const Operands& of, const std::string& name) {
  Measure out = of.first != nullptr ? *of.first : *of.second;
  out.condition = name;
  out.excluded = why_missing(of.first, of.first_name);
  if (out.excluded.empty()) out.excluded = why_missing(of.second, of.second_name);
  out.value = out.quality = std::numeric_limits<double>::quiet_NaN();
  if (of.first == nullptr || of.second == nullptr) return out;
  if (out.n && of.second->n) *out.n += *of.second->n;
  if (!out.excluded.empty()) return out;
  out.value = of.first->value - of.second->value;
  out.quality = std::hypot(of.first->quality, of.second->quality);
  return out;
}

}  // namespace

std::vector<Measure> contrast_rows(std::span<const Measure> rows, std::span<const Difference> contrasts,
                                   const std::string& where) {
  std::vector<Measure> out;
  const std::vector<std::string> known = conditions_in(rows);
  std::map<std::vector<std::string>, const Measure*> row_of;
  for (const Measure& row : rows) row_of.emplace(key_of(row, row.condition), &row);
  const auto is_known = [&](const std::string& name) { return std::count(known.begin(), known.end(), name) > 0; };
  for (const Difference& contrast : contrasts) {
    if (is_known(contrast.name))
      throw usage_error(fmt::format("{}: there is a condition {} already; give the contrast another name", where,
                                    in_quotes(contrast.name)));
    const auto [first, second] = operands_of(contrast, is_known);
    for (const std::string& name : {first, second})
      if (!is_known(name))
        throw Error(Fault::input, fmt::format("{}: contrast {}: there is no condition {}{}", where,
                                              in_quotes(contrast.name), in_quotes(name), suggestion(name, known)));
    if (first == second)
      throw usage_error(fmt::format("contrast {} subtracts a condition from itself; expected two that differ",
                                    in_quotes(contrast.name)));
    const auto find = [&](const Measure& row, const std::string& condition) {
      const auto found = row_of.find(key_of(row, condition));
      return found == row_of.end() ? nullptr : found->second;
    };
    for (const Measure& row : rows) {
      const Operands operands{find(row, first), find(row, second), first, second};
      // Once for both: at the first condition's row, or at the second's where it is alone.
      if (row.condition == first || (row.condition == second && operands.first == nullptr))
        out.push_back(difference_of(operands, contrast.name));
    }
  }
  return out;
}

}  // namespace attune::erp
