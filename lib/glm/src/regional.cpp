#include "attune/glm/regional.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "attune/bold/confounds.hpp"
#include "attune/parallel/background.hpp"
#include "join_runs.hpp"

namespace attune::glm {
namespace {

void add(Warnings& to, const Warnings& more) {
  for (const std::string& warning : more)
    if (std::find(to.begin(), to.end(), warning) == to.end()) to.push_back(warning);
}

// The mean over all volumes but the first, which has no predecessor.
double mean_displacement(const Run& run) {
  if (!run.confounds || !bold::has_displacement(*run.confounds)) return Estimate::kMissing;
  const std::vector<Millimetres> displacement = bold::framewise_displacement(*run.confounds);
  double sum = 0.0;
  for (std::size_t volume = 1; volume < displacement.size(); ++volume) sum += displacement[volume].value();
  return sum / static_cast<double>(displacement.size() - 1);
}

// Correlation of the errors of neighbouring volumes under ARMA(1,1).
double neighbour_correlation(bold::Arma noise) {
  const double a = noise.a, b = noise.b;
  return (a + b) * (1.0 + a * b) / (1.0 + 2.0 * a * b + b * b);
}

std::vector<Run> read_runs(const RegionalRequest& request) {
  if (request.runs.empty()) throw usage_error("no run");
  std::vector<Run> runs;
  for (const RunFiles& files : request.runs) {
    runs.push_back(read_run(files, request.run_options));
    if (runs.back().labels.participant_id.empty()) runs.back().labels.participant_id = request.participant_id;
  }
  check_distinct_runs(runs);
  return runs;
}

/// The rows of one run under construction: what does not depend on the contrast is filled once per region.
class RunRows {
 public:
  explicit RunRows(const FittedRun& run) : run_(run), mean_fd_(mean_displacement(run.run)) {}

  Estimate row(std::size_t region, const std::string& contrast) const {
    const roi::RegionCoverage& coverage = run_.series.coverage[region];
    const bold::RegionFit& fit = run_.fits[region];
    Estimate row;
    row.labels = run_.run.labels;
    row.region = run_.series.names[region];
    row.contrast = contrast;
    row.volumes = run_.design.volumes;
    row.censored = static_cast<std::int64_t>(run_.design.censored.size());
    row.mean_fd = mean_fd_;
    row.tsnr = coverage.tsnr;
    row.coverage = coverage.coverage;
    if (run_.run.image) row.voxels = coverage.used;
    row.excluded = coverage.excluded;
    row.source = run_.run.data.filename().string();
    if (fit.reason.empty()) {
      row.rho = fit.noise.a;
      row.lambda = neighbour_correlation(fit.noise);
      row.whiteness_p = fit.whiteness_p;
      row.baseline = fit.baseline;
    }
    return row;
  }

