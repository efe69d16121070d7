#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/eeg/time_axis.hpp"

namespace attune::singletrial {

/// The kept trials of one person in one condition at one site: what latencies are estimated from.
struct SiteTrials {
  eeg::Labels labels;
  std::string condition;
  std::string site;  ///< a channel, or several joined by +
  eeg::TimeAxis times;
  Eigen::MatrixXd data;              ///< trials x samples, volts
  std::vector<std::size_t> numbers;  ///< of each trial among all trials of the ledger, from 1
  std::vector<double> onset_s;       ///< of its event, from the start of the recording
  std::vector<double> response_ms;   ///< from the event to its response; NaN without one
  std::vector<double> events_s;      ///< onsets of every trial of the ledger, of any condition, kept or not; ascending
  std::filesystem::path source;      ///< the recording
  std::vector<eeg::Labels> trial_labels;  ///< of each trial, where trials of several recordings are joined; else empty
};

/// The mean of `channels` in every kept trial of `condition`. Channels marked bad are left out of the mean, with a
/// warning; no good channel is an analysis error, an unknown channel or condition an input error that suggests the
/// nearest. `site` names the mean; empty: the channels joined by +.
SiteTrials take_site(const eeg::Epochs& epochs, const std::string& condition, std::span<const std::string> channels,
                     const std::string& site, Warnings& warnings);

/// Joins the recordings (runs, sessions) of one participant in one condition, so that nobody counts as two people; in
/// the order of sessions, tasks and runs, whatever that of `parts`. People stay in the order of their first part; those
/// without a participant_id stay apart. `labels` keeps what all parts share. Times that differ within a participant and
/// two parts with the same data are input errors; whoever has several is warned of.
std::vector<SiteTrials> join_recordings(std::vector<SiteTrials> parts, Warnings& warnings);

}  // namespace attune::singletrial
