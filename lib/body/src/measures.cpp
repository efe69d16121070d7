#include "attune/body/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/breath/figure.hpp"
#include "attune/breath/measures.hpp"
#include "attune/heart/figure.hpp"
#include "attune/heart/request.hpp"
#include "attune/physio/source.hpp"
#include "attune/skin/figure.hpp"
#include "attune/skin/measures.hpp"

namespace attune::body {
namespace {

using Names = std::vector<std::string>;

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Those of the names that a room knows.
Names among(const Names& asked, const Names& known) {
  Names out;
  for (const std::string& name : asked)
    if (holds(known, name)) out.push_back(name);
  return out;
}

bool has(const physio::Recording& recording, physio::Kind kind) {
  return std::any_of(recording.channels.begin(), recording.channels.end(),
                     [&](const physio::Channel& channel) { return channel.kind == kind; });
}

/// One recording on its way through the rooms.
class Body {
 public:
  Body(const physio::Recording& recording, std::span<const physio::Window> windows, const Request& request)
      : recording_(recording), windows_(windows), request_(request) {}

  Answer measure() {
    const Names of_heart = among(request_.measures, heart::measure_names());
    const Names of_breath = among(request_.measures, breath::measure_names());
    const Names of_skin = among(request_.measures, skin::measure_names());
    const bool all = request_.measures.empty();
    const bool pulse = has(recording_, physio::Kind::ecg) || has(recording_, physio::Kind::ppg);
    const bool belt = has(recording_, physio::Kind::respiration), electrodes = has(recording_, physio::Kind::eda);
    if (all && !pulse && !belt && !electrodes)
      throw input_error(recording_.path,
                        "has no channel of ECG, pulse, respiration or skin conductance; say which column is what");
    // The heart's measures look at the breath, too.
    const bool breath_asked = all || !of_breath.empty();
    if (all ? belt : !of_breath.empty() || (belt && !of_heart.empty()))
      attempt(physio::Kind::respiration, breath_asked ? (all ? breath::measure_names() : of_breath) : Names(),
              [&] { breathe(breath_asked, of_breath); });
    if (all ? pulse : !of_heart.empty())
      attempt(heart_kind(), all ? heart::MeasureOptions().measures : of_heart, [&] { beat(of_heart); });
    if (all ? electrodes : !of_skin.empty())
      attempt(physio::Kind::eda, all ? whole_skin() : of_skin, [&] { sweat(of_skin); });
    return std::move(answer_);
  }

 private:
  /// A channel without an answer (an electrode that was off throughout) is no reason to lose the others: its measures
  /// are there without a value, with the reason.
  template <class Work>
  void attempt(physio::Kind kind, const Names& names, Work work) {
    try {
      work();
    } catch (const Error& error) {
      if (error.fault() != Fault::analysis) throw;
      answer_.warnings.emplace_back(error.what());
      for (const std::vector<physio::Window>& its : physio::by_condition(windows_))
        for (const std::string& name : names) {
          Measure row;
          row.modality = "physio";
          row.measure = name;
          row.site = physio::channel_of(recording_, kind).name;
          row.condition = its.front().condition;
          row.unit = unit_of(name);
          row.n = 0;
          row.quality = 1;
          row.excluded = error.what();
          answer_.rows.push_back(std::move(row));
        }
    }
  }

  physio::Kind heart_kind() const { return has(recording_, physio::Kind::ecg) ? physio::Kind::ecg : physio::Kind::ppg; }
  static Names whole_skin() {
    Names out = skin::measure_names();
    std::erase_if(out, skin::needs_decomposition);
    return out;
  }

  std::string named(const char* drawing) const { return request_.label + "-" + drawing; }

  void add(std::vector<Measure> rows) {
    for (Measure& row : rows) answer_.rows.push_back(std::move(row));
  }
  void add(std::vector<physio::Mark> marks) {
    for (physio::Mark& mark : marks) answer_.marks.push_back(std::move(mark));
  }
  void warn(const Warnings& warnings) {
    answer_.warnings.insert(answer_.warnings.end(), warnings.begin(), warnings.end());
  }

