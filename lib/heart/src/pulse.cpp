#include "pulse.hpp"

#include <algorithm>
#include <cmath>

#include "blocks.hpp"

namespace attune::heart {
namespace {

constexpr double kSystole = 0.111, kBeat = 0.667;  // s, the windows of the two moving means
constexpr double kOffset = 0.02;                   // of the mean square, above the mean of a beat
constexpr double kRefractory = 0.3;                // s

// The lower edge, 0.5 Hz, forgets in five seconds how its block began.
constexpr Seconds kMargin{5.0};

struct Peak {
  Eigen::Index sample;
  double height;
};

signal::Iir band(Hertz sampling_frequency) {
  const double upper = std::min(8.0, 0.4 * sampling_frequency.value());
  return signal::design_butterworth({2, Hertz(0.5), Hertz(upper)}, sampling_frequency);
}

// Mean of 2 half + 1 values around every one; 0 where they do not all exist.
Eigen::VectorXd moving_mean(const Eigen::VectorXd& values, Eigen::Index half) {
  const Eigen::Index width = 2 * half + 1;
  Eigen::VectorXd out = Eigen::VectorXd::Zero(values.size());
  double sum = 0;
  for (Eigen::Index j = 0; j < values.size(); ++j) {
    sum += values(j);
    if (j >= width) sum -= values(j - width);
    if (j >= width - 1) out(j - half) = sum / static_cast<double>(width);
  }
  return out;
}

Eigen::Index half_of(double seconds, double rate) {
  return std::max<Eigen::Index>(1, static_cast<Eigen::Index>(std::lround(0.5 * seconds * rate)));
}

// Peaks of one lane: the highest value of every run in which the short mean is above the long one.
std::vector<Peak> lane_peaks(const Eigen::VectorXd& wave, double rate) {
  const Eigen::VectorXd squared = wave.cwiseMax(0.0).array().square();
  const Eigen::Index half_systole = half_of(kSystole, rate);
  const Eigen::VectorXd systole = moving_mean(squared, half_systole), beat = moving_mean(squared, half_of(kBeat, rate));
  const double offset = kOffset * squared.mean();
  std::vector<Peak> out;
  for (Eigen::Index j = 0; j < wave.size();) {
    Eigen::Index end = j;
    while (end < wave.size() && systole(end) > beat(end) + offset) ++end;
    if (end - j > 2 * half_systole) {
      Eigen::Index highest = 0;
      wave.segment(j, end - j).maxCoeff(&highest);
      out.push_back({j + highest, wave(j + highest)});
    }
    j = end + 1;
  }
  return out;
}

// Of two peaks closer than the refractory time the higher one stays.
std::vector<Eigen::Index> apart(const std::vector<Peak>& peaks, double rate) {
  std::vector<Peak> kept;
  for (const Peak& peak : peaks) {
    if (kept.empty() || static_cast<double>(peak.sample - kept.back().sample) > kRefractory * rate) {
      kept.push_back(peak);
    } else if (peak.height > kept.back().height) {
      kept.back() = peak;
    }
  }
  std::vector<Eigen::Index> out;
  for (const Peak& peak : kept) out.push_back(peak.sample);
  return out;
}

}  // namespace

std::vector<double> pulse_skewness(std::span<const double> samples, Hertz sampling_frequency,
                                   parallel::Threads threads) {
  const signal::Iir filter = band(sampling_frequency);
  const Blocks blocks = blocks_of(static_cast<Eigen::Index>(samples.size()), kMargin, sampling_frequency);
  std::vector<std::vector<double>> found(static_cast<std::size_t>(blocks.groups()));
  parallel::for_each(found.size(), threads, [&](std::size_t item) {
    const auto group = static_cast<Eigen::Index>(item);
    const Lanes waves = filtered_group(samples, blocks, group, filter);
    for (Eigen::Index lane = 0; lane < Blocks::kLanes; ++lane) {
      const Eigen::Index own = blocks.own(group, lane);
      if (own < blocks.margin / 2) continue;
      const Eigen::ArrayXd wave = waves.row(lane).segment(blocks.margin, own).transpose();
      const Eigen::ArrayXd around = wave - wave.mean();
      const double square = around.square().mean();
      if (square > 0) found[item].push_back(around.cube().mean() / std::pow(square, 1.5));
    }
  });
  std::vector<double> out;
  for (const auto& part : found) out.insert(out.end(), part.begin(), part.end());
  return out;
}

std::vector<Eigen::Index> pulse_peaks(std::span<const double> samples, double sign, Hertz sampling_frequency,
                                      parallel::Threads threads) {
  const double rate = sampling_frequency.value();
  const signal::Iir filter = band(sampling_frequency);
  const Blocks blocks = blocks_of(static_cast<Eigen::Index>(samples.size()), kMargin, sampling_frequency);
  std::vector<std::vector<Peak>> found(static_cast<std::size_t>(blocks.groups()));
  parallel::for_each(found.size(), threads, [&](std::size_t item) {
    const auto group = static_cast<Eigen::Index>(item);
    const Lanes waves = sign * filtered_group(samples, blocks, group, filter);
    for (Eigen::Index lane = 0; lane < Blocks::kLanes; ++lane) {
      for (Peak peak : lane_peaks(waves.row(lane).transpose(), rate)) {
        const Eigen::Index in_core = peak.sample - blocks.margin;
        if (in_core < 0 || in_core >= blocks.own(group, lane)) continue;
        peak.sample = blocks.begin(group, lane) + in_core;
        found[item].push_back(peak);
      }
    }
  });
  std::vector<Peak> peaks;
  for (const auto& part : found) peaks.insert(peaks.end(), part.begin(), part.end());
  return apart(peaks, rate);
}

}  // namespace attune::heart
