#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace attune::artefact {

/// Exact medians of many sets of `count` numbers at once: Batcher's odd-even merge sorting network, without the
/// comparators that the middle does not depend on. Comparisons are the same for all sets, so that they run side by
/// side.
class MedianNetwork {
 public:
  explicit MedianNetwork(std::size_t count);

  /// Sets side by side in one call.
  static constexpr std::size_t kSets = 32;

  /// Value `v` of set `s` is values[v * kSets + s]; they are reordered. NaN gives an unspecified value.
  void medians(double* values, double* out) const;

  std::size_t comparators() const { return comparators_.size(); }

 private:
  std::size_t count_;
  std::vector<std::pair<std::size_t, std::size_t>> comparators_;  // the smaller goes to the first
};

}  // namespace attune::artefact
