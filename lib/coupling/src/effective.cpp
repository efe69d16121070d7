#include "attune/coupling/effective.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>

namespace attune::coupling {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Points of the autoregression lie evenly in -log(1 - a), closer together where its powers change fast.
constexpr double kGridStep = 0.1;
constexpr int kGridPoints = 40;

double grid_value(int point) { return 1 - std::exp(-kGridStep * point); }

// `columns` times the symmetric matrix with a^(|k - j| - 1) off the diagonal and 0 on it, j and k volume numbers: two
// recursions instead of a product.
Eigen::MatrixXd times_powers(const Eigen::MatrixXd& columns, double a, std::span<const Eigen::Index> kept) {
  const Eigen::Index count = columns.cols();
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(columns.rows(), count);
  Eigen::VectorXd state = Eigen::VectorXd::Zero(columns.rows());
  const auto gap = [&](Eigen::Index from) {
    return static_cast<double>(kept[static_cast<std::size_t>(from) + 1] - kept[static_cast<std::size_t>(from)]);
  };
  // State before frame k: sum over earlier j of a^(k - j - 1) times column j.
  for (Eigen::Index k = 0; k + 1 < count; ++k) {
    const double steps = gap(k);
    state = std::pow(a, steps) * state + std::pow(a, steps - 1) * columns.col(k);
    out.col(k + 1) += state;
  }
  state.setZero();
  for (Eigen::Index k = count - 1; k > 0; --k) {
    const double steps = gap(k - 1);
    state = std::pow(a, steps) * state + std::pow(a, steps - 1) * columns.col(k);
    out.col(k - 1) += state;
  }
  return out;
}

// The grid point below an autoregression, and how far it is on the way to the next.
struct GridPlace {
  int below = 0;
  double share = 0;
};

GridPlace place_of(double a) {
  const double at = -std::log(1 - std::clamp(a, 0.0, 0.98)) / kGridStep;
  const int below = std::clamp(static_cast<int>(at), 0, kGridPoints - 2);
  return {below, (a - grid_value(below)) / (grid_value(below + 1) - grid_value(below))};
}

/// Each covariance as a weighted sum of the same components: white, powers at grid points, responses.
class Components {
 public:
  Components(std::span<const SeriesCovariance> series, bool has_responses) {
    for (const SeriesCovariance& one : series) {
      if (!known(one)) continue;
      const int below = place_of(one.noise.a).below;
      point(below);
      point(below + 1);
    }
    count_ = 1 + static_cast<Eigen::Index>(points_.size()) + (has_responses ? 1 : 0);
    has_responses_ = has_responses;
  }

  static bool known(const SeriesCovariance& one) {
    return std::isfinite(one.noise.a) && std::isfinite(one.noise.b) && std::isfinite(one.noise_variance) &&
           std::isfinite(one.response_variance);
  }
  Eigen::Index count() const { return count_; }

  // What `map` makes of each component, from both sides: map' map times the component.
  std::vector<Eigen::MatrixXd> products(const Eigen::MatrixXd& map, std::span<const Eigen::Index> kept,
                                        const Eigen::MatrixXd& responses) const {
    const Eigen::MatrixXd square = map.transpose() * map;
    std::vector<Eigen::MatrixXd> out(static_cast<std::size_t>(count_));
    out[0] = square;
    for (const auto& [point, at] : points_)
      out[static_cast<std::size_t>(at)] = times_powers(square, grid_value(point), kept);
    if (has_responses_) out.back() = (square * responses) * responses.transpose();
    return out;
  }

  // Components x series; a column of NaN where a covariance is not known.
  Eigen::MatrixXd weights(std::span<const SeriesCovariance> series) const {
    Eigen::MatrixXd out = Eigen::MatrixXd::Constant(count_, static_cast<Eigen::Index>(series.size()), kNaN);
    for (std::size_t i = 0; i < series.size(); ++i)
      if (known(series[i])) out.col(static_cast<Eigen::Index>(i)) = weights(series[i]);
    return out;
  }

  Eigen::VectorXd weights(const SeriesCovariance& one) const {
    Eigen::VectorXd out = Eigen::VectorXd::Zero(count_);
    out(0) = one.noise_variance;
    const GridPlace place = place_of(one.noise.a);
    const double first = one.noise_variance * first_correlation(one.noise);
    out(points_.at(place.below)) += first * (1 - place.share);
    out(points_.at(place.below + 1)) += first * place.share;
    if (has_responses_) out(count_ - 1) = one.response_variance;
    return out;
  }

