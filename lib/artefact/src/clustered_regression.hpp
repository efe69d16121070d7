#pragma once

#include <Eigen/Dense>
#include <vector>

namespace attune::artefact {

/// Least squares of many outcomes on a few regressors, from the sums of clusters, with errors that allow for any
/// dependence within a cluster (Liang & Zeger 1986, times G / (G - 1)).
class ClusteredRegression {
 public:
  /// `x`: regressors x samples, `y`: outcomes x samples of one cluster, both about whatever they are to be about.
  void add(const Eigen::Ref<const Eigen::MatrixXd>& x, const Eigen::Ref<const Eigen::MatrixXd>& y);

  struct Fit {
    Eigen::MatrixXd weights, standard_errors;  ///< regressors x outcomes
  };
  /// Regressors that are linear in each other are an analysis error.
  Fit solve() const;

  Eigen::Index clusters() const { return static_cast<Eigen::Index>(cross_.size()); }
  Eigen::Index samples() const { return samples_; }

 private:
  std::vector<Eigen::MatrixXd> squares_, cross_;
  Eigen::Index samples_ = 0;
};

}  // namespace attune::artefact
