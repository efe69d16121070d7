#include "normal_matrix.hpp"

#include <algorithm>
#include <cmath>

namespace attune::skin {
namespace {

using Triplets = std::vector<Eigen::Triplet<double>>;

/// The bilinear transform of the Bateman function: coefficients of q[i], q[i - 1], q[i - 2] in the driver and in the
/// phasic part.
struct Bilinear {
  std::array<double, 3> activity{}, moving{1, 2, 1};
};
Bilinear bilinear(Hertz rate, const CvxEdaOptions& options) {
  const double step = 1 / rate.value(), a0 = 1 / options.tau_fall.count(), a1 = 1 / options.tau_rise.count();
  const double norm = (a1 - a0) * step * step;
  return {{(a1 * step + 2) * (a0 * step + 2) / norm, (2 * a1 * a0 * step * step - 8) / norm,
           (a1 * step - 2) * (a0 * step - 2) / norm},
          {1, 2, 1}};
}

/// A cubic B-spline over samples: a triangle of `spacing` samples convolved with itself, 1 at its top.
std::vector<double> spline(Eigen::Index spacing) {
  std::vector<double> triangle;
  for (Eigen::Index i = 1; i < 2 * spacing; ++i)
    triangle.push_back(static_cast<double>(spacing - std::abs(i - spacing)));
  std::vector<double> out(2 * triangle.size() - 1, 0.0);
  for (std::size_t i = 0; i < triangle.size(); ++i)
    for (std::size_t k = 0; k < triangle.size(); ++k) out[i + k] += triangle[i] * triangle[k];
  const double top = *std::max_element(out.begin(), out.end());
  for (double& value : out) value /= top;
  return out;
}

}  // namespace

Design::Design(Eigen::Index samples, Hertz sampling_frequency, const CvxEdaOptions& options) : samples_(samples) {
  const auto spacing = static_cast<Eigen::Index>(std::lround(options.knots.count() * sampling_frequency.value()));
  const std::vector<double> bump = spline(spacing);
  const auto reach = static_cast<Eigen::Index>(bump.size() / 2);
  const Eigen::Index knots = (samples + spacing - 1) / spacing;
  // Places of the unknowns: every coefficient right after the last sample it reaches.
  std::vector<Eigen::Index> place_of_q(static_cast<std::size_t>(samples)), place_of_l(static_cast<std::size_t>(knots));
  Eigen::Index next = 0, knot = 0;
  for (Eigen::Index i = 0; i < samples; ++i) {
    for (; knot < knots && knot * spacing + reach < i; ++knot) place_of_l[static_cast<std::size_t>(knot)] = next++;
    place_of_q[static_cast<std::size_t>(i)] = next++;
  }
  for (; knot < knots; ++knot) place_of_l[static_cast<std::size_t>(knot)] = next++;
  unknowns_ = next + 2;
  const Bilinear filter = bilinear(sampling_frequency, options);
  Triplets moving, slow, activity;
  for (Eigen::Index i = 2; i < samples; ++i)
    for (Eigen::Index back = 0; back < 3; ++back) {
      const Eigen::Index column = place_of_q[static_cast<std::size_t>(i - back)];
      moving.emplace_back(i, column, filter.moving[static_cast<std::size_t>(back)]);
      activity.emplace_back(i - 2, column, filter.activity[static_cast<std::size_t>(back)]);
    }
  ridge_ = Vector::Zero(unknowns_);
  for (Eigen::Index k = 0; k < knots; ++k) {
    const Eigen::Index column = place_of_l[static_cast<std::size_t>(k)];
    ridge_[column] = options.gamma;
    for (Eigen::Index j = 0; j < static_cast<Eigen::Index>(bump.size()); ++j) {
      const Eigen::Index i = k * spacing + j - reach;
      if (i >= 0 && i < samples) slow.emplace_back(i, column, bump[static_cast<std::size_t>(j)]);
    }
  }
  for (Eigen::Index i = 0; i < samples; ++i) {
    slow.emplace_back(i, unknowns_ - 2, 1.0);
    slow.emplace_back(i, unknowns_ - 1, static_cast<double>(i + 1) / static_cast<double>(samples));
  }
  moving_.resize(samples, unknowns_);
  moving_.setFromTriplets(moving.begin(), moving.end());
  slow_.resize(samples, unknowns_);
  slow_.setFromTriplets(slow.begin(), slow.end());
  activity_.resize(samples - 2, unknowns_);
  activity_.setFromTriplets(activity.begin(), activity.end());
  observed_ = moving_ + slow_;
}

NormalMatrix::NormalMatrix(const Design& design) : design_(design) {
  fixed_ = design.observed().transpose() * design.observed();
  Eigen::SparseMatrix<double> ridge(design.unknowns(), design.unknowns());
  Triplets diagonal;
  for (Eigen::Index i = 0; i < design.unknowns(); ++i) diagonal.emplace_back(i, i, design.ridge()[i]);
  ridge.setFromTriplets(diagonal.begin(), diagonal.end());
  fixed_ = Eigen::SparseMatrix<double>(fixed_ + ridge);
  const Eigen::SparseMatrix<double> room = design.activity().transpose() * design.activity();
  lower_ = Eigen::SparseMatrix<double>((fixed_ + 0.0 * room).triangularView<Eigen::Lower>());
  lower_.makeCompressed();
  base_ = Eigen::Map<const Eigen::VectorXd>(lower_.valuePtr(), lower_.nonZeros());
  // Where the products of a driver's coefficients are added.
  const auto place = [&](Eigen::Index row, Eigen::Index column) {
    const int* first = lower_.innerIndexPtr() + lower_.outerIndexPtr()[column];
    const int* last = lower_.innerIndexPtr() + lower_.outerIndexPtr()[column + 1];
    return static_cast<Eigen::Index>(std::lower_bound(first, last, static_cast<int>(row)) - lower_.innerIndexPtr());
  };
  const Eigen::SparseMatrix<double, Eigen::RowMajor> rows = design.activity();
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    std::array<Eigen::Index, 3> at{};
    std::array<double, 3> value{};
    std::size_t k = 0;
    for (Eigen::SparseMatrix<double, Eigen::RowMajor>::InnerIterator it(rows, i); it; ++it, ++k) {
      at[k] = it.col();
      value[k] = it.value();
    }
    places_.push_back({place(at[0], at[0]), place(at[1], at[0]), place(at[2], at[0]), place(at[1], at[1]),
                       place(at[2], at[1]), place(at[2], at[2])});
    products_ = {value[0] * value[0], value[1] * value[0], value[2] * value[0],
                 value[1] * value[1], value[2] * value[1], value[2] * value[2]};
  }
  factored_.analyzePattern(lower_);
}

Eigen::VectorXd NormalMatrix::quadratic(const Eigen::VectorXd& x) const { return fixed_ * x; }

void NormalMatrix::factor(const Eigen::VectorXd& weights) {
  Eigen::Map<Eigen::VectorXd> values(lower_.valuePtr(), lower_.nonZeros());
  values = base_;
  for (Eigen::Index i = 0; i < weights.size(); ++i)
    for (std::size_t k = 0; k < 6; ++k) values[places_[static_cast<std::size_t>(i)][k]] += weights[i] * products_[k];
  factored_.factorize(lower_);
}

}  // namespace attune::skin
