#include "small_sample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <set>

#include "likelihood.hpp"

namespace attune::bold {
namespace {

// Noise parameters lie within (-1, 1); a uniform one there has variance 1/3, so precision 3 is known beforehand. It
// matters along a = -b, where the data say nothing about them.
constexpr double kPriorPrecision = 3.0;
// Steps of the lattice in atanh of the parameters, in which the adjustments are smooth up to the bounds.
constexpr double kLatticeStep = 0.2;

// Autocovariance at lags 0..n-1 for innovations of unit variance.
Eigen::VectorXd autocovariance(double a, double b, Eigen::Index lags) {
  const double drive = a + b;
  const double state = drive * drive / (1.0 - a * a);
  Eigen::VectorXd gamma(lags);
  gamma(0) = 1.0 + state;
  double value = a * state + drive;
  for (Eigen::Index lag = 1; lag < lags; ++lag) {
    gamma(lag) = value;
    value *= a;
  }
  return gamma;
}

// W C W' for the covariance whose lags are given: whitened from both sides.
Eigen::MatrixXd whitened(const Whitener& whiten, const Eigen::VectorXd& lags, std::span<const Eigen::Index> kept) {
  const auto n = static_cast<Eigen::Index>(kept.size());
  Eigen::MatrixXd c(n, n);
  for (Eigen::Index column = 0; column < n; ++column)
    for (Eigen::Index row = 0; row < n; ++row)
      c(row, column) = lags(std::abs(kept[static_cast<std::size_t>(row)] - kept[static_cast<std::size_t>(column)]));
  const Eigen::MatrixXd once = whiten(c).transpose();
  return whiten(once);
}

struct Derivative {
  Eigen::MatrixXd s;    // W V_i W'
  Eigen::MatrixXd sq;   // S Q
  Eigen::MatrixXd qsq;  // Q' S Q
};

Derivative derivative(const Whitener& whiten, const Eigen::VectorXd& lags, std::span<const Eigen::Index> kept,
                      const Eigen::MatrixXd& q) {
  Derivative d;
  d.s = whitened(whiten, lags, kept);
  d.sq = d.s * q;
  d.qsq = q.transpose() * d.sq;
  return d;
}

// tr(P V_i P V_j) with P = W' (I - QQ') W.
double trace_product(const Derivative& i, const Derivative& j) {
  return i.s.cwiseProduct(j.s).sum() - 2.0 * i.sq.cwiseProduct(j.sq).sum() + i.qsq.cwiseProduct(j.qsq).sum();
}

}  // namespace

SmallSampleNode small_sample_node(Arma noise, const Eigen::MatrixXd& basis, std::span<const Eigen::Index> kept,
                                  int parameters) {
  constexpr double h = 1e-4;
  const Whitener whiten(noise, kept);
  const Eigen::MatrixXd white = whiten(basis);
  const Eigen::LLT<Eigen::MatrixXd> normal(white.transpose() * white);
  const Eigen::Index rank = basis.cols();
  const Eigen::MatrixXd root = normal.matrixU().solve(Eigen::MatrixXd::Identity(rank, rank));  // L^-T
  const Eigen::MatrixXd q = white * root;
  const Eigen::Index lags = kept.back() - kept.front() + 1;
  const auto gamma = [&](int a, int b) { return autocovariance(noise.a + a * h, noise.b + b * h, lags); };
  const Eigen::VectorXd middle = gamma(0, 0);
  // First derivatives by innovation variance, a, b.
  std::vector<Derivative> first{derivative(whiten, middle, kept, q)};
  first.push_back(derivative(whiten, (gamma(1, 0) - gamma(-1, 0)) / (2 * h), kept, q));
  if (parameters > 1) first.push_back(derivative(whiten, (gamma(0, 1) - gamma(0, -1)) / (2 * h), kept, q));
  const int count = parameters + 1;
  const auto second = [&](int i, int j) -> Derivative {
    const int k = std::max(i, j);
    if (std::min(i, j) == 0) return first[static_cast<std::size_t>(k)];
    if (i == j) {
      const int a = i == 1 ? 1 : 0, b = i == 2 ? 1 : 0;
      return derivative(whiten, (gamma(a, b) + gamma(-a, -b) - 2 * middle) / (h * h), kept, q);
    }
    return derivative(whiten, (gamma(1, 1) + gamma(-1, -1) - gamma(1, -1) - gamma(-1, 1)) / (4 * h * h), kept, q);
  };
  Eigen::MatrixXd information(count, count);
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < count; ++j)
      information(i, j) = 0.5 * trace_product(first[static_cast<std::size_t>(i)], first[static_cast<std::size_t>(j)]);
  for (int i = 1; i < count; ++i) information(i, i) += kPriorPrecision;
  SmallSampleNode node;
  const Eigen::MatrixXd w = information.inverse();
  node.parameter_covariance = w;
  node.covariance = root * root.transpose();
  Eigen::MatrixXd excess = Eigen::MatrixXd::Zero(rank, rank);
  Eigen::VectorXd pull = Eigen::VectorXd::Zero(count);
  for (int i = 0; i < count; ++i) {
    const Derivative& at = first[static_cast<std::size_t>(i)];
    node.gradient.push_back(root * at.qsq * root.transpose());
    for (int j = i; j < count; ++j) {
      const double weight = (i == j ? 1.0 : 2.0) * w(i, j);
      const Derivative& other = first[static_cast<std::size_t>(j)];
      const Eigen::MatrixXd q_ij = at.sq.transpose() * other.sq;
      const Eigen::MatrixXd p_ij = at.qsq * other.qsq;
      excess += weight * (q_ij + q_ij.transpose() - p_ij - p_ij.transpose());
      if (i == 0 && j == 0) continue;
      const Derivative ij = second(i, j);
      excess -= weight * 0.5 * ij.qsq;
      for (int k = 0; k < count; ++k) pull(k) += weight * trace_product(first[static_cast<std::size_t>(k)], ij);
    }
  }
  const Eigen::VectorXd bias = -0.25 * (w * pull);
  for (int i = 0; i < count; ++i) excess -= bias(i) * first[static_cast<std::size_t>(i)].qsq;
  node.adjusted = node.covariance + root * excess * root.transpose();
  return node;
}

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
    first_b_ = -kLatticeStep;
    across_b_ = static_cast<std::size_t>(std::ceil(3.4 / kLatticeStep)) + 3;
  }
  slots_ = std::make_unique<Slot[]>(points());
}

