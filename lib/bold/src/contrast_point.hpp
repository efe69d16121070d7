#pragma once

#include <Eigen/Dense>
#include <memory>
#include <vector>

#include "lattice.hpp"
#include "small_sample.hpp"

namespace attune::bold {

/// An F contrast at one pair of noise parameters: F is `wald` applied to the coordinates and squared, over the
/// innovation variance.
struct FPoint {
  Eigen::MatrixXd wald;  ///< rows x rank, scaled so that F = |wald coordinates|^2 / innovation variance
  Eigen::VectorXd ones;  ///< wald applied to the coordinates of a series of ones
  double df2 = 0;
};

/// Everything that turns the coordinates of a voxel into results at one pair of noise parameters.
struct ContrastPoint {
  RowMatrix explained;      ///< (contrasts, baseline) x padded rank: weights of L^-1 Q' W r in the effects
  Eigen::ArrayXd variance;  ///< of each contrast, for innovations of unit variance
  Eigen::ArrayXd df;
  std::vector<FPoint> f;
};

/// What rows say of a series of ones, without the rounding of rows that say nothing.
Eigen::VectorXd of_ones(const Eigen::MatrixXd& rows, const Eigen::VectorXd& ones);

/// Computes `ContrastPoint`s of a lattice. `contrasts` is contrasts x rank; its last row may be any other combination
/// of which only the effect is wanted.
class ContrastPoints {
 public:
  ContrastPoints(const Lattice& lattice, Eigen::MatrixXd contrasts, std::vector<Eigen::MatrixXd> f_contrasts,
                 Eigen::VectorXd ones, std::shared_ptr<const SmallSample> sample);
  ~ContrastPoints();

  /// Safe for many threads.
  const ContrastPoint& point(std::size_t index) const;
  const Eigen::MatrixXd& contrasts() const { return contrasts_; }

 private:
  struct Slot;
  struct Adjuster;
  ContrastPoint make_point(std::size_t index) const;

  const Lattice& lattice_;
  Eigen::MatrixXd contrasts_;
  std::vector<Eigen::MatrixXd> f_contrasts_;
  Eigen::VectorXd ones_;
  std::shared_ptr<const SmallSample> sample_;
  std::unique_ptr<Slot[]> slots_;
  std::vector<std::unique_ptr<Adjuster>> adjusters_;  // of the contrasts, then of the F contrasts
};

}  // namespace attune::bold
