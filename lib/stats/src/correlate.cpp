#include "attune/stats/correlate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "attune/base/number_text.hpp"
#include "attune/stats/summary.hpp"
#include "kendall.hpp"
#include "partial_correlation.hpp"
#include "spearman_exact.hpp"

namespace attune::stats {
namespace {

// The given columns in the order of their sorted values, so that their order among each other says nothing.
std::vector<std::vector<double>> in_one_order(std::span<const std::vector<double>> given) {
  std::vector<std::pair<std::vector<double>, std::size_t>> keys;
  for (std::size_t c = 0; c < given.size(); ++c) {
    keys.emplace_back(given[c], c);
    std::sort(keys.back().first.begin(), keys.back().first.end());
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::vector<double>> out;
  for (const auto& key : keys) out.push_back(given[key.second]);
  return out;
}

// Checks the columns and puts the observations into one order, whatever order they came in.
Columns prepared(std::span<const double> x, std::span<const double> y, std::span<const std::vector<double>> given) {
  Columns columns{{x.begin(), x.end()}, {y.begin(), y.end()}};
  columns.insert(columns.end(), given.begin(), given.end());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].size() != x.size())
      throw Error(Fault::internal,
                  fmt::format("{} has {} values, x {}", name_of_column(c), columns[c].size(), x.size()));
    for (const double value : columns[c])
      if (!std::isfinite(value))
        throw analysis_error(
            fmt::format("{} has the value {}; every value must be finite", name_of_column(c), format_double(value)));
  }
  if (x.size() < 3 + given.size())
    throw analysis_error(fmt::format("{} complete pairs; a correlation{} needs at least {}", x.size(),
                                     given.empty() ? "" : fmt::format(" given {} columns", given.size()),
                                     3 + given.size()));
  const auto ordered = in_one_order(given);
  std::copy(ordered.begin(), ordered.end(), columns.begin() + 2);
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    for (const auto& column : columns)
      if (column[i] != column[j]) return column[i] < column[j];
    return false;
  });
  Columns out;
  for (const auto& column : columns) {
    std::vector<double> sorted;
    for (const std::size_t i : order) sorted.push_back(column[i]);
    out.push_back(std::move(sorted));
  }
  return out;
}

void set_interval(Correlation& out, double variance) {
  if (!(variance > 0.0) || !std::isfinite(variance)) return;
  if (std::abs(out.r) >= 1.0) {
    out.interval = Interval{out.r, out.r};
    return;
  }
  const double reach = normal_quantile(0.5 + 0.5 * out.confidence) * std::sqrt(variance);
  out.interval = Interval{std::tanh(std::atanh(out.r) - reach), std::tanh(std::atanh(out.r) + reach)};
}

PermutationOptions permutation_options(const CorrelateOptions& options) {
  return {options.permutations, options.seed, options.threads};
}

bool has_ties(std::vector<double> ranks) {
  std::sort(ranks.begin(), ranks.end());
  return std::adjacent_find(ranks.begin(), ranks.end()) != ranks.end();
}

