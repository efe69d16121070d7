#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <string>
#include <vector>

#include "attune/base/number_text.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/overlap/correct.hpp"
#include "attune/parallel/stream.hpp"
#include "made_recording.hpp"

namespace attune::test {

/// A recording in which each "stimulus" is followed by a "response" after its reaction time (field rt, s), and the next
/// stimulus comes before either response is over. 100 Hz; windows of -100 to 600 ms.
struct MadeOverlap {
  eeg::Recording recording;
  Eigen::MatrixXd stimulus, response,
      slope;  ///< truth: channels x lags, volts; slope per second of rt, on the stimulus
};

inline constexpr double kOverlapRate = 100.0;
inline constexpr Eigen::Index kOverlapFirst = -10, kOverlapLags = 71;
inline constexpr double kMeanReactionTime = 0.35;

/// A bump at `at` lags after the event.
inline double bump(Eigen::Index lag, double at, double width) {
  const double z = (static_cast<double>(lag + kOverlapFirst) - at) / width;
  return std::exp(-0.5 * z * z);
}

inline MadeOverlap made_overlap(std::size_t trials, Eigen::Index channels, double noise, std::uint64_t seed,
                                bool with_slope = false) {
  parallel::Stream stream(parallel::Seed{seed}, 0);
  MadeOverlap out;
  for (Eigen::MatrixXd* truth : {&out.stimulus, &out.response, &out.slope}) truth->setZero(channels, kOverlapLags);
  for (Eigen::Index c = 0; c < channels; ++c)
    for (Eigen::Index lag = 0; lag < kOverlapLags; ++lag) {
      const double weight = 1e-6 * static_cast<double>(c + 1);
      out.stimulus(c, lag) = weight * (4 * bump(lag, 12, 3) - 3 * bump(lag, 25, 5));
      out.response(c, lag) = weight * (6 * bump(lag, 10, 6) - 2 * bump(lag, -4, 2));
      if (with_slope) out.slope(c, lag) = weight * 5 * bump(lag, 30, 6);
    }
  std::vector<eeg::Event> events;
  double sample = 100;
  for (std::size_t trial = 0; trial < trials; ++trial) {
    const double reaction = std::round(100.0 * (kMeanReactionTime + 0.2 * (stream.uniform() - 0.5))) / 100.0;
    events.push_back(made_event(sample, "stimulus", {{"rt", format_double(reaction)}}));
    events.push_back(made_event(sample + kOverlapRate * reaction, "response"));
    sample += std::round(60 + 60 * stream.uniform());
  }
  Eigen::MatrixXd data = Eigen::MatrixXd::Zero(channels, static_cast<Eigen::Index>(sample) + 200);
  for (const eeg::Event& event : events) {
    const bool is_stimulus = event.type == "stimulus";
    const double reaction = is_stimulus ? parse_double(event.fields[0].second).value() : 0.0;
    data.middleCols(static_cast<Eigen::Index>(std::lround(event.sample)) + kOverlapFirst, kOverlapLags) +=
        is_stimulus ? out.stimulus + reaction * out.slope : out.response;
  }
  for (Eigen::Index c = 0; c < channels; ++c) {  // autoregressive noise of standard deviation `noise`
    double value = stream.normal();
    for (Eigen::Index s = 0; s < data.cols(); ++s) {
      data(c, s) += noise * value;
      value = 0.8 * value + 0.6 * stream.normal();
    }
  }
  out.recording = made_recording(data, kOverlapRate);
  out.recording.events = events;
  return out;
}

/// Options that fit such a recording.
inline overlap::OverlapOptions overlap_options(const std::vector<std::string>& models) {
  overlap::OverlapOptions out;
  for (const std::string& model : models) out.models.push_back(overlap::parse_event_model(model));
  out.from = Milliseconds(-100);
  out.to = Milliseconds(600);
  return out;
}

/// The response of that name; an empty one if there is none.
inline eeg::Evoked response_named(const overlap::OverlapFit& fit, const std::string& name) {
  for (const eeg::Evoked& evoked : fit.responses)
    if (evoked.condition == name) return evoked;
  return {};
}

}  // namespace attune::test