  void breathe(bool asked, const Names& names) {
    const physio::Channel& channel = physio::channel_of(recording_, physio::Kind::respiration);
    breath::DetectOptions options;
    options.threads = request_.threads;
    breaths_ = breath::detect_breaths(channel, options);
    warn(breaths_->warnings);
    if (!asked) return;
    breath::MeasureOptions measuring;
    measuring.measures = names;
    measuring.max_artefact = std::max(measuring.max_artefact, request_.max_artefact);
    add(breath::measure(*breaths_, windows_, measuring));
    add(breath::marks_of(*breaths_));
    answer_.drawings.push_back(
        {"breath", "Breath", report::draw(breath::figure(channel, *breaths_, windows_, named("breath")))});
  }

  void beat(const Names& names) {
    const physio::Kind kind = heart_kind();
    const physio::Channel& channel = physio::channel_of(recording_, kind);
    heart::DetectOptions finding;
    finding.method = kind == physio::Kind::ecg ? heart::Method::pan_tompkins : heart::Method::ppg;
    finding.threads = request_.threads;
    heart::HeartRecording found;
    found.site = channel.name;
    heart::Beats beats = heart::detect_beats(channel, finding);
    warn(beats.warnings);
    found.data = heart::prepare(heart::intervals_of(beats), heart::Artefacts::correct, {}, found.notes);
    found.data.beats = std::move(beats);
    if (breaths_) found.data.breaths = breaths_->breaths;
    heart::MeasureRequest asked;
    asked.bands = request_.bands;
    asked.max_artefact = request_.max_artefact;
    if (!names.empty()) asked.measures = names;
    heart::MeasureOptions options = heart::options_of(asked, request_.threads);
    options.site = channel.name;
    Measure labels;
    labels.modality = "physio";
    heart::HeartRows rows = heart::measure(found.data, windows_, options, labels);
    warn(rows.warnings);
    add(std::move(rows.rows));
    add(heart::marks_of(found));
    answer_.drawings.push_back(
        {"tachogram", "Heart", heart::draw(found, windows_, rows, options.bands, {}, {}, named("heart"))});
  }

  void sweat(const Names& names) {
    const physio::Channel& channel = physio::channel_of(recording_, physio::Kind::eda);
    const skin::Skin found = skin::find_responses(channel, {}, {});
    warn(found.warnings);
    std::optional<skin::Decomposed> parts;
    if (std::any_of(names.begin(), names.end(), skin::needs_decomposition))
      parts = skin::decompose(channel, found.artefact, {});
    else if (request_.decompose)
      parts = parts_to_draw(channel, found);
    add(skin::measure(found, parts, windows_, {names, request_.max_artefact}));
    add(skin::marks_of(found));
    answer_.drawings.push_back(
        {"skin", "Skin conductance", report::draw(skin::figure(found, parts, windows_, named("skin")))});
  }

  /// A recording too short for a decomposition is drawn without one.
  std::optional<skin::Decomposed> parts_to_draw(const physio::Channel& channel, const skin::Skin& found) {
    try {
      return skin::decompose(channel, found.artefact, {});
    } catch (const Error& error) {
      if (error.fault() != Fault::analysis) throw;
      answer_.warnings.emplace_back(error.what());
      return std::nullopt;
    }
  }

  const physio::Recording& recording_;
  std::span<const physio::Window> windows_;
  const Request& request_;
  std::optional<breath::Breaths> breaths_;
  Answer answer_;
};

}  // namespace

std::vector<std::string> measure_names() {
  Names out = heart::measure_names();
  for (const Names& more : {breath::measure_names(), skin::measure_names()})
    out.insert(out.end(), more.begin(), more.end());
  return out;
}

std::string unit_of(std::string_view measure) {
  const std::string name(measure);
  if (holds(heart::measure_names(), name)) return heart::unit_of(measure);
  if (holds(breath::measure_names(), name)) return breath::unit_of(measure);
  if (holds(skin::measure_names(), name)) return skin::unit_of(measure);
  throw usage_error(fmt::format("{} is no measure of heart, breath or skin{}", in_quotes(measure),
                                suggestion(measure, measure_names())));
}

Answer measure(const physio::Recording& recording, std::span<const physio::Window> windows, const Request& request) {
  for (const std::string& name : request.measures) unit_of(name);
  return Body(recording, windows, request).measure();
}

}  // namespace attune::body
