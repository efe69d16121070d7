#include "draw_kernel.hpp"

#include "attune/base/instruction_set.hpp"

namespace attune::erp {
namespace {

// Eight numbers side by side; the compiler makes of them what the target has.
using Lanes [[gnu::vector_size(64)]] = double;
using Memory [[gnu::vector_size(64), gnu::aligned(8), gnu::may_alias]] = double;
constexpr std::size_t kLanes = 8;

#define ATTUNE_INLINE [[gnu::always_inline]] inline

// The sums of kDraws draws for kWidth x 8 columns stay in registers.
template <std::size_t kDraws, std::size_t kWidth>
ATTUNE_INLINE void add_some(const double* weights, std::size_t trials, const double* panel, double* sums,
                            std::size_t stride) {
  for (std::size_t i = 0; i < kPanel; i += kLanes * kWidth) {
    Lanes sum[kDraws][kWidth];
    for (std::size_t d = 0; d < kDraws; ++d)
      for (std::size_t w = 0; w < kWidth; ++w)
        sum[d][w] = *reinterpret_cast<const Memory*>(sums + d * stride + i + w * kLanes);
    for (std::size_t t = 0; t < trials; ++t) {
      Lanes x[kWidth];
      for (std::size_t w = 0; w < kWidth; ++w)
        x[w] = *reinterpret_cast<const Memory*>(panel + t * kPanel + i + w * kLanes);
      for (std::size_t d = 0; d < kDraws; ++d)
        for (std::size_t w = 0; w < kWidth; ++w) sum[d][w] += weights[d * trials + t] * x[w];
    }
    for (std::size_t d = 0; d < kDraws; ++d)
      for (std::size_t w = 0; w < kWidth; ++w)
        *reinterpret_cast<Memory*>(sums + d * stride + i + w * kLanes) = sum[d][w];
  }
}

template <std::size_t kDraws, std::size_t kWidth>
ATTUNE_INLINE void add_all(const double* weights, std::size_t draws, std::size_t trials, const double* panel,
                           double* sums, std::size_t stride) {
  std::size_t d = 0;
  for (; d + kDraws <= draws; d += kDraws)
    add_some<kDraws, kWidth>(weights + d * trials, trials, panel, sums + d * stride, stride);
  for (; d < draws; ++d) add_some<1, kWidth>(weights + d * trials, trials, panel, sums + d * stride, stride);
}

// One copy of the loop for a target.
#define ATTUNE_COPY(name, target, kDraws, kWidth)                                                                   \
  target void name(const double* weights, std::size_t draws, std::size_t trials, const double* panel, double* sums, \
                   std::size_t stride) {                                                                            \
    add_all<kDraws, kWidth>(weights, draws, trials, panel, sums, stride);                                           \
  }

ATTUNE_COPY(add_baseline, , 2, 1)
#if defined(__x86_64__)
ATTUNE_COPY(add_avx2, [[gnu::target("avx2")]], 4, 1)
ATTUNE_COPY(add_avx512, [[gnu::target("avx512f")]], 8, 2)
#endif

}  // namespace

void add_drawn_trials(const double* weights, std::size_t draws, std::size_t trials, const double* panel, double* sums,
                      std::size_t stride) {
#if defined(__x86_64__)
  if (use_avx512()) return add_avx512(weights, draws, trials, panel, sums, stride);
  if (use_avx2()) return add_avx2(weights, draws, trials, panel, sums, stride);
#endif
  add_baseline(weights, draws, trials, panel, sums, stride);
}

}  // namespace attune::erp
