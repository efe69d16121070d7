#pragma once

#include <fmt/format.h>

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "attune/erp/columns_needed.hpp"
#include "attune/latency/compare.hpp"
#include "attune/parallel/chunks.hpp"
#include "simulated_averages.hpp"

namespace attune::test {

/// A comparison of two simulated groups of which B is `shift_ms` later than A.
struct LatencyQuestion {
  PlantedComponent planted;
  erp::Kind kind = erp::Kind::fractional_area_latency;
  double shift_ms = 0;
  std::optional<double> smallest_effect_ms{};
  erp::PeakPlace peak_place = erp::PeakPlace::sample;
};

/// What a method said over many studies.
struct MethodTally {
  std::size_t studies = 0, answered = 0, differences = 0, equivalences = 0;
  std::size_t refused = 0;            ///< studies in which the method says that it does not fit the data
  std::size_t far = 0;                ///< studies in which scores are far from their group's median
  double estimates = 0, squares = 0;  ///< sums, of those answered
  double mean() const { return estimates / static_cast<double>(answered); }
  double sd() const { return std::sqrt(squares / static_cast<double>(answered) - mean() * mean()); }
  /// Of studies with an answer.
  double rejected() const { return static_cast<double>(differences) / static_cast<double>(answered); }
  double equivalent() const { return static_cast<double>(equivalences) / static_cast<double>(answered); }
  /// Whether most of the studies in which the method is not refused have an answer, if these are more than a few: a
  /// method that never answers rejects nothing and looks cautious.
  bool answers() const { return 20 * (studies - refused) < studies || 2 * answered > studies - refused; }
  /// Of all studies: who has no answer has found nothing.
  double power() const { return static_cast<double>(differences) / static_cast<double>(studies); }
};

struct LatencyStudies {
  AverageSettings settings;
  std::array<Eigen::Index, 2> people{20, 20};
  bool paired = false;  ///< two conditions of the same people, whose latencies and amplitudes are theirs in both
  std::size_t studies = 2000;
  /// 199 permutations will do: (k + 1) / (N + 1) is then exactly .05 at the critical value.
  std::int64_t permutations = 0, bootstrap = 0;
  std::uint64_t seed = 2010;
};

inline std::string words_of(const LatencyStudies& of) {
  std::string low_pass = of.settings.low_pass_hz ? fmt::format(" {:g} Hz low-pass", *of.settings.low_pass_hz) : "";
  const std::string n =
      of.paired ? fmt::format("{} pairs", of.people[0]) : fmt::format("{}/{}", of.people[0], of.people[1]);
  return fmt::format("{} {:g} Hz{} {}", name_of(of.settings.noise), of.settings.rate_hz, low_pass, n);
}
inline std::string words_of(const LatencyQuestion& question) {
  return fmt::format("{} {} {:g} ms", question.planted.name, erp::name_of(question.kind), question.shift_ms);
}

/// The component as the measure of `kind` looks for it.
inline const erp::Component& looked_for(const PlantedComponent& planted, erp::Kind kind) {
  return kind == erp::Kind::fractional_peak_onset ? planted.onset : planted.measured;
}

/// The columns that the measure looks at, which is all that a comparison needs.
inline latency::Waveforms cropped(const Eigen::MatrixXd& waves, eeg::TimeAxis& times, const latency::Target& target) {
  erp::MeasureOptions read = target.reading;
  read.components = {target.component};
  read.kinds = {target.kind};
  const erp::Columns needed = erp::columns_needed(times, read);
  times.first += needed.first;
  times.samples = needed.last - needed.first + 1;
  return waves.middleCols(needed.first, times.samples);
}

/// The answers of every method to one question in one study. Questions of one study share people and noise.
inline latency::Comparison answer(const SimulatedAverages& simulated, const std::array<Eigen::MatrixXd, 2>& noise,
                                  const LatencyQuestion& question, const LatencyStudies& of, std::uint64_t study) {
  latency::Target target{looked_for(question.planted, question.kind), question.kind, {}};
  target.reading.peak_place = question.peak_place;
  const auto traits = [&] { return parallel::Stream(parallel::derive({of.seed}, 1), study); };
  parallel::Stream stream = traits();
  eeg::TimeAxis times;
  std::array<latency::Waveforms, 2> waves;
  for (std::size_t g = 0; g < 2; ++g) {
    Eigen::MatrixXd group = noise[g];
    if (of.paired) stream = traits();
    simulated.add(group, question.planted, g == 1 ? question.shift_ms : 0, stream);
    times = simulated.times();
    waves[g] = cropped(group, times, target);
  }
  latency::CompareOptions options;
  options.smallest_effect = question.smallest_effect_ms;
  options.permutations = of.permutations;
  options.bootstrap = of.bootstrap;
  options.seed = parallel::derive({of.seed}, 2 + study);
  options.threads = {1};
  return of.paired ? latency::compare_paired(waves[0], waves[1], times, target, options)
                   : latency::compare(waves[0], waves[1], times, target, options);
}

/// Tallies by method for every question.
inline std::vector<std::map<std::string, MethodTally>> tally(const LatencyStudies& of,
                                                             std::span<const LatencyQuestion> questions) {
  const SimulatedAverages simulated(of.settings);
  std::vector<std::vector<latency::Comparison>> answers(of.studies);
  parallel::for_each(of.studies, {0}, [&](std::size_t study) {
    parallel::Stream stream({of.seed}, study);
    const std::array<Eigen::MatrixXd, 2> noise{simulated.noise(of.people[0], stream),
                                               simulated.noise(of.people[1], stream)};
    for (const LatencyQuestion& question : questions)
      answers[study].push_back(answer(simulated, noise, question, of, study));
  });
  std::vector<std::map<std::string, MethodTally>> out(questions.size());
  for (const std::vector<latency::Comparison>& study : answers)
    for (std::size_t q = 0; q < questions.size(); ++q)
      for (const latency::Method& method : study[q].methods) {
        MethodTally& counted = out[q][method.name];
        ++counted.studies;
        counted.far += study[q].sides[0].far + study[q].sides[1].far > 0 ? 1U : 0U;
        counted.refused += method.remark.starts_with("refused") ? 1U : 0U;
        if (method.says == latency::Says::nothing) continue;
        ++counted.answered;
        counted.differences += method.says == latency::Says::difference ? 1 : 0;
        counted.equivalences += method.says == latency::Says::equivalent ? 1 : 0;
        const double estimate = method.estimate.value_or(0);
        counted.estimates += estimate;
        counted.squares += estimate * estimate;
      }
  return out;
}

}  // namespace attune::test
