#include "attune/heart/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/nearest_name.hpp"
#include "attune/physio/wfdb.hpp"
#include "attune/table/delimited.hpp"

namespace attune::heart {
namespace {

std::string choice(const std::string& what, const std::string& given, const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), given) == known.end())
    throw usage_error(fmt::format("{} cannot be {}{}", what, in_quotes(given), suggestion(given, known)));
  return given;
}

bool is_table(const std::filesystem::path& path) {
  const std::string ending = path.extension().string();
  return ending == ".tsv" || ending == ".csv" || ending == ".txt";
}

// Beats and whether each is a normal one.
struct GivenBeats {
  std::string site;
  std::vector<double> times_s;
  std::vector<bool> normal;
};

GivenBeats beats_in_table(const std::filesystem::path& path) {
  const Table table = read_table(path);
  const std::vector<double> times = table.numbers("time_s");
  const std::vector<std::string> kinds =
      table.has("kind") ? table.text("kind") : std::vector<std::string>(times.size(), "beat");
  GivenBeats out;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (kinds[i] != "beat") continue;
    if (!std::isfinite(times[i])) table.throw_at(i, "time_s", "a beat has no time");
    if (!out.times_s.empty() && !(times[i] > out.times_s.back()))
      table.throw_at(i, "time_s", "a beat is not later than the one before it");
    if (out.site.empty() && table.has("channel")) out.site = table.column("channel").cell(i);
    out.times_s.push_back(times[i]);
    out.normal.push_back(true);
  }
  return out;
}

GivenBeats beats_in_annotations(const std::filesystem::path& path) {
  GivenBeats out;
  for (const physio::Annotation& annotation : physio::read_wfdb_annotations(path)) {
    if (!annotation.is_beat()) continue;
    if (!std::isfinite(annotation.time_s))
      throw input_error(path, "no header says the sampling frequency of these annotations; put the .hea beside them");
    if (!out.times_s.empty() && !(annotation.time_s > out.times_s.back())) continue;  // the same beat twice
    out.times_s.push_back(annotation.time_s);
    out.normal.push_back(annotation.symbol == "N" || annotation.symbol == "L" || annotation.symbol == "R");
  }
  return out;
}

physio::Intervals given_intervals(const std::filesystem::path& path, HeartRecording& into) {
  const GivenBeats beats = is_table(path) ? beats_in_table(path) : beats_in_annotations(path);
  if (beats.times_s.size() < 2)
    throw input_error(path, fmt::format("{} beats, at least 2 make an interval", beats.times_s.size()));
  physio::Intervals out;
  std::vector<bool> abnormal;
  for (std::size_t i = 1; i < beats.times_s.size(); ++i) {
    out.ms.push_back(1e3 * (beats.times_s[i] - beats.times_s[i - 1]));
    out.end_s.push_back(beats.times_s[i]);
    out.follows_gap.push_back(i == 1);
    abnormal.push_back(!beats.normal[i] || !beats.normal[i - 1]);
  }
  const auto left_out = std::count(abnormal.begin(), abnormal.end(), true);
  into.notes.push_back(fmt::format("{} beats of {}; {} intervals beside a beat that is not normal are left out",
                                   beats.times_s.size(), path.filename().string(), left_out));
  into.inputs.push_back(path);
  into.site = beats.site.empty() ? path.filename().string() : beats.site;
  return without(out, abnormal);
}

physio::Intervals listed_intervals(const std::filesystem::path& path, const physio::IntervalRequest& request,
                                   HeartRecording& into) {
  const physio::IntervalList list = physio::read_intervals(path, request);
  into.warnings = list.warnings;
  into.inputs = {path};
  into.notes.push_back(fmt::format("{} intervals of column {} in {} ({})", list.intervals.size(), list.column,
                                   list.unit, list.unit_was_given ? "as said" : "by their median"));
  if (list.intervals.size() == 0) throw input_error(path, "holds no interval");
  physio::Channel& channel = into.recording.channels.emplace_back();
  channel.name = into.site = list.column;
  const double from = list.intervals.end_s.front() - 1e-3 * list.intervals.ms.front();
  channel.start = Seconds(from);
  // One sample, as long as the list.
  channel.sampling_frequency = Hertz(1.0 / (list.intervals.end_s.back() - from));
  channel.samples = {0.0};
  into.recording.path = path;
  into.recording.files = {path};
  into.recording.format = "intervals";
  return list.intervals;
}

