#pragma once

#include <Eigen/Dense>

#include "attune/signal/transform.hpp"
#include "attune/spectrum/power.hpp"

namespace attune::spectrum {

/// One-sided power density of segments of one length. Many threads may use it, each with a workspace.
class SegmentPower {
 public:
  SegmentPower(Eigen::Index length, Hertz sampling_frequency, const PowerOptions& options);

  Eigen::Index length() const { return transform_.size(); }
  Eigen::VectorXd frequencies() const;

  class Workspace {
   public:
    explicit Workspace(const SegmentPower& estimator)
        : buffer(estimator.transform_.buffer()),
          centred(estimator.length()),
          density(estimator.transform_.bins()),
          spectra(estimator.transform_.bins(), estimator.tapers_.cols()) {}

   private:
    friend class SegmentPower;
    signal::TransformBuffer buffer;
    Eigen::VectorXd centred, density;
    Eigen::MatrixXd spectra;
  };
  /// Density of a segment in its unit squared per Hz.
  const Eigen::VectorXd& density(const Eigen::Ref<const Eigen::VectorXd>& samples, Workspace& workspace) const;

 private:
  void weigh_adaptively(Workspace& workspace) const;

  signal::RealTransform transform_;
  double rate_;
  Eigen::MatrixXd tapers_;          // samples x tapers, each of energy 1
  Eigen::VectorXd concentrations_;  // weights of the tapers; 1 for Welch's one
  bool adaptive_;
};

}  // namespace attune::spectrum
