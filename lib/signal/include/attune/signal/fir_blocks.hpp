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

  /// Memory one thread works in: 64-byte aligned, room for span() values and the transform.
  class Workspace {
   public:
    explicit Workspace(const FirBlocks& blocks);
    std::span<double> values() { return {values_.get(), static_cast<std::size_t>(size_)}; }

   private:
    struct Free {
      void operator()(double* memory) const;
    };
    std::unique_ptr<double[], Free> values_;
    Eigen::Index size_ = 0;
  };

  /// Filters the span() values at the start of the workspace; returns the step() results, which live in it.
  std::span<const double> filter(Workspace& workspace) const;

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
