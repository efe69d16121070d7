#pragma once

#include <Eigen/Core>

#include "attune/base/units.hpp"
#include "attune/signal/tapers.hpp"
#include "attune/signal/transform.hpp"

namespace attune::heart {

// One-sided density of a segment: its mean is taken off, then a Hann taper put on. Threads may share one object.
class WelchSegment {
 public:
  WelchSegment(Eigen::Index length, Hertz rate)
      : transform_(length), taper_(signal::taper(signal::Taper::hann, length)) {
    scale_ = 1.0 / (rate.value() * taper_.squaredNorm());
  }

  void add(const Eigen::Ref<const Eigen::VectorXd>& samples, Eigen::VectorXd& sum) const {
    signal::TransformBuffer buffer = transform_.buffer();
    const double mean = samples.mean();
    Eigen::Map<Eigen::VectorXd>(buffer.real(), samples.size()) = (samples.array() - mean) * taper_.array();
    transform_.run(buffer);
    const Eigen::Index bins = transform_.bins(), size = transform_.size();
    for (Eigen::Index k = 0; k < bins; ++k) {
      // 0 Hz and half the sampling frequency have no twin at a negative frequency.
      const double twins = k == 0 || 2 * k == size ? 1.0 : 2.0;
      sum(k) += twins * scale_ * std::norm(buffer.values()[static_cast<std::size_t>(k)]);
    }
  }

 private:
  signal::RealTransform transform_;
  Eigen::VectorXd taper_;
  double scale_ = 0;
};

}  // namespace attune::heart
