#include "qrs_decision.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "attune/base/median.hpp"

namespace attune::heart {
namespace {

constexpr double kLearning = 20.0;     // s from which the first levels are taken
constexpr double kPart = 1.5;          // s, each with a beat
constexpr double kUnlike = 400.0;      // times the energy of the whole stretch
constexpr double kRefractory = 0.2;    // s
constexpr double kTWave = 0.36;        // s
constexpr double kMissed = 1.66;       // running intervals after which a beat is searched for
constexpr double kNew = 0.125;         // share of the newest peak in a running level
constexpr double kNewSearched = 0.25;  // the same for a peak that was searched for
constexpr double kOtherVoltage = 4.0;  // running intervals without a beat after which the level is learned anew
// An artefact of 100 times the energy would hide the beats after it; a level at most doubles (in amplitude) by one
// peak.
constexpr double kLargestStep = 4.0;
constexpr double kNoiseLimit = 0.5;   // of the QRS level: above it the threshold would shut out the beats themselves
constexpr double kLeastShare = 1e-3;  // of the QRS level below which nothing is taken, however long the pause is
constexpr std::size_t kIntervals = 8;

class Decision {
 public:
  Decision(std::span<const Candidate> candidates, double rate) : candidates_(candidates), rate_(rate) { learn(); }

  std::vector<std::size_t> run() {
    std::size_t i = 0;
    while (i < candidates_.size()) {
      if (const auto found = search_back(i)) {
        // After so long a pause the beats are smaller than they were, not one of them.
        accept(*found, since_last(i) > kOtherVoltage * interval() ? 1.0 : kNewSearched);
        i = *found + 1;
        continue;
      }
      consider(i);
      ++i;
    }
    return chosen_;
  }

 private:
  double time(std::size_t i) const { return static_cast<double>(candidates_[i].sample) / rate_; }
  double since_last(std::size_t i) const { return time(i) - time(chosen_.back()); }
  double threshold() const { return noise_ + 0.25 * (qrs_ - noise_); }

  // Median of the largest energy of every 1.5 s (a beat, at 40 per minute and more) of the first 20 s; where these are
  // nothing like the rest (the electrodes were not on yet), of the whole stretch.
  void learn() {
    std::vector<double> largest;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const auto part = static_cast<std::size_t>(time(i) / kPart);
      if (largest.size() <= part) largest.resize(part + 1, 0.0);
      largest[part] = std::max(largest[part], candidates_[i].energy);
    }
    if (largest.empty()) return;
    const double whole = median_of(largest);
    largest.resize(std::min(largest.size(), static_cast<std::size_t>(kLearning / kPart)));
    qrs_ = median_of(std::move(largest));
    const bool alike = qrs_ > whole / kUnlike && qrs_ < whole * kUnlike;
    if (!alike) qrs_ = whole;
    std::vector<double> low;
    for (std::size_t i = 0; i < candidates_.size() && (!alike || time(i) <= kLearning); ++i)
      if (candidates_[i].energy < 0.25 * qrs_) low.push_back(candidates_[i].energy);
    noise_ = low.empty() ? 0.0 : median_of(std::move(low));
  }

  double interval() const { return intervals_.size() < 2 ? 1.0 : median_of(intervals_); }

  bool is_t_wave(std::size_t i) const {
    return !chosen_.empty() && since_last(i) < kTWave && candidates_[i].slope < 0.5 * candidates_[chosen_.back()].slope;
  }

  // The largest candidate of the pause before candidate i that passes half of the threshold, which falls further with
  // every interval that the pause grows. Where that leaves another pause before it, that one is searched first.
  std::optional<std::size_t> search_back(std::size_t i) const {
    if (chosen_.empty()) return std::nullopt;
    const double pause = since_last(i) / interval();
    if (pause <= kMissed) return std::nullopt;
    const double lowered = 0.5 * threshold() * std::exp2(-std::max(0.0, std::floor(pause - kMissed)));
    const double least = std::max(lowered, kLeastShare * qrs_);
    std::optional<std::size_t> out = largest_before(i, least);
    while (out && since_last(*out) > kMissed * interval()) {
      const auto earlier = largest_before(*out, least);
      if (!earlier) break;
      out = earlier;
    }
    return out;
  }

  std::optional<std::size_t> largest_before(std::size_t i, double least) const {
    std::optional<std::size_t> out;
    for (std::size_t j = chosen_.back() + 1; j < i; ++j) {
      if (since_last(j) <= kRefractory || time(i) - time(j) <= kRefractory || is_t_wave(j)) continue;
      if (candidates_[j].energy > (out ? candidates_[*out].energy : least)) out = j;
    }
    return out;
  }

  void consider(std::size_t i) {
    const Candidate& one = candidates_[i];
    if (!chosen_.empty() && since_last(i) <= kRefractory) {
      if (one.energy > candidates_[chosen_.back()].energy) replace_last(i);
      return;
    }
    if (one.energy > threshold() && !is_t_wave(i)) {
      accept(i, kNew);
    } else {
      noise_ = std::min(kNew * one.energy + (1.0 - kNew) * noise_, kNoiseLimit * qrs_);
    }
  }

  void accept(std::size_t i, double share) {
    if (!chosen_.empty()) {
      if (intervals_.size() == kIntervals) intervals_.erase(intervals_.begin());
      intervals_.push_back(since_last(i));
    }
    qrs_ = share * std::min(candidates_[i].energy, kLargestStep * qrs_) + (1.0 - share) * qrs_;
    noise_ = std::min(noise_, kNoiseLimit * qrs_);
    chosen_.push_back(i);
  }

  void replace_last(std::size_t i) {
    if (!intervals_.empty()) intervals_.back() += since_last(i);
    chosen_.back() = i;
  }

  std::span<const Candidate> candidates_;
  double rate_;
  double qrs_ = 0, noise_ = 0;
  std::vector<double> intervals_;
  std::vector<std::size_t> chosen_;
};

}  // namespace

std::vector<std::size_t> choose_qrs(std::span<const Candidate> candidates, Hertz sampling_frequency) {
  return Decision(candidates, sampling_frequency.value()).run();
}

}  // namespace attune::heart
