#include "score_kernels.hpp"

#include <cmath>
#include <cstdint>

#include "attune/base/instruction_set.hpp"
#include "score_sums.hpp"

namespace attune::artefact {
namespace {

// Eight numbers side by side; the compiler makes of them what the target has.
using Lanes [[gnu::vector_size(64)]] = double;
using Whole [[gnu::vector_size(64)]] = std::int64_t;
using Memory [[gnu::vector_size(64), gnu::aligned(8), gnu::may_alias]] = double;
constexpr std::size_t kLanes = 8;

#define ATTUNE_INLINE [[gnu::always_inline]] inline

ATTUNE_INLINE const Memory* at(const double* p) { return reinterpret_cast<const Memory*>(p); }
ATTUNE_INLINE Memory* at(double* p) { return reinterpret_cast<Memory*>(p); }

ATTUNE_INLINE double total(const Lanes& x) { return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7])); }

// exp of x in [-1400, 0]: x = n log 2 + r with |r| <= log(2)/2, Taylor's series of exp(r) to the 12th power (its
// remainder is below 2e-16), 2^n by the exponent bits. Below -700 it is exp(-700), nothing beside 1.
ATTUNE_INLINE void exp_of_negative(const Lanes& argument, Lanes& result) {
  constexpr double kRound = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to a whole number
  constexpr double kLog2High = 6.93147180369123816490e-01, kLog2Low = 1.90821492927058770002e-10;
  const Lanes floor_value = {-700, -700, -700, -700, -700, -700, -700, -700};
  const Lanes x = argument < floor_value ? floor_value : argument;
  const Lanes shifted = x * 1.4426950408889634074 + kRound;
  const Lanes n = shifted - kRound;
  const Lanes r = (x - n * kLog2High) - n * kLog2Low;
  Lanes p = r * (1.0 / 479001600.0) + (1.0 / 39916800.0);
  p = p * r + (1.0 / 3628800.0);
  p = p * r + (1.0 / 362880.0);
  p = p * r + (1.0 / 40320.0);
  p = p * r + (1.0 / 5040.0);
  p = p * r + (1.0 / 720.0);
  p = p * r + (1.0 / 120.0);
  p = p * r + (1.0 / 24.0);
  p = p * r + (1.0 / 6.0);
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  const Whole bits = __builtin_bit_cast(Whole, shifted);
  const Whole scale = (bits + 1023) << 52;
  result = p * __builtin_bit_cast(Lanes, scale);
}

// kRows rows of y for kWidth x 8 samples stay in registers.
template <std::size_t kRows, std::size_t kWidth>
ATTUNE_INLINE void multiply_some(const double* x, std::size_t signals, const double* w, double* y) {
  for (std::size_t t = 0; t < kTileSamples; t += kLanes * kWidth) {
    Lanes sum[kRows][kWidth] = {};
    for (std::size_t k = 0; k < signals; ++k) {
      Lanes value[kWidth];
      for (std::size_t v = 0; v < kWidth; ++v) value[v] = *at(x + k * kTileSamples + t + v * kLanes);
      for (std::size_t i = 0; i < kRows; ++i)
        for (std::size_t v = 0; v < kWidth; ++v) sum[i][v] += w[i * signals + k] * value[v];
    }
    for (std::size_t i = 0; i < kRows; ++i)
      for (std::size_t v = 0; v < kWidth; ++v) *at(y + i * kTileSamples + t + v * kLanes) = sum[i][v];
  }
}

template <std::size_t kRows, std::size_t kWidth>
ATTUNE_INLINE void multiply(const double* x, std::size_t signals, const double* w, std::size_t rows, double* y) {
  std::size_t i = 0;
  for (; i + kRows <= rows; i += kRows) multiply_some<kRows, kWidth>(x, signals, w + i * signals, y + i * kTileSamples);
  for (; i + 2 <= rows; i += 2) multiply_some<2, kWidth>(x, signals, w + i * signals, y + i * kTileSamples);
  for (; i < rows; ++i) multiply_some<1, kWidth>(x, signals, w + i * signals, y + i * kTileSamples);
}

