#include "join_runs.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "attune/stats/f_distribution.hpp"

namespace attune::glm {
namespace {

RunLabels without_run(RunLabels labels) {
  labels.run.clear();
  return labels;
}

/// Runs of one participant, session and task: places among the runs.
struct Group {
  RunLabels labels;
  std::vector<std::size_t> runs;
};

std::vector<Group> groups_of(const std::vector<FittedRun>& runs) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RunLabels labels = without_run(runs[i].run.labels);
    const auto known = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.labels == labels; });
    if (known == groups.end())
      groups.push_back({labels, {i}});
    else
      known->runs.push_back(i);
  }
  return groups;
}

// What a joined row has of its runs' rows: sums of volumes, means of qualities over the runs it rests on.
Estimate begin_row(const Group& group, const std::vector<const Estimate*>& rows) {
  Estimate row;
  row.labels = group.labels;
  row.of_participant = true;
  row.region = rows.front()->region;
  row.contrast = rows.front()->contrast;
  row.runs = 0;
  row.source = rows.front()->source;
  return row;
}

double mean_of(const std::vector<const Estimate*>& rows, double Estimate::*member) {
  double sum = 0.0;
  for (const Estimate* row : rows) sum += row->*member;
  return sum / static_cast<double>(rows.size());
}

void add_qualities(Estimate& row, const std::vector<const Estimate*>& used) {
  row.runs = static_cast<std::int64_t>(used.size());
  if (used.empty()) return;
  for (const Estimate* one : used) {
    row.volumes += one->volumes;
    row.censored += one->censored;
    if (one->voxels) row.voxels = row.voxels ? std::min(*row.voxels, *one->voxels) : *one->voxels;
  }
  row.mean_fd = mean_of(used, &Estimate::mean_fd);
  row.tsnr = mean_of(used, &Estimate::tsnr);
  row.coverage = mean_of(used, &Estimate::coverage);
  row.baseline = mean_of(used, &Estimate::baseline);
}

bold::ContrastEstimate estimate_of(const Estimate& row) {
  bold::ContrastEstimate estimate;
  estimate.effect = row.effect;
  estimate.se = row.se;
  estimate.t = row.t;
  estimate.df = row.df;
  estimate.p = row.p;
  estimate.psc = row.psc;
  estimate.psc_se = row.psc_se;
  estimate.reason = row.excluded;
  return estimate;
}

Estimate join_t(const Group& group, const std::vector<const Estimate*>& rows, bold::RunWeights weights) {
  Estimate row = begin_row(group, rows);
  std::vector<bold::ContrastEstimate> parts;
  std::vector<const Estimate*> used;
  for (const Estimate* one : rows) {
    parts.push_back(estimate_of(*one));
    if (std::isfinite(one->effect) && std::isfinite(one->se)) used.push_back(one);
  }
  const bold::CombinedEstimate joined = bold::combine_runs(parts, weights);
  add_qualities(row, used);
  row.runs_left_out = static_cast<std::int64_t>(joined.left_out);
  row.effect = joined.estimate.effect;
  row.se = joined.estimate.se;
  row.t = joined.estimate.t;
  row.df = joined.estimate.df;
  row.p = joined.estimate.p;
  row.psc = joined.estimate.psc;
  row.psc_se = joined.estimate.psc_se;
  row.excluded = joined.estimate.reason;
  return row;
}

/// Effects of the rows of an F contrast in one region of one run, and their covariance.
struct EffectVector {
  Eigen::VectorXd effects;
  Eigen::MatrixXd covariance;
  double f = 0, df = 0;  ///< of the run by itself, with the correction for its estimated noise
};

std::optional<EffectVector> effects_of(const bold::FContrast& contrast, const FittedRun& run, std::size_t region,
                                       const bold::FEstimate& estimate) {
  const bold::RegionFit& fit = run.fits[region];
  if (!fit.reason.empty() || !std::isfinite(estimate.f)) return std::nullopt;
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(contrast.rows.size()), run.design.basis.cols());
  for (Eigen::Index i = 0; i < rows.rows(); ++i)
    rows.row(i) = (run.design.to_columns.transpose() *
                   bold::contrast_vector(contrast.rows[static_cast<std::size_t>(i)], run.design))
                      .transpose();
  return EffectVector{rows * fit.coordinates, rows * fit.covariance * rows.transpose(), estimate.f, estimate.df2};
}

