#include "block_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "attune/stats/trimmed.hpp"

namespace attune::stats {
namespace {

// Values are of order one: an error below this is rounding, and a difference over it evidence without end.
double over_error(double difference, double squared_error) {
  constexpr double kNothing = 1e-24, kNoDifference = 1e-12;
  if (squared_error > kNothing) return difference / std::sqrt(squared_error);
  return std::abs(difference) < kNoDifference ? 0.0
                                              : std::copysign(std::numeric_limits<double>::infinity(), difference);
}

// A stratum of single values with what does not change when labels do.
struct Stratum {
  std::size_t begin = 0, end = 0;
  double members = 0.0, size = 0.0, squares = 0.0;
  double deviation[2] = {0.0, 0.0};  // of the label of A and of B from the stratum's share of A
  double weight[2] = {0.0, 0.0};  // of a squared residual of A and of B in the variance: deviation^2 / (1 - leverage)
};

std::vector<Stratum> strata_of(const std::vector<LabelledUnit>& units) {
  std::vector<Stratum> out;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (i == 0 || units[i].stratum != units[i - 1].stratum) out.push_back({i, i});
    Stratum& s = out.back();
    s.end = i + 1;
    s.size += 1.0;
    s.members += units[i].is_a ? 1.0 : 0.0;
    s.squares += units[i].values[0] * units[i].values[0];
  }
  std::erase_if(out, [](const Stratum& s) { return s.members == 0.0 || s.members == s.size; });
  return out;
}

double information(const std::vector<Stratum>& strata) {
  double out = 0.0;
  for (const Stratum& s : strata) out += s.members * (s.size - s.members) / s.size;
  return out;
}

void set_weights(std::vector<Stratum>& strata, double information) {
  constexpr double kNoResidual = 1e-10;  // a value that the model fits whatever it is says nothing about the error
  for (Stratum& s : strata) {
    const double share = s.members / s.size;
    for (std::size_t which = 0; which < 2; ++which) {
      s.deviation[which] = which == 0 ? 1.0 - share : -share;
      const double squared = s.deviation[which] * s.deviation[which];
      const double left = 1.0 - 1.0 / s.size - squared / information;
      s.weight[which] = left > kNoResidual ? squared / left : 0.0;
    }
  }
}

struct Ordered {
  double value = 0.0;
  std::size_t unit = 0;
};

std::vector<Ordered> all_values(const std::vector<LabelledUnit>& units) {
  std::vector<Ordered> out;
  for (std::size_t u = 0; u < units.size(); ++u)
    for (const double x : units[u].values) out.push_back({x, u});
  std::sort(out.begin(), out.end(), [](const Ordered& x, const Ordered& y) {
    return x.value != y.value ? x.value < y.value : x.unit < y.unit;
  });
  return out;
}

YuenTest yuen_of(const std::vector<Ordered>& values, const Labels& labels, double trim) {
  std::vector<double> of[2];
  for (const Ordered& x : values) of[labels[x.unit] != 0 ? 0 : 1].push_back(x.value);
  return yuen(summarise_trimmed(of[0], trim), summarise_trimmed(of[1], trim));
}

Labels labels_of(const std::vector<LabelledUnit>& units) {
  Labels out;
  for (const LabelledUnit& unit : units) out.push_back(unit.is_a ? 1 : 0);
  return out;
}

}  // namespace

double difference_in_blocks(const std::vector<LabelledUnit>& units) {
  const std::vector<Stratum> strata = strata_of(units);
  double sum = 0.0;
  for (const Stratum& s : strata)
    for (std::size_t i = s.begin; i < s.end; ++i) sum += units[i].is_a ? units[i].values[0] : 0.0;
  return sum / information(strata);
}

double trimmed_difference(const std::vector<LabelledUnit>& units, double trim) {
  return yuen_of(all_values(units), labels_of(units), trim).difference;
}

LabelStatistic within_statistic(const std::vector<LabelledUnit>& units, bool studentised) {
  std::vector<Stratum> strata = strata_of(units);
  const double all = information(strata);
  set_weights(strata, all);
  std::vector<double> values, squares;
  for (const LabelledUnit& unit : units) {
    values.push_back(unit.values[0]);
    squares.push_back(unit.values[0] * unit.values[0]);
  }
  return [strata = std::move(strata), values = std::move(values), squares = std::move(squares), all,
          studentised](const Labels& labels) {
    // Residuals are z - deviation x difference; their squares add up from the sums of A alone, as z adds up to 0.
    thread_local std::vector<std::pair<double, double>> sums;
    sums.assign(strata.size(), {0.0, 0.0});
    double difference = 0.0;
    for (std::size_t s = 0; s < strata.size(); ++s) {
      for (std::size_t i = strata[s].begin; i < strata[s].end; ++i) {
        const double is_a = labels[i];
        sums[s].first += is_a * values[i];
        sums[s].second += is_a * squares[i];
      }
      difference += sums[s].first;
    }
    difference /= all;
    if (!studentised) return difference;
    double variance = 0.0;
    for (std::size_t s = 0; s < strata.size(); ++s) {
      const Stratum& b = strata[s];
      const double ours[2] = {sums[s].second, b.squares - sums[s].second}, sum[2] = {sums[s].first, -sums[s].first};
      const double count[2] = {b.members, b.size - b.members};
      for (std::size_t g = 0; g < 2; ++g) {
        const double fit = b.deviation[g] * difference;
        variance += b.weight[g] * std::max(0.0, ours[g] - 2.0 * fit * sum[g] + count[g] * fit * fit);
      }
    }
    return over_error(difference, variance / (all * all));
  };
}

LabelStatistic whole_statistic(const std::vector<LabelledUnit>& units, bool studentised) {
  std::vector<double> sums, sizes;
  for (const LabelledUnit& unit : units) {
    sums.push_back(std::accumulate(unit.values.begin(), unit.values.end(), 0.0));
    sizes.push_back(static_cast<double>(unit.values.size()));
  }
  return [sums = std::move(sums), sizes = std::move(sizes), studentised](const Labels& labels) {
    double mean[2], error = 0.0;
    for (std::size_t which = 0; which < 2; ++which) {
      double blocks = 0.0, n = 0.0, sum = 0.0, squares = 0.0, crossed = 0.0, squared_sizes = 0.0;
      for (std::size_t i = 0; i < sums.size(); ++i) {
        const double ours = labels[i] == (which == 0 ? 1 : 0) ? 1.0 : 0.0;
        blocks += ours;
        n += ours * sizes[i];
        sum += ours * sums[i];
        squares += ours * sums[i] * sums[i];
        crossed += ours * sums[i] * sizes[i];
        squared_sizes += ours * sizes[i] * sizes[i];
      }
      mean[which] = sum / n;
      const double residual = squares - 2.0 * mean[which] * crossed + mean[which] * mean[which] * squared_sizes;
      error += std::max(0.0, residual) / (n * n) * blocks / (blocks - 1.0);
    }
    return studentised ? over_error(mean[0] - mean[1], error) : mean[0] - mean[1];
  };
}

LabelStatistic yuen_statistic(const std::vector<LabelledUnit>& units, double trim) {
  return [values = all_values(units), trim](const Labels& labels) {
    const YuenTest test = yuen_of(values, labels, trim);
    return over_error(test.difference, test.standard_error * test.standard_error);
  };
}

}  // namespace attune::stats
