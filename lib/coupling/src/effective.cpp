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

/// Each covariance as a weighted sum of the same components: white, powers at grid points, responses.
class Components {
 public:
  Components(std::span<const SeriesCovariance> series, bool has_responses) {
    for (const SeriesCovariance& one : series) {
      if (!known(one)) continue;
      point(below(one.noise.a));
      point(below(one.noise.a) + 1);
    }
    count_ = 1 + static_cast<Eigen::Index>(points_.size()) + (has_responses ? 1 : 0);
    has_responses_ = has_responses;
  }

  static bool known(const SeriesCovariance& one) {
    return std::isfinite(one.noise.a) && std::isfinite(one.noise.b) && std::isfinite(one.noise_variance) &&
           std::isfinite(one.response_variance);
  }
  Eigen::Index count() const { return count_; }
  const std::map<int, Eigen::Index>& points() const { return points_; }

  Eigen::VectorXd weights(const SeriesCovariance& one) const {
    Eigen::VectorXd out = Eigen::VectorXd::Zero(count_);
    out(0) = one.noise_variance;
    const int low = below(one.noise.a);
    const double share = (one.noise.a - grid_value(low)) / (grid_value(low + 1) - grid_value(low));
    const double first = one.noise_variance * first_correlation(one.noise);
    out(points_.at(low)) += first * (1 - share);
    out(points_.at(low + 1)) += first * share;
    if (has_responses_) out(count_ - 1) = one.response_variance;
    return out;
  }

 private:
  static int below(double a) {
    const double place = -std::log(1 - std::clamp(a, 0.0, 0.98)) / kGridStep;
    return std::clamp(static_cast<int>(place), 0, kGridPoints - 2);
  }
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

Eigen::MatrixXd effective_degrees(const Eigen::MatrixXd& map, std::span<const Eigen::Index> kept,
                                  std::span<const SeriesCovariance> series, const Eigen::MatrixXd& responses) {
  const Eigen::MatrixXd square = map.transpose() * map;
  const Components components(series, responses.cols() > 0);
  // Products of `square` with each component; the trace of a product of two is the sum of one times the other's
  // transpose, entry by entry.
  std::vector<Eigen::MatrixXd> products(static_cast<std::size_t>(components.count()));
  products[0] = square;
  for (const auto& [point, at] : components.points())
    products[static_cast<std::size_t>(at)] = times_powers(square, grid_value(point), kept);
  if (responses.cols() > 0) products.back() = (square * responses) * responses.transpose();
  Eigen::VectorXd traces(components.count());
  Eigen::MatrixXd pairs(components.count(), components.count());
  for (Eigen::Index i = 0; i < components.count(); ++i) {
    const Eigen::MatrixXd turned = products[static_cast<std::size_t>(i)].transpose();
    traces(i) = turned.trace();
    for (Eigen::Index j = 0; j <= i; ++j)
      pairs(i, j) = pairs(j, i) = turned.cwiseProduct(products[static_cast<std::size_t>(j)]).sum();
  }
  const auto count = static_cast<Eigen::Index>(series.size());
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(components.count(), count);
  for (Eigen::Index i = 0; i < count; ++i)
    if (Components::known(series[static_cast<std::size_t>(i)]))
      weights.col(i) = components.weights(series[static_cast<std::size_t>(i)]);
  const Eigen::VectorXd sizes = weights.transpose() * traces;
  Eigen::MatrixXd out = (sizes * sizes.transpose()).cwiseQuotient(weights.transpose() * (pairs * weights));
  for (Eigen::Index i = 0; i < count; ++i) {
    if (Components::known(series[static_cast<std::size_t>(i)])) continue;
    out.row(i).setConstant(kNaN);
    out.col(i).setConstant(kNaN);
  }
  return out;
}

}  // namespace attune::coupling