SmallSample::~SmallSample() = default;

Arma SmallSample::parameters_at(std::size_t point) const {
  const double x = first_a_ + kLatticeStep * static_cast<double>(point % across_a_);
  if (parameters_ == 1) return {std::tanh(x), 0};
  const double u = first_b_ + kLatticeStep * static_cast<double>(point / across_a_);
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
  const auto [b, weights_b] = cubic((std::atanh(noise.a) + std::atanh(noise.b) - first_b_) / kLatticeStep, across_b_);
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
  if (rows_.rows() == 1) {
    result.df = 2.0 / a2;
    return result;
  }
  // Kenward & Roger 1997, section 3.
  const double b = (a1 + 6 * a2) / (2 * rows);
  const double g = ((rows + 1) * a1 - (rows + 4) * a2) / ((rows + 2) * a2);
  const double share = 3 * rows + 2 * (1 - g);
  const double c1 = g / share, c2 = (rows - g) / share, c3 = (rows + 2 - g) / share;
  const double mean = 1.0 / (1.0 - a2 / rows);
  const double variance = 2.0 / rows * (1 + c1 * b) / ((1 - c2 * b) * (1 - c2 * b) * (1 - c3 * b));
  const double rho = variance / (2 * mean * mean);
  result.df = 4 + (rows + 2) / (rows * rho - 1);
  result.scale = result.df / (mean * (result.df - 2));
  return result;
}

}  // namespace attune::bold
