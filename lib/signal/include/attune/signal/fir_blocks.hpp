#pragma once

#include <Eigen/Dense>
#include <memory>
#include <span>

#include "attune/signal/apply_fir.hpp"

namespace attune::signal {

/// A filter made ready for data that come in pieces: the blocks of a segment start at its samples 0, step(),
/// 2 step(), ... and each needs before() samples more before it and after() samples more after it. `filter_columns`
/// is these blocks put together, so both give the same bits. May be shared between threads.
class FirBlocks {
 public:
  FirBlocks(const Fir& fir, Phase phase);
  ~FirBlocks();
  FirBlocks(const FirBlocks&) = delete;
  FirBlocks& operator=(const FirBlocks&) = delete;

  Eigen::Index step() const;
  Eigen::Index before() const;
  Eigen::Index after() const;
  /// before() + step() + after(): samples that go into one block.
  Eigen::Index span() const { return before() + step() + after(); }

  /// Memory one thread works in: span() values of some channels, in columns that are aligned for the transform.
  class Workspace {
   public:
    Workspace(const FirBlocks& blocks, Eigen::Index channels);
    /// span() x channels.
    Eigen::Map<Eigen::MatrixXd, 0, Eigen::OuterStride<>> columns();
    double* column(Eigen::Index channel) { return memory_.get() + channel * stride_; }

   private:
    struct Free {
      void operator()(double* memory) const;
    };
    std::unique_ptr<double[], Free> memory_;
    Eigen::Index span_ = 0, stride_ = 0, channels_ = 0;
  };

  /// Filters the span() values of one column of a workspace; returns the step() results, which are in it.
  std::span<const double> filter(Workspace& workspace, Eigen::Index channel) const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

/// A sample of a padded segment: weight x(sample) + mirrored_weight x(mirrored).
struct PaddedSample {
  double weight = 0;
  Eigen::Index sample = 0;
  double mirrored_weight = 0;
  Eigen::Index mirrored = 0;
};
/// Sample `index` of a segment of `count` samples (negative before it, `count` or more after it) as a filter of `taps`
/// taps sees it.
PaddedSample padded_sample(Eigen::Index index, Eigen::Index count, Padding padding, Eigen::Index taps);

}  // namespace attune::signal
