#include "small_sample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <set>

#include "kernels.hpp"
#include "lattice.hpp"

namespace attune::bold {
namespace {

// Noise parameters lie within (-1, 1); a uniform one there has variance 1/3, so precision 3 is known beforehand. It
// matters along a = -b, where the data say nothing about them.
constexpr double kPriorPrecision = 3.0;
// Steps of the lattice in the places of `NoiseSpace`: in atanh a, and in asinh(u / kNearWhite), because adjustments
// change faster near white noise.
constexpr double kLatticeStep = 0.25, kDriveStep = 0.35, kNearWhite = 0.15;

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

/// Memory that stays from one node to the next: fresh pages would cost more than the work in them.
class Scratch {
 public:
  void rewind() { used_ = 0; }
  /// Zeros, until the next rewind.
  double* zeros(std::size_t count) {
    if (used_ == arrays_.size()) arrays_.emplace_back();
    std::vector<double>& array = arrays_[used_++];
    array.assign(count, 0.0);
    return array.data();
  }

 private:
  std::vector<std::vector<double>> arrays_;
  std::size_t used_ = 0;
};

/// W V_i W' = S for a derivative V_i of the covariance, with S Q and Q' S Q. Rows are of a multiple of kRow.
struct Derivative {
  const double* s = nullptr;   // n x padded n; null: the identity
  const double* sq = nullptr;  // padded n x padded rank
  Eigen::MatrixXd qsq;
  double trace = 0;  // of S
};

class Derivatives {
 public:
  Derivatives(Arma noise, const Eigen::MatrixXd& basis, std::span<const Eigen::Index> kept, Scratch& scratch);

  /// Of the covariance with these autocovariances.
  Derivative of(const Eigen::VectorXd& lags) const;
  /// Of the covariance by its scale.
  Derivative identity() const;
  /// tr(P V_i P V_j) with P = W' (I - QQ') W.
  double trace(const Derivative& i, const Derivative& j) const;
  /// Q' S_i S_j Q.
  Eigen::MatrixXd product(const Derivative& i, const Derivative& j) const { return cross(i.sq, j.sq); }
  const Eigen::MatrixXd& root() const { return root_; }  ///< L^-T

 private:
  Eigen::MatrixXd cross(const double* left, const double* right) const;