ATTUNE_INLINE void score(const double* y, std::size_t rows, double* psi, double* loss, double* slope, double* square) {
  for (std::size_t i = 0; i < rows; ++i) {
    Lanes magnitude = {}, flat = {}, squares = {};
    Lanes product = {1, 1, 1, 1, 1, 1, 1, 1};
    for (std::size_t t = 0; t < kTileSamples; t += kLanes) {
      const Lanes value = *at(y + i * kTileSamples + t);
      const Lanes size = value < 0.0 ? -value : value;
      Lanes e;
      exp_of_negative(-2.0 * size, e);
      const Lanes tanh_of_size = (1.0 - e) / (1.0 + e);
      *at(psi + i * kTileSamples + t) = value < 0.0 ? -tanh_of_size : tanh_of_size;
      magnitude += size;
      product *= 1.0 + e;  // at most 2^16 a lane, 2^128 together: one logarithm for the row
      flat += 1.0 - tanh_of_size * tanh_of_size;
      squares += value * value;
    }
    const double all = ((product[0] * product[4]) * (product[2] * product[6])) *
                       ((product[1] * product[5]) * (product[3] * product[7]));
    loss[i] += total(magnitude) + std::log(all);
    slope[i] += total(flat);
    square[i] += total(squares);
  }
}

template <std::size_t kRows, std::size_t kColumns>
ATTUNE_INLINE void products_some(const double* psi, const double* y, std::size_t rows, double* g) {
  Lanes sum[kRows][kColumns] = {};
  for (std::size_t t = 0; t < kTileSamples; t += kLanes) {
    Lanes right[kColumns];
    for (std::size_t j = 0; j < kColumns; ++j) right[j] = *at(y + j * kTileSamples + t);
    for (std::size_t i = 0; i < kRows; ++i) {
      const Lanes left = *at(psi + i * kTileSamples + t);
      for (std::size_t j = 0; j < kColumns; ++j) sum[i][j] += left * right[j];
    }
  }
  for (std::size_t i = 0; i < kRows; ++i)
    for (std::size_t j = 0; j < kColumns; ++j) g[i * rows + j] += total(sum[i][j]);
}

template <std::size_t kRows, std::size_t kColumns>
ATTUNE_INLINE void products_of_rows(const double* psi, const double* y, std::size_t rows, double* g) {
  std::size_t j = 0;
  for (; j + kColumns <= rows; j += kColumns) products_some<kRows, kColumns>(psi, y + j * kTileSamples, rows, g + j);
  for (; j < rows; ++j) products_some<kRows, 1>(psi, y + j * kTileSamples, rows, g + j);
}

template <std::size_t kRows, std::size_t kColumns>
ATTUNE_INLINE void products(const double* psi, const double* y, std::size_t rows, double* g) {
  std::size_t i = 0;
  for (; i + kRows <= rows; i += kRows)
    products_of_rows<kRows, kColumns>(psi + i * kTileSamples, y, rows, g + i * rows);
  for (; i < rows; ++i) products_of_rows<1, kColumns>(psi + i * kTileSamples, y, rows, g + i * rows);
}

// The blocking (rows and columns kept in registers) differs between the copies; each number's own sum does not.
#define ATTUNE_COPY(space, target, rows_kept, width, block)                                                       \
  namespace space {                                                                                               \
  target void multiply_copy(const double* x, std::size_t signals, const double* w, std::size_t rows, double* y) { \
    multiply<rows_kept, width>(x, signals, w, rows, y);                                                           \
  }                                                                                                               \
  target void score_copy(const double* y, std::size_t rows, double* psi, double* loss, double* slope,             \
                         double* square) {                                                                        \
    score(y, rows, psi, loss, slope, square);                                                                     \
  }                                                                                                               \
  target void products_copy(const double* psi, const double* y, std::size_t rows, double* g) {                    \
    products<block, block>(psi, y, rows, g);                                                                      \
  }                                                                                                               \
  constexpr ScoreKernels kAll{multiply_copy, score_copy, products_copy};                                          \
  }

ATTUNE_COPY(Plain, , 2, 1, 1)
#if defined(__x86_64__)
ATTUNE_COPY(Avx2, [[gnu::target("avx2")]], 4, 1, 2)
ATTUNE_COPY(Avx512, [[gnu::target("avx512f")]], 6, 2, 4)
#endif

}  // namespace

const ScoreKernels& score_kernels() {
#if defined(__x86_64__)
  if (use_avx512()) return Avx512::kAll;
  if (use_avx2()) return Avx2::kAll;
#endif
  return Plain::kAll;
}

}  // namespace attune::artefact
