#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/two_proportions.hpp"

namespace attune::test {

/// P(X = x) for x = 0 .. n of a binomial with share p.
inline std::vector<double> binomial(std::int64_t n, double p) {
  std::vector<double> out;
  const auto size = static_cast<double>(n);
  for (std::int64_t k = 0; k <= n; ++k) {
    const auto x = static_cast<double>(k);
    const double ways = std::lgamma(size + 1.0) - std::lgamma(x + 1.0) - std::lgamma(size - x + 1.0);
    out.push_back(std::exp(ways + x * std::log(p) + (size - x) * std::log1p(-p)));
  }
  return out;
}

/// Mean and extremes over true shares.
struct Coverage {
  double mean = 0.0, smallest = 1.0, largest = 0.0;
};

/// Exact share of samples of n people that satisfy `event(count, true share)`, for 0.01, 0.02 .. 0.99: nothing is
/// drawn.
template <class Event>
Coverage over_shares(std::int64_t n, const Event& event) {
  Coverage out;
  for (int i = 1; i < 100; ++i) {
    const double p = 0.01 * i;
    const std::vector<double> mass = binomial(n, p);
    double share = 0.0;
    for (std::int64_t x = 0; x <= n; ++x)
      if (event(stats::Count{x, n}, p)) share += mass[static_cast<std::size_t>(x)];
    out.mean += share / 99.0;
    out.smallest = std::min(out.smallest, share);
    out.largest = std::max(out.largest, share);
  }
  return out;
}

template <class Event>
bool happens(const Event& event, const stats::TwoProportions& c, double p, double q) {
  if constexpr (std::is_invocable_v<Event, const stats::TwoProportions&, double, double>)
    return event(c, p, q);
  else
    return event(c, p - q);
}

/// The same for two groups of n and m with true shares p and q, over 0.1, 0.2 .. 0.9 (`equal`: p = q only); the event
/// takes both shares, or their difference.
template <class Event>
Coverage over_pairs_of_shares(std::int64_t n, std::int64_t m, bool equal, const Event& event) {
  std::vector<stats::TwoProportions> tables;
  for (std::int64_t x = 0; x <= n; ++x)
    for (std::int64_t y = 0; y <= m; ++y) tables.push_back(stats::compare_proportions({x, n}, {y, m}));
  Coverage out;
  int cells = 0;
  for (int i = 1; i < 10; ++i)
    for (int j = 1; j < 10; ++j) {
      if (equal && i != j) continue;
      const std::vector<double> a = binomial(n, 0.1 * i), b = binomial(m, 0.1 * j);
      double share = 0.0;
      for (const stats::TwoProportions& c : tables)
        if (happens(event, c, 0.1 * i, 0.1 * j))
          share +=
              a[static_cast<std::size_t>(c.counts[0].successes)] * b[static_cast<std::size_t>(c.counts[1].successes)];
      out.mean += share;
      out.smallest = std::min(out.smallest, share);
      out.largest = std::max(out.largest, share);
      ++cells;
    }
  out.mean /= cells;
  return out;
}

/// Share of `studies` for which `event(stream)` holds; study i draws from its own stream.
template <class Event>
double share_of_drawn(std::size_t studies, const Event& event) {
  const double count = parallel::sum(studies, 20, {}, [&](std::size_t begin, std::size_t end) {
    double hits = 0.0;
    for (std::size_t study = begin; study < end; ++study) {
      parallel::Stream stream({1979}, study);
      hits += event(stream) ? 1.0 : 0.0;
    }
    return hits;
  });
  return count / static_cast<double>(studies);
}

/// Scores of n people by k raters: a person of variance `between`, a rater of variance `raters`, noise of variance 1.
inline Eigen::MatrixXd drawn_ratings(parallel::Stream& stream, Eigen::Index n, Eigen::Index k, double between,
                                     double raters) {
  Eigen::MatrixXd out(n, k);
  Eigen::RowVectorXd of_raters(k);
  for (double& x : of_raters) x = std::sqrt(raters) * stream.normal();
  for (Eigen::Index i = 0; i < n; ++i) {
    const double person = std::sqrt(between) * stream.normal();
    for (Eigen::Index j = 0; j < k; ++j) out(i, j) = person + of_raters(j) + stream.normal();
  }
  return out;
}

/// Counts of n people whom two raters put into three categories of shares 0.5, 0.3 and 0.2: with chance `agree` both
/// say the truth, else each says anything by those shares. Then kappa is `agree`.
inline Eigen::MatrixXd drawn_categories(parallel::Stream& stream, int n, double agree) {
  const auto category = [&]() -> Eigen::Index {
    const double u = stream.uniform();
    return u < 0.5 ? 0 : u < 0.8 ? 1 : 2;
  };
  Eigen::MatrixXd counts = Eigen::MatrixXd::Zero(3, 3);
  for (int i = 0; i < n; ++i) {
    const Eigen::Index first = category();
    ++counts(first, stream.uniform() < agree ? first : category());
  }
  return counts;
}

inline bool holds(const stats::Interval& interval, double truth) {
  return interval.low <= truth && truth <= interval.high;
}

}  // namespace attune::test