physio::Intervals found_intervals(const HeartRequest& request, parallel::Threads threads, HeartRecording& into) {
  DetectOptions options;
  options.method = parse_method(request.method);
  options.threads = threads;
  options.find_polarity = choice("--polarity", request.polarity, {"auto", "upward", "downward"}) == "auto";
  options.polarity = request.polarity == "downward" ? Polarity::downward : Polarity::upward;
  const physio::Kind kind = options.method == Method::ppg ? physio::Kind::ppg : physio::Kind::ecg;
  const physio::Channel& channel = physio::channel_of(into.recording, kind, request.channel);
  into.site = channel.name;
  Beats beats = detect_beats(channel, options);
  into.warnings.insert(into.warnings.end(), beats.warnings.begin(), beats.warnings.end());
  into.notes.push_back(
      fmt::format("{}: {} beats, peaks point {}", channel.name, beats.size(), name_of(beats.polarity)));
  const physio::Intervals out = intervals_of(beats);
  into.data.beats = std::move(beats);
  return out;
}

std::vector<Breath> breaths_of(const HeartRequest& request, parallel::Threads threads, HeartRecording& into) {
  std::vector<const physio::Channel*> belts;
  for (const physio::Channel& channel : into.recording.channels)
    if (channel.kind == physio::Kind::respiration) belts.push_back(&channel);
  if (request.respiration == "none" || (request.respiration.empty() && belts.size() != 1)) return {};
  const physio::Channel& belt = physio::channel_of(into.recording, physio::Kind::respiration, request.respiration);
  breath::DetectOptions options;
  options.threads = threads;
  breath::Breaths found = breath::detect_breaths(belt, options);
  into.warnings.insert(into.warnings.end(), found.warnings.begin(), found.warnings.end());
  into.notes.push_back(fmt::format("{}: {} breaths", belt.name, found.breaths.size()));
  return std::move(found.breaths);
}

}  // namespace

HeartRecording heart_of(physio::Recording recording, const HeartRequest& request, parallel::Threads threads) {
  HeartRecording out;
  const Artefacts artefacts = parse_artefacts(request.artefacts);
  out.inputs = recording.files;
  out.warnings = recording.warnings;
  out.recording = std::move(recording);
  const physio::Intervals intervals =
      request.beats ? given_intervals(*request.beats, out) : found_intervals(request, threads, out);
  if (request.beats && !request.channel.empty()) out.site = request.channel;
  HeartData prepared = prepare(intervals, artefacts, {}, out.notes);
  prepared.beats = std::move(out.data.beats);
  prepared.breaths = breaths_of(request, threads, out);
  out.data = std::move(prepared);
  return out;
}

HeartRecording heart_of_list(const std::filesystem::path& path, const physio::IntervalRequest& list,
                             const HeartRequest& request, const std::optional<std::filesystem::path>& events) {
  if (request.beats) throw usage_error("a list of intervals and --beats both say where beats are; give one of them");
  HeartRecording out;
  const Artefacts artefacts = parse_artefacts(request.artefacts);
  const physio::Intervals intervals = listed_intervals(path, list, out);
  if (events) {
    out.recording.events = physio::read_events(*events, out.warnings);
    out.inputs.push_back(*events);
  }
  out.data = prepare(intervals, artefacts, {}, out.notes);
  return out;
}

MeasureOptions options_of(const MeasureRequest& request, parallel::Threads threads) {
  MeasureOptions out;
  out.measures = measures_of(request.measures);
  out.bands = band_set(request.bands);
  replace(out.bands, request.band);
  out.frequency.method = choice("--spectrum", request.spectrum, {"welch", "lomb"}) == "lomb" ? SpectrumMethod::lomb
                                                                                             : SpectrumMethod::welch;
  out.frequency.detrend = parse_detrend(request.detrend);
  out.frequency.window = request.window;
  out.frequency.threads = threads;
  if (!(request.window.count() > 0))
    throw usage_error(fmt::format("--window is {:g} s; expected a positive length", request.window.count()));
  if (!(request.max_artefact >= 0 && request.max_artefact <= 1))
    throw usage_error(fmt::format("--max-artefact is {:g}; expected a share from 0 to 1", request.max_artefact));
  out.max_artefact = request.max_artefact;
  return out;
}

std::vector<physio::Mark> marks_of(const HeartRecording& heart) {
  const physio::Intervals& intervals = heart.data.intervals;
  std::vector<physio::Mark> out;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    physio::Mark mark{intervals.end_s[i], "beat", heart.site, intervals.ms[i], "ms", {}};
    if (intervals.follows_gap[i]) {
      physio::Mark first = mark;
      first.time_s -= 1e-3 * intervals.ms[i];
      first.value = std::numeric_limits<double>::quiet_NaN();
      first.unit.clear();
      if (i > 0) first.note = "after a gap";
      out.push_back(std::move(first));
    }
    if (heart.data.corrected[i]) mark.note = "corrected";
    out.push_back(std::move(mark));
  }
  return out;
}

}  // namespace attune::heart