void set_product_moment(Correlation& out, const Columns& columns, const CorrelateOptions& options) {
  const Residuals left = residuals_given(columns);
  const Eigen::VectorXd &x = left.x, &y = left.y;
  const double n = static_cast<double>(out.n), given = static_cast<double>(out.given);
  constexpr double kRounding = 4.0 * std::numeric_limits<double>::epsilon();
  out.r = std::clamp(x.dot(y) / (x.norm() * y.norm()), -1.0, 1.0);
  if (1.0 - std::abs(out.r) < kRounding) out.r = std::copysign(1.0, out.r);
  out.df = n - 2.0 - given;
  const double unexplained = (1.0 - std::abs(out.r)) * (1.0 + std::abs(out.r));
  const double t = unexplained > 0.0 ? out.r * std::sqrt(*out.df / unexplained)
                                     : std::copysign(std::numeric_limits<double>::infinity(), out.r);
  out.p = student_t_two_sided(t, *out.df);
  const bool spearman = out.method == CorrelationMethod::spearman;
  if (std::isfinite(t))
    out.t = t;
  else
    out.warnings.push_back(spearman ? "the correlation is exactly 1 or -1: t is infinite"
                                    : "the correlation is exactly 1 or -1: t and the Bayes factor are infinite");
  if (spearman && out.given == 0 && out.n <= kSpearmanExactUpTo && !has_ties(columns[0]) && !has_ties(columns[1])) {
    out.exact = true;
    out.p = spearman_two_sided(columns[0], columns[1]);
  }
  set_interval(out, (spearman ? 1.0 + 0.5 * out.r * out.r : 1.0) / (n - 3.0 - given));
  if (!spearman && out.n - out.given >= 3) {
    out.log_bf10 = log_correlation_bayes_factor(out.r, out.n - out.given, options.prior_width);
    out.bf10 = std::exp(*out.log_bf10);
  }
  if (options.permutations == 0) return;
  out.permutation = out.given == 0 ? permute_pairs({x.data(), out.n}, {y.data(), out.n}, permutation_options(options))
                                   : permute_residuals(left, permutation_options(options));
}

void set_kendall(Correlation& out, const Columns& columns, const CorrelateOptions& options) {
  constexpr std::size_t kExactBelow = 50;
  const KendallCounts counts = count_concordance(columns[0], columns[1]);
  for (std::size_t i = 0; i < 2; ++i)
    if ((i == 0 ? counts.tied_x : counts.tied_y) >= counts.pairs)
      throw analysis_error(fmt::format("{} does not vary; a correlation needs both to vary", name_of_column(i)));
  const auto n = static_cast<double>(out.n);
  out.r = counts.tau();
  out.z = counts.score / std::sqrt(counts.score_variance);
  out.p = normal_two_sided(*out.z);
  if (counts.tied_x == 0.0 && counts.tied_y == 0.0 && out.n < kExactBelow) {
    out.exact = true;
    out.p = std::min(1.0, 2.0 * kendall_lower(-std::abs(counts.score), out.n));
  }
  set_interval(out, 0.437 / (n - 4.0));
  if (options.permutations == 0) return;
  const PairStatistic score = [](std::span<const double> x, std::span<const double> y) {
    return count_concordance(x, y).score;
  };
  out.permutation = permute_pairs(columns[0], columns[1], score, permutation_options(options));
}

void check_options(const CorrelateOptions& options, bool given) {
  if (!(options.confidence > 0.0 && options.confidence < 1.0))
    throw usage_error(fmt::format("confidence is {}; expected above 0 and below 1", options.confidence));
  if (!(options.prior_width >= 0.01 && options.prior_width <= 2.0))
    throw usage_error(fmt::format("the prior width is {}; expected 0.01 to 2", options.prior_width));
  if (options.permutations < 0) throw usage_error("permutations must not be negative");
  if (given && options.method == CorrelationMethod::kendall)
    throw usage_error("a partial Kendall correlation has no agreed test; use pearson or spearman with given columns");
}

}  // namespace

std::string name_of(CorrelationMethod method) {
  switch (method) {
    case CorrelationMethod::pearson:
      return "pearson";
    case CorrelationMethod::spearman:
      return "spearman";
    case CorrelationMethod::kendall:
      return "kendall";
  }
  return "";
}

Correlation correlate(std::span<const double> x, std::span<const double> y, std::span<const std::vector<double>> given,
                      const CorrelateOptions& options) {
  check_options(options, !given.empty());
  Columns columns = prepared(x, y, given);
  Correlation out;
  out.method = options.method;
  out.n = x.size();
  out.given = given.size();
  out.confidence = options.confidence;
  out.prior_width = options.prior_width;
  if (options.method == CorrelationMethod::spearman)
    for (auto& column : columns) column = midranks(column).ranks;
  if (options.method == CorrelationMethod::kendall)
    set_kendall(out, columns, options);
  else
    set_product_moment(out, columns, options);
  return out;
}

}  // namespace attune::stats
