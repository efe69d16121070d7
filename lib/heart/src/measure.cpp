#include "attune/heart/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/nearest_name.hpp"
#include "attune/parallel/chunks.hpp"
#include "values.hpp"

namespace attune::heart {
namespace {

struct MeasuredWindow {
  std::vector<IntervalRun> runs;
  double quality = 0, seconds = 0, uncovered = 0, beats = 0;
  std::string excluded;
};

// Why nothing is measured, and of what the share is made: a gap asks for other windows, noise for another channel.
std::string refusal(double quality, double uncovered, double beats, double max_artefact) {
  return fmt::format(
      "artefact share {:.2f}, more than {:g} ({:.2f} without beats or signal, {:.2f} of the beats corrected "
      "or unlike the others)",
      quality, max_artefact, uncovered, beats);
}

double corrected_share_of(const HeartData& data, Seconds from, Seconds to) {
  const std::vector<double>& ends = data.intervals.end_s;
  auto i = static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), from.count()) - ends.begin());
  std::size_t all = 0, corrected = 0;
  for (; i < ends.size() && ends[i] < to.count(); ++i) ++all, corrected += data.corrected[i];
  return all == 0 ? 0.0 : static_cast<double>(corrected) / static_cast<double>(all);
}

MeasuredWindow look(const HeartData& data, const physio::Window& window, double max_artefact) {
  MeasuredWindow out;
  out.seconds = (window.to - window.from).count();
  const double uncovered = 1 - covered_share(data.intervals, window.from, window.to);
  const WindowQuality signal = data.beats ? quality_of(*data.beats, window.from, window.to) : WindowQuality();
  // Beats of no common shape may be noise; ectopic beats, which are corrected, have another shape, too.
  out.beats = std::max(corrected_share_of(data, window.from, window.to), signal.poor_beats);
  out.uncovered = std::max(uncovered, signal.unusable());
  out.quality = std::min(1.0, out.uncovered + out.beats);
  if (out.quality > max_artefact)
    out.excluded = refusal(out.quality, out.uncovered, out.beats, max_artefact);
  else
    out.runs = runs_of(data.intervals, window.from, window.to);
  return out;
}

// Puts the mean quality of the beats of windows into what was found there.
void add_quality(Found& found, const HeartData& data, std::span<const physio::Window> windows) {
  found.detected = data.beats.has_value();
  if (!found.detected) return;
  double sum = 0;
  for (const physio::Window& window : windows) {
    const WindowQuality quality = quality_of(*data.beats, window.from, window.to);
    if (quality.beats == 0) continue;
    sum += quality.mean_quality * static_cast<double>(quality.beats);
    found.beats += quality.beats;
  }
  if (found.beats > 0) found.beat_quality = sum / static_cast<double>(found.beats);
}

// Rows of `names`; where `excluded` says why, they have no values.
std::vector<Measure> rows_of(std::span<const std::string> names, const Found& found, const MeasureOptions& options,
                             Measure row, double quality, const std::string& excluded) {
  std::vector<Measure> out;
  row.quality = quality;
  for (const std::string& name : names) {
    row.measure = name;
    row.unit = unit_of(name);
    row.value = std::numeric_limits<double>::quiet_NaN();
    row.n.reset();
    row.excluded = excluded;
    if (excluded.empty()) {
      const Value value = value_of(name, found, options);
      row.excluded = value.reason;
      row.n = static_cast<std::int64_t>(value.n);
      if (value.reason.empty()) row.value = value.value;
    }
    out.push_back(row);
  }
  return out;
}

// Windows of one condition, together.
struct Pool {
  std::vector<IntervalRun> runs;
  std::vector<physio::Window> windows;  // that are used
  double quality = 0, seconds = 0, uncovered = 0, beats = 0;
  std::size_t used = 0, all = 0;
};

Pool pool_of(std::span<const physio::Window> windows, std::span<const MeasuredWindow> measured,
             const std::string& condition) {
  Pool out;
  Pool refused;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    if (windows[i].condition != condition) continue;
    ++out.all;
    Pool& into = measured[i].excluded.empty() ? out : refused;
    into.quality += measured[i].quality * measured[i].seconds;
    into.uncovered += measured[i].uncovered * measured[i].seconds;
    into.beats += measured[i].beats * measured[i].seconds;
    into.seconds += measured[i].seconds;
    ++into.used;
    into.windows.push_back(windows[i]);
    into.runs.insert(into.runs.end(), measured[i].runs.begin(), measured[i].runs.end());
  }
  const Pool& shown = out.used > 0 ? out : refused;
  out.uncovered = shown.uncovered / shown.seconds;
  out.beats = shown.beats / shown.seconds;
  out.quality = shown.quality / shown.seconds;
  return out;
}

