#include "attune/bold/combine.hpp"

#include <array>
#include <cmath>
#include <string>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/stats/distributions.hpp"

namespace attune::bold {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool usable(double effect, double variance, double df) {
  return std::isfinite(effect) && std::isfinite(variance) && variance > 0 && df > 0;
}

double weight_of(double variance, RunWeights weights) {
  return weights == RunWeights::precision ? 1.0 / variance : 1.0;
}

}  // namespace

RunWeights run_weights(std::string_view name) {
  if (name == "precision") return RunWeights::precision;
  if (name == "equal") return RunWeights::equal;
  const std::array<std::string, 2> known{"precision", "equal"};
  throw usage_error("unknown weights of runs " + in_quotes(name) + suggestion(name, known));
}

CombinedEstimate combine_runs(std::span<const ContrastEstimate> runs, RunWeights weights) {
  CombinedEstimate result;
  double total = 0, effect = 0, variance = 0, df = 0, psc = 0, psc_variance = 0;
  std::string without_psc;
  for (const ContrastEstimate& run : runs) {
    if (!usable(run.effect, run.se * run.se, run.df)) {
      ++result.left_out;
      continue;
    }
    ++result.runs;
    const double weight = weight_of(run.se * run.se, weights);
    total += weight;
    effect += weight * run.effect;
    variance += weight * weight * run.se * run.se;
    df += run.df;
    psc += weight * run.psc;
    psc_variance += weight * weight * run.psc_se * run.psc_se;
    if (without_psc.empty() && std::isnan(run.psc)) without_psc = run.reason;
  }
  ContrastEstimate& all = result.estimate;
  if (result.runs == 0) {
    all.reason = runs.empty() ? "no run" : runs.front().reason;
    return result;
  }
  all.effect = effect / total;
  all.se = std::sqrt(variance) / total;
  all.t = all.effect / all.se;
  all.df = df;
  all.p = stats::student_t_two_sided(all.t, all.df);
  all.psc = psc / total;
  all.psc_se = std::sqrt(psc_variance) / total;
  all.reason = without_psc;
  return result;
}

CombinedMap combine_runs(std::span<const RunMap> runs, RunWeights weights) {
  const Eigen::Index voxels = runs.empty() ? 0 : runs.front().effect.size();
  CombinedMap result;
  result.effect = result.variance = result.df = Eigen::ArrayXd::Constant(voxels, kNaN);
  result.runs = Eigen::ArrayXi::Zero(voxels);
  for (const RunMap& run : runs)
    if (run.effect.size() != voxels || run.variance.size() != voxels || run.df.size() != voxels)
      throw Error(Fault::internal, "combine_runs: the maps of the runs are of different length");
  for (Eigen::Index voxel = 0; voxel < voxels; ++voxel) {
    double total = 0, effect = 0, variance = 0, df = 0;
    for (const RunMap& run : runs) {
      if (!usable(run.effect(voxel), run.variance(voxel), run.df(voxel))) continue;
      ++result.runs(voxel);
      const double weight = weight_of(run.variance(voxel), weights);
      total += weight;
      effect += weight * run.effect(voxel);
      variance += weight * weight * run.variance(voxel);
      df += run.df(voxel);
    }
    if (result.runs(voxel) == 0) continue;
    result.effect(voxel) = effect / total;
    result.variance(voxel) = variance / (total * total);
    result.df(voxel) = df;
  }
  return result;
}

}  // namespace attune::bold
