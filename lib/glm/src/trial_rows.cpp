#include "trial_rows.hpp"

#include <fmt/format.h>

#include "attune/bold/trials.hpp"

namespace attune::glm {
namespace {

Measure begin_row(const FittedRun& run, std::size_t region, const bold::Event& trial, const std::string& method) {
  Measure row;
  row.participant_id = run.run.labels.participant_id;
  row.session = run.run.labels.session;
  row.task = run.run.labels.task;
  row.run = run.run.labels.run;
  row.modality = "fmri";
  row.measure = "beta_" + method;
  row.site = run.series.names[region];
  row.condition = fmt::format("{}#{}", trial.trial_type, trial.row + 1);
  row.unit = "percent";
  if (run.run.image) row.n = run.series.coverage[region].used;
  row.quality = run.series.coverage[region].coverage;
  row.excluded = run.series.coverage[region].excluded;
  row.source = run.run.data.filename().string();
  return row;
}

}  // namespace

std::vector<Measure> trial_measures(const RegionalResult& result, const ModelSpec& model, const std::string& method,
                                    Warnings& warnings) {
  if (!model.design_tables.empty())
    throw usage_error("--trials needs events; a finished --design has none to take apart");
  const bold::TrialMethod how = bold::trial_method(method);
  std::vector<Measure> rows;
  for (const FittedRun& run : result.runs) {
    bold::DesignOptions options = model.design;
    options.allow_missing_conditions = true;  // as in the model of conditions
    const bold::TrialModel trials = bold::make_trial_model(how, run.run.events.events, run.run.frames,
                                                           run.run.confounds ? &*run.run.confounds : nullptr, options);
    warnings.insert(warnings.end(), trials.design.warnings.begin(), trials.design.warnings.end());
    const bold::TrialBetas betas = bold::fit_trials(trials, run.series.values);
    for (std::size_t trial = 0; trial < betas.trials.size(); ++trial)
      for (std::size_t region = 0; region < run.series.names.size(); ++region) {
        Measure row = begin_row(run, region, betas.trials[trial], method);
        const bold::RegionFit& fit = run.fits[region];
        if (row.excluded.empty()) row.excluded = fit.reason;
        if (row.excluded.empty()) row.excluded = betas.reasons[trial];
        if (row.excluded.empty() && !(fit.baseline > 0)) row.excluded = "the resting signal is not positive";
        if (row.excluded.empty())
          row.value =
              100.0 * betas.betas(static_cast<Eigen::Index>(trial), static_cast<Eigen::Index>(region)) / fit.baseline;
        rows.push_back(std::move(row));
      }
  }
  return rows;
}

}  // namespace attune::glm
