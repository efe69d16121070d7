#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>

#include "kernels.hpp"
#include "lattice.hpp"
#include "small_sample.hpp"

namespace attune::bold {
namespace {

// Noise parameters lie within (-1, 1); a uniform one there has variance 1/3, so precision 3 is known beforehand. It
// matters along a = -b, where the data say nothing about them.
constexpr double kPriorPrecision = 3.0;

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
  /// The same with whatever was there before.
  double* uninitialised(std::size_t count) {
    if (used_ == arrays_.size()) arrays_.emplace_back();
    std::vector<double>& array = arrays_[used_++];
    if (array.size() < count) array.resize(count);
    return array.data();
  }

 private:
  std::vector<std::vector<double>> arrays_;
  std::size_t used_ = 0;
};

/// W V_i W' = S for a derivative V_i of the covariance, with S Q and Q' S Q. Rows are of a multiple of kRow.
struct Derivative {
  const double* s = nullptr;   // n x padded n, blocks of columns one after another; null: the identity
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
  static constexpr std::size_t kSide = kRow;

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
  double* s = scratch_.uninitialised(n_ * columns_);
  double* sq = scratch_.zeros(columns_ * wide_);
  double* part = scratch_.zeros(columns_ * kSide);
  // By difference of volumes, so that a row of the covariance lies there as it is.
  const Eigen::Index longest = lags.size() - 1;
  double* by_difference = scratch_.zeros(static_cast<std::size_t>(2 * longest + 1) + kSide);
  for (Eigen::Index lag = -longest; lag <= longest; ++lag) by_difference[longest + lag] = lags(std::abs(lag));
  // V W', turned over as it is made: blocks of columns stay in the cache.
  for (std::size_t first = 0; first < columns_; first += kSide) {
    const std::size_t count = std::min(kSide, n_ - first);
    const bool together = kept_[first + count - 1] - kept_[first] == static_cast<Eigen::Index>(count) - 1;
    for (std::size_t row = 0; row < n_; ++row) {
      const double* from = by_difference + (longest - kept_[row] + kept_[first]);
      for (std::size_t k = 0; k < kSide; ++k)
        part[row * kSide + k] = together ? from[k] : k < count ? from[kept_[first + k] - kept_[first]] : 0.0;
    }
    kernels_.filter(part, n_, kSide, recursion);
    for (std::size_t i = 0; i < columns_; i += kSide)
      for (std::size_t k = 0; k < count; ++k)
        for (std::size_t row = 0; row < kSide; ++row)
          s[i * n_ + (first + k) * kSide + row] = part[(i + row) * kSide + k];
  }
  Derivative result{s, sq, {}, 0};
  for (std::size_t first = 0; first < columns_; first += kSide) {
    double* block = s + first * n_;
    kernels_.filter(block, n_, kSide, recursion);
    kernels_.cross(block, kSide, q_, wide_, n_, sq + first * wide_);
  }
  result.qsq = cross(q_, sq);
  for (std::size_t row = 0; row < n_; ++row) result.trace += s[row / kSide * kSide * n_ + row * kSide + row % kSide];
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

}  // namespace attune::bold
