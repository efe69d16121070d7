#include "attune/statsmodel/words.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"

namespace attune::statsmodel {
namespace {

// What the model file says itself must not be said again on the command line.
void refuse_beside_model(const glm::FirstLevelWords& words) {
  const glm::ModelWords plain;
  const bold::DesignOptions& design = words.model.spec.design;
  const auto refuse = [](bool said, const char* option) {
    if (said) throw usage_error(fmt::format("{} stands beside --model, which says that itself; leave it out", option));
  };
  refuse(!words.runs.runs.empty(), "a run");
  refuse(!words.runs.events.empty(), "--events");
  refuse(!words.runs.confounds.empty(), "--confounds-from");
  refuse(!words.runs.sidecars.empty(), "--sidecar");
  refuse(!words.designs.empty(), "--design");
  refuse(!words.model.spec.contrasts.empty(), "--contrast");
  refuse(!words.model.spec.f_contrasts.empty(), "--f-contrast");
  refuse(words.model.hrf != plain.hrf || !words.model.compat.empty(), "--hrf or --compat");
  refuse(words.model.derivatives != plain.derivatives, "--hrf-derivatives");
  refuse(words.model.drift != plain.drift || design.high_pass != plain.spec.design.high_pass, "--drift or --high-pass");
  refuse(!design.confounds.empty(), "--confounds");
  refuse(!design.conditions.empty() || !words.model.modulators.empty(), "--conditions or --modulator");
  refuse(words.model.censor_fd > 0 || words.model.censor_dvars > 0 || design.censor_outliers, "censoring");
  refuse(words.trials != "none", "--trials");
  refuse(words.run_maps || words.residuals, "--run-maps or --residuals");
}

}  // namespace

void take_words(const glm::FirstLevelWords& words, bool has_folder, Request& request) {
  refuse_beside_model(words);
  if (request.dataset.empty()) throw usage_error("--model needs --dataset, the BIDS folder to execute it on");
  if (!has_folder) throw usage_error("--model writes a folder of results; name it with --out-dir");
  if (!words.atlas.sources.empty()) request.atlas = words.atlas;
  request.voxels = words.voxels;
  request.timing = words.runs.options.timing;
  request.extract = words.extract;
  request.extract.summary = roi::parse_summary(words.summary);
  if (words.model.noise != glm::ModelWords().noise) request.noise = bold::noise_model(words.model.noise);
  if (words.model.degrees == "residual") request.degrees = bold::DegreesOfFreedom::residual;
}

}  // namespace attune::statsmodel
