#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/precision/noise_share.hpp"

namespace attune::test {

/// Studies of `people` whose values spread by 1 and whose noise has, on average over people, the variance
/// share / (1 - share); people differ in it by a lognormal factor of SD `heterogeneity` (of the logarithm), and each
/// SME is estimated from `trials` normal trials.
struct NoiseStudy {
  int people = 20, trials = 40;
  double share = 0.3, heterogeneity = 0;
};

struct NoiseCalibration {
  double covered = 0;             ///< share of intervals that hold the true share
  double mean_share = 0;          ///< mean of the estimates
  double effect_as_observed = 0;  ///< mean d of two such groups that differ by 0.8 true SD
  double effect_without_noise = 0;
};

inline NoiseCalibration calibrate(const NoiseStudy& study, int studies, std::uint64_t seed, parallel::Threads threads) {
  struct One {
    double covered, share, d, corrected;
  };
  const double mean_noise = study.share / (1 - study.share);
  // A lognormal variance of mean 1.
  const double h = study.heterogeneity;
  std::vector<One> ones(static_cast<std::size_t>(studies));
  parallel::for_each(ones.size(), threads, [&](std::size_t i) {
    parallel::Stream stream({seed}, i);
    const auto group = [&](double shift) {
      std::vector<double> values, smes;
      for (int p = 0; p < study.people; ++p) {
        const double sd = std::sqrt(mean_noise * std::exp(h * stream.normal() - 0.5 * h * h) * study.trials);
        const double truth = shift + stream.normal();
        double sum = 0, squares = 0;
        for (int t = 0; t < study.trials; ++t) {
          const double x = truth + sd * stream.normal();
          sum += x;
          squares += x * x;
        }
        const double n = study.trials, mean = sum / n;
        values.push_back(mean);
        smes.push_back(std::sqrt((squares - n * mean * mean) / (n - 1) / n));
      }
      return precision::noise_share(values, smes, 0.95);
    };
    const precision::NoiseShare a = group(0.8), b = group(0);
    const precision::DisattenuatedEffect effect = precision::disattenuate(a, b, 0.95);
    const bool covered = a.share_interval.low <= study.share && study.share <= a.share_interval.high;
    ones[i] = {covered ? 1.0 : 0.0, a.share, effect.d.value, effect.value};
  });
  NoiseCalibration out;
  double corrected = 0;
  for (const One& one : ones) {
    out.covered += one.covered / studies;
    out.mean_share += one.share / studies;
    out.effect_as_observed += one.d / studies;
    if (!std::isnan(one.corrected)) out.effect_without_noise += one.corrected, corrected += 1;
  }
  out.effect_without_noise /= corrected;
  return out;
}

}  // namespace attune::test
