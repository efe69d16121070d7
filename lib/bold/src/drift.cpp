#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/bold/design.hpp"

namespace attune::bold {

Drift drift_kind(std::string_view name) {
  const std::array<std::string, 4> known{"cosine", "polynomial", "confounds", "none"};
  for (std::size_t i = 0; i < known.size(); ++i)
    if (name == known[i]) return static_cast<Drift>(i);
  throw usage_error("unknown drift model " + in_quotes(name) + suggestion(name, known));
}

std::string_view name_of(Drift drift) {
  constexpr std::array<std::string_view, 4> kNames{"cosine", "polynomial", "confounds", "none"};
  return kNames[static_cast<std::size_t>(drift)];
}

Eigen::MatrixXd cosine_drifts(Eigen::Index volumes, Seconds repetition_time, Seconds cutoff) {
  if (cutoff <= Seconds(0)) return Eigen::MatrixXd(volumes, 0);
  const double n = static_cast<double>(volumes);
  // The guard keeps a quotient such as 2 * 375 * 0.8 / 100 from being rounded to just below the whole number.
  const double terms = std::floor(2.0 * n * (repetition_time / cutoff) + 1e-9);
  const auto used = static_cast<Eigen::Index>(std::min(terms, n - 1.0));
  Eigen::MatrixXd drifts(volumes, used);
  for (Eigen::Index k = 0; k < used; ++k)
    for (Eigen::Index i = 0; i < volumes; ++i)
      drifts(i, k) = std::sqrt(2.0 / n) * std::cos(std::numbers::pi * (2.0 * static_cast<double>(i) + 1.0) *
                                                   static_cast<double>(k + 1) / (2.0 * n));
  return drifts;
}

Eigen::MatrixXd polynomial_drifts(Eigen::Index volumes, int order) {
  if (order < 0) throw usage_error("a polynomial drift has a negative order, expected one from 0");
  const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(volumes, -1, 1);
  Eigen::MatrixXd drifts(volumes, order);
  Eigen::ArrayXd before = Eigen::ArrayXd::Zero(volumes);
  Eigen::ArrayXd last = Eigen::ArrayXd::Ones(volumes);
  // Bonnet's recursion: (k + 1) P_(k+1) = (2 k + 1) x P_k - k P_(k-1).
  for (int k = 0; k < order; ++k) {
    const Eigen::ArrayXd next = ((2 * k + 1) * x * last - k * before) / (k + 1);
    before = last;
    last = next;
    drifts.col(k) = next;
  }
  return drifts;
}

}  // namespace attune::bold
