#include "attune/decode/score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::decode {
namespace {

double area_under_curve(std::span<const double> first, std::span<const double> second) {
  std::vector<double> sorted(first.begin(), first.end());
  std::sort(sorted.begin(), sorted.end());
  double wins = 0;
  for (const double value : second) {
    const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), value);
    wins += 0.5 * static_cast<double>((low - sorted.begin()) + (high - sorted.begin()));
  }
  return wins / (static_cast<double>(first.size()) * static_cast<double>(second.size()));
}

double share_positive(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value > 0 ? 1.0 : value == 0 ? 0.5 : 0.0;
  return sum / static_cast<double>(values.size());
}

}  // namespace

std::string name_of(Score score) { return score == Score::auc ? "auc" : "balanced_accuracy"; }

Score parse_score(std::string_view text) {
  for (const Score score : {Score::auc, Score::balanced_accuracy})
    if (name_of(score) == text) return score;
  throw usage_error(fmt::format("score {} is not known; expected auc or balanced_accuracy", in_quotes(text)));
}

double score_of(Score score, std::span<const double> first, std::span<const double> second) {
  const auto missing = [](std::span<const double> values) {
    return values.empty() || std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
  };
  if (missing(first) || missing(second)) return std::numeric_limits<double>::quiet_NaN();
  if (score == Score::auc) return area_under_curve(first, second);
  return 0.5 * (1 - share_positive(first) + share_positive(second));
}

}  // namespace attune::decode
