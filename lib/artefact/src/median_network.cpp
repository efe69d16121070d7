#include "median_network.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

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

// Numbers side by side.
using Two [[gnu::vector_size(16)]] = double;
using Four [[gnu::vector_size(32)]] = double;

template <class Lanes>
[[gnu::always_inline]] inline void run(const Comparators& comparators, double* values) {
  constexpr std::size_t kLanes = sizeof(Lanes) / sizeof(double);
  static_assert(MedianNetwork::kSets % kLanes == 0);
  for (const auto& [low, high] : comparators) {
    double* const a = values + low * MedianNetwork::kSets;
    double* const b = values + high * MedianNetwork::kSets;
    for (std::size_t s = 0; s < MedianNetwork::kSets; s += kLanes) {
      Lanes x, y;  // copied because nothing says that the values are aligned
      std::memcpy(&x, a + s, sizeof x);
      std::memcpy(&y, b + s, sizeof y);
      const Lanes smaller = x < y ? x : y, larger = x < y ? y : x;
      std::memcpy(a + s, &smaller, sizeof smaller);
      std::memcpy(b + s, &larger, sizeof larger);
    }
  }
}

[[gnu::target("avx2")]] void run_avx2(const Comparators& comparators, double* values) {
  run<Four>(comparators, values);
}
void run_plain(const Comparators& comparators, double* values) { run<Two>(comparators, values); }

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
