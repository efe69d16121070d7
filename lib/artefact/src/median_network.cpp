#include "median_network.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <bit>

#include "attune/base/instruction_set.hpp"

namespace attune::artefact {
namespace {

using Comparators = std::vector<std::pair<std::size_t, std::size_t>>;

// Batcher's network for a power of two; places from `count` on hold what is larger than every value, so that
// comparators that touch them do nothing.
Comparators sorting_network(std::size_t count) {
  Comparators out;
  const std::size_t full = std::bit_ceil(count);
  for (std::size_t p = 1; p < full; p *= 2)
    for (std::size_t k = p; k >= 1; k /= 2)
      for (std::size_t j = k % p; j + k < full; j += 2 * k)
        for (std::size_t i = 0; i < std::min(k, full - j - k); ++i)
          if ((i + j) / (p * 2) == (i + j + k) / (p * 2) && i + j + k < count) out.emplace_back(i + j, i + j + k);
  return out;
}

template <std::size_t kSets>
inline __attribute__((always_inline)) void run(const Comparators& comparators, double* values) {
  for (const auto& [low, high] : comparators) {
    double* const __restrict a = values + low * kSets;
    double* const __restrict b = values + high * kSets;
    for (std::size_t s = 0; s < kSets; ++s) {
      const double x = a[s], y = b[s];
      a[s] = x < y ? x : y;
      b[s] = x < y ? y : x;
    }
  }
}

__attribute__((target("avx2"))) void run_avx2(const Comparators& comparators, double* values) {
  run<MedianNetwork::kSets>(comparators, values);
}
void run_plain(const Comparators& comparators, double* values) { run<MedianNetwork::kSets>(comparators, values); }

}  // namespace

MedianNetwork::MedianNetwork(std::size_t count) : count_(count) {
  const Comparators all = sorting_network(count);
  std::vector<bool> matters(count, false);
  matters[(count - 1) / 2] = matters[count / 2] = true;
  for (auto pair = all.rbegin(); pair != all.rend(); ++pair) {
    if (!matters[pair->first] && !matters[pair->second]) continue;
    matters[pair->first] = matters[pair->second] = true;
    comparators_.push_back(*pair);
  }
  std::reverse(comparators_.begin(), comparators_.end());
}

void MedianNetwork::medians(double* values, double* out) const {
  (use_avx2() ? run_avx2 : run_plain)(comparators_, values);
  const double* const low = values + (count_ - 1) / 2 * kSets;
  const double* const high = values + count_ / 2 * kSets;
  for (std::size_t s = 0; s < kSets; ++s) out[s] = count_ % 2 == 1 ? low[s] : 0.5 * (low[s] + high[s]);
}

}  // namespace attune::artefact