 private:
  const FittedRun& run_;
  double mean_fd_;
};

std::vector<bold::ContrastEstimate> t_estimates(const FittedRun& run, const bold::Contrast& contrast) {
  try {
    return bold::estimate(contrast, run.design, run.fits);
  } catch (const Error& error) {
    if (error.fault() != Fault::analysis) throw;
    bold::ContrastEstimate none;
    none.reason = error.what();
    return std::vector<bold::ContrastEstimate>(run.fits.size(), none);
  }
}

void add_t_rows(const RunRows& rows, const bold::Contrast& contrast,
                const std::vector<bold::ContrastEstimate>& estimates, std::vector<Estimate>& out) {
  for (std::size_t region = 0; region < estimates.size(); ++region) {
    const bold::ContrastEstimate& estimate = estimates[region];
    Estimate row = rows.row(region, contrast.name);
    row.psc = estimate.psc;
    row.psc_se = estimate.psc_se;
    row.effect = estimate.effect;
    row.se = estimate.se;
    row.t = estimate.t;
    row.df = estimate.df;
    row.p = estimate.p;
    if (row.excluded.empty()) row.excluded = estimate.reason;
    out.push_back(std::move(row));
  }
}

std::vector<std::vector<bold::FEstimate>> f_estimates(const std::vector<FittedRun>& runs,
                                                      const bold::FContrast& contrast) {
  std::vector<std::vector<bold::FEstimate>> all;
  for (const FittedRun& run : runs) {
    std::vector<bold::FEstimate> estimates(run.fits.size());
    try {
      estimates = bold::estimate_f(contrast, run.design, run.fits);
    } catch (const Error& error) {
      if (error.fault() != Fault::analysis) throw;
      for (bold::FEstimate& estimate : estimates) estimate.reason = error.what();
    }
    all.push_back(std::move(estimates));
  }
  return all;
}

void add_f_rows(const RunRows& rows, const bold::FContrast& contrast, const std::vector<bold::FEstimate>& estimates,
                std::vector<Estimate>& out) {
  for (std::size_t region = 0; region < estimates.size(); ++region) {
    Estimate row = rows.row(region, contrast.name);
    row.is_f = true;
    row.f = estimates[region].f;
    row.df_num = estimates[region].df1;
    row.df = estimates[region].df2;
    row.p = estimates[region].p;
    if (row.excluded.empty()) row.excluded = estimates[region].reason;
    out.push_back(std::move(row));
  }
}

// Reading a run leaves a core idle. Stops when the run is read; what is missing then is computed by the fit.
std::jthread warm_ahead(const bold::FitTables& tables, bool useful) {
  if (!useful) return {};
  return std::jthread([&tables](const std::stop_token& stop) {
    parallel::stand_back();  // the reader comes first
    try {
      tables.warm(stop);
    } catch (...) {  // the fit meets the same error and reports it
    }
  });
}

bool has_number(const Estimate& row) { return std::isfinite(row.effect) || std::isfinite(row.f); }

[[noreturn]] void nothing_estimated(const std::vector<Estimate>& rows) {
  const auto first = std::find_if(rows.begin(), rows.end(), [](const Estimate& row) { return !row.excluded.empty(); });
  throw analysis_error(fmt::format("no contrast can be estimated in any region; {} {}: {}", first->region,
                                   first->contrast, first->excluded));
}

}  // namespace

RegionalResult fit_regions(const RegionalRequest& request, const parallel::Progress& progress) {
  std::vector<Run> runs = read_runs(request);
  RunModels models = make_models(runs, request.model);
  RegionalResult result;
  std::optional<roi::Atlas> atlas;
  if (request.atlas) {
    atlas = roi::load_atlas(*request.atlas);
    add(result.warnings, atlas->warnings);
    for (const std::filesystem::path& path : atlas->inputs) result.inputs.push_back({path, "", 0, "atlas"});
  }
  if (request.extract.mask) result.inputs.push_back({*request.extract.mask, "", 0, "mask"});
  add(result.warnings, models.warnings);
  bold::FitOptions options;
  options.noise = request.model.noise;
  options.degrees = request.model.degrees;
  options.keep_fitted = true;
  options.threads = request.threads;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    FittedRun fitted{std::move(runs[i]), std::move(models.designs[i]), {}, {}};
    const bold::FitTables tables(fitted.design, options);
    {
      const std::jthread ahead = warm_ahead(tables, request.threads.count != 1 && fitted.run.image);
      fitted.series = region_series(fitted.run, atlas ? &*atlas : nullptr, request.extract, progress);
    }
    fitted.fits = bold::fit(fitted.series.values, tables, options);
    add(result.warnings, fitted.run.warnings);
    add(result.warnings, fitted.series.warnings);
    result.inputs.insert(result.inputs.end(), fitted.run.inputs.begin(), fitted.run.inputs.end());
    result.runs.push_back(std::move(fitted));
  }
  check_same_regions(result.runs);
  std::vector<RunRows> rows(result.runs.begin(), result.runs.end());
  const std::size_t count = result.runs.size();
  std::vector<std::vector<bold::ContrastEstimate>> all_t(models.contrasts.size() * count);
  parallel::for_each(all_t.size(), request.threads, [&](std::size_t i) {
    all_t[i] = t_estimates(result.runs[i % count], models.contrasts[i / count]);
  });
  for (std::size_t i = 0; i < all_t.size(); ++i)
    add_t_rows(rows[i % count], models.contrasts[i / count], all_t[i], result.estimates);
  std::vector<std::vector<std::vector<bold::FEstimate>>> all_f;
  for (const bold::FContrast& contrast : models.f_contrasts) {
    all_f.push_back(f_estimates(result.runs, contrast));
    for (std::size_t i = 0; i < result.runs.size(); ++i)
      add_f_rows(rows[i], contrast, all_f.back()[i], result.estimates);
  }
  if (std::none_of(result.estimates.begin(), result.estimates.end(), has_number)) nothing_estimated(result.estimates);
  join_runs(result, request.model.combination, models.f_contrasts, all_f);
  add_intervals(result.estimates, request.threads);
  std::vector<Run> described;
  for (const FittedRun& run : result.runs) models.designs[described.size()] = run.design, described.push_back(run.run);
  result.model = describe_model(request.model, models, described);
  result.contrasts = std::move(models.contrasts);
  return result;
}

}  // namespace attune::glm
