#pragma once

#include <cmath>
#include <vector>

#include "attune/erp/measure.hpp"
#include "made_trials.hpp"

namespace attune::test {

/// How the bootstrapped SME compares with the spread it claims to know.
struct Calibration {
  double spread = 0;            ///< SD of the measure over experiments
  double sme = 0;               ///< root mean square of the SMEs of the single experiments
  double single_trials = 0;     ///< what SD(single-trial measure) / sqrt(n) gives instead (root mean square)
  int experiments_without = 0;  ///< experiments in which the measure does not exist
};

/// Repeats an experiment of `trials` made trials and measures it with its SME each time.
inline Calibration calibrate(erp::Kind kind, int trials, int experiments, int bootstraps, std::uint64_t seed) {
  erp::MeasureOptions options;
  options.components = {{"", {Milliseconds(200), Milliseconds(600)}, erp::Polarity::positive}};
  options.kinds = {kind};
  options.sme = erp::Sme::bootstrap;
  options.bootstraps = bootstraps;
  Calibration out;
  std::vector<double> values;
  double squared_sme = 0, squared_single = 0;
  for (int e = 0; e < experiments; ++e) {
    const eeg::Epochs epochs = made_trials(trials, seed + static_cast<std::uint64_t>(e));
    options.seed = {seed + static_cast<std::uint64_t>(e)};
    const Measure row = erp::measure(epochs, options).rows.front();
    if (std::isnan(row.value) || std::isnan(row.quality)) {
      ++out.experiments_without;
      continue;
    }
    values.push_back(row.value);
    squared_sme += row.quality * row.quality;
    double sum = 0, squares = 0, n = 0;
    for (std::size_t t = 0; t < epochs.data.size(); ++t) {
      const eeg::Evoked single{{}, "a", 1, epochs.times, epochs.channels, epochs.data[t], epochs.data[t], {}};
      erp::MeasureOptions plain = options;
      plain.sme = erp::Sme::none;
      const double value = erp::measure(std::span(&single, 1), plain).rows.front().value;
      if (!std::isnan(value)) sum += value, squares += value * value, n += 1;
    }
    squared_single += (squares - sum * sum / n) / (n - 1) / trials;
  }
  const auto n = static_cast<double>(values.size());
  double mean = 0;
  for (const double v : values) mean += v / n;
  for (const double v : values) out.spread += (v - mean) * (v - mean) / (n - 1);
  out.spread = std::sqrt(out.spread);
  out.sme = std::sqrt(squared_sme / n);
  out.single_trials = std::sqrt(squared_single / n);
  return out;
}

}  // namespace attune::test
