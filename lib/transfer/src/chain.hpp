#pragma once

#include <string>
#include <vector>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/preprocess/step.hpp"
#include "attune/transfer/certificate.hpp"

namespace attune::transfer {

/// Everything that is the same for every place of the component.
struct Chain {
  std::vector<preprocess::Step> steps;
  eeg::EpochOptions epoching;
  Hertz rate;
  std::string channel;
  bool truncate_events = false;
  bool spatial = false;  ///< other channels matter
  Seconds side{0};       ///< length of the recording on either side of the event
};

/// The chain that the request declares; usage errors for what cannot be certified.
Chain chain_of(const CertificateRequest& request);

/// One passage of a component.
struct Passage {
  eeg::TimeAxis times;
  Eigen::RowVectorXd waveform;      ///< of the measured channel, volts
  double subsample = 0;             ///< of the event among the samples of the result
  std::vector<std::string> report;  ///< what the steps said they did
  Warnings warnings;
};
/// Puts the component, `event` samples after the middle of the recording, through the steps, on one thread.
Passage pass(const Chain& chain, const SyntheticComponent& component, Eigen::Index event);

}  // namespace attune::transfer
