#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attune/spectrum/aperiodic.hpp"
#include "attune/spectrum/bands.hpp"
#include "attune/spectrum/power.hpp"
#include "attune/spectrum/signals.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::spectrum {

/// What can be measured of a spectrum.
enum class Kind {
  power,           ///< of a band, uV^2: integral of the density
  density,         ///< of a band, uV^2/Hz: its power divided by its width
  log_power,       ///< of a band: natural logarithm of its power in uV^2
  relative_power,  ///< of a band: share of the power of a total range
  peak_frequency,  ///< in a band, Hz: of the highest peak above the 1/f line
  peak_height,     ///< of that peak: log10 density above the line
  centre,          ///< of a band, Hz: its centre of gravity
  asymmetry,       ///< of a band and a pair: ln of the right channel's power minus ln of the left one's
  exponent,        ///< of the 1/f line
  offset,          ///< of the 1/f line: log10 of the density at 1 Hz in uV^2/Hz
};
std::string name_of(Kind kind);
/// Unknown names are usage errors that suggest the nearest.
Kind kind_of(std::string_view name);
std::vector<std::string> kind_names();
/// False for those of the 1/f line, which have no band.
bool has_band(Kind kind);

/// Two channels; of asymmetry the right one and its counterpart on the left.
struct Pair {
  std::string first, second;
};
/// `F3/Cz`; anything else is a usage error.
Pair parse_pair(std::string_view text);
/// `F4/F3`, right, then left. An odd number before an even one is a usage error: the sign would be turned round.
Pair parse_sides(std::string_view text);

struct MeasureOptions {
  std::vector<Kind> kinds{Kind::power};
  std::vector<Band> bands;
  std::vector<Pair> pairs{{"F4", "F3"}};       ///< of asymmetry
  Band total{"total", Hertz(1), Hertz(40)};    ///< of relative power
  Band fit_range{"fit", Hertz(2), Hertz(40)};  ///< of the 1/f line
  bool combine = false;                        ///< mean density of the good channels as one site
  std::string site;                            ///< its name, else the channels joined by +
  double confidence = 0.95;
};

/// A row of the measures table and its interval; NaN where there is none.
struct Row {
  Measure measure;
  double low, high;
};

/// One row per condition, site, band and kind, in that order from the outside in; those without a band once a site, and
/// asymmetry once a pair, after the sites. `measure` is `alpha.power` and so on, or `exponent`; `n` the segments,
/// `quality` the standard error by the jackknife; `excluded` the reason where there is no value: a bad channel, a band
/// beyond the data or narrower than the distance of the frequencies, no power in it.
std::vector<Row> measure(const Signals& signals, std::span<const Power> spectra, const MeasureOptions& options);

/// The 14 columns of the measures table and `low` and `high`.
Table to_table(std::span<const Row> rows);
/// `units`: what the column n counts, segments or trials.
std::vector<ColumnMeaning> row_meanings(double confidence, std::string_view units);

/// The spectra of one file, without its samples.
struct Spectra {
  eeg::Labels labels;
  std::vector<std::string> channels;
  scalp::Positions positions;  ///< one row per channel; NaN where it is not known
  std::vector<Power> conditions;
};
Spectra spectra_of(const Signals& signals, std::vector<Power> conditions);

/// One row per file, condition, channel and frequency: participant_id session task run condition channel frequency_hz
/// density_uv2_hz (with `csd` density_uv2_m4_hz) n.
Table to_table(std::span<const Spectra> files, bool csd);
std::vector<ColumnMeaning> spectra_meanings(bool csd);

/// A warning for every condition of which segments were left out, with the reasons counted.
Warnings left_out(const Signals& signals, std::span<const Power> spectra);

/// What is measured and how, for help: a paragraph each.
std::vector<std::string> power_paragraphs();

}  // namespace attune::spectrum
