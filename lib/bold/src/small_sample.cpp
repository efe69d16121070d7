#include "small_sample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <set>

namespace attune::bold {
namespace {

// Steps of the lattice in the places of `NoiseSpace`: in atanh a, and in asinh(u / kNearWhite), because adjustments
// change faster near white noise.
constexpr double kLatticeStep = 0.25, kDriveStep = 0.35, kNearWhite = 0.15;

}  // namespace

struct SmallSample::Slot {
  std::once_flag once;
  SmallSampleNode node;
};

SmallSample::SmallSample(const Design& design, NoiseModel noise, bool enlarge)
    : basis_(design.basis),
      kept_(design.kept),
      parameters_(noise == NoiseModel::ar1 ? 1 : 2),
      enlarge_(enlarge),
      degrees_(static_cast<double>(design.basis.rows() - design.basis.cols())) {
  // The bounds of the search with a point to spare on each side.
  const double low_a = parameters_ == 1 ? -1.5 : 0.0;
  first_a_ = low_a - kLatticeStep;
  across_a_ = static_cast<std::size_t>(std::ceil((2.3 - low_a) / kLatticeStep)) + 3;
  if (parameters_ == 2) {
    across_b_ = static_cast<std::size_t>(std::ceil(std::asinh(3.4 / kNearWhite) / kDriveStep)) + 1;
  }
  slots_ = std::make_unique<Slot[]>(points());
}

SmallSample::~SmallSample() = default;

Arma SmallSample::parameters_at(std::size_t point) const {
  const double x = first_a_ + kLatticeStep * static_cast<double>(point % across_a_);
  if (parameters_ == 1) return {std::tanh(x), 0};
  const double u = kNearWhite * std::sinh(kDriveStep * static_cast<double>(point / across_a_));
  return {std::tanh(x), std::tanh(u - x)};
}

namespace {

// First of four neighbouring points and their weights.
std::pair<std::size_t, std::array<double, 4>> cubic(double position, std::size_t across) {
  const double cell = std::clamp(std::floor(position), 1.0, static_cast<double>(across) - 3.0);
  const double x = position - cell;
  return {static_cast<std::size_t>(cell) - 1,
          {-x * (x - 1) * (x - 2) / 6, (x + 1) * (x - 1) * (x - 2) / 2, -(x + 1) * x * (x - 2) / 2,
           (x + 1) * x * (x - 1) / 6}};
}

}  // namespace

std::vector<SmallSample::Weighted> SmallSample::around(Arma noise) const {
  const auto [a, weights_a] = cubic((std::atanh(noise.a) - first_a_) / kLatticeStep, across_a_);
  std::vector<Weighted> result;
  if (parameters_ == 1) {
    for (std::size_t i = 0; i < 4; ++i) result.push_back({a + i, weights_a[i]});
    return result;
  }
  const auto [b, weights_b] =
      cubic(std::asinh((std::atanh(noise.a) + std::atanh(noise.b)) / kNearWhite) / kDriveStep, across_b_);
  for (std::size_t j = 0; j < 4; ++j)
    for (std::size_t i = 0; i < 4; ++i) result.push_back({(b + j) * across_a_ + a + i, weights_a[i] * weights_b[j]});
  return result;
}

const SmallSampleNode& SmallSample::node(std::size_t point) const {
  Slot& slot = slots_[point];
  std::call_once(slot.once, [&] { slot.node = small_sample_node(parameters_at(point), basis_, kept_, parameters_); });
  return slot.node;
}

void SmallSample::prepare(std::span<const Arma> noises, parallel::Threads threads) const {
  std::set<std::size_t> needed;
  for (const Arma& noise : noises)
    if (std::isfinite(noise.a) && !is_white(noise))
      for (const Weighted& weighted : around(noise)) needed.insert(weighted.point);
  const std::vector<std::size_t> points(needed.begin(), needed.end());
  parallel::for_each(points.size(), threads, [&](std::size_t i) { node(points[i]); });
}

ContrastAdjustment::ContrastAdjustment(std::shared_ptr<const SmallSample> sample, const Eigen::MatrixXd& rows)
    : sample_(std::move(sample)), rows_(rows), values_(sample_->points()) {}

const ContrastAdjustment::Values& ContrastAdjustment::values(std::size_t point) {
  Values& values = values_[point];
  if (values.known) return values;
  const SmallSampleNode& node = sample_->node(point);
  const Eigen::LLT<Eigen::MatrixXd> own(rows_ * node.covariance * rows_.transpose());
  const auto standardised = [&](const Eigen::MatrixXd& m) -> Eigen::MatrixXd {
    const Eigen::MatrixXd half = own.matrixL().solve(rows_ * m * rows_.transpose());
    return own.matrixL().solve(half.transpose());
  };
  std::vector<Eigen::MatrixXd> e;
  for (const Eigen::MatrixXd& gradient : node.gradient) e.push_back(standardised(gradient));
  for (std::size_t i = 0; i < e.size(); ++i) {
    for (std::size_t j = 0; j < e.size(); ++j) {
      const double w = node.parameter_covariance(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
      values.a1 += w * e[i].trace() * e[j].trace();
      values.a2 += w * e[i].cwiseProduct(e[j]).sum();
    }
  }
  values.excess = standardised(node.adjusted - node.covariance);
  values.known = true;
  return values;
}

Adjustment ContrastAdjustment::at(Arma noise) {
  const auto rows = static_cast<double>(rows_.rows());
  double a1 = 0, a2 = 0;
  Adjustment result;
  result.excess = Eigen::MatrixXd::Zero(rows_.rows(), rows_.rows());
  result.df = sample_->degrees();
  if (sample_->is_white(noise)) return result;
  for (const SmallSample::Weighted& weighted : sample_->around(noise)) {
    const Values& values = this->values(weighted.point);
    a1 += weighted.weight * values.a1;
    a2 += weighted.weight * values.a2;
    if (sample_->enlarge()) result.excess += weighted.weight * values.excess;
  }
  // Of rows that have the same degrees of freedom each; also Satterthwaite's of one row.
  if (a2 > 0) result.df = 2.0 * rows / a2;
  if (rows_.rows() == 1) return result;
  // Kenward & Roger 1997, section 3.
  const double b = (a1 + 6 * a2) / (2 * rows);
  const double g = ((rows + 1) * a1 - (rows + 4) * a2) / ((rows + 2) * a2);
  const double share = 3 * rows + 2 * (1 - g);
  const double c1 = g / share, c2 = (rows - g) / share, c3 = (rows + 2 - g) / share;
  const double mean = 1.0 / (1.0 - a2 / rows);
  const double variance = 2.0 / rows * (1 + c1 * b) / ((1 - c2 * b) * (1 - c2 * b) * (1 - c3 * b));
  const double rho = variance / (2 * mean * mean);
  // An F statistic whose first two moments exist has a positive mean and more than 4 degrees of freedom. Where so few
  // frames are left that the expansion says otherwise, its moments say nothing, and F stays as it is.
  if (!(a2 < rows) || !(rows * rho > 1)) return result;
  result.df = 4 + (rows + 2) / (rows * rho - 1);
  result.scale = result.df / (mean * (result.df - 2));
  return result;
}

}  // namespace attune::bold
