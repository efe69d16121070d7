#pragma once

#include <Eigen/Dense>
#include <string>
#include <utility>
#include <vector>

#include "attune/eeg/recording.hpp"

namespace attune::test {

/// A recording of the given rows (volts) at `frequency`, channels named C0, C1, ...
inline eeg::Recording made_recording(const Eigen::MatrixXd& data, double frequency) {
  eeg::Recording recording;
  recording.path = "made.vhdr";
  recording.sampling_frequency = Hertz(frequency);
  recording.data = data;
  for (Eigen::Index c = 0; c < data.rows(); ++c) {
    eeg::Channel channel;
    channel.name = "C" + std::to_string(c);
    recording.channels.push_back(std::move(channel));
  }
  return recording;
}

inline eeg::Event made_event(double sample, std::string type,
                             std::vector<std::pair<std::string, std::string>> fields = {}) {
  eeg::Event event;
  event.sample = sample;
  event.type = std::move(type);
  event.fields = std::move(fields);
  return event;
}

}  // namespace attune::test
