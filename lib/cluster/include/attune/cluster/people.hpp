#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/bids/tables.hpp"
#include "attune/cluster/grid.hpp"
#include "attune/cluster/permutation_test.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/erp/derived.hpp"

namespace attune::cluster {

/// The averages of one file, of one person or several. Averages in time and frequency hold the times of one frequency
/// after those of another: their columns are frequencies x times.
struct AverageFile {
  std::filesystem::path path;
  std::vector<eeg::Evoked> averages;
  std::vector<double> frequencies_hz{};  ///< empty: waveforms, in volts
  std::vector<double> times_ms{};        ///< of each frequency; empty for waveforms, which have their own
  std::string unit = "uV";               ///< of the values in `People`
};

/// Averages or epochs of attune eeg (volts become uV), or the arrays of `attune spectrum wavelets`: `array` is `power`
/// or `inter_trial_coherence`. A file of arrays of another shape is an input error.
AverageFile read_averages(const std::filesystem::path& path, const std::string& array);

/// What is looked at in everybody.
struct Selection {
  std::string condition;                      ///< a condition, or the name of `difference`
  std::optional<erp::Difference> difference;  ///< of two conditions of each person
  std::vector<std::string> channels;          ///< empty: all
  std::optional<Milliseconds> from, to;       ///< both ends belong to the window; absent: the ends of the averages
  std::optional<Hertz> lowest, highest;       ///< of the frequencies; both belong
};

/// A person who is not in the test, and why.
struct LeftOut {
  std::string participant_id, reason;
};

/// One waveform per channel of everybody who has one.
struct People {
  Grid grid;
  std::vector<std::string> channels;
  std::vector<double> frequencies_hz;  ///< empty for waveforms
  std::vector<double> times_ms;
  std::string unit;
  std::vector<std::string> participants;  ///< in the order of the columns of `values`
  Eigen::MatrixXd values;                 ///< points x people, in `unit`; NaN on channels that somebody lacks
  std::vector<LeftOut> left_out;
  Warnings warnings;
};

/// Gathers everybody's averages. Files of different times, frequencies or units, a person who comes twice, averages
/// without a participant_id, a condition that nobody has and a window outside the data are input errors that name the
/// files; a person without trials in the condition is left out.
People gather(std::span<const AverageFile> files, const Selection& selection);

/// A warning that names the channels that cannot be tested because some of these people lack them or have them bad, and
/// how many do; nothing where there is none. Ask once it is clear who is in the test.
Warnings lacking(const People& people);

/// Two groups from a table of participants, or everybody.
struct Grouping {
  std::string by;                     ///< column; empty: one sample
  std::vector<std::string> levels{};  ///< two of them, A and B
};

/// The people of the two levels, A before B, in the order of their ids; those of other levels, without a level, or with
/// a reason in the column `excluded` are left out. A person who is in no row and a level that nobody has are input
/// errors. `statistic` is Welch or pooled.
Design divide(People& people, const bids::Participants& table, const Grouping& grouping, Statistic statistic);

}  // namespace attune::cluster
