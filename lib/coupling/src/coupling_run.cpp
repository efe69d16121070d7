#include "attune/coupling/coupling_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "run_layers.hpp"

namespace attune::coupling {

namespace {

void add(Warnings& to, const Warnings& more) {
  for (const std::string& warning : more)
    if (std::find(to.begin(), to.end(), warning) == to.end()) to.push_back(warning);
}

// Runs whose names say nothing are numbered as they were named; else no two have the same labels.
void check_distinct(std::vector<ReadRun>& runs) {
  const bool numbered = std::none_of(runs.begin(), runs.end(), [](const ReadRun& one) {
    return !one.run.labels.run.empty() || one.run.data.filename().string().starts_with("sub-");
  });
  for (std::size_t i = 0; i < runs.size() && numbered && runs.size() > 1; ++i)
    runs[i].run.labels.run = fmt::format("{}", i + 1);
  for (std::size_t i = 0; i < runs.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (runs[i].run.data == runs[j].run.data) throw usage_error(runs[i].run.data.string() + " is named twice");
  for (std::size_t i = 0; i < runs.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (runs[i].run.labels == runs[j].run.labels)
        throw input_error(runs[i].run.data,
                          fmt::format("has the participant, session, task and run of {}; name each run once, in names "
                                      "that tell them apart",
                                      runs[j].run.data.string()));
}

std::vector<ReadRun> read_runs(const CouplingRequest& request, CouplingResult& result,
                               const parallel::Progress& progress) {
  if (request.runs.empty()) throw usage_error("no run");
  std::optional<roi::Atlas> atlas;
  if (request.atlas) {
    atlas = roi::load_atlas(*request.atlas);
    add(result.warnings, atlas->warnings);
    for (const std::filesystem::path& path : atlas->inputs) result.inputs.push_back({path, "", 0, "atlas"});
  }
  if (request.extract.mask) result.inputs.push_back({*request.extract.mask, "", 0, "mask"});
  std::vector<ReadRun> runs;
  for (const glm::RunFiles& files : request.runs) {
    ReadRun one{glm::read_run(files, request.run_options), {}};
    if (one.run.labels.participant_id.empty()) one.run.labels.participant_id = request.participant_id;
    one.series = glm::region_series(one.run, atlas ? &*atlas : nullptr, request.extract);
    for (const Warnings& more : {one.run.warnings, one.run.events.warnings, one.series.warnings})
      add(result.warnings, more);
    result.inputs.insert(result.inputs.end(), one.run.inputs.begin(), one.run.inputs.end());
    if (!runs.empty() && one.series.names != runs.front().series.names)
      throw input_error(files.data, "has other regions than " + runs.front().run.data.string());
    runs.push_back(std::move(one));
    if (progress) progress(runs.size(), request.runs.size());
  }
  check_distinct(runs);
  const auto nameless =
      std::count_if(runs.begin(), runs.end(), [](const ReadRun& one) { return one.run.labels.participant_id.empty(); });
  if (nameless > 1)
    result.warnings.push_back(
        fmt::format("the names of {} runs do not say whose they are: they are taken to be of one participant and are "
                    "joined; name them sub-LABEL, or say whose they are with --participant",
                    nameless));
  return runs;
}

// Conditions that any run has, in the order asked for, or by name. A condition that none has is a slip of the pen.
std::vector<std::string> conditions_of(const std::vector<ReadRun>& runs, const CouplingRequest& request) {
  std::set<std::string> names;
  for (const ReadRun& one : runs)
    for (const bold::Event& event : one.run.events.events) names.insert(event.trial_type);
  const std::vector<std::string> known(names.begin(), names.end());
  for (const std::string& asked : request.clean.model.conditions)
    if (!names.contains(asked))
      throw usage_error(
          fmt::format("--conditions: no run has an event of {}{}", in_quotes(asked), suggestion(asked, known)));
  return request.clean.model.conditions.empty() ? known : request.clean.model.conditions;
}

std::string measure_of(const CouplingRequest& request) {
  if (request.what == CouplingRequest::What::beta_series) return "beta_series_z";
  if (request.what == CouplingRequest::What::ppi) return "ppi";
  switch (request.kind) {
    case Kind::pearson:
      return "coupling_z";
    case Kind::partial:
      return "coupling_partial_z";
    case Kind::ledoit_wolf:
      return "coupling_shrunk_z";
    case Kind::ledoit_wolf_partial:
      return "coupling_shrunk_partial_z";
  }
  throw Error(Fault::internal, "measure_of: no such kind of coupling");
}

std::string slow_part_of(const bold::DesignOptions& model) {
  if (model.drift == bold::Drift::cosine && model.high_pass > Seconds(0))
    return fmt::format("periods up to {} s", format_double(model.high_pass.count()));
  if (model.drift == bold::Drift::polynomial) return fmt::format("polynomials of order {} out", model.polynomial_order);
  if (model.drift == bold::Drift::confounds) return "the confounds' cosines out";
  return "every slow period";
}

std::string band_of(const CouplingRequest& request) {
  const CleanOptions& options = request.clean;
  std::string text = slow_part_of(options.model);
  if (options.low_pass) text += fmt::format(", frequencies up to {} Hz", format_double(options.low_pass->value()));
  return text;
}

std::string meaning_of(const CouplingRequest& request) {
  if (request.what == CouplingRequest::What::beta_series)
    return fmt::format(
        "Fisher z of the correlation of trial heights ({}) over the trials of the condition, or the "
        "contrast of such z",
        bold::name_of(request.trials));
  if (request.what == CouplingRequest::What::ppi)
    return "by how much the slope of the target's signal on the seed's changes while the condition lasts (generalised "
           "psychophysiological interaction, seed deconvolved)";
  const std::string series = request.clean.whiten
                                 ? std::string("innovations (ARMA(1,1)) of the series")
                                 : fmt::format("series with {} ({})", band_of(request), name_of(request.clean.filter));
  return fmt::format("Fisher z of the {} correlation of {}{}", name_of(request.kind), series,
                     request.remove_task ? ", task taken out" : "");
}

// Why the first pair of the first layer has no value.
std::string first_reason(const CouplingResult& result) {
  const Layer& layer = result.layers.front();
  if (!layer.reason.empty()) return layer.reason;
  for (const RegionPair& pair : result.pairs)
    for (const Eigen::Index region : {pair.from, pair.to})
      if (const std::string& reason = layer.reasons[static_cast<std::size_t>(region)]; !reason.empty())
        return fmt::format("{}: {}", result.regions[static_cast<std::size_t>(region)], reason);
  return "their series are the same";
}

void refuse_nothing(const CouplingResult& result) {
  for (const Layer& layer : result.layers)
    for (const RegionPair& pair : result.pairs)
      if (std::isfinite(layer.value(pair.from, pair.to))) return;
  throw analysis_error("no pair of regions has a value: " + first_reason(result));
}

}  // namespace

CouplingResult run_coupling(const CouplingRequest& given, const parallel::Progress& progress) {
  CouplingResult result;
  std::vector<ReadRun> runs = read_runs(given, result, progress);
  CouplingRequest request = given;
  request.clean.model.conditions =
      given.run_options.needs_events ? conditions_of(runs, given) : std::vector<std::string>{};
  result.regions = runs.front().series.names;
  if (result.regions.size() < 2) throw analysis_error("coupling needs at least two regions");
  result.pairs = make_pairs(request.pairs, request.seeds, result.regions);
  const std::vector<bold::Contrast> contrasts = contrasts_of(request, result.warnings);
  std::vector<Layer> layers;
  for (const ReadRun& one : runs) {
    const RunInput input{one.run, one.series, request, result.pairs, contrasts};
    for (Layer& layer : layers_of(input, result.warnings)) layers.push_back(std::move(layer));
  }
  result.layers = with_joined(layers);
  result.measure = measure_of(request);
  result.meaning = meaning_of(request);
  refuse_nothing(result);
  result.runs = std::move(runs);
  return result;
}

}  // namespace attune::coupling
