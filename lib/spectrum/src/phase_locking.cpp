#include <fmt/format.h>

#include <cmath>
#include <complex>
#include <limits>

#include "wavelet_sums.hpp"

namespace attune::spectrum {
namespace {

using Planes = std::vector<Eigen::MatrixXd>;
using Plane = Eigen::MatrixXd;

// Quantities that are added up over trials.
enum Quantity : std::size_t { kCosine, kSine, kLag, kLagSize, kLagSquare, kQuantities };

BlockSums pair_sums(const Signals& signals, const Condition& condition, Eigen::Index first, Eigen::Index second,
                    const Plan& plan) {
  WaveletTransform::Workspace a = plan.transform.workspace(), b = plan.transform.workspace();
  return sum_blocks(condition.stretches, plan.transform.samples(), plan.transform.frequencies(), kQuantities,
                    [&](std::size_t trial, Planes& planes) {
                      const Eigen::MatrixXd& data = signals.data[condition.stretches[trial].block];
                      plan.transform.run(data.row(first).transpose(), a);
                      plan.transform.run(data.row(second).transpose(), b);
                      for (Eigen::Index i = 0; i < a.coefficients.size(); ++i) {
                        // In square microvolts: volts squared, multiplied again, would come near the smallest numbers.
                        const std::complex<double> cross =
                            1e12 * a.coefficients.data()[i] * std::conj(b.coefficients.data()[i]);
                        const double size = std::abs(cross), lag = cross.imag();
                        if (!(size > 0)) continue;
                        planes[kCosine].data()[i] += cross.real() / size;
                        planes[kSine].data()[i] += lag / size;
                        planes[kLag].data()[i] += lag;
                        planes[kLagSize].data()[i] += std::abs(lag);
                        planes[kLagSquare].data()[i] += lag * lag;
                      }
                    });
}

PairPhases phases_of(const BlockSums& sums, const Plan& plan, double confidence) {
  const auto edged = [&plan](Plane plane) {
    plan.blank_edges(plane);
    return plane;
  };
  const PlaneOf locking = [&](const Planes& s, double n) {
    return edged((s[kCosine].array().square() + s[kSine].array().square()).sqrt() / n);
  };
  const PlaneOf consistency = [&](const Planes& s, double n) {
    return edged((s[kCosine].array().square() + s[kSine].array().square() - n) / (n * (n - 1.0)));
  };
  const PlaneOf weighted = [&](const Planes& s, double) { return edged(s[kLag].array().abs() / s[kLagSize].array()); };
  const PlaneOf unbiased = [&](const Planes& s, double) {
    return edged((s[kLag].array().square() - s[kLagSquare].array()) /
                 (s[kLagSize].array().square() - s[kLagSquare].array()));
  };
  PairPhases out;
  for (const Cells& cells : plan.regions) {
    out.locking.push_back(region_value(sums, locking, cells, confidence));
    out.consistency.push_back(region_value(sums, consistency, cells, confidence));
    out.weighted_lag.push_back(region_value(sums, weighted, cells, confidence));
    out.debiased_weighted_lag.push_back(region_value(sums, unbiased, cells, confidence));
  }
  return out;
}

PairPhases without_value(const std::string& reason, std::size_t regions) {
  const std::vector<RegionValue> none(regions, RegionValue{{}, reason});
  return {none, none, none, none};
}

}  // namespace

std::vector<std::vector<PairPhases>> phase_locking(const Signals& signals, const WaveletOptions& options) {
  if (options.pairs.empty()) return {};
  const Plan plan(signals, options);
  std::vector<std::vector<Eigen::Index>> rows;
  for (const Pair& pair : options.pairs) rows.push_back(rows_of(signals, {pair.first, pair.second}));
  std::vector<std::vector<PairPhases>> out;
  for (const Condition& condition : signals.conditions) {
    std::vector<PairPhases>& found = out.emplace_back(rows.size());
    parallel::for_each(rows.size(), options.threads, [&](std::size_t p) {
      for (const Eigen::Index channel : rows[p])
        if (signals.bad[static_cast<std::size_t>(channel)])
          found[p] = without_value("bad channel " + signals.channels[static_cast<std::size_t>(channel)],
                                   options.regions.size());
      if (condition.stretches.size() < 2) found[p] = without_value("one trial", options.regions.size());
      if (!options.regions.empty() && found[p].locking.empty())
        found[p] = phases_of(pair_sums(signals, condition, rows[p][0], rows[p][1], plan), plan, options.confidence);
    });
  }
  return out;
}

}  // namespace attune::spectrum
