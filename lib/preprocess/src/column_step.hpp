#pragma once

#include <Eigen/Dense>
#include <memory>
#include <span>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/preprocess/step.hpp"
#include "attune/signal/segments.hpp"
#include "attune/table/record.hpp"

namespace attune::preprocess {

using signal::Segment;

/// Work on each channel alone that keeps the number of samples: filters. A recording may pass through it a few channels
/// at a time.
class ColumnStep {
 public:
  virtual ~ColumnStep() = default;
  /// Samples x channels, in place, each segment alone.
  virtual Warnings operator()(Eigen::Ref<Eigen::MatrixXd> columns, std::span<const Segment> segments,
                              parallel::Threads threads) const = 0;
  /// The same bits for channels x samples.
  virtual Warnings rows(Eigen::Ref<Eigen::MatrixXd> rows, std::span<const Segment> segments,
                        parallel::Threads threads) const = 0;
  /// What is known before any data are seen: taps, cut-offs, delay.
  virtual Record describe() const = 0;
};

/// The work of a step at a sampling frequency; null where the step is none of this kind.
std::unique_ptr<ColumnStep> column_step(const Step& step, Hertz sampling_frequency);

}  // namespace attune::preprocess