  const Kernels& kernels_;
  std::span<const Eigen::Index> kept_;
  Scratch& scratch_;
  Whitener whiten_;
  Eigen::MatrixXd root_;
  std::size_t n_, columns_, wide_;
  double* q_;  // padded n x padded rank
};

Derivatives::Derivatives(Arma noise, const Eigen::MatrixXd& basis, std::span<const Eigen::Index> kept, Scratch& scratch)
    : kernels_(kernels()),
      kept_(kept),
      scratch_(scratch),
      whiten_(noise, kept),
      n_(kept.size()),
      columns_(padded(n_)),
      wide_(padded(static_cast<std::size_t>(basis.cols()))),
      q_(scratch.zeros(columns_ * wide_)) {
  const Eigen::MatrixXd white = whiten_(basis);
  const Eigen::LLT<Eigen::MatrixXd> normal(white.transpose() * white);
  root_ = normal.matrixU().solve(Eigen::MatrixXd::Identity(basis.cols(), basis.cols()));
  Eigen::Map<RowMatrix>(q_, basis.rows(), static_cast<Eigen::Index>(wide_)).leftCols(basis.cols()) = white * root_;
}

Derivative Derivatives::of(const Eigen::VectorXd& lags) const {
  const Recursion recursion{whiten_.decay().data(), whiten_.gain().data(), whiten_.scale().data()};
  double* half = scratch_.zeros(n_ * columns_);
  double* s = scratch_.zeros(n_ * columns_);
  double* sq = scratch_.zeros(columns_ * wide_);
  for (std::size_t row = 0; row < n_; ++row)
    for (std::size_t column = 0; column < n_; ++column)
      half[row * columns_ + column] = lags(std::abs(kept_[row] - kept_[column]));
  kernels_.filter(half, n_, columns_, recursion);
  constexpr std::size_t kBlock = 8;  // turned over block by block, which stays in the cache
  for (std::size_t i = 0; i < n_; i += kBlock)
    for (std::size_t column = 0; column < n_; ++column)
      for (std::size_t row = i; row < std::min(n_, i + kBlock); ++row)
        s[column * columns_ + row] = half[row * columns_ + column];
  kernels_.filter(s, n_, columns_, recursion);
  kernels_.cross(s, columns_, q_, wide_, n_, sq);
  Derivative result{s, sq, cross(q_, sq), 0};
  for (std::size_t row = 0; row < n_; ++row) result.trace += s[row * columns_ + row];
  return result;
}

Derivative Derivatives::identity() const {
  return {nullptr, q_, Eigen::MatrixXd::Identity(root_.rows(), root_.cols()), static_cast<double>(n_)};
}

Eigen::MatrixXd Derivatives::cross(const double* left, const double* right) const {
  RowMatrix result(static_cast<Eigen::Index>(wide_), static_cast<Eigen::Index>(wide_));
  kernels_.cross(left, wide_, right, wide_, n_, result.data());
  if (left == right) result.triangularView<Eigen::StrictlyLower>() = result.transpose();
  return result.topLeftCorner(root_.rows(), root_.cols());
}

double Derivatives::trace(const Derivative& i, const Derivative& j) const {
  if (i.s == nullptr) return j.trace - j.qsq.trace();
  if (j.s == nullptr) return i.trace - i.qsq.trace();
  return kernels_.dot(i.s, j.s, n_ * columns_) - 2.0 * kernels_.dot(i.sq, j.sq, columns_ * wide_) +
         i.qsq.cwiseProduct(j.qsq).sum();
}

/// The covariance's derivatives by innovation variance, a, b, at innovation variance 1: first, and second by rows.
struct Expansion {
  std::vector<Derivative> first;
  std::vector<std::vector<const Derivative*>> second;  // null: nothing
  std::vector<std::unique_ptr<Derivative>> own;
};

// The autocovariances are differentiated by differences.
Expansion expand(const Derivatives& derive, Arma noise, Eigen::Index lags, int parameters) {
  constexpr double h = 1e-4;
  const auto gamma = [&](int a, int b) { return autocovariance(noise.a + a * h, noise.b + b * h, lags); };
  Expansion e;
  e.first.push_back(derive.identity());
  e.first.push_back(derive.of((gamma(1, 0) - gamma(-1, 0)) / (2 * h)));
  if (parameters > 1) e.first.push_back(derive.of((gamma(0, 1) - gamma(0, -1)) / (2 * h)));
  const std::size_t count = e.first.size();
  e.second.assign(count, std::vector<const Derivative*>(count, nullptr));
  const auto put = [&](std::size_t i, std::size_t j, const Eigen::VectorXd& of) {
    e.own.push_back(std::make_unique<Derivative>(derive.of(of)));
    e.second[i][j] = e.second[j][i] = e.own.back().get();
  };
  for (std::size_t k = 1; k < count; ++k) {
    e.second[0][k] = e.second[k][0] = &e.first[k];
    const int a = k == 1 ? 1 : 0, b = k == 2 ? 1 : 0;
    put(k, k, (gamma(a, b) + gamma(-a, -b) - 2 * gamma(0, 0)) / (h * h));
  }
  if (parameters > 1) put(1, 2, (gamma(1, 1) + gamma(-1, -1) - gamma(1, -1) - gamma(-1, 1)) / (4 * h * h));
  return e;
}

Eigen::MatrixXd covariance_of_parameters(const Derivatives& derive, const std::vector<Derivative>& first) {
  const auto count = static_cast<Eigen::Index>(first.size());
  Eigen::MatrixXd information(count, count);
  for (Eigen::Index i = 0; i < count; ++i)
    for (Eigen::Index j = 0; j <= i; ++j)
      information(i, j) = information(j, i) =
          0.5 * derive.trace(first[static_cast<std::size_t>(i)], first[static_cast<std::size_t>(j)]);
  for (Eigen::Index i = 1; i < count; ++i) information(i, i) += kPriorPrecision;
  return information.inverse();
}

}  // namespace

SmallSampleNode small_sample_node(Arma noise, const Eigen::MatrixXd& basis, std::span<const Eigen::Index> kept,
                                  int parameters) {
  thread_local Scratch scratch;
  scratch.rewind();
  const Derivatives derive(noise, basis, kept, scratch);
  const Expansion e = expand(derive, noise, kept.back() - kept.front() + 1, parameters);
  const Eigen::MatrixXd& root = derive.root();
  const Eigen::MatrixXd w = covariance_of_parameters(derive, e.first);
  SmallSampleNode node;
  node.parameter_covariance = w;
  node.covariance = root * root.transpose();
  Eigen::MatrixXd excess = Eigen::MatrixXd::Zero(root.rows(), root.cols());
  Eigen::VectorXd pull = Eigen::VectorXd::Zero(w.rows());
  for (std::size_t i = 0; i < e.first.size(); ++i) {
    node.gradient.push_back(root * e.first[i].qsq * root.transpose());
    for (std::size_t j = i; j < e.first.size(); ++j) {
      const double weight = (i == j ? 1.0 : 2.0) * w(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
      const Eigen::MatrixXd rest = derive.product(e.first[i], e.first[j]) - e.first[i].qsq * e.first[j].qsq;
      excess += weight * (rest + rest.transpose());
      const Derivative* second = e.second[i][j];
      if (second == nullptr) continue;
      excess -= weight * 0.5 * second->qsq;
      for (std::size_t k = 0; k < e.first.size(); ++k)
        pull(static_cast<Eigen::Index>(k)) += weight * derive.trace(e.first[k], *second);
    }
  }
  const Eigen::VectorXd bias = -0.25 * (w * pull);
  for (std::size_t i = 0; i < e.first.size(); ++i) excess -= bias(static_cast<Eigen::Index>(i)) * e.first[i].qsq;
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
