#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "attune/bold/response.hpp"
#include "attune/glm/model_spec.hpp"

namespace attune::glm {
namespace {

using Json = nlohmann::ordered_json;

Json response_json(const bold::ResponseModel& response) {
  Json json;
  json["Model"] = bold::name_of(response.kind);
  json["TimeDerivative"] = response.time_derivative;
  json["DispersionDerivative"] = response.dispersion_derivative;
  json["Orthogonalised"] = response.orthogonalise;
  json["Convolution"] = response.spm_sampling ? "SPM12's grid" : "exact (incomplete gamma function)";
  if (response.kind == bold::ResponseKind::fir) {
    json["Bins"] = response.fir_bins;
    if (response.fir_width > Seconds(0)) json["BinWidth"] = response.fir_width.count();
  }
  return json;
}

Json design_json(const bold::DesignOptions& options) {
  Json json;
  json["HRF"] = response_json(options.response);
  json["Drift"] = bold::name_of(options.drift);
  if (options.drift == bold::Drift::cosine) json["HighPassSeconds"] = options.high_pass.count();
  if (options.drift == bold::Drift::polynomial) json["PolynomialOrder"] = options.polynomial_order;
  json["Confounds"] = options.confounds;
  if (options.censor_displacement) json["CensorFramewiseDisplacement"] = options.censor_displacement->value();
  if (options.censor_dvars) json["CensorStdDVARS"] = *options.censor_dvars;
  if (options.keep_at_least > 0) json["KeepAtLeastFrames"] = options.keep_at_least;
  json["StatedEvent"] = options.stated_event ? fmt::format("{} s", options.stated_event->count())
                                             : std::string("mean duration of the condition's events");
  return json;
}

Json run_json(const Run& run, const bold::Design& design) {
  Json json;
  json["File"] = run.data.filename().string();
  json["RepetitionTime"] = run.frames.repetition_time.count();
  json["StartTime"] = run.frames.start.count();
  json["Timing"] = run.frame_time_source;
  json["Volumes"] = design.volumes;
  Json censored = Json::array();
  for (const bold::CensoredVolume& volume : design.censored)
    censored.push_back({{"Volume", volume.volume}, {"Reason", volume.reason}});
  json["Censored"] = censored;
  json["Columns"] = design.names;
  json["Rank"] = design.rank;
  if (!design.collinear.empty()) json["Collinear"] = design.collinear;
  Json conditions = Json::array();
  for (const bold::Condition& condition : design.conditions)
    conditions.push_back({{"Name", condition.name},
                          {"Events", condition.events},
                          {"StatedDuration", condition.duration.count()},
                          {"PeakOfResponse", condition.peak}});
  json["Conditions"] = conditions;
  return json;
}

Json weights_json(const bold::Contrast& contrast) {
  Json weights = Json::object();
  for (const auto& [name, weight] : contrast.weights) weights[name] = weight;
  return weights;
}

}  // namespace

std::string describe_model(const ModelSpec& spec, const RunModels& models, const std::vector<Run>& runs) {
  Json json;
  if (spec.design_tables.empty()) {
    json["Design"] = design_json(spec.design);
  } else {
    json["Design"] = "finished design tables";
  }
  json["Noise"] = bold::name_of(spec.noise);
  if (spec.noise != bold::NoiseModel::white)
    json["NoiseEstimation"] = std::string("restricted maximum likelihood, over the kept volumes at their times") +
                              (spec.noise == bold::NoiseModel::arma11
                                   ? "; positive autocorrelations only, with a weak prior on both parameters"
                                   : "");
  json["DegreesOfFreedom"] =
      spec.degrees == bold::DegreesOfFreedom::residual ? "volumes kept less rank" : "corrected for the estimated noise";
  json["RunsJoined"] = spec.combination == bold::RunWeights::precision ? "weighted by precision" : "plain mean";
  Json contrasts = Json::object();
  for (const bold::Contrast& contrast : models.contrasts) contrasts[contrast.name] = weights_json(contrast);
  for (const bold::FContrast& contrast : models.f_contrasts)
    for (const bold::Contrast& row : contrast.rows) contrasts["F: " + contrast.name].push_back(weights_json(row));
  json["Contrasts"] = contrasts;
  json["PercentSignalChange"] =
      "100 * contrast of the heights of the responses to the stated event / fitted constant of the run";
  Json run_list = Json::array();
  for (std::size_t i = 0; i < runs.size(); ++i) run_list.push_back(run_json(runs[i], models.designs[i]));
  json["Runs"] = run_list;
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace attune::glm
