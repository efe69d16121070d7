#pragma once

#include <Eigen/Dense>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "attune/bold/design.hpp"
#include "attune/bold/noise.hpp"
#include "attune/parallel/chunks.hpp"
#include "kernels.hpp"
#include "noise_space.hpp"

namespace attune::bold {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// What one pair of noise parameters does to every series of a design.
struct LatticePoint {
  Arma noise;
  /// exp(log determinants / degrees), up to a factor of the lattice: the likelihood falls with `factor` times the
  /// whitened residual sum of squares.
  double factor = 1;
  Eigen::ArrayXd quadratics;          ///< AR(1): whitened sum of squares of a residual series from its lagged sums
  Eigen::ArrayXd decay, gain, scale;  ///< ARMA(1,1): the whitening recursion
  RowMatrix explained;                ///< terms x padded rank: L^-1 Q' W C, transposed
  Eigen::MatrixXd root;               ///< L^-T, where Q' W Q = L L'

  Recursion recursion() const { return {decay.data(), gain.data(), scale.data()}; }
};

/// A fixed grid of noise parameters for one design, its points computed when first needed and kept; safe for many
/// threads. Residual series r of the design enter through few numbers: the projections C'r, where C spans W Q for every
/// point (to kSpan), and for AR(1) sums of lagged products by the length of the gap before a volume.
class Lattice {
 public:
  Lattice(const Design& design, NoiseModel model, parallel::Threads threads);
  ~Lattice();

  NoiseModel model() const { return model_; }
  const Design& design() const { return design_; }
  std::size_t points() const { return across_a_ * across_b_; }
  /// The coarse part of the lattice, from which a search starts, and its step in points.
  const std::vector<std::size_t>& coarse() const { return coarse_; }
  std::size_t coarse_step() const { return coarse_step_; }
  /// The points `step` away from a point. Of the ARMA(1,1) processes that are white noise the lattice has one, point 0,
  /// which neighbours all that are nearly white.
  void neighbours(std::size_t point, std::size_t step, std::vector<std::size_t>& points) const;
  NoiseSpace::Place place(std::size_t point) const;
  Arma parameters(std::size_t point) const;
  /// Between neighbours, in the coordinates of the places.
  double step() const { return step_; }
  const LatticePoint& point(std::size_t point) const;

  /// volumes kept x rank, and volumes kept x terms.
  const RowMatrix& basis() const { return basis_; }
  const RowMatrix& terms() const { return terms_; }
  /// Rows that follow a gap of each length, longest series of sums first; AR(1).
  struct Gap {
    Eigen::Index length = 1;
    std::vector<std::size_t> rows;
  };
  const std::vector<Gap>& gaps() const { return gaps_; }
  double degrees() const { return degrees_; }

 private:
  struct Slot;
  void choose_points();
  std::optional<std::size_t> point_at(std::ptrdiff_t i, std::ptrdiff_t j) const;
  void find_gaps();
  std::vector<std::size_t> with_edges() const;
  void span_terms(parallel::Threads threads);
  LatticePoint make_point(std::size_t point) const;
  Eigen::ArrayXd quadratic_weights(double rho) const;

  const Design design_;
  NoiseModel model_;
  double degrees_ = 0;
  double reference_ = 0;  ///< log determinants at the first coarse point
  NoiseSpace space_;
  double step_ = 0;
  std::size_t across_a_ = 1, across_b_ = 1, coarse_step_ = 1;
  std::vector<std::size_t> coarse_;
  RowMatrix basis_, terms_;
  std::vector<Gap> gaps_;
  std::unique_ptr<Slot[]> slots_;
};

}  // namespace attune::bold
