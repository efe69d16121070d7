#include "candidates.hpp"

#include <algorithm>
#include <cmath>

#include "blocks.hpp"

namespace attune::heart {
namespace {

// Slopes that rounding makes in the band of a constant signal, in units of it; a 24-bit converter's step is 1e-7.
constexpr double kRounding = 1e-10;

// The spans of time that Pan and Tompkins name, in samples.
struct Spans {
  explicit Spans(Hertz sampling_frequency)
      : step(samples(sampling_frequency, 0.005)),
        half_mean(samples(sampling_frequency, 0.075)),
        half_peak(samples(sampling_frequency, 0.1)),
        half_complex(samples(sampling_frequency, 0.075)) {}
  static Eigen::Index samples(Hertz sampling_frequency, double seconds) {
    return std::max<Eigen::Index>(1, static_cast<Eigen::Index>(std::lround(seconds * sampling_frequency.value())));
  }
  Eigen::Index reach() const { return step + half_mean + half_peak; }

  Eigen::Index step;          // of the difference that stands for the slope, to either side
  Eigen::Index half_mean;     // of the moving mean
  Eigen::Index half_peak;     // within which a bump is the largest
  Eigen::Index half_complex;  // within which the peak of a QRS lies around the middle of its energy
};

// Squared slope, mean of 2 half_mean + 1 samples, of every lane.
Lanes energy_of(const Lanes& band, const Spans& spans) {
  const Eigen::Index columns = band.cols(), width = 2 * spans.half_mean + 1;
  Lanes squared = Lanes::Zero(Blocks::kLanes, columns), out = Lanes::Zero(Blocks::kLanes, columns);
  for (Eigen::Index j = spans.step; j < columns - spans.step; ++j)
    squared.col(j) = (band.col(j + spans.step) - band.col(j - spans.step)).array().square();
  Eigen::Array<double, Blocks::kLanes, 1> sum = Eigen::Array<double, Blocks::kLanes, 1>::Zero();
  for (Eigen::Index j = 0; j < columns; ++j) {
    sum += squared.col(j).array();
    if (j >= width) sum -= squared.col(j - width).array();
    if (j >= width - 1) out.col(j - spans.half_mean) = (sum / static_cast<double>(width)).max(0.0);
  }
  return out;
}

bool is_largest(const Lanes& energy, Eigen::Index lane, Eigen::Index at, Eigen::Index half) {
  const double here = energy(lane, at);
  for (Eigen::Index j = 1; j <= half; ++j)
    if (energy(lane, at - j) >= here || energy(lane, at + j) > here) return false;
  return true;
}

Candidate describe(const Lanes& band, const Lanes& energy, Eigen::Index lane, Eigen::Index at, const Spans& spans) {
  Candidate out;
  out.energy = energy(lane, at);
  out.highest = out.lowest = at;
  for (Eigen::Index j = at - spans.half_complex; j <= at + spans.half_complex; ++j) {
    if (band(lane, j) > band(lane, out.highest)) out.highest = j;
    if (band(lane, j) < band(lane, out.lowest)) out.lowest = j;
    out.slope = std::max(out.slope, std::abs(band(lane, j + spans.step) - band(lane, j - spans.step)));
  }
  out.above = band(lane, out.highest);
  out.below = -band(lane, out.lowest);
  return out;
}

// Bumps with a slope above `least`: a flat stretch has bumps of rounding.
std::vector<Candidate> candidates_of(const Lanes& band, const Blocks& blocks, Eigen::Index group, const Spans& spans,
                                     double least) {
  const Lanes energy = energy_of(band, spans);
  std::vector<Candidate> out;
  for (Eigen::Index lane = 0; lane < Blocks::kLanes; ++lane) {
    if (blocks.own(group, lane) == 0) continue;
    const Eigen::Index shift = blocks.begin(group, lane) - blocks.margin;
    // The energy of a complex at an end of the stretch may be largest beyond it, where the signal is mirrored.
    const Eigen::Index from = blocks.margin - (blocks.begin(group, lane) == 0 ? spans.half_mean : 0);
    const bool last = blocks.begin(group, lane) + blocks.core >= blocks.samples;
    const Eigen::Index end = blocks.margin + blocks.own(group, lane) + (last ? spans.half_mean : 0);
    for (Eigen::Index at = from; at < end; ++at) {
      const double here = energy(lane, at);
      if (here <= energy(lane, at - 1) || here < energy(lane, at + 1)) continue;
      if (!is_largest(energy, lane, at, spans.half_peak)) continue;
      Candidate found = describe(band, energy, lane, at, spans);
      if (found.slope <= least) continue;
      found.sample = std::clamp<Eigen::Index>(at + shift, 0, blocks.samples - 1);
      found.highest = std::clamp<Eigen::Index>(found.highest + shift, 0, blocks.samples - 1);
      found.lowest = std::clamp<Eigen::Index>(found.lowest + shift, 0, blocks.samples - 1);
      out.push_back(found);
    }
  }
  return out;
}

}  // namespace

std::vector<Candidate> qrs_candidates(std::span<const double> samples, Hertz sampling_frequency,
                                      parallel::Threads threads) {
  const signal::Iir band = signal::design_butterworth({2, Hertz(5.0), Hertz(15.0)}, sampling_frequency);
  const Spans spans(sampling_frequency);
  // In one second a band of 10 Hz has forgotten to 1e-9 how its block began.
  const Blocks blocks = blocks_of(static_cast<Eigen::Index>(samples.size()), Seconds(1.0), sampling_frequency);
  double largest = 0;
  for (const double value : samples) largest = std::max(largest, std::abs(value));
  const double least = kRounding * largest;
  std::vector<std::vector<Candidate>> found(static_cast<std::size_t>(blocks.groups()));
  parallel::for_each(found.size(), threads, [&](std::size_t group) {
    const auto at = static_cast<Eigen::Index>(group);
    found[group] = candidates_of(filtered_group(samples, blocks, at, band), blocks, at, spans, least);
  });
  std::vector<Candidate> out;
  for (const auto& part : found) out.insert(out.end(), part.begin(), part.end());
  return out;
}

}  // namespace attune::heart
