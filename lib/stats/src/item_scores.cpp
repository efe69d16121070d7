#include "attune/stats/item_scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::stats {
namespace {

void check_items(const ItemSelection& s) {
  if (s.items.size() < 2)
    throw usage_error(fmt::format("--items names {} column; at least 2 are needed", s.items.size()));
  const std::set<std::string> distinct(s.items.begin(), s.items.end());
  if (distinct.size() != s.items.size()) throw usage_error("--items names a column twice");
  for (const std::string& name : s.reverse)
    if (!distinct.contains(name))
      throw usage_error(
          fmt::format("--reverse names {}, which is no item{}", in_quotes(name), suggestion(name, s.items)));
  if (!s.reverse.empty() && !s.range) throw usage_error("--reverse needs the ends of the scale: --range 1,6");
}

void check_range(const Table& table, const ItemSelection& s) {
  if (!s.range) return;
  const auto [low, high] = *s.range;
  for (const std::string& name : s.items) {
    const std::vector<double> scores = table.numbers(name);
    for (std::size_t row = 0; row < scores.size(); ++row)
      if (scores[row] < low || scores[row] > high)
        table.throw_at(row, name,
                       fmt::format("is {}, outside the range {} to {}; correct it or write n/a",
                                   format_double(scores[row]), format_double(low), format_double(high)));
  }
}

struct LongRows {
  std::vector<std::size_t> used;  // rows that are not excluded, with a target and a value
  std::vector<std::string> targets;
  std::vector<double> values;
  Exclusions exclusions;
};

LongRows long_rows(const Table& table, const std::string& target, const std::string& value) {
  const std::vector<std::string> reasons =
      table.has("excluded") ? table.text("excluded") : std::vector<std::string>(table.rows(), "n/a");
  LongRows out;
  out.targets = table.text(target);
  out.values = table.numbers(value);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (std::isinf(out.values[row])) table.throw_at(row, value, "is infinite; write a finite number or n/a");
    if (reasons[row] != "n/a")
      out.exclusions.add("excluded: " + reasons[row]);
    else if (out.targets[row] == "n/a")
      out.exclusions.add(target + " missing");
    else if (std::isnan(out.values[row]))
      out.exclusions.add(value + " missing");
    else
      out.used.push_back(row);
  }
  return out;
}

// Names in order of first appearance, with their places.
std::map<std::string, std::size_t> places(const std::vector<std::string>& cells, const std::vector<std::size_t>& rows,
                                          std::vector<std::string>& names) {
  std::map<std::string, std::size_t> out;
  for (const std::size_t row : rows)
    if (out.emplace(cells[row], names.size()).second) names.push_back(cells[row]);
  return out;
}

}  // namespace

std::array<double, 2> parse_range(std::span<const std::string> words) {
  if (words.size() == 2) {
    const auto low = parse_double(trimmed(words[0])), high = parse_double(trimmed(words[1]));
    if (low && high && std::isfinite(*low) && std::isfinite(*high) && *low < *high) return {*low, *high};
  }
  throw usage_error(fmt::format("range {}; expected the lowest and the highest score, as 1,6",
                                in_quotes(fmt::format("{}", fmt::join(words, ",")))));
}

ItemScores take_items(const Table& table, const ItemSelection& s) {
  check_items(s);
  check_range(table, s);
  const std::vector<std::string> rest(s.items.begin() + 2, s.items.end());
  PairedColumns columns = take_columns(table, s.items[0], s.items[1], rest, s.identifiers);
  ItemScores out;
  out.items = s.items;
  out.scores.resize(static_cast<Eigen::Index>(columns.x.size()), static_cast<Eigen::Index>(s.items.size()));
  for (Eigen::Index k = 0; k < out.scores.cols(); ++k) {
    const std::vector<double>& column = k == 0   ? columns.x
                                        : k == 1 ? columns.y
                                                 : columns.given[static_cast<std::size_t>(k - 2)];
    out.scores.col(k) = Eigen::Map<const Eigen::VectorXd>(column.data(), out.scores.rows());
    const std::string& name = s.items[static_cast<std::size_t>(k)];
    if (std::find(s.reverse.begin(), s.reverse.end(), name) != s.reverse.end())
      out.scores.col(k) = ((*s.range)[0] + (*s.range)[1] - out.scores.col(k).array()).matrix();
  }
  out.exclusions = std::move(columns.exclusions);
  out.warnings = std::move(columns.warnings);
  return out;
}

ItemScores take_ratings(const Table& table, const std::string& target, const std::string& rater,
                        const std::string& value) {
  LongRows rows = long_rows(table, target, value);
  const std::vector<std::string> raters = table.text(rater);
  std::erase_if(rows.used, [&](std::size_t row) {
    if (raters[row] == "n/a") rows.exclusions.add(rater + " missing");
    return raters[row] == "n/a";
  });
  ItemScores out;
  std::vector<std::string> targets;
  const auto row_of = places(rows.targets, rows.used, targets), column_of = places(raters, rows.used, out.items);
  std::vector<std::vector<std::size_t>> cells(targets.size(), std::vector<std::size_t>(out.items.size(), table.rows()));
  for (const std::size_t row : rows.used) {
    std::size_t& cell = cells[row_of.at(rows.targets[row])][column_of.at(raters[row])];
    if (cell != table.rows())
      table.throw_at(row, target,
                     fmt::format("{} has another value of {} {}, first at {}; one each is expected: choose rows with "
                                 "--where",
                                 in_quotes(rows.targets[row]), rater, in_quotes(raters[row]), table.where(cell)));
    cell = row;
  }
  std::vector<std::size_t> complete;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto gap = std::find(cells[i].begin(), cells[i].end(), table.rows());
    if (gap == cells[i].end())
      complete.push_back(i);
    else
      rows.exclusions.add(fmt::format("{} without every {}", target, rater));
  }
  out.scores.resize(static_cast<Eigen::Index>(complete.size()), static_cast<Eigen::Index>(out.items.size()));
  for (std::size_t i = 0; i < complete.size(); ++i) {
    out.rows.push_back(targets[complete[i]]);
    for (std::size_t k = 0; k < out.items.size(); ++k)
      out.scores(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = rows.values[cells[complete[i]][k]];
  }
  out.exclusions = std::move(rows.exclusions);
  return out;
}

TrialScores take_trials(const Table& table, const std::string& target, const std::string& value) {
  LongRows rows = long_rows(table, target, value);
  std::vector<std::string> targets;
  const auto row_of = places(rows.targets, rows.used, targets);
  std::vector<std::vector<double>> values(targets.size());
  for (const std::size_t row : rows.used) values[row_of.at(rows.targets[row])].push_back(rows.values[row]);
  TrialScores out;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (values[i].size() < 2) {
      rows.exclusions.add(target + " with fewer than 2 values");
      continue;
    }
    out.targets.push_back(targets[i]);
    out.values.push_back(std::move(values[i]));
  }
  out.exclusions = std::move(rows.exclusions);
  return out;
}

}  // namespace attune::stats
