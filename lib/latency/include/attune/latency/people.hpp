#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/bids/tables.hpp"
#include "attune/eeg/epoch_input.hpp"
#include "attune/latency/compare.hpp"

namespace attune::latency {

/// Which wave of every person is measured, and how.
struct WaveRequest {
  erp::WaveChoice choice;  ///< channels (or pairs) are taken as one site, the mean
  std::string condition;   ///< or the name of a difference or lateralisation; empty: the only one there is
  Target target;
  int bootstraps = 1000;  ///< draws of the SME from trials, where the measure has no analytic one; 0: no SME
  parallel::Seed seed;
  parallel::Threads threads;
};

/// What was asked for without sense, before a file is read: usage errors.
void check_request(const WaveRequest& request);
/// Usage error where waves are derived and none of them is among `conditions`, those that are compared.
void check_derived(const WaveRequest& request, std::span<const std::string> conditions);

/// The wave of one person, or why there is none.
struct PersonWave {
  std::string participant_id, source;  ///< source: its file
  std::string condition, site;
  std::optional<std::int64_t> trials = 0;  ///< averaged; of several conditions their sum; absent: unknown
  eeg::TimeAxis times;
  Eigen::RowVectorXd values;  ///< volts; empty without a wave
  std::string reason;         ///< why there is none: "no trials", "no acceptance"
  std::string no_condition;   ///< the message that this person has no such condition; empty otherwise
  double sme = std::numeric_limits<double>::quiet_NaN();  ///< of the score, from trials, in the unit of the measure
};

/// The waves of everybody in one file, epochs or averages. Who lacks the condition, or one that a derived wave is made
/// of, has that for a reason. Input errors: averages without a participant, several conditions where none is named, a
/// person with two sessions, tasks or runs.
std::vector<PersonWave> waves_of(const eeg::EpochInput& input, const std::string& source, const WaveRequest& request,
                                 Warnings& warnings);

/// The input error of a condition that nobody has; nothing where somebody has it.
void require_condition(std::span<const PersonWave> people);

/// Waveforms of both sides and whose they are, in order of participant_id.
struct TwoSides {
  std::array<std::vector<PersonWave>, 2> people;  ///< with a wave; of pairs the same people on both sides
  std::vector<PersonWave> without;                ///< who is left out, with the reason
  std::vector<std::string> side_of_those;         ///< the level of each of them; n/a without a group
  stats::Exclusions left_out;                     ///< people without a wave, file or group, by reason
  std::array<Eigen::MatrixXd, 2> waves;           ///< people x samples, volts
  eeg::TimeAxis times;
  Warnings warnings;
};

/// Two groups by the column `by` of a table of participants. People of other groups are ignored; those of no group,
/// without a row, with a reason in `excluded` or without a file are left out with the reason. Input errors: two waves
/// of one person ("sub-01" and "01" are the same), times that differ, a level nobody has.
TwoSides group_by(const std::vector<PersonWave>& people, const bids::Participants& participants, const std::string& by,
                  const std::array<std::string, 2>& levels);

/// Two conditions of the same people. Who lacks one of them is left out with the reason.
TwoSides pair_up(const std::vector<PersonWave>& a, const std::vector<PersonWave>& b,
                 const std::array<std::string, 2>& levels);

/// The comparison of both sides, with the share of noise where the files held trials.
Comparison compare(const TwoSides& sides, bool paired, const Target& target, const CompareOptions& options);

}  // namespace attune::latency