// The common effects of the runs by generalised least squares: F of their quadratic form. Rows that depend on one
// another are told by the rank of their covariance.
void fill_f(Estimate& row, const std::vector<EffectVector>& parts) {
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(parts.front().covariance);
  const Eigen::Index rank = qr.rank();
  // Independent rows: those that pivoting takes first.
  const Eigen::VectorXi order = qr.colsPermutation().indices().cast<int>();
  Eigen::VectorXi rows = order.head(rank);
  std::sort(rows.begin(), rows.end());
  Eigen::MatrixXd information = Eigen::MatrixXd::Zero(rank, rank);
  Eigen::VectorXd weighted = Eigen::VectorXd::Zero(rank);
  row.df = 0.0;
  for (const EffectVector& part : parts) {
    Eigen::MatrixXd precision = Eigen::MatrixXd(part.covariance(rows, rows)).inverse();
    const Eigen::VectorXd effects = part.effects(rows);
    // The covariance takes the noise as known; stretched, it gives the run's own corrected F.
    const double wald = effects.dot(precision * effects) / static_cast<double>(rank);
    if (wald > 0.0) precision *= part.f / wald;
    information += precision;
    weighted += precision * effects;
    row.df += part.df;
  }
  row.df_num = static_cast<double>(rank);
  row.f = weighted.dot(information.ldlt().solve(weighted)) / row.df_num;
  row.p = stats::f_upper(row.f, row.df_num, row.df);
}

Estimate join_f(const Group& group, const std::vector<const Estimate*>& rows, const bold::FContrast& contrast,
                const RegionalResult& result, std::size_t region,
                const std::vector<std::vector<bold::FEstimate>>& estimates) {
  Estimate row = begin_row(group, rows);
  row.is_f = true;
  std::vector<EffectVector> parts;
  std::vector<const Estimate*> used;
  for (std::size_t k = 0; k < group.runs.size(); ++k) {
    const std::size_t run = group.runs[k];
    if (auto part = effects_of(contrast, result.runs[run], region, estimates[run][region])) {
      parts.push_back(std::move(*part));
      used.push_back(rows[k]);
    }
  }
  add_qualities(row, used);
  row.runs_left_out = static_cast<std::int64_t>(rows.size() - used.size());
  if (parts.empty())
    row.excluded = rows.front()->excluded;
  else
    fill_f(row, parts);
  return row;
}

}  // namespace

void check_distinct_runs(std::vector<Run>& runs) {
  const auto has_name = [](const Run& run) { return !run.labels.run.empty(); };
  const auto from_bids = [](const Run& run) { return run.data.filename().string().starts_with("sub-"); };
  if (runs.size() > 1 && std::none_of(runs.begin(), runs.end(), has_name) &&
      std::none_of(runs.begin(), runs.end(), from_bids))
    for (std::size_t i = 0; i < runs.size(); ++i) runs[i].labels.run = fmt::format("{}", i + 1);
  for (const Run& run : runs)
    if (runs.size() > 1 && run.labels.participant_id.empty())
      throw usage_error(run.data.string() +
                        " does not say whose run it is, so it cannot be joined with others; name the "
                        "person with --participant, or the file sub-LABEL_...");
  for (std::size_t i = 0; i < runs.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      if (runs[i].labels == runs[j].labels)
        throw input_error(runs[i].data, fmt::format("has the participant, session, task and run of {}; give each run "
                                                    "once and tell them apart by name",
                                                    runs[j].data.string()));
      if (runs[i].data == runs[j].data) throw usage_error(runs[i].data.string() + " is named twice");
    }
}

void check_same_regions(const std::vector<FittedRun>& runs) {
  for (const FittedRun& run : runs)
    if (run.series.names != runs.front().series.names)
      throw input_error(run.run.data,
                        fmt::format("has other regions than {}, or in another order; runs are joined region "
                                    "by region",
                                    runs.front().run.data.string()));
}

void join_runs(RegionalResult& result, bold::RunWeights combination, const std::vector<bold::FContrast>& f_contrasts,
               const std::vector<std::vector<std::vector<bold::FEstimate>>>& f_estimates) {
  const std::vector<Group> groups = groups_of(result.runs);
  const std::size_t runs = result.runs.size(), regions = result.runs.front().series.names.size();
  if (groups.size() == runs) return;  // nothing to join
  const std::size_t per_run = regions, per_contrast = runs * per_run;
  const std::size_t contrasts = result.estimates.size() / per_contrast;
  std::vector<Estimate> joined;
  for (std::size_t c = 0; c < contrasts; ++c)
    for (const Group& group : groups)
      for (std::size_t region = 0; region < regions; ++region) {
        std::vector<const Estimate*> rows;
        for (const std::size_t run : group.runs)
          rows.push_back(&result.estimates[c * per_contrast + run * per_run + region]);
        if (rows.front()->is_f) {
          const std::size_t f = c - (contrasts - f_contrasts.size());
          joined.push_back(join_f(group, rows, f_contrasts[f], result, region, f_estimates[f]));
        } else {
          joined.push_back(join_t(group, rows, combination));
        }
      }
  result.estimates.insert(result.estimates.end(), std::make_move_iterator(joined.begin()),
                          std::make_move_iterator(joined.end()));
}

}  // namespace attune::glm
