#include <nlohmann/json.hpp>

#include "attune/base/version.hpp"
#include "attune/study/unit.hpp"

namespace attune::study {
namespace {

using Json = nlohmann::ordered_json;

Json pairs(const Definitions& definitions) {
  Json list = Json::array();
  for (const auto& [name, text] : definitions) list.push_back({name, text});
  return list;
}

Json fmri(const FmriSteps& steps) {
  Json json;
  json["task"] = steps.task;
  json["derivatives"] = steps.derivatives;
  json["space"] = steps.space;
  json["atlas"] = steps.atlas;
  json["summary"] = steps.summary;
  json["min_coverage"] = steps.min_coverage;
  json["hrf"] = steps.model.hrf;
  json["noise"] = steps.model.noise;
  json["high_pass_s"] = steps.model.high_pass.count();
  json["confounds"] = steps.model.confounds;
  if (steps.model.censor_displacement) json["censor_fd_mm"] = steps.model.censor_displacement->value();
  if (steps.model.censor_dvars) json["censor_std_dvars"] = *steps.model.censor_dvars;
  json["contrasts"] = pairs(steps.contrasts);
  return json;
}

Json component(const ErpComponent& part) {
  return {{"name", part.name},
          {"window_ms", {part.from.count(), part.to.count()}},
          {"polarity", part.polarity},
          {"channels", part.channels}};
}

Json eeg(const EegSteps& steps, const std::vector<StudyMeasure>& measures) {
  Json json;
  json["task"] = steps.task;
  if (!steps.steps.empty()) json["steps"] = steps.steps;
  json["events"] = pairs(steps.events);
  json["epoch_ms"] = {steps.epoch_from.count(), steps.epoch_to.count()};
  if (steps.baseline) json["baseline_ms"] = {steps.baseline->first.count(), steps.baseline->second.count()};
  if (steps.reject) json["reject_uv"] = steps.reject->value();
  if (steps.flat) json["flat_uv"] = steps.flat->value();
  json["rejection_channels"] = steps.rejection_channels;
  json["reference"] = steps.reference;
  json["shift_ms"] = steps.shift.count();
  json["bootstraps"] = steps.bootstraps;
  json["components"] = Json::array();
  for (const ErpComponent& part : steps.components) json["components"].push_back(component(part));
  json["measures"] = Json::array();
  for (const StudyMeasure& measure : measures)
    if (measure.modality == "eeg")
      json["measures"].push_back({measure.component, measure.measure, measure.fraction, measure.neighbourhood});
  return json;
}

Json physio(const PhysioSteps& steps) {
  Json json;
  json["task"] = steps.task;
  json["conditions"] = steps.conditions;
  if (steps.window) json["window_s"] = {steps.window->first.count(), steps.window->second.count()};
  json["channels"] = pairs(steps.channels);
  json["bands"] = steps.bands;
  json["max_artefact"] = steps.max_artefact;
  json["contrasts"] = Json::array();
  for (const PhysioContrast& contrast : steps.contrasts)
    json["contrasts"].push_back({contrast.name, contrast.of + " - " + contrast.less});
  return json;
}

}  // namespace

std::string unit_parameters(const Study& study, const std::string& modality) {
  Json json;
  json["attune"] = std::string(version());
  json["modality"] = modality;
  json["seed"] = study.seed;
  if (modality == "fmri")
    json["fmri"] = fmri(*study.fmri);
  else if (modality == "eeg")
    json["eeg"] = eeg(*study.eeg, study.measures);
  else
    json["physio"] = physio(*study.physio);
  return json.dump();
}

}  // namespace attune::study