 private:
  void point(int at) { points_.emplace(at, 1 + static_cast<Eigen::Index>(points_.size())); }

  std::map<int, Eigen::Index> points_;  // grid point to component, in order of first use
  Eigen::Index count_ = 1;
  bool has_responses_ = false;
};

}  // namespace

double first_correlation(bold::Arma noise) {
  const double a = noise.a, b = noise.b;
  return (1 + a * b) * (a + b) / (1 + 2 * a * b + b * b);
}

double expected_squares(const Eigen::MatrixXd& map, std::span<const Eigen::Index> kept,
                        const SeriesCovariance& series) {
  const Eigen::MatrixXd square = map.transpose() * map;
  return series.noise_variance *
         (square.trace() + first_correlation(series.noise) * times_powers(square, series.noise.a, kept).trace());
}

SeedDegrees::SeedDegrees(const Eigen::MatrixXd& map, std::span<const Eigen::Index> kept, const SeriesCovariance& seed)
    : traces_(kGridPoints), pairs_(kGridPoints) {
  const Eigen::MatrixXd square = map.transpose() * map;
  if (!Components::known(seed)) {
    seed_trace_ = kNaN;
    return;
  }
  const Eigen::MatrixXd of_seed =
      seed.noise_variance *
      (square + first_correlation(seed.noise) * times_powers(square, std::clamp(seed.noise.a, 0.0, 0.98), kept));
  const Eigen::MatrixXd turned = of_seed.transpose();
  seed_trace_ = of_seed.trace();
  white_trace_ = square.trace();
  white_pair_ = turned.cwiseProduct(square).sum();
  for (int point = 0; point < kGridPoints; ++point) {
    const Eigen::MatrixXd product = times_powers(square, grid_value(point), kept);
    traces_(point) = product.trace();
    pairs_(point) = turned.cwiseProduct(product).sum();
  }
}

double SeedDegrees::operator()(bold::Arma noise) const {
  if (!std::isfinite(seed_trace_) || !std::isfinite(noise.a) || !std::isfinite(noise.b)) return kNaN;
  const GridPlace place = place_of(noise.a);
  const double first = first_correlation(noise);
  const auto at = [&](const Eigen::VectorXd& of) {
    return (1 - place.share) * of(place.below) + place.share * of(place.below + 1);
  };
  return seed_trace_ * (white_trace_ + first * at(traces_)) / (white_pair_ + first * at(pairs_));
}

Eigen::MatrixXd null_covariance(const Eigen::MatrixXd& first, const Eigen::MatrixXd& second,
                                std::span<const Eigen::Index> kept, std::span<const SeriesCovariance> series,
                                const Eigen::MatrixXd& responses) {
  const Components components(series, responses.cols() > 0);
  const std::vector<Eigen::MatrixXd> left = components.products(first, kept, responses);
  const bool same = &first == &second;
  const std::vector<Eigen::MatrixXd> right = same ? left : components.products(second, kept, responses);
  // The trace of a product of two matrices is the sum of one times the other's transpose, entry by entry.
  Eigen::VectorXd left_traces(components.count()), right_traces(components.count());
  Eigen::MatrixXd pairs(components.count(), components.count());
  for (Eigen::Index i = 0; i < components.count(); ++i) {
    const Eigen::MatrixXd turned = left[static_cast<std::size_t>(i)].transpose();
    left_traces(i) = turned.trace();
    right_traces(i) = right[static_cast<std::size_t>(i)].trace();
    for (Eigen::Index j = 0; j < components.count(); ++j)
      pairs(i, j) = turned.cwiseProduct(right[static_cast<std::size_t>(j)]).sum();
  }
  const Eigen::MatrixXd weights = components.weights(series);
  const Eigen::VectorXd sizes =
      ((weights.transpose() * left_traces).array() * (weights.transpose() * right_traces).array()).sqrt();
  // Rounding makes the two orders of a pair differ in the last digit.
  const Eigen::MatrixXd shared = weights.transpose() * (pairs * weights);
  const Eigen::MatrixXd symmetric = 0.5 * (shared + shared.transpose());
  return symmetric.cwiseQuotient(sizes * sizes.transpose());
}

Eigen::MatrixXd effective_degrees(const Eigen::MatrixXd& map, std::span<const Eigen::Index> kept,
                                  std::span<const SeriesCovariance> series, const Eigen::MatrixXd& responses) {
  return null_covariance(map, map, kept, series, responses).cwiseInverse();
}

}  // namespace attune::coupling
