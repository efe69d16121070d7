#pragma once

#include <Eigen/Dense>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "attune/bold/design.hpp"
#include "attune/bold/fit.hpp"
#include "attune/bold/noise.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::bold {

/// What the error of the estimated noise does to contrasts at one pair of noise parameters, for innovations of unit
/// variance. Depends on the design alone.
struct SmallSampleNode {
  Eigen::MatrixXd covariance;             ///< of the coordinates, noise known
  Eigen::MatrixXd adjusted;               ///< with what the error of the noise adds
  std::vector<Eigen::MatrixXd> gradient;  ///< of `covariance` by innovation variance, a, b
  Eigen::MatrixXd parameter_covariance;   ///< of the estimates of innovation variance, a, b
};

/// Covariance of the noise parameters from the expected information of the restricted likelihood, and Kenward & Roger's
/// adjusted covariance of the coordinates with the bias of the noise parameters taken into account (Kenward & Roger
/// 1997, 2009), which makes it the same for any choice of parameters.
SmallSampleNode small_sample_node(Arma noise, const Eigen::MatrixXd& basis, std::span<const Eigen::Index> kept,
                                  int parameters);

/// Nodes on a lattice of the noise parameters, computed when first needed and kept. Safe for many threads.
class SmallSample {
 public:
  SmallSample(const Design& design, NoiseModel noise, bool enlarge);
  ~SmallSample();

  bool enlarge() const { return enlarge_; }
  double degrees() const { return degrees_; }  ///< volumes kept less rank
  /// ARMA(1,1) that was found to be white noise: at the edge of the parameters, where no expansion holds; the noise
  /// then counts as known.
  bool is_white(Arma noise) const { return parameters_ == 2 && noise.a == 0 && noise.b == 0; }
  /// The lattice's points around `noise` with their weights of cubic interpolation.
  struct Weighted {
    std::size_t point = 0;
    double weight = 0;
  };
  std::vector<Weighted> around(Arma noise) const;
  const SmallSampleNode& node(std::size_t point) const;
  std::size_t points() const { return across_a_ * across_b_; }
  /// Computes the nodes that these noise parameters need, in parallel.
  void prepare(std::span<const Arma> noises, parallel::Threads threads) const;

 private:
  struct Slot;
  Arma parameters_at(std::size_t point) const;

  Eigen::MatrixXd basis_;
  std::vector<Eigen::Index> kept_;
  int parameters_ = 0;
  bool enlarge_ = true;
  double degrees_ = 0;
  double first_a_ = 0;
  std::size_t across_a_ = 1, across_b_ = 1;
  std::unique_ptr<Slot[]> slots_;
};

/// The adjustment of one set of contrast rows at given noise parameters. `excess` is what is added to the identity
/// where the rows' own covariance is the identity; `scale` multiplies Wald's F.
struct Adjustment {
  Eigen::MatrixXd excess;
  double scale = 1;
  double df = 0;
};

/// The adjustment of one contrast as a smooth function of the noise parameters.
class ContrastAdjustment {
 public:
  /// `rows` is rows x rank, in the coordinates of the basis.
  ContrastAdjustment(std::shared_ptr<const SmallSample> sample, const Eigen::MatrixXd& rows);
  Adjustment at(Arma noise);

 private:
  struct Values {
    bool known = false;
    double a1 = 0, a2 = 0;
    Eigen::MatrixXd excess;
  };
  const Values& values(std::size_t point);

  std::shared_ptr<const SmallSample> sample_;
  Eigen::MatrixXd rows_;
  std::vector<Values> values_;
};

}  // namespace attune::bold