std::vector<std::string> conditions_of(std::span<const physio::Window> windows) {
  std::vector<std::string> out;
  for (const physio::Window& window : windows)
    if (std::find(out.begin(), out.end(), window.condition) == out.end()) out.push_back(window.condition);
  return out;
}

std::string shown(const std::string& condition) { return condition.empty() ? "the recording" : condition; }

}  // namespace

Artefacts parse_artefacts(std::string_view text) {
  if (text == "correct") return Artefacts::correct;
  if (text == "drop") return Artefacts::drop;
  if (text == "keep") return Artefacts::keep;
  const std::vector<std::string> known{"correct", "drop", "keep"};
  throw usage_error(fmt::format("artefacts cannot be {}{}", in_quotes(text), suggestion(text, known)));
}

HeartData prepare(const physio::Intervals& intervals, Artefacts what, const ArtefactOptions& options,
                  std::vector<std::string>& notes) {
  HeartData out;
  if (what == Artefacts::keep) {
    out.intervals = intervals;
    out.corrected.assign(intervals.size(), false);
    return out;
  }
  CorrectedIntervals corrected = correct_artefacts(intervals, options);
  if (corrected.corrected() + corrected.gaps > 0)
    notes.push_back(
        fmt::format("{} of {} beats are artefacts: {} ectopic, {} missed, {} extra, {} irregular; {} gaps "
                    "were too long to be filled",
                    corrected.corrected(), corrected.beats, corrected.ectopic, corrected.missed, corrected.extra,
                    corrected.irregular, corrected.gaps));
  std::vector<bool> changed;
  for (const Mark mark : corrected.marks) changed.push_back(mark != Mark::normal);
  if (what == Artefacts::drop) {
    out.intervals = without(corrected.intervals, changed);
    out.corrected.assign(out.intervals.size(), false);
  } else {
    out.intervals = std::move(corrected.intervals);
    out.corrected = std::move(changed);
  }
  return out;
}

HeartRows measure(const HeartData& data, std::span<const physio::Window> windows, const MeasureOptions& options,
                  const Measure& labels) {
  std::vector<std::string> names = measures_of(options.measures);
  if (!data.beats && options.measures == MeasureOptions().measures) std::erase(names, "beat_quality");
  HeartRows out;
  Measure row = labels;
  row.modality = "physio";
  row.site = options.site;
  std::vector<MeasuredWindow> measured(windows.size());
  std::vector<std::vector<Measure>> rows(windows.size());
  MeasureOptions alone = options;
  alone.frequency.threads = {1};
  parallel::for_each(windows.size(), options.frequency.threads, [&](std::size_t i) {
    measured[i] = look(data, windows[i], options.max_artefact);
    Found found = find(measured[i].runs, data.breaths, names, alone);
    add_quality(found, data, windows.subspan(i, 1));
    Measure mine = row;
    mine.condition = windows[i].condition;
    rows[i] = rows_of(names, found, alone, mine, measured[i].quality, measured[i].excluded);
  });
  for (std::vector<Measure>& of_window : rows)
    for (Measure& found : of_window) out.windows.push_back(std::move(found));
  for (const std::string& condition : conditions_of(windows)) {
    const Pool pool = pool_of(windows, measured, condition);
    std::string excluded;
    if (pool.used == 0) excluded = refusal(pool.quality, pool.uncovered, pool.beats, options.max_artefact);
    if (pool.used < pool.all)
      out.warnings.push_back(
          fmt::format("{}: {} of {} windows are left out, their artefact share is above {:g}; look "
                      "at --figure, then take shorter windows or another --max-artefact",
                      shown(condition), pool.all - pool.used, pool.all, options.max_artefact));
    Found found = find(pool.runs, data.breaths, names, options);
    add_quality(found, data, pool.windows);
    if (found.beat_quality < kPoorBeat)
      out.warnings.push_back(
          fmt::format("{}: beats look unlike each other (mean quality {:.2f}, usual above 0.9); is "
                      "this the right channel, --method and --polarity?",
                      shown(condition), found.beat_quality));
    row.condition = condition;
    for (Measure& one : rows_of(names, found, options, row, pool.quality, excluded)) out.rows.push_back(std::move(one));
    for (std::string& line : cautions(shown(condition), pool.runs, data.breaths, found, names, options))
      out.warnings.push_back(std::move(line));
    if (found.spectrum.segments > 0) out.spectra.push_back({condition, found.spectrum});
  }
  return out;
}

}  // namespace attune::heart
