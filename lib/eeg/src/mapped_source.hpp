#pragma once

#include <memory>

#include "attune/eeg/source.hpp"
#include "mapped_file.hpp"
#include "stored_samples.hpp"

namespace attune::eeg {

/// A recording whose samples stay in a file of plain numbers.
class MappedSource : public Source {
 public:
  /// `file` holds the bytes that `stored` points to. `header` has gone through `finish_header`.
  MappedSource(Recording header, std::shared_ptr<const MappedFile> file, StoredSamples stored);
  Recording read_all(parallel::Threads threads) const override;

 private:
  void read_block(Eigen::Index first_sample, Eigen::Index first_channel, Eigen::Ref<Eigen::MatrixXd> columns,
                  parallel::Threads threads) const override;

  std::shared_ptr<const MappedFile> file_;
  StoredSamples stored_;
};

}  // namespace attune::eeg
