#pragma once

#include <Eigen/Dense>
#include <memory>
#include <vector>

#include "attune/bold/contrast.hpp"
#include "attune/bold/design.hpp"
#include "attune/bold/f_contrast.hpp"
#include "attune/bold/fit.hpp"
#include "attune/bold/noise.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::bold {

struct MassOptions {
  NoiseModel noise = NoiseModel::ar1;
  DegreesOfFreedom degrees = DegreesOfFreedom::kenward_roger;
  parallel::Threads threads;
  bool residuals = false;  ///< keep what the model leaves, in signal units (not whitened)
};

/// What `MassFit` makes of a block of voxels. A voxel without a fit (a value of a kept volume is not finite, the series
/// is constant, or the model leaves no residuals) has NaN everywhere.
struct MassResult {
  Eigen::ArrayXXd effect, variance, df;  ///< contrasts x voxels; t is effect / sqrt(variance) on df
  Eigen::ArrayXXd f, f_df2;              ///< F contrasts x voxels; the first degrees of freedom are `MassFit::f_df1`
  Eigen::ArrayXd a, b;                   ///< noise parameters of each voxel, on the grid
  Eigen::ArrayXd residual_sd;            ///< of the innovations, signal units
  Eigen::ArrayXd baseline;               ///< coefficient of the constant
  Eigen::ArrayXXd residuals;             ///< volumes kept x voxels, if asked for
};

/// Many series at once, such as the voxels of an image, with the model of `fit` and its likelihood: generalised least
/// squares with the noise of each voxel chosen by restricted maximum likelihood on a grid (AR(1): steps of 0.01 from
/// -0.9 to 0.98; ARMA(1,1): steps of 0.0375 in both parameters), the gaps of censored volumes kept. What depends on the
/// design alone is computed once and shared by voxels. Coarse grid first, then its neighbourhood: a likelihood with two
/// separate maxima within one coarse step may be climbed at the lower one.
class MassFit {
 public:
  using Block = Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
  using FloatBlock = Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

  /// Contrasts that the design cannot estimate are analysis errors, as in `contrast_vector`.
  MassFit(const Design& design, std::vector<Contrast> contrasts, std::vector<FContrast> f_contrasts,
          const MassOptions& options = {});
  ~MassFit();
  MassFit(MassFit&&) noexcept;
  MassFit& operator=(MassFit&&) noexcept;

  /// Fits a block of volumes (of the run, also the censored ones) x voxels. Another number of rows than the design's
  /// volumes is an internal error. The numbers do not depend on the threads, on the processor's instructions, nor on
  /// which voxels share a block.
  MassResult operator()(const Block& block) const;
  MassResult operator()(const FloatBlock& block) const;

  /// Numerator degrees of freedom of each F contrast: the rank of its rows.
  const std::vector<double>& f_df1() const;

 private:
  struct State;
  class Chunk;
  std::unique_ptr<State> state_;
};

}  // namespace attune::bold
