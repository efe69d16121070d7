#include "attune/stats/correlate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "attune/base/number_text.hpp"
#include "attune/stats/summary.hpp"
#include "correlate_parts.hpp"
#include "kendall.hpp"
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

std::vector<std::string> in_order(const std::vector<std::string>& labels, const std::vector<std::size_t>& order) {
  std::vector<std::string> out;
  if (!labels.empty())
    for (const std::size_t i : order) out.push_back(labels[i]);
  return out;
}

// Checks the columns and puts the observations into one order, whatever order they came in.
Observations prepared(std::span<const double> x, std::span<const double> y, std::span<const std::vector<double>> given,
                      const ObservationLabels& labels) {
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
    for (const auto* names : {&labels.block, &labels.member, &labels.stratum})
      if (!names->empty() && (*names)[i] != (*names)[j]) return (*names)[i] < (*names)[j];
    return false;
  });
  Observations out;
  for (const auto& column : columns) {
    std::vector<double> sorted;
    for (const std::size_t i : order) sorted.push_back(column[i]);
    out.columns.push_back(std::move(sorted));
  }
  out.labels = {in_order(labels.block, order), in_order(labels.member, order), in_order(labels.stratum, order)};
  return out;
}

// Interval and, where a smallest effect is named, equivalence of atanh r with this variance.
void set_interval(Correlation& out, double variance, const CorrelateOptions& options) {
  const bool defined = variance > 0.0 && std::isfinite(variance);
  if (!defined && options.smallest_effect)
    throw analysis_error(fmt::format("{} pairs are too few for the equivalence of a correlation", out.n));
  if (!defined) return;
  const double error = std::sqrt(variance);
  const auto around = [&](double tail) {
    if (std::abs(out.r) >= 1.0) return Interval{out.r, out.r};
    const double reach = normal_quantile(1.0 - tail) * error;
    return Interval{std::tanh(std::atanh(out.r) - reach), std::tanh(std::atanh(out.r) + reach)};
  };
  out.interval = around(0.5 * (1.0 - out.confidence));
  if (!options.smallest_effect) return;
  Equivalence e;
  e.bound = *options.smallest_effect;
  e.p_lower = normal_upper((std::atanh(out.r) + std::atanh(e.bound)) / error);
  e.p_upper = normal_upper((std::atanh(e.bound) - std::atanh(out.r)) / error);
  e.interval = around(1.0 - out.confidence);
  out.equivalence = e;
}

void set_bayes_factor(Correlation& out, std::size_t n, bool sensitivity) {
  const auto log_bf = [&](double width) { return log_correlation_bayes_factor(out.r, n, width, out.alternative); };
  out.log_bf10 = log_bf(out.prior_width);
  out.bf10 = std::exp(*out.log_bf10);
  if (!sensitivity) return;
  // The widths that are called medium-narrow, medium, wide and ultrawide.
  for (const double width : {1.0 / std::sqrt(27.0), kStretchedBetaWidth, 1.0 / std::sqrt(3.0), 1.0})
    out.sensitivity.push_back({width, std::exp(log_bf(width))});
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
  out.p = out.alternative == Alternative::two_sided ? student_t_two_sided(t, *out.df)
                                                    : student_t_upper(towards(out.alternative, t), *out.df);
  const bool spearman = out.method == CorrelationMethod::spearman;
  if (std::isfinite(t))
    out.t = t;
  else
    out.warnings.push_back(spearman ? "the correlation is exactly 1 or -1: t is infinite"
                                    : "the correlation is exactly 1 or -1: t and the Bayes factor are infinite");
  if (spearman && out.given == 0 && out.n <= kSpearmanExactUpTo && !has_ties(columns[0]) && !has_ties(columns[1])) {
    out.exact = true;
    out.p = spearman_exact(columns[0], columns[1], out.alternative);
  }
  set_interval(out, (spearman ? 1.0 + 0.5 * out.r * out.r : 1.0) / (n - 3.0 - given), options);
  if (!spearman && out.n - out.given >= 3) set_bayes_factor(out, out.n - out.given, options.sensitivity);
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
  const bool two_sided = out.alternative == Alternative::two_sided;
  out.p = two_sided ? normal_two_sided(*out.z) : normal_upper(towards(out.alternative, *out.z));
  if (counts.tied_x == 0.0 && counts.tied_y == 0.0 && out.n < kExactBelow) {
    out.exact = true;
    const double tail = kendall_lower(-towards(out.alternative, counts.score), out.n);
    out.p = two_sided ? std::min(1.0, 2.0 * tail) : tail;
  }
  set_interval(out, 0.437 / (n - 4.0), options);
}

void check_options(const CorrelateOptions& options, bool given) {
  if (!(options.confidence > 0.0 && options.confidence < 1.0))
    throw usage_error(fmt::format("confidence is {}; expected above 0 and below 1", options.confidence));
  if (!(options.prior_width >= 0.01 && options.prior_width <= 2.0))
    throw usage_error(fmt::format("the prior width is {}; expected 0.01 to 2", options.prior_width));
  if (options.permutations < 0) throw usage_error("permutations must not be negative");
  check_bootstrap(options.bootstrap, options.confidence);
  if (options.smallest_effect && !(*options.smallest_effect > 0.0 && *options.smallest_effect < 1.0))
    throw usage_error(fmt::format("the smallest correlation of interest is {}; expected above 0 and below 1",
                                  *options.smallest_effect));
  if (options.smallest_effect && !(options.confidence > 0.5))
    throw usage_error("equivalence needs a confidence above 0.5");
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
  Observations observations = prepared(x, y, given, options.labels);
  Correlation out;
  out.method = options.method;
  out.n = x.size();
  out.given = given.size();
  out.confidence = options.confidence;
  out.prior_width = options.prior_width;
  out.alternative = options.alternative;
  out.in_blocks = !options.labels.block.empty();
  const Observations raw = observations;
  Columns& columns = observations.columns;
  if (options.method == CorrelationMethod::spearman)
    for (auto& column : columns) column = midranks(column).ranks;
  if (options.method == CorrelationMethod::kendall)
    set_kendall(out, columns, options);
  else
    set_product_moment(out, columns, options);
  if (options.permutations > 0) set_permutation(out, observations, options);
  if (options.bootstrap > 0) set_bootstrap(out, raw, options);
  if (out.in_blocks)
    out.warnings.push_back(fmt::format(
        "p, ci_low, ci_high, bf10{} take every row as independent; of the blocks only p_perm and the bootstrap "
        "know",
        options.smallest_effect ? ", p_lower, p_upper" : ""));
  return out;
}

}  // namespace attune::stats
