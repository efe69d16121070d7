#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "attune/base/error.hpp"
#include "attune/eeg/epoch_files.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/eeg/ledger.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/erp/measure.hpp"
#include "attune/preprocess/pipeline.hpp"
#include "unit_work.hpp"

namespace attune::study {
namespace {

eeg::Recording read(const UnitFiles& files) {
  return eeg::with_companions(eeg::read_recording(files.data), files.companions).recording;
}

eeg::EpochOptions epoch_options(const EegSteps& steps) {
  eeg::EpochOptions options;
  for (const auto& [name, expression] : steps.events)
    options.conditions.push_back({name, eeg::EventQuery::parse(expression)});
  options.from = steps.epoch_from;
  options.to = steps.epoch_to;
  if (steps.baseline) options.baseline = eeg::Span{steps.baseline->first, steps.baseline->second};
  options.reject = steps.reject;
  options.flat = steps.flat;
  options.rejection_channels = steps.rejection_channels;
  options.reference = steps.reference;
  options.shift = steps.shift;
  return options;
}

struct Cut {
  preprocess::Prepared prepared;
  eeg::Epochs epochs;
};

Cut clean_and_cut(const Study& study, eeg::Recording recording) {
  std::vector<preprocess::Step> steps;
  for (const std::string& text : study.eeg->steps) steps.push_back(preprocess::parse_step(text));
  // Units are the parallel work.
  const preprocess::Surroundings surroundings{epoch_options(*study.eeg), {study.seed}, {1}};
  Cut cut{preprocess::prepare(std::move(recording), steps, surroundings), {}};
  cut.epochs = eeg::epoch(cut.prepared.recording, surroundings.epochs);
  preprocess::prepare_trials(cut.epochs, steps, surroundings, cut.prepared);
  return cut;
}

const ErpComponent& component_of(const EegSteps& steps, const std::string& name) {
  return *std::find_if(steps.components.begin(), steps.components.end(),
                       [&](const ErpComponent& component) { return component.name == name; });
}

/// One measure of the study for every condition; several of its measures may be made of the same rows.
erp::MeasureOptions measure_options(const Study& study, const StudyMeasure& measure) {
  const ErpComponent& part = component_of(*study.eeg, measure.component);
  erp::MeasureOptions options;
  const erp::Polarity polarity = part.polarity == "positive" ? erp::Polarity::positive : erp::Polarity::negative;
  options.components = {{part.name, {part.from, part.to}, polarity}};
  options.kinds = {erp::kind_of(measure.measure)};
  options.fraction = measure.fraction;
  options.neighbourhood = measure.neighbourhood;
  options.channels = part.channels;
  options.combine = true;
  options.sme = options.kinds[0] == erp::Kind::mean_amplitude ? erp::Sme::analytic : erp::Sme::bootstrap;
  options.bootstraps = study.eeg->bootstraps;
  options.seed = {study.seed};
  options.threads = {1};  // units are the parallel work
  return options;
}

std::vector<Measure> component_rows(const Study& study, const Unit& unit, const eeg::Epochs& epochs,
                                    Warnings& warnings) {
  std::vector<Measure> rows;
  std::vector<std::string> done;
  for (const StudyMeasure& measure : study.measures) {
    if (measure.modality != "eeg") continue;
    if (std::find(done.begin(), done.end(), measure.row_measure()) != done.end()) continue;
    done.push_back(measure.row_measure());
    erp::Measures measured = erp::measure(epochs, measure_options(study, measure));
    warnings.insert(warnings.end(), measured.warnings.begin(), measured.warnings.end());
    for (Measure& row : measured.rows) {
      const Measure labels = measure_of(unit);
      row.participant_id = labels.participant_id;
      row.session = labels.session;
      row.task = labels.task;
      row.run = labels.run;
      row.modality = labels.modality;
      row.source = labels.source;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

/// Trials per condition: all, kept, and dropped by reason.
struct TrialCounts {
  std::int64_t all = 0, kept = 0;
  std::map<std::string, std::int64_t> dropped;
};

TrialCounts count_trials(const eeg::Epochs& epochs, const std::string& condition) {
  TrialCounts counts;
  for (const eeg::Trial& trial : epochs.trials) {
    if (trial.condition != condition) continue;
    ++counts.all;
    if (trial.kept)
      ++counts.kept;
    else
      ++counts.dropped[trial.reason];
  }
  return counts;
}

std::vector<Measure> trial_rows(const Unit& unit, const eeg::Epochs& epochs) {
  std::vector<Measure> rows;
  for (const std::string& condition : epochs.conditions) {
    const TrialCounts counts = count_trials(epochs, condition);
    Measure row = measure_of(unit);
    row.condition = condition;
    row.measure = "trials";
    row.value = static_cast<double>(counts.kept);
    row.unit = "trials";
    row.n = counts.all;
    rows.push_back(row);
    row.measure = "kept_share";
    row.value = counts.all > 0 ? row.value / static_cast<double>(counts.all) : std::nan("");
    row.unit = "1";
    if (counts.all == 0) row.excluded = "no trials";
    rows.push_back(row);
  }
  return rows;
}

std::vector<Exclusion> exclusions_of(const Unit& unit, const eeg::Epochs& epochs) {
  std::vector<Exclusion> rows;
  for (const std::string& condition : epochs.conditions) {
    const TrialCounts counts = count_trials(epochs, condition);
    for (const auto& [reason, count] : counts.dropped) {
      Exclusion row = exclusion_of(unit);
      row.what = "trial";
      row.condition = condition;
      row.reason = reason;
      row.count = count;
      row.of = counts.all;
      rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace

Warnings run_eeg_unit(const Study& study, const Unit& unit, const UnitFiles& files, UnitWriter& writer) {
  eeg::Recording recording = read(files);
  for (const std::filesystem::path& file : recording.files)
    if (std::none_of(files.all.begin(), files.all.end(),
                     [&](const auto& known) { return known.filename() == file.filename(); }))
      throw input_error(files.data, "reads " + file.filename().string() + ", which is not named like it; rename it");
  Warnings warnings = recording.warnings;
  const auto [prepared, epochs] = clean_and_cut(study, std::move(recording));
  for (const Warnings& more : {prepared.warnings, epochs.warnings})
    warnings.insert(warnings.end(), more.begin(), more.end());
  if (!prepared.steps.empty()) writer.text("steps", ".json", preprocess::to_json(prepared));
  const std::vector<eeg::Evoked> evoked = eeg::average(epochs);
  const std::filesystem::path averages = writer.path("evoked", ".h5");
  eeg::write_evoked(averages, evoked, Overwrite::allow);
  writer.note(averages);
  std::vector<Measure> rows = component_rows(study, unit, epochs, warnings);
  for (Measure& row : trial_rows(unit, epochs)) rows.push_back(std::move(row));
  writer.table("trials", eeg::ledger(epochs), eeg::ledger_meanings(epochs));
  writer.table("exclusions", to_table(exclusions_of(unit, epochs)), exclusion_meanings());
  writer.table("measures", to_table(rows),
               measure_meanings("standardised measurement error, in the unit of the value", "trials"));
  return warnings;
}

}  // namespace attune::study
