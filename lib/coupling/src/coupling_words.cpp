#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/bids/name.hpp"
#include "attune/coupling/coupling_run.hpp"

namespace attune::coupling {

namespace {

std::string participant_of(const std::string& label) {
  return label.empty() ? "" : "sub-" + bids::participant_label(label, "--participant");
}

void understand_kind(const CouplingWords& words, CouplingRequest& request) {
  using What = CouplingRequest::What;
  const std::array<std::string, 6> known{"pearson",     "partial", "ledoit-wolf", "ledoit-wolf-partial",
                                         "beta-series", "ppi"};
  if (std::find(known.begin(), known.end(), words.kind) == known.end())
    throw usage_error("--kind: unknown word " + in_quotes(words.kind) + suggestion(words.kind, known));
  if (words.kind == "beta-series")
    request.what = What::beta_series;
  else if (words.kind == "ppi")
    request.what = What::ppi;
  else
    request.kind = kind_of(words.kind);
}

void check(const CouplingWords& words, const CouplingRequest& request) {
  using What = CouplingRequest::What;
  const bool filtered = words.low_pass || words.whiten || words.filter != "cosine";
  if (request.what != What::correlation && filtered)
    throw usage_error("--kind " + words.kind +
                      " models the series as they are: --low-pass, --filter and --whiten go with correlations only");
  if (request.what != What::correlation && words.remove_task)
    throw usage_error("--remove-task takes out what --kind " + words.kind + " looks at");
  const bool task = request.what != What::correlation || words.remove_task;
  if (!task && (!words.model.spec.design.conditions.empty() || words.model.hrf != glm::ModelWords().hrf))
    throw usage_error(
        "--conditions and --hrf are about the task: they go with --kind beta-series or ppi, or with "
        "--remove-task");
  if (request.what != What::beta_series && words.trials != CouplingWords().trials)
    throw usage_error("--trials goes with --kind beta-series");
  if (request.what == What::correlation && !words.contrasts.empty())
    throw usage_error("--contrast compares conditions: it goes with --kind beta-series or ppi");
  if (request.what == What::ppi && words.seeds.empty() && words.pairs.empty())
    throw usage_error("--kind ppi has a direction: name seeds with --from, or pairs as seed:target");
  if (!words.seeds.empty() && !words.pairs.empty()) throw usage_error("--from and --pairs exclude each other");
  if (words.matrices && request.what == What::ppi)
    throw usage_error("--matrices: interactions of seeds are no square matrix; see --hdf5 or --pair-table");
  if (words.maps && (words.kind != "pearson" || words.whiten || words.seeds.empty()))
    throw usage_error("--maps correlates the seeds of --from with every voxel: with --kind pearson, without --whiten");
  if (words.low_pass && !(*words.low_pass > Hertz(0))) throw usage_error("--low-pass: expected a frequency above 0 Hz");
}

}  // namespace

CouplingRequest understood(const CouplingWords& words, parallel::Threads threads) {
  CouplingRequest request;
  understand_kind(words, request);
  check(words, request);
  request.trials = bold::trial_method(words.trials);
  request.run_options = words.runs.options;
  request.clean.model = glm::complete(words.model, request.run_options).design;
  request.clean.model.allow_missing_conditions = true;
  request.clean.low_pass = words.low_pass;
  request.clean.filter = filter_of(words.filter);
  request.clean.whiten = words.whiten;
  request.clean.threads = threads;
  request.remove_task = words.remove_task;
  request.run_options.needs_events = request.what != CouplingRequest::What::correlation || words.remove_task;
  request.seeds = words.seeds;
  request.pairs = words.pairs;
  request.contrasts = words.contrasts;
  request.runs = glm::pair_files(words.runs);
  if (!words.atlas.sources.empty()) request.atlas = words.atlas;
  request.extract = words.extract;
  request.extract.summary = roi::parse_summary(words.summary);
  request.extract.threads = threads;
  request.participant_id = participant_of(words.participant_id);
  request.threads = threads;
  return request;
}

std::vector<const char*> help_paragraphs() {
  return {
      "Each run's series lose, in one least squares on the frames that are kept, a constant, slow drifts "
      "(--high-pass), "
      "--confounds and, where it is asked for, the task (--remove-task) and all frequencies above --low-pass (cosines "
      "of the run). Nothing is interpolated, and each column costs a degree of freedom. --filter butterworth instead "
      "interpolates censored frames linearly, filters series and confounds forwards and backwards (second order), "
      "leaves the censored frames out again and then takes the filtered confounds out.",
      "pearson is the correlation r of two cleaned series, partial that of what all other regions leave of them. "
      "ledoit-wolf shrinks correlations of series scaled to unit variance towards 0, by an intensity that is told, and "
      "has no standard error; ledoit-wolf-partial are partial correlations of these. value is Fisher's z = atanh r. "
      "Its "
      "standard error is 1 / sqrt(df - 2) and p is of t on df - 1, where df are effective degrees of freedom: those "
      "that "
      "filter, nuisance, censoring and the autocorrelation of both series (ARMA(1,1), by restricted maximum "
      "likelihood) "
      "leave. --whiten correlates the innovations of that noise model instead.",
      "beta-series correlates the heights of single trials (--trials lss: a model per trial; lsa: one model) condition "
      "by condition; df allow for the noise that neighbouring trials share. ppi is a generalised psychophysiological "
      "interaction (McLaren): each condition's centred boxcar times the seed's neural signal, convolved with the "
      "response, beside the responses to every condition, the seed's series, drift and confounds, with ARMA(1,1) "
      "noise. "
      "The neural signal is the posterior mean of a ridge regression of the seed on convolved cosines, its "
      "regularisation by restricted maximum likelihood. value is by how much the slope of the target's signal on the "
      "seed's changes while the condition lasts; noise of the seed makes it smaller (docs/validation.md).",
      "Runs of one participant, session and task are joined: the mean of value, weighted by one over the squared "
      "standard error (of z: by df - 2), with the degrees of freedom summed. Rows of --out have the site FROM--TO, the "
      "share of frames kept as quality and the frames kept (of beta series: trials) as n.",
      "--maps writes Fisher's z of every voxel (of --mask) with the seeds of --from, its variance and z over its "
      "standard "
      "error as NIfTI: voxels are cleaned as the seeds are, and have degrees of freedom of their own.",
      "Coupling is not direction: neither a correlation nor an interaction says which region drives the other, or "
      "whether a third drives both. BOLD is slow and vascular; motion, breathing and arousal couple regions too, and "
      "differences of noise between people are differences of r. Nothing here measures a transmitter.",
  };
}

}  // namespace attune::coupling
