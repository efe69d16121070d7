#include <nlopt.h>

#include <array>
#include <cmath>
#include <memory>

#include "attune/base/error.hpp"
#include "early_stops.hpp"

namespace attune::stats {
namespace {

// A crossed two-way table, the factor with more levels first: the order of the parameters decides the path.
struct CrossedTable {
  std::array<double, 2> levels{}, squares{};  // squares between the levels
  double residual = 0.0, total = 0.0;         // squares of the residual, number of ratings

  // Variance of a level's mean times its ratings, over the residual variance, at the relative standard deviation.
  double relative(std::size_t factor, double theta) const { return 1.0 + total / levels[factor] * (theta * theta); }
  double residual_variance(const double* theta) const {
    return (squares[0] / relative(0, theta[0]) + squares[1] / relative(1, theta[1]) + residual) / (total - 1.0);
  }
  // The profiled REML criterion.
  double criterion(const double* theta) const {
    constexpr double kLogTwoPi = 1.8378770664093454836;
    return std::log(total) + (levels[0] - 1.0) * std::log(relative(0, theta[0])) +
           (levels[1] - 1.0) * std::log(relative(1, theta[1])) +
           (total - 1.0) * (1.0 + kLogTwoPi + std::log(residual_variance(theta)));
  }
};

double evaluate(unsigned, const double* theta, double*, void* table) {
  return static_cast<const CrossedTable*>(table)->criterion(theta);
}

std::array<double, 2> early_minimum(CrossedTable& table) {
  constexpr double kStop = 1e-8, kRelativeStep = 1e-4;  // lme4's, and nloptr's where lme4 says nothing
  std::array<double, 2> theta{std::sqrt(table.squares[0] / table.residual),
                              std::sqrt(table.squares[1] / table.residual)};
  const std::unique_ptr<nlopt_opt_s, void (*)(nlopt_opt)> search(nlopt_create(NLOPT_LN_BOBYQA, 2), nlopt_destroy);
  nlopt_set_min_objective(search.get(), evaluate, &table);
  nlopt_set_lower_bounds1(search.get(), 0.0);
  nlopt_set_xtol_abs1(search.get(), kStop);
  nlopt_set_xtol_rel(search.get(), kRelativeStep);
  nlopt_set_ftol_abs(search.get(), kStop);
  nlopt_set_maxeval(search.get(), 100000);
  double least = 0.0;
  if (nlopt_optimize(search.get(), theta.data(), &least) < 0)
    throw analysis_error("the search of the variance components did not end; leave --compat out");
  return theta;
}

}  // namespace

void take_early_mean_squares(Intraclass& m) {
  const auto n = static_cast<double>(m.targets), k = static_cast<double>(m.raters);
  const std::size_t of_targets = n >= k ? 0 : 1, of_raters = 1 - of_targets;
  CrossedTable table;
  table.total = n * k;
  table.levels[of_targets] = n;
  table.levels[of_raters] = k;
  table.squares[of_targets] = m.ms_targets * (n - 1.0);
  table.squares[of_raters] = m.ms_raters * (k - 1.0);
  table.residual = m.ms_residual * (n - 1.0) * (k - 1.0);
  if (!(table.residual > 0.0)) return;
  const std::array<double, 2> theta = early_minimum(table);
  const double error = table.residual_variance(theta.data());
  const double targets = error * theta[of_targets] * theta[of_targets];
  const double raters = error * theta[of_raters] * theta[of_raters];
  m.ms_targets = k * targets + error;
  m.ms_raters = n * raters + error;
  m.ms_within = error + raters;
  m.ms_residual = error;
}

}  // namespace attune::stats
