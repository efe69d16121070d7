#pragma once

#include <utility>

#include "attune/eeg/source.hpp"

namespace attune::eeg {

/// A recording of a format that is read whole.
class HeldSource : public Source {
 public:
  explicit HeldSource(Recording recording);
  Recording read_all(parallel::Threads threads) const override;
  Recording release() && { return std::move(recording_); }

 private:
  void read_block(Eigen::Index first_sample, Eigen::Index first_channel, Eigen::Ref<Eigen::MatrixXd> columns,
                  parallel::Threads threads) const override;

  Recording recording_;
};

}  // namespace attune::eeg
