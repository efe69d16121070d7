#include "attune/bold/fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>

#include "attune/base/error.hpp"
#include "grid_search.hpp"
#include "lattice.hpp"
#include "profile.hpp"
#include "small_sample.hpp"
#include "whiteness.hpp"

namespace attune::bold {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Residuals below this share of the series are rounding: there is nothing to model the noise with.
constexpr double kExactFit = 1e-12;

RegionFit without_fit(const std::string& reason) {
  RegionFit fit;
  fit.noise = {kNaN, kNaN};
  fit.residual_sd = fit.degrees = fit.baseline = fit.log_likelihood = fit.whiteness_p = kNaN;
  fit.reason = reason;
  return fit;
}

std::string reason_against(const Eigen::VectorXd& series, const Eigen::VectorXd& residuals) {
  if (!series.allFinite()) return "series has missing values";
  if (series.maxCoeff() == series.minCoeff()) return "series is constant";
  if (residuals.norm() <= kExactFit * series.norm()) return "model leaves no residuals";
  return "";
}

/// The regions of one run: what is known before the noise is looked at.
struct Regions {
  Eigen::MatrixXd ols;        // rank x regions
  Eigen::MatrixXd residuals;  // volumes kept x regions; 0 where there is no fit
  std::vector<std::string> reasons;
};

Regions regress(const Eigen::Ref<const Eigen::MatrixXd>& series, const Design& design) {
  Regions regions;
  const Eigen::MatrixXd kept = series(design.kept, Eigen::all);
  regions.ols = design.basis.transpose() * kept;
  // Working on residuals keeps the digits that a large mean would take.
  regions.residuals = kept - design.basis * regions.ols;
  for (Eigen::Index region = 0; region < series.cols(); ++region) {
    regions.reasons.push_back(reason_against(kept.col(region), regions.residuals.col(region)));
    if (!regions.reasons.back().empty()) regions.residuals.col(region).setZero();
  }
  return regions;
}

// What the lattice says of up to kTile regions, from `first` on.
std::vector<GridStart> starts(const Lattice& lattice, const Regions& regions, Eigen::Index first, Eigen::Index count) {
  GridSearch search(lattice);
  RowMatrix tile = RowMatrix::Zero(regions.residuals.rows(), static_cast<Eigen::Index>(kTile));
  tile.leftCols(count) = regions.residuals.middleCols(first, count);
  search.load(tile.data());
  std::vector<GridStart> starts;
  for (Eigen::Index i = 0; i < count; ++i) {
    const bool empty = !regions.reasons[static_cast<std::size_t>(first + i)].empty();
    starts.push_back(empty ? GridStart{} : search.start(static_cast<std::size_t>(i)));
  }
  return starts;
}

// Noise parameters that were estimated: none where ARMA(1,1) was found to be white noise.
int estimated(Arma noise, const NoiseSpace& space) {
  return space.parameters() == 2 && noise.a == 0 && noise.b == 0 ? 0 : space.parameters();
}

RegionFit describe(const Profile::At& at, const Eigen::VectorXd& ols, const Design& design) {
  RegionFit fit;
  fit.noise = at.noise;
  fit.degrees = static_cast<double>(design.basis.rows() - design.basis.cols());
  const double variance = at.residual_squares / fit.degrees;
  fit.coordinates = ols + at.coordinates;
  fit.covariance = at.unit_covariance * variance;
  fit.residual_sd = std::sqrt(variance);
  fit.baseline = design.to_columns.row(design.constant).dot(fit.coordinates);
  fit.log_likelihood = -0.5 * at.criterion;
  return fit;
}

}  // namespace

struct FitTables::State {
  const Design& design;
  NoiseSpace space;
  std::optional<Lattice> lattice;
  std::shared_ptr<const SmallSample> sample;
};

FitTables::FitTables(const Design& design, const FitOptions& options)
    : state_(new State{design, NoiseSpace(options.noise), {}, nullptr}) {
  if (state_->space.parameters() == 0) return;
  state_->lattice.emplace(design, options.noise, options.threads);
  if (options.degrees != DegreesOfFreedom::residual)
    state_->sample =
        std::make_shared<SmallSample>(design, options.noise, options.degrees == DegreesOfFreedom::kenward_roger);
}

FitTables::~FitTables() = default;
FitTables::FitTables(FitTables&&) noexcept = default;
FitTables& FitTables::operator=(FitTables&&) noexcept = default;

void FitTables::warm(const std::stop_token& stop) const {
  if (!state_->lattice) return;
  for (const std::size_t point : state_->lattice->coarse()) {
    if (stop.stop_requested()) return;
    state_->lattice->point(point);
  }
  for (std::size_t point = 0; state_->sample && point < state_->sample->points(); ++point) {
    if (stop.stop_requested()) return;
    state_->sample->node(point);
  }
}

std::vector<RegionFit> fit(const Eigen::Ref<const Eigen::MatrixXd>& series, const Design& design,
                           const FitOptions& options) {
  return fit(series, FitTables(design, options), options);
}

std::vector<RegionFit> fit(const Eigen::Ref<const Eigen::MatrixXd>& series, const FitTables& tables,
                           const FitOptions& options) {
  const Design& design = tables.state_->design;
  const NoiseSpace& space = tables.state_->space;
  const std::optional<Lattice>& lattice = tables.state_->lattice;
  const std::shared_ptr<const SmallSample>& sample = tables.state_->sample;
  if (series.rows() != design.volumes)
    throw Error(Fault::internal, "fit: the series and the design are of runs of different length");
  const Regions regions = regress(series, design);
  std::vector<RegionFit> fits(regions.reasons.size());
  parallel::for_chunks(fits.size(), kTile, options.threads, [&](std::size_t begin, std::size_t end) {
    std::vector<GridStart> from(end - begin);
    if (lattice)
      from = starts(*lattice, regions, static_cast<Eigen::Index>(begin), static_cast<Eigen::Index>(end - begin));
    Profile profile(design);
    for (std::size_t region = begin; region < end; ++region) {
      const auto column = static_cast<Eigen::Index>(region);
      if (!regions.reasons[region].empty()) {
        fits[region] = without_fit(regions.reasons[region]);
        continue;
      }
      profile.load(regions.residuals.col(column));
      const Profile::At at = space.parameters() > 0 ? profile.climb(from[region - begin], space) : profile.at({});
      fits[region] = describe(at, regions.ols.col(column), design);
      fits[region].whiteness_p = ljung_box_p(at.innovations, profile.white_basis(at), estimated(at.noise, space));
      fits[region].small_sample = sample;
      if (options.keep_fitted) fits[region].fitted = design.basis * fits[region].coordinates;
    }
  });
  if (sample) {
    std::vector<Arma> noises;
    for (const RegionFit& fit : fits) noises.push_back(fit.noise);
    sample->prepare(noises, options.threads);
  }
  return fits;
}

}  // namespace attune::bold
