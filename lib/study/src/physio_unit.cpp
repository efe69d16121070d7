#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/bids/events.hpp"
#include "attune/body/measures.hpp"
#include "attune/physio/source.hpp"
#include "attune/physio/windows.hpp"
#include "unit_work.hpp"

namespace attune::study {
namespace {

std::string column_of(const std::string& text) { return text.substr(0, text.rfind(':')); }

/// One recording of the run, with the study's channels that are in it.
physio::Recording read_one(const Study& study, const std::filesystem::path& path, std::set<std::string>& found) {
  physio::Recording plain = physio::read_recording(path, {});
  physio::SourceRequest request;
  for (const auto& [kind, column] : study.physio->channels)
    for (const physio::Channel& channel : plain.channels)
      if (channel.name == column || channel.name == column_of(column)) {
        request.columns.push_back(kind + "=" + column);
        found.insert(column);
      }
  return request.columns.empty() ? plain : physio::read_recording(path, request);
}

/// All channels of the run's recordings, on the clock of its events.
physio::Recording read(const Study& study, const UnitFiles& files, Warnings& warnings) {
  physio::Recording all;
  all.path = files.data;
  std::set<std::string> found;
  for (const std::filesystem::path& path : files.recordings) {
    physio::Recording one = read_one(study, path, found);
    all.format = one.format;
    all.files.insert(all.files.end(), one.files.begin(), one.files.end());
    for (physio::Channel& channel : one.channels) all.channels.push_back(std::move(channel));
    warnings.insert(warnings.end(), one.warnings.begin(), one.warnings.end());
  }
  for (const auto& [kind, column] : study.physio->channels)
    if (found.count(column) == 0) {
      std::vector<std::string> names;
      for (const physio::Channel& channel : all.channels) names.push_back(channel.name);
      throw input_error(files.data, fmt::format("has no channel {}, which the study calls {}{}", in_quotes(column),
                                                kind, suggestion(column, names)));
    }
  if (!files.events.empty()) {
    const bids::Events events = bids::read_events(files.events);
    for (const bids::Event& event : events.events)
      if (event.trial_type) all.events.push_back({event.onset, event.duration, *event.trial_type});
    warnings.insert(warnings.end(), events.warnings.begin(), events.warnings.end());
  }
  return all;
}

std::vector<physio::Window> windows(const Study& study, const physio::Recording& recording) {
  physio::WindowRequest request;
  request.conditions = study.physio->conditions;
  if (study.physio->window) {
    request.from = study.physio->window->first;
    request.to = study.physio->window->second;
  }
  return physio::windows_of(recording, request);
}

body::Request body_request(const Study& study, const Unit& unit) {
  body::Request request;
  request.label = "sub-" + unit.file.participant();
  for (const std::string& part : {unit.file.session(), unit.file.run()})
    if (!part.empty()) request.label += "-" + part;
  for (const StudyMeasure& measure : study.measures)
    if (measure.modality == "physio" &&
        std::find(request.measures.begin(), request.measures.end(), measure.measure) == request.measures.end())
      request.measures.push_back(measure.measure);
  request.bands = study.physio->bands;
  request.max_artefact = study.physio->max_artefact;
  request.decompose = true;
  request.threads = {1};  // units are the parallel work
  return request;
}

/// The difference of two rows; missing where one of them is, with its reason.
Measure difference(const PhysioContrast& contrast, const Measure& of, const Measure& less) {
  Measure out = of;
  out.condition = contrast.name;
  out.value = of.value - less.value;
  if (of.n && less.n) out.n = std::min(*of.n, *less.n);
  out.quality = std::fmax(of.quality, less.quality);
  out.excluded.clear();
  for (const Measure* row : {&of, &less})
    if (out.excluded.empty() && (!row->excluded.empty() || std::isnan(row->value)))
      out.excluded = fmt::format("{}: {}", row->condition, row->excluded.empty() ? "no value" : row->excluded);
  return out;
}

std::vector<Measure> differences(const Study& study, const std::vector<Measure>& rows) {
  std::vector<Measure> out;
  for (const PhysioContrast& contrast : study.physio->contrasts)
    for (const Measure& of : rows)
      for (const Measure& less : rows)
        if (of.condition == contrast.of && less.condition == contrast.less && of.measure == less.measure &&
            of.site == less.site)
          out.push_back(difference(contrast, of, less));
  return out;
}

std::vector<Exclusion> exclusions_of(const Unit& unit, const std::vector<Measure>& rows) {
  std::vector<Exclusion> out;
  for (const Measure& measured : rows) {
    if (measured.excluded.empty()) continue;
    Exclusion row = exclusion_of(unit);
    row.what = "measure";
    row.condition = measured.condition.empty() ? measured.measure : measured.measure + " of " + measured.condition;
    row.reason = measured.excluded;
    row.count = row.of = 1;
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

Warnings run_physio_unit(const Study& study, const Unit& unit, const UnitFiles& files, UnitWriter& writer) {
  Warnings warnings;
  const physio::Recording recording = read(study, files, warnings);
  body::Answer answer = body::measure(recording, windows(study, recording), body_request(study, unit));
  warnings.insert(warnings.end(), answer.warnings.begin(), answer.warnings.end());
  std::vector<Measure> rows = std::move(answer.rows);
  // Before the differences: they lack what their conditions lack.
  writer.table("exclusions", to_table(exclusions_of(unit, rows)), exclusion_meanings());
  for (Measure& row : differences(study, rows)) rows.push_back(std::move(row));
  const Measure labels = measure_of(unit);
  for (Measure& row : rows) {
    row.participant_id = labels.participant_id;
    row.session = labels.session;
    row.task = labels.task;
    row.run = labels.run;
    row.modality = labels.modality;
    row.source = labels.source;
  }
  for (const body::Drawing& drawing : answer.drawings) writer.text(drawing.name, ".svg", drawing.svg);
  writer.table("marks", physio::to_table(answer.marks), physio::mark_meanings());
  writer.table("measures", to_table(rows),
               measure_meanings("share of the condition that was missing, flat or corrected",
                                "beats, breaths, responses or samples"));
  return warnings;
}

}  // namespace attune::study
