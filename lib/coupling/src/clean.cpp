#include "attune/coupling/clean.hpp"

#include <fmt/format.h>

#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/bold/fit.hpp"
#include "attune/coupling/butterworth.hpp"

namespace attune::coupling {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Columns of unit length with a smaller part of their own count as sums of others.
constexpr double kRankTolerance = 1e-8;
// What cleaning leaves of a series below this share of it is rounding.
constexpr double kNothingLeft = 1e-10;
// A nuisance column of which the filter leaves a smaller share has nothing in the band.
constexpr double kOutOfBand = 1e-6;
constexpr double kLeastDegrees = 5;

Eigen::MatrixXd basis_of(Eigen::MatrixXd columns) {
  for (Eigen::Index c = 0; c < columns.cols(); ++c)
    if (columns.col(c).norm() > 0) columns.col(c).normalize();
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(columns);
  qr.setThreshold(kRankTolerance);
  return qr.householderQ() * Eigen::MatrixXd::Identity(columns.rows(), qr.rank());
}

Hertz sampling(const bold::FrameTimes& frames) { return Hertz(1.0 / frames.repetition_time.count()); }

// Cosines of the run above the cut-off; a cut-off beyond half a frame per repetition time leaves none.
Eigen::MatrixXd fast_cosines(const bold::FrameTimes& frames, Hertz low_pass) {
  const Eigen::MatrixXd all = bold::cosine_drifts(frames.volumes, frames.repetition_time, 2.0 * frames.repetition_time);
  const double last = 2.0 * static_cast<double>(frames.volumes) * frames.repetition_time.count() * low_pass.value();
  const auto slow = static_cast<Eigen::Index>(std::floor(last + 1e-9));
  return all.rightCols(std::max<Eigen::Index>(0, all.cols() - slow));
}

// Volumes x frames kept: a series at all volumes, linear between frames kept and constant beyond them.
Eigen::MatrixXd interpolation(const bold::Design& design) {
  const auto kept = static_cast<Eigen::Index>(design.kept.size());
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(design.volumes, kept);
  Eigen::Index after = 0;  // first frame kept that is not before the volume
  for (Eigen::Index volume = 0; volume < design.volumes; ++volume) {
    while (after < kept && design.kept[static_cast<std::size_t>(after)] < volume) ++after;
    if (after == kept) {
      out(volume, kept - 1) = 1;
      continue;
    }
    const Eigen::Index right = design.kept[static_cast<std::size_t>(after)];
    if (right == volume || after == 0) {
      out(volume, after) = 1;
      continue;
    }
    const Eigen::Index left = design.kept[static_cast<std::size_t>(after) - 1];
    const double share = static_cast<double>(volume - left) / static_cast<double>(right - left);
    out(volume, after - 1) = 1 - share;
    out(volume, after) = share;
  }
  return out;
}

Eigen::MatrixXd residual_map(const Eigen::MatrixXd& basis) {
  return Eigen::MatrixXd::Identity(basis.rows(), basis.rows()) - basis * basis.transpose();
}

void project_cosines(CleanedRun& run, const bold::FrameTimes& frames, const CleanOptions& options) {
  Eigen::MatrixXd columns = run.nuisance.matrix;
  if (options.low_pass) {
    const Eigen::MatrixXd fast = fast_cosines(frames, *options.low_pass);
    columns.conservativeResize(Eigen::NoChange, columns.cols() + fast.cols());
    columns.rightCols(fast.cols()) = fast(run.nuisance.kept, Eigen::all);
  }
  const Eigen::MatrixXd basis = basis_of(columns);
  run.rank = basis.cols();
  run.map = residual_map(basis);
}

// The nuisance columns in the band. A high-pass takes the place of cosine drifts (other drifts stay columns); the
// constant stays a column of ones, and a column that has nothing in the band is left out.
Eigen::MatrixXd filtered_nuisance(const bold::Design& design, const Eigen::MatrixXd& band, bool high_passed) {
  Eigen::MatrixXd columns = band * design.matrix;
  columns.col(design.constant).setOnes();
  std::vector<Eigen::Index> used;
  for (Eigen::Index c = 0; c < columns.cols(); ++c)
    if (!(high_passed && design.kinds[static_cast<std::size_t>(c)] == bold::ColumnKind::drift) &&
        columns.col(c).norm() > kOutOfBand * design.matrix.col(c).norm())
      used.push_back(c);
  return columns(Eigen::all, used);
}

void filter_and_project(CleanedRun& run, const bold::FrameTimes& frames, const CleanOptions& options) {
  std::optional<Hertz> high_pass;
  if (options.model.drift == bold::Drift::cosine && options.model.high_pass > Seconds(0))
    high_pass = Hertz(1.0 / options.model.high_pass.count());
  const Eigen::MatrixXd filtered =
      butterworth(interpolation(run.nuisance), sampling(frames), high_pass, options.low_pass);
  const Eigen::MatrixXd band = filtered(run.nuisance.kept, Eigen::all);
  const Eigen::MatrixXd columns = filtered_nuisance(run.nuisance, band, high_pass.has_value());
  const Eigen::MatrixXd basis = basis_of(columns);
  run.rank = basis.cols();
  run.map = residual_map(basis) * band;
}

void check_degrees(const CleanedRun& run, const CleanOptions& options) {
  if (run.degrees >= kLeastDegrees) return;
  const std::string filtered = options.low_pass
                                   ? fmt::format(" (the low-pass at {} Hz takes most of them: raise it, or do without)",
                                                 format_double(options.low_pass->value()))
                                   : "";
  throw analysis_error(
      fmt::format("{} frames are kept and {} columns taken out, which leaves {:.3g} degrees of freedom; "
                  "{} are needed{}",
                  run.map.rows(), run.rank, std::max(0.0, run.degrees), kLeastDegrees, filtered));
}

void drop(CleanedRun& run, std::size_t region, const std::string& reason) {
  run.reasons[region] = reason;
  run.noise[region] = {{kNaN, kNaN}, kNaN, 0};
  run.values.col(static_cast<Eigen::Index>(region)).setZero();
}

// Innovations of the whole-band residuals, of unit variance; the degrees of freedom are those of white series.
void make_white(CleanedRun& run, const Eigen::MatrixXd& kept, const std::vector<bold::RegionFit>& fits) {
  run.map = residual_map(run.nuisance.basis);
  run.rank = run.nuisance.rank;
  for (std::size_t region = 0; region < fits.size(); ++region) {
    if (!run.reasons[region].empty()) continue;
    const auto column = static_cast<Eigen::Index>(region);
    const Eigen::VectorXd residual = kept.col(column) - run.nuisance.basis * fits[region].coordinates;
    run.values.col(column) = bold::Whitener(fits[region].noise, run.nuisance.kept)(residual) / fits[region].residual_sd;
    run.noise[region] = {{0, 0}, 1, 0};
  }
}

}  // namespace

