#include "attune/glm/first_level.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "attune/base/number_text.hpp"
#include "attune/bids/name.hpp"
#include "trial_rows.hpp"

namespace attune::glm {
namespace {

using Json = nlohmann::ordered_json;

ModelSpec spec_of(const FirstLevelWords& words, RunOptions& options) {
  ModelWords model = words.model;
  for (const std::string& path : words.designs) model.spec.design_tables.emplace_back(path);
  return complete(model, options);
}

std::string participant_of(const std::string& label) {
  return label.empty() ? "" : "sub-" + bids::participant_label(label, "--participant");
}

RegionalRequest regional_request(const FirstLevelWords& words, parallel::Threads threads) {
  RegionalRequest request;
  request.run_options = words.runs.options;
  request.model = spec_of(words, request.run_options);
  request.runs = pair_files(words.runs);
  if (!words.atlas.sources.empty()) request.atlas = words.atlas;
  request.extract = words.extract;
  request.extract.summary = roi::parse_summary(words.summary);
  request.extract.threads = threads;
  request.participant_id = participant_of(words.participant_id);
  request.threads = threads;
  return request;
}

}  // namespace

void check_outputs(const FirstLevelWords& words, const NamedOutputs& named) {
  const auto refuse = [](bool wrong, const char* what) {
    if (wrong) throw usage_error(what);
  };
  if (words.voxels || named.stats_model)
    refuse(named.measures || named.series || named.design,
           "--measures, --series and --design-out are of a model of regions; with --voxels or --model everything goes "
           "to --out-dir");
  else
    refuse(named.folder, "--out-dir is for the maps of --voxels, or for --model; estimates of regions go to --out");
  refuse(words.trials != "none" && !named.measures, "--trials are rows of the measures; name a table with --measures");
}

FirstLevelResult run_first_level(const FirstLevelWords& words, parallel::Threads threads,
                                 const parallel::Progress& progress) {
  if (words.residuals || words.run_maps) throw usage_error("--residuals and --run-maps need --voxels");
  const RegionalRequest request = regional_request(words, threads);
  RegionalResult regional = fit_regions(request, progress);
  FirstLevelResult result;
  std::vector<Measure> measures = psc_measures(regional.estimates);
  if (words.trials != "none") {
    const std::vector<Measure> trials = trial_measures(regional, request.model, words.trials, regional.warnings);
    measures.insert(measures.end(), trials.begin(), trials.end());
  }
  result.estimates = to_table(regional.estimates);
  result.measures = attune::to_table(measures);
  result.model = std::move(regional.model);
  result.inputs = std::move(regional.inputs);
  result.warnings = std::move(regional.warnings);
  result.regional = std::move(regional);
  return result;
}

VoxelResult run_voxels(const FirstLevelWords& words, parallel::Threads threads, const parallel::Progress& progress) {
  if (!words.atlas.sources.empty()) throw usage_error("--voxels and --atlas exclude each other; run them one by one");
  if (words.trials != "none") throw usage_error("--trials gives estimates of regions; use --atlas instead of --voxels");
  VoxelRequest request;
  request.run_options = words.runs.options;
  request.model = spec_of(words, request.run_options);
  request.runs = pair_files(words.runs);
  request.mask = words.extract.mask;
  request.participant_id = participant_of(words.participant_id);
  request.run_maps = words.run_maps;
  request.residuals = words.residuals;
  request.threads = threads;
  return fit_voxels(request, progress);
}

std::vector<ColumnMeaning> first_level_measure_meanings() {
  std::vector<ColumnMeaning> meanings =
      measure_meanings("coverage: share of the region's voxels that were used", "voxels used");
  for (ColumnMeaning& meaning : meanings)
    if (meaning.column == "condition")
      meaning.meaning = "contrast; of trial-wise betas the condition, '#' and the trial's row in the events (from 1)";
  return meanings;
}

void add_model(const std::filesystem::path& sidecar, const std::string& model) {
  Json json = Json::parse(read_text(sidecar));
  json["Model"] = Json::parse(model);
  write_text(sidecar, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n", Overwrite::allow);
}

std::vector<const char*> help_paragraphs() {
  return {
      "Each run is fitted by itself, with its own constant, drift and noise; runs of one participant, session and task "
      "are joined by fixed effects: the effects' mean, weighted by one over their variance (or plain: --combine mean), "
      "with the sum of their degrees of freedom. Conditions are those of any run; a run without an event of one has "
      "n/a "
      "in its contrasts, with the reason, and is counted as left out.",
      "A condition's regressor is the boxcar of its events, convolved exactly with the response (kernels of integral "
      "1; "
      "an event of duration 0 is a stick of 1 s) and divided by the peak of the response to one stated event: that of "
      "the "
      "condition's mean duration in the run, or of --stated-event. An effect is then the height of the answer to that "
      "event in image units, and psc = 100 * effect / baseline, the fitted constant of the run. It is a change of the "
      "BOLD signal, which is not a measurement of any transmitter.",
      "Volume i was taken at StartTime + i * RepetitionTime (sidecar). A header that disagrees by more than 1 ms is an "
      "error. Slice-time-corrected images without StartTime are refused unless --slice-time-ref says where in the "
      "repetition time the volumes belong. Derivatives are SPM's (differences over 1 s and 0.01), not orthogonal "
      "unless "
      "--orthogonalise. Modulators are centred within their condition and run. Censored volumes, and those that the "
      "confounds mark as non-steady state, leave the model and "
      "the noise with their gaps kept. Drift, confounds and conditions are fitted in one step.",
      "The noise of each region is estimated by restricted maximum likelihood (of voxels on a grid, with the same "
      "likelihood); arma11 is kept to positive autocorrelations and has a weak prior. rho is the rate at which its "
      "correlation falls, lambda the correlation of neighbouring volumes, "
      "whiteness_p a test of what is left (Ljung-Box). Degrees of freedom and standard errors allow for the estimated "
      "noise (Kenward & Roger). False positives of null series: docs/validation.md.",
      "--voxels writes effect, variance, t, z, psc, rho, lambda, residual SD and baseline as NIfTI with NaN outside. "
      "--trials adds a row per trial and region to --measures (measure beta_lsa or beta_lss, percent of the baseline).",
      "--model executes a BIDS Stats Model on --dataset (with --derivatives): nodes of levels run, session, subject "
      "and "
      "dataset, with Options.Mask, Options.Aggregate and Model.HRF; a key that is not executed is an error that names "
      "it. Everything goes to --out-dir; the participants' estimates also to --out.",
  };
}

std::vector<std::pair<const char*, const char*>> help_examples() {
  return {{"attune glm data-samples/bold.nii.gz --atlas attachment-core --contrast 'happy = own_happy - unknown_happy'",
           "percent signal change in the built-in regions of a small simulated run, with its events beside it"},
          {"attune glm data-samples/bold.nii.gz --atlas attachment-core --hrf glover --hrf-derivatives time "
           "--confounds motion6 --censor-fd 0.9 --noise ar1",
           "another response, confounds from the table beside the run, and volumes with motion left out"}};
}

std::vector<const char*> help_references() {
  return {"Friston KJ et al. 1998, NeuroImage 7:30-40 (canonical response); Glover GH 1999, NeuroImage 9:416-429",
          "Kenward MG & Roger JH 1997, Biometrics 53:983-997 (degrees of freedom with estimated noise)",
          "Mumford JA et al. 2012, NeuroImage 59:2636-2643 (trial-wise betas)"};
}

}  // namespace attune::glm
