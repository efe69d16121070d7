#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/table/table.hpp"

namespace attune::eeg {

/// How averages lie in a table that other software wrote. Columns are named as in its header.
struct WideLayout {
  enum class Rows {
    waveforms,  ///< a row is a waveform, a column a sample
    times,      ///< a row is a time, a column a channel
  };
  Rows rows = Rows::waveforms;
  std::string participant, session, task, run;  ///< columns of these labels; empty: there is none
  std::vector<std::string> condition;  ///< columns of the condition, joined by "/"; empty: one, named "average"
  std::string trials;                  ///< column of the number of trials; empty: unknown, `Evoked::trials` is 1
  std::vector<std::string> ignore;     ///< columns that are none of this
  std::string unit = "uV";             ///< of the amplitudes: V, mV, uV or nV

  /// Waveforms: the column of the channel, or the channel's name if all rows are of one.
  std::string channel, channel_name;
  /// Waveforms: needed unless the names of the sample columns are their times in milliseconds.
  std::optional<Hertz> rate;
  std::optional<Milliseconds> first;  ///< time of the first sample; the event need not lie on a sample

  /// Times: the column of the time, and the milliseconds in its unit (1000 for seconds).
  std::string time;
  double milliseconds_per_unit = 1;
};

/// `waveforms:KEY=VALUE,...` or `times:KEY=VALUE,...`, keys participant, session, task, run, condition (several columns
/// joined by +), trials, ignore (likewise), unit; channel or channel_name, rate (Hz), first (ms); time and time_unit
/// (ms or s). What is missing, unknown or of the other kind is a usage error.
WideLayout parse_layout(std::string_view text);
/// The same in words, for help.
std::string layout_definition();

/// Averages in order of their first row; every column that is named nowhere is a sample or a channel. Cells that are
/// missing are NaN. Times must be even: without `rate` to a fiftieth of a step; with it they may be rounded, to half a
/// step. A second waveform of one channel, or a cell that is not a number, is an input error that names the line.
std::vector<Evoked> evoked_from_wide_table(const Table& table, const WideLayout& layout);

}  // namespace attune::eeg
