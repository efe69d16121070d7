#include "attune/coupling/beta_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "attune/bold/fit.hpp"
#include "attune/stats/distributions.hpp"

namespace attune::coupling {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kLeastShareForNoise = 1.0 / 3.0;
constexpr Eigen::Index kLeastFramesForNoise = 20;

/// Noise of every region, and whether the heights of single trials are still in it.
struct RegionNoise {
  std::vector<SeriesCovariance> series;
  std::vector<std::string> reasons;
  bool without_trials = false;
};

// A column per trial and the nuisance columns, if enough frames are left to tell the noise from.
bold::Design noise_design(const bold::TrialModel& model, bool& has_trials) {
  const bold::Design& design = model.design;
  const Eigen::Index frames = design.matrix.rows();
  const Eigen::Index nuisance = design.matrix.cols() - design.constant;
  const Eigen::Index columns = nuisance + model.columns.cols();
  has_trials =
      frames - columns >=
      std::max(kLeastFramesForNoise, static_cast<Eigen::Index>(kLeastShareForNoise * static_cast<double>(frames)));
  if (!has_trials) return design;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < model.trials.size(); ++i) names.push_back(fmt::format("trial {}", i + 1));
  std::vector<bold::ColumnKind> kinds(names.size(), bold::ColumnKind::condition);
  names.insert(names.end(), design.names.begin() + design.constant, design.names.end());
  kinds.insert(kinds.end(), design.kinds.begin() + design.constant, design.kinds.end());
  Eigen::MatrixXd matrix(frames, columns);
  matrix << model.columns, design.matrix.rightCols(nuisance);
  return bold::design_of_matrix(names, kinds, matrix, design.kept, design.volumes);
}

RegionNoise noise_of(const Eigen::Ref<const Eigen::MatrixXd>& series, const bold::TrialModel& model,
                     parallel::Threads threads) {
  RegionNoise out;
  const bold::Design design = noise_design(model, out.without_trials);
  for (const bold::RegionFit& fit :
       bold::fit(series, design, {.degrees = bold::DegreesOfFreedom::residual, .threads = threads})) {
    const double a = fit.noise.a, b = fit.noise.b;
    const double process = fit.residual_sd * fit.residual_sd * (1 + 2 * a * b + b * b) / (1 - a * a);
    out.series.push_back({fit.noise, process, 0});
    out.reasons.push_back(fit.reason);
  }
  return out;
}

ConditionCoupling couple_condition(const std::string& condition, const bold::TrialModel& model,
                                   const bold::TrialBetas& betas, const RegionNoise& noise) {
  ConditionCoupling out;
  out.condition = condition;
  std::vector<Eigen::Index> rows;
  for (std::size_t i = 0; i < model.trials.size(); ++i) {
    if (model.trials[i].trial_type != condition) continue;
    if (model.reasons[i].empty())
      rows.push_back(static_cast<Eigen::Index>(i));
    else
      ++out.left_out;
  }
  out.trials = static_cast<Eigen::Index>(rows.size());
  const std::vector<std::string>& reasons = noise.reasons;
  if (out.trials < kLeastTrials) {
    out.reason = fmt::format("{} trials of {} have an estimate, {} are needed", out.trials, condition, kLeastTrials);
    const Eigen::MatrixXd none = Eigen::MatrixXd::Constant(betas.betas.cols(), betas.betas.cols(), kNaN);
    const std::vector<std::string> all(reasons.size(), out.reason);
    out.coupling = correlate(Eigen::MatrixXd::Zero(out.trials, betas.betas.cols()), all, none);
    out.coupling.reasons = reasons;
    return out;
  }
  const auto centred = [](const Eigen::MatrixXd& values) -> Eigen::MatrixXd {
    return values.rowwise() - values.colwise().mean();
  };
  const Eigen::MatrixXd values = centred(betas.betas(rows, Eigen::all));
  const Eigen::MatrixXd map = centred(model.weights(rows, Eigen::all));
  std::vector<SeriesCovariance> covariances = noise.series;
  const double answered = (map * model.columns).squaredNorm();
  for (std::size_t region = 0; region < covariances.size(); ++region) {
    if (!reasons[region].empty() || !noise.without_trials) continue;
    const double by_noise = expected_squares(map, model.design.kept, covariances[region]);
    const double seen = values.col(static_cast<Eigen::Index>(region)).squaredNorm();
    covariances[region].response_variance = std::max(0.0, (seen - by_noise) / answered);
  }
  out.coupling = correlate(values, reasons, effective_degrees(map, model.design.kept, covariances, model.columns));
  out.map = map;
  out.covariances = covariances;
  return out;
}

const ConditionCoupling* find(const BetaSeries& series, const std::string& condition) {
  for (const ConditionCoupling& one : series.conditions)
    if (one.condition == condition) return &one;
  return nullptr;
}

// Correlation of the errors of two conditions' z.
Eigen::MatrixXd error_correlation(const BetaSeries& series, const ConditionCoupling& a, const ConditionCoupling& b) {
  std::vector<SeriesCovariance> both = a.covariances;
  for (std::size_t region = 0; region < both.size(); ++region)
    both[region].response_variance =
        0.5 * (a.covariances[region].response_variance + b.covariances[region].response_variance);
  const Eigen::MatrixXd shared = null_covariance(a.map, b.map, series.kept, both, series.columns);
  return shared.cwiseProduct(a.coupling.degrees.cwiseProduct(b.coupling.degrees).cwiseSqrt());
}

}  // namespace

CouplingContrast contrast_of(const BetaSeries& series, const bold::Contrast& contrast) {
  CouplingContrast out;
  std::vector<std::pair<const ConditionCoupling*, double>> parts;
  for (const auto& [condition, weight] : contrast.weights) {
    const ConditionCoupling* one = find(series, condition);
    if (one == nullptr || one->trials < kLeastTrials) {
      out.reason = fmt::format("{} trials of {} have an estimate, {} are needed", one == nullptr ? 0 : one->trials,
                               condition, kLeastTrials);
      return out;
    }
    out.trials += one->trials;
    parts.emplace_back(one, weight);
  }
  if (parts.empty()) throw Error(Fault::internal, "contrast_of: a contrast without conditions");
  const Eigen::Index regions = parts.front().first->coupling.z.rows();
  Eigen::MatrixXd variance = Eigen::MatrixXd::Zero(regions, regions);
  out.z = variance;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& [one, weight] = parts[i];
    out.z += weight * one->coupling.z;
    variance += weight * weight * one->coupling.se.cwiseAbs2();
    for (std::size_t j = 0; j < i; ++j)
      variance += 2 * weight * parts[j].second *
                  error_correlation(series, *one, *parts[j].first)
                      .cwiseProduct(one->coupling.se.cwiseProduct(parts[j].first->coupling.se));
  }
  out.se = variance.cwiseSqrt();
  out.p = out.z.cwiseQuotient(out.se).unaryExpr([](double z) { return stats::normal_two_sided(z); });
  return out;
}

BetaSeries beta_series(const Eigen::Ref<const Eigen::MatrixXd>& series, const bold::TrialModel& model,
                       parallel::Threads threads) {
  BetaSeries out;
  out.betas = bold::fit_trials(model, series);
  out.kept = model.design.kept;
  out.columns = model.columns;
  const RegionNoise noise = noise_of(series, model, threads);
  for (const bold::Condition& condition : model.design.conditions)
    out.conditions.push_back(couple_condition(condition.name, model, out.betas, noise));
  return out;
}

}  // namespace attune::coupling