Filter filter_of(std::string_view name) {
  if (name == "cosine") return Filter::cosine;
  if (name == "butterworth") return Filter::butterworth;
  const std::array<std::string, 2> known{"cosine", "butterworth"};
  throw usage_error("unknown filter " + in_quotes(name) + suggestion(name, known));
}

std::string_view name_of(Filter filter) { return filter == Filter::cosine ? "cosine" : "butterworth"; }

CleanedRun clean(const Eigen::Ref<const Eigen::MatrixXd>& series, std::span<const bold::Event> events,
                 const bold::FrameTimes& frames, const Table* confounds, const CleanOptions& options) {
  if (series.rows() != frames.volumes)
    throw Error(Fault::internal, "clean: the series and the frames are of runs of different length");
  if (options.whiten && (options.low_pass || options.filter != Filter::cosine))
    throw usage_error("series that were made white have every frequency: --whiten goes with no low-pass and no filter");
  CleanedRun run;
  run.nuisance = bold::make_design(events, frames, confounds, options.model);
  if (options.filter == Filter::cosine)
    project_cosines(run, frames, options);
  else
    filter_and_project(run, frames, options);
  const Eigen::MatrixXd square = run.map.transpose() * run.map;
  run.degrees = square.trace() > 0 ? square.trace() * square.trace() / square.squaredNorm() : 0;
  check_degrees(run, options);
  const Eigen::MatrixXd kept = series(run.nuisance.kept, Eigen::all);
  const std::vector<bold::RegionFit> fits =
      bold::fit(series, run.nuisance, {bold::NoiseModel::arma11, bold::DegreesOfFreedom::residual, options.threads});
  // The map has the constant's column taken out; the mean goes first, which keeps the digits that it would take.
  const Eigen::MatrixXd centred = kept.rowwise() - kept.colwise().mean();
  run.values = run.map * centred;
  run.reasons.resize(fits.size());
  run.noise.resize(fits.size());
  for (std::size_t region = 0; region < fits.size(); ++region) {
    run.noise[region] = {fits[region].noise, 1, 0};
    const auto column = static_cast<Eigen::Index>(region);
    if (!fits[region].reason.empty())
      drop(run, region, fits[region].reason);
    else if (!(run.values.col(column).norm() > kNothingLeft * centred.col(column).norm()))
      drop(run, region, "cleaning leaves nothing of the series");
  }
  if (options.whiten) make_white(run, kept, fits);
  return run;
}

}  // namespace attune::coupling
