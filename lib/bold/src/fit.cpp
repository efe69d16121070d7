#include "attune/bold/fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>

#include "attune/base/error.hpp"
#include "likelihood.hpp"
#include "small_sample.hpp"
#include "whiteness.hpp"

namespace attune::bold {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Residuals below this share of the series are rounding: there is nothing to model the noise with.
constexpr double kExactFit = 1e-12;
// The pattern search stops at steps that change an effect by far less than its standard error.
constexpr double kFinestStep = 1e-3;
// A gain in log-likelihood that says nothing about the parameters: without it the search would crawl along a = -b,
// where every process is white noise.
constexpr double kSmallestGain = 1e-5;

/// Where the noise parameters are searched.
struct SearchSpace {
  std::vector<Arma> grid;
  double step = 0;  ///< first step of the search from the best grid point
  double a_low = 0, a_high = 0, b_low = 0, b_high = 0;
  int parameters = 0;

  bool contains(Arma p) const { return p.a >= a_low && p.a <= a_high && p.b >= b_low && p.b <= b_high; }
};

SearchSpace search_space(NoiseModel model) {
  SearchSpace space;
  if (model == NoiseModel::ar1) {
    space = {{}, 0.05, -0.9, 0.98, 0, 0, 1};
    for (int i = -8; i <= 9; ++i) space.grid.push_back({0.1 * i, 0});
  } else if (model == NoiseModel::arma11) {
    space = {{}, 0.075, 0, 0.98, -0.95, 0.8, 2};
    for (int i = 0; i <= 6; ++i)
      for (int j = -6; j <= 4; ++j) space.grid.push_back({0.15 * i, 0.15 * j});
  } else {
    space.grid.push_back({});
  }
  return space;
}

/// The likelihood of one series over the noise parameters.
class Objective {
 public:
  Objective(const Eigen::VectorXd& residuals, const Design& design) : residuals_(residuals), design_(design) {}

  NoisePoint point(Arma p) const { return NoisePoint(p, design_.basis, design_.kept); }
  double operator()(Arma p) const {
    const NoisePoint at = point(p);
    return at.log_likelihood(at.residual_squares(residuals_))(0);
  }
  /// Covariance of the coordinates with the innovation variance at its best value for these parameters.
  Eigen::MatrixXd covariance(const NoisePoint& at) const {
    return at.unit_covariance() * (at.residual_squares(residuals_)(0) / at.degrees());
  }

 private:
  const Eigen::VectorXd& residuals_;
  const Design& design_;
};

// Moves to the best of the neighbours until none is better, then halves the step.
Arma pattern_search(const Objective& objective, const SearchSpace& space, Arma best) {
  if (space.parameters == 0) return best;
  double value = objective(best);
  for (double step = space.step; step > kFinestStep;) {
    const std::array<Arma, 4> neighbours{Arma{best.a + step, best.b}, Arma{best.a - step, best.b},
                                         Arma{best.a, best.b + step}, Arma{best.a, best.b - step}};
    std::optional<Arma> better;
    for (std::size_t i = 0; i < static_cast<std::size_t>(2 * space.parameters); ++i) {
      if (!space.contains(neighbours[i])) continue;
      const double there = objective(neighbours[i]);
      if (there > value + kSmallestGain) {
        value = there;
        better = neighbours[i];
      }
    }
    if (better)
      best = *better;
    else
      step *= 0.5;
  }
  return best;
}

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

RegionFit fit_region(const Eigen::VectorXd& ols, const Eigen::VectorXd& residuals, const Design& design,
                     const SearchSpace& space, Arma start) {
  const Objective objective(residuals, design);
  RegionFit fit;
  fit.noise = pattern_search(objective, space, start);
  const NoisePoint at = objective.point(fit.noise);
  const Eigen::ArrayXd squares = at.residual_squares(residuals);
  fit.coordinates = ols + at.coordinates(residuals);
  fit.covariance = objective.covariance(at);
  fit.degrees = at.degrees();
  fit.residual_sd = std::sqrt(squares(0) / at.degrees());
  fit.baseline = design.to_columns.row(design.constant).dot(fit.coordinates);
  fit.log_likelihood = at.log_likelihood(squares)(0);
  const Eigen::VectorXd left = residuals - design.basis * at.coordinates(residuals);
  fit.whiteness_p = ljung_box_p(at.whitener()(left), space.parameters);
  return fit;
}

}  // namespace

std::vector<RegionFit> fit(const Eigen::Ref<const Eigen::MatrixXd>& series, const Design& design,
                           const FitOptions& options) {
  if (series.rows() != design.volumes)
    throw Error(Fault::internal, "fit: the series and the design are of runs of different length");
  const SearchSpace space = search_space(options.noise);
  const Eigen::MatrixXd kept = series(design.kept, Eigen::all);
  const Eigen::MatrixXd ols = design.basis.transpose() * kept;
  // Working on residuals keeps the digits that a large mean would take.
  Eigen::MatrixXd residuals = kept - design.basis * ols;
  const auto regions = static_cast<std::size_t>(series.cols());
  std::vector<std::string> reasons(regions);
  for (std::size_t region = 0; region < regions; ++region) {
    const auto column = static_cast<Eigen::Index>(region);
    reasons[region] = reason_against(kept.col(column), residuals.col(column));
    if (!reasons[region].empty()) residuals.col(column).setZero();
  }
  Eigen::MatrixXd values(static_cast<Eigen::Index>(space.grid.size()), series.cols());
  parallel::for_each(space.grid.size(), options.threads, [&](std::size_t i) {
    const NoisePoint at(space.grid[i], design.basis, design.kept);
    values.row(static_cast<Eigen::Index>(i)) = at.log_likelihood(at.residual_squares(residuals)).transpose();
  });
  std::shared_ptr<const SmallSample> sample;
  if (options.degrees != DegreesOfFreedom::residual && space.parameters > 0)
    sample = std::make_shared<SmallSample>(design, options.noise, options.degrees == DegreesOfFreedom::kenward_roger);
  std::vector<RegionFit> fits(regions);
  parallel::for_each(regions, options.threads, [&](std::size_t region) {
    const auto column = static_cast<Eigen::Index>(region);
    if (!reasons[region].empty()) {
      fits[region] = without_fit(reasons[region]);
      return;
    }
    Eigen::Index best = 0;
    values.col(column).maxCoeff(&best);
    fits[region] =
        fit_region(ols.col(column), residuals.col(column), design, space, space.grid[static_cast<std::size_t>(best)]);
    fits[region].small_sample = sample;
    if (options.keep_fitted) fits[region].fitted = design.basis * fits[region].coordinates;
  });
  std::vector<Arma> noises;
  for (const RegionFit& fit : fits) noises.push_back(fit.noise);
  if (sample) sample->prepare(noises, options.threads);
  return fits;
}

}  // namespace attune::bold
