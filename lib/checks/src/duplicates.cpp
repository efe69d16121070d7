#include "attune/checks/duplicates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "attune/base/number_text.hpp"

namespace attune::checks {
namespace {

constexpr double kExpected = 0.05;  // pairs by chance among all
constexpr std::size_t kDigits = 6;

/// Numeric columns in which not everybody has the same value.
std::vector<std::vector<double>> informative(const Table& table, const std::string& id,
                                             std::span<const std::string> columns) {
  const std::vector<std::string> all = table.names();
  std::vector<std::vector<double>> kept;
  for (const std::string& name : columns.empty() ? std::span<const std::string>(all) : columns) {
    if (name == id || !table.is_numeric(name)) continue;
    std::vector<double> cells = table.numbers(name);
    std::set<double> different;
    for (const double cell : cells)
      if (!std::isnan(cell)) different.insert(cell);
    if (different.size() > 1) kept.push_back(std::move(cells));
  }
  return kept;
}

/// Probability that two people agree in a column: the squared shares of its values, added up.
double agreement(const std::vector<double>& cells) {
  std::map<double, double> counts;
  double n = 0.0, sum = 0.0;
  for (const double cell : cells)
    if (!std::isnan(cell)) {
      ++counts[cell];
      ++n;
    }
  for (const auto& [value, count] : counts) sum += count * count / (n * n);
  return sum;
}

std::size_t digits_of(double value) {
  std::string text = format_double(value);
  text = text.substr(0, text.find('e'));
  std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
  const std::size_t first = text.find_first_not_of('0');
  return first == std::string::npos ? 0 : text.size() - first;
}

}  // namespace

std::vector<Duplicate> duplicate_people(const Table& table, const std::string& id,
                                        std::span<const std::string> columns) {
  const std::vector<std::vector<double>> cells = informative(table, id, columns);
  const std::vector<std::string> ids = table.text(id);
  std::vector<double> chance;
  for (const std::vector<double>& column : cells) chance.push_back(agreement(column));
  const double pairs = 0.5 * static_cast<double>(ids.size()) * (static_cast<double>(ids.size()) - 1.0);
  std::vector<Duplicate> found;
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (std::size_t j = i + 1; j < ids.size(); ++j) {
      if (ids[i] == ids[j]) continue;
      std::size_t both = 0, longest = 0;
      double expected = pairs;
      bool equal = true;
      for (std::size_t c = 0; c < cells.size() && equal; ++c) {
        const double mine = cells[c][i], other = cells[c][j];
        if (std::isnan(mine) || std::isnan(other)) continue;
        equal = mine == other;
        ++both;
        longest = std::max(longest, digits_of(mine));
        expected *= chance[c];
      }
      if (equal && both > 0 && (expected < kExpected || longest >= kDigits)) found.push_back({ids[i], ids[j], both});
    }
  return found;
}

std::string describe(const Duplicate& duplicate) {
  return fmt::format(
      "{} and {} have the same values in all {} numeric columns that both have: one person under two "
      "labels? keep one of them",
      duplicate.first, duplicate.second, duplicate.columns);
}

}  // namespace attune::checks
