#include "prepared_points.hpp"

#include <cmath>
#include <limits>

namespace attune::cluster {
namespace {

// What the point's values are brought to unit size by; 0 if they do not vary.
double scale_of(const Eigen::VectorXd& values, bool one_sample) {
  if (one_sample) return std::sqrt(values.squaredNorm() / static_cast<double>(values.size()));
  const double spread = (values.array() - values.mean()).matrix().norm();
  const double largest = values.cwiseAbs().maxCoeff();
  return spread > 1e-12 * largest ? spread / std::sqrt(static_cast<double>(values.size() - 1)) : 0.0;
}

}  // namespace

PreparedPoints prepare(const Eigen::Ref<const Eigen::MatrixXd>& values, const Shape& shape) {
  PreparedPoints out;
  out.shape = shape;
  const bool one_sample = shape.statistic == Statistic::one_sample;
  for (Eigen::Index point = 0; point < values.rows(); ++point) {
    Eigen::VectorXd row = values.row(point).transpose();
    if (!row.allFinite()) {
      ++out.incomplete;
      continue;
    }
    const double scale = scale_of(row, one_sample);
    if (scale == 0.0) {
      ++out.constant;
      continue;
    }
    if (!one_sample) row.array() -= row.mean();
    const std::size_t place = out.points.size(), lane = place % kLanes;
    if (lane == 0) out.values.resize(out.values.size() + shape.people);
    Eight* block = out.values.data() + place / kLanes * shape.people;
    for (std::size_t i = 0; i < shape.people; ++i) block[i].value[lane] = row(static_cast<Eigen::Index>(i)) / scale;
    out.points.push_back(static_cast<std::int32_t>(point));
    out.scale.push_back(scale);
  }
  return out;
}

double t_of(double difference, double variance) {
  if (variance > kNoVariance) return difference / std::sqrt(variance);
  if (std::abs(difference) < 1e-7) return 0.0;
  return std::copysign(std::numeric_limits<double>::infinity(), difference);
}

double welch_df(double variance, double variance_a, const Shape& shape) {
  const auto n_a = static_cast<double>(shape.members), n_b = static_cast<double>(shape.people) - n_a;
  const double a = variance_a, b = variance - variance_a;
  return variance * variance / (a * a / (n_a - 1.0) + b * b / (n_b - 1.0));
}

}  // namespace attune::cluster
