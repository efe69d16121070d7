#include "kernels.hpp"

#include <algorithm>
#include <type_traits>

#include "attune/base/instruction_set.hpp"

namespace attune::bold {
namespace {

// Eight numbers side by side; the compiler makes of them what the target has.
using Lanes [[gnu::vector_size(64)]] = double;
using Memory [[gnu::vector_size(64), gnu::aligned(8), gnu::may_alias]] = double;
constexpr std::size_t kLanes = 8;

#define ATTUNE_INLINE [[gnu::always_inline]] inline

ATTUNE_INLINE const Memory* at(const double* p) { return reinterpret_cast<const Memory*>(p); }
ATTUNE_INLINE Memory* at(double* p) { return reinterpret_cast<Memory*>(p); }

template <class T>
ATTUNE_INLINE void pack(const T* row, std::size_t tiles, const double* first, const double* offset, std::size_t stride,
                        double* out, double* spread) {
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    for (std::size_t w = 0; w < kTile; w += kLanes) {
      const std::size_t v = tile * kTile + w;
      Lanes x;
      if constexpr (std::is_same_v<T, double>) {
        x = *at(row + v);
      } else {
        for (std::size_t i = 0; i < kLanes; ++i) x[i] = static_cast<double>(row[v + i]);
      }
      const Lanes difference = x - *at(first + v);
      *at(out + tile * stride + w) = x - *at(offset + v);
      *at(spread + v) += difference * difference;
    }
  }
}

// kColumns sums for kWidth x 8 voxels stay in registers.
template <std::size_t kColumns, std::size_t kWidth>
ATTUNE_INLINE void project_some(const double* tile, std::size_t times, const double* basis, std::size_t columns,
                                double* sums) {
  for (std::size_t v = 0; v < kTile; v += kLanes * kWidth) {
    Lanes sum[kColumns][kWidth] = {};
    for (std::size_t t = 0; t < times; ++t) {
      Lanes x[kWidth];
      for (std::size_t w = 0; w < kWidth; ++w) x[w] = *at(tile + t * kTile + v + w * kLanes);
      for (std::size_t k = 0; k < kColumns; ++k)
        for (std::size_t w = 0; w < kWidth; ++w) sum[k][w] += basis[t * columns + k] * x[w];
    }
    for (std::size_t k = 0; k < kColumns; ++k)
      for (std::size_t w = 0; w < kWidth; ++w) *at(sums + k * kTile + v + w * kLanes) = sum[k][w];
  }
}

template <std::size_t kWidth>
ATTUNE_INLINE void project(const double* tile, std::size_t times, const double* basis, std::size_t columns,
                           double* sums) {
  std::size_t k = 0;
  for (; k + 6 <= columns; k += 6) project_some<6, kWidth>(tile, times, basis + k, columns, sums + k * kTile);
  for (; k + 2 <= columns; k += 2) project_some<2, kWidth>(tile, times, basis + k, columns, sums + k * kTile);
  for (; k < columns; ++k) project_some<1, kWidth>(tile, times, basis + k, columns, sums + k * kTile);
}

ATTUNE_INLINE void subtract(double* tile, std::size_t times, const double* basis, std::size_t columns,
                            const double* sums) {
  constexpr std::size_t kTimes = 4;  // independent chains of subtractions
  for (std::size_t v = 0; v < kTile; v += kLanes) {
    std::size_t t = 0;
    for (; t + kTimes <= times; t += kTimes) {
      Lanes x[kTimes];
      for (std::size_t i = 0; i < kTimes; ++i) x[i] = *at(tile + (t + i) * kTile + v);
      for (std::size_t k = 0; k < columns; ++k) {
        const Lanes sum = *at(sums + k * kTile + v);
        for (std::size_t i = 0; i < kTimes; ++i) x[i] -= basis[(t + i) * columns + k] * sum;
      }
      for (std::size_t i = 0; i < kTimes; ++i) *at(tile + (t + i) * kTile + v) = x[i];
    }
    for (; t < times; ++t) {
      Lanes x = *at(tile + t * kTile + v);
      for (std::size_t k = 0; k < columns; ++k) x -= basis[t * columns + k] * *at(sums + k * kTile + v);
      *at(tile + t * kTile + v) = x;
    }
  }
}

ATTUNE_INLINE void squares(const double* tile, std::size_t times, double* sums) {
  Lanes sum[2] = {};
  for (std::size_t t = 0; t < times; ++t) {
    for (std::size_t w = 0; w < 2; ++w) {
      const Lanes x = *at(tile + t * kTile + w * kLanes);
      sum[w] += x * x;
    }
  }
  for (std::size_t w = 0; w < 2; ++w) *at(sums + w * kLanes) = sum[w];
}

ATTUNE_INLINE void lagged(const double* tile, const std::size_t* times, std::size_t count, double* sums) {
  Lanes here[2] = {}, before[2] = {}, product[2] = {};
  for (std::size_t i = 0; i < count; ++i) {
    const double* row = tile + times[i] * kTile;
    for (std::size_t w = 0; w < 2; ++w) {
      const Lanes x = *at(row + w * kLanes);
      const Lanes y = *at(row + w * kLanes - kTile);
      here[w] += x * x;
      before[w] += y * y;
      product[w] += x * y;
    }
  }
  for (std::size_t w = 0; w < 2; ++w) {
    *at(sums + w * kLanes) = here[w];
    *at(sums + kTile + w * kLanes) = before[w];
    *at(sums + 2 * kTile + w * kLanes) = product[w];
  }
}

ATTUNE_INLINE void innovations(const double* tile, std::size_t times, const Recursion& whiten, double* sums) {
  Lanes state[2] = {}, innovation[2] = {}, sum[2] = {};
  for (std::size_t t = 0; t < times; ++t) {
    for (std::size_t w = 0; w < 2; ++w) {
      state[w] = whiten.decay[t] * state[w] + whiten.gain[t] * innovation[w];
      innovation[w] = *at(tile + t * kTile + w * kLanes) - state[w];
      const Lanes white = innovation[w] * whiten.scale[t];
      sum[w] += white * white;
    }
  }
  for (std::size_t w = 0; w < 2; ++w) *at(sums + w * kLanes) = sum[w];
}

ATTUNE_INLINE void innovations_of_one(const double* series, std::size_t times, const Recursion* whiten, double* sums) {
  Lanes state = {}, innovation = {}, sum = {};
  for (std::size_t t = 0; t < times; ++t) {
    Lanes decay, gain, scale;
    for (std::size_t i = 0; i < kLanes; ++i) {
      decay[i] = whiten[i].decay[t];
      gain[i] = whiten[i].gain[t];
      scale[i] = whiten[i].scale[t];
    }
    state = decay * state + gain * innovation;
    innovation = series[t * kTile] - state;
    const Lanes white = innovation * scale;
    sum += white * white;
  }
  *at(sums) = sum;
}

ATTUNE_INLINE void whiten(const double* values, std::size_t times, std::size_t columns, const RecursionGradient& by,
                          const std::array<double*, 3>& white) {
  for (std::size_t column = 0; column < columns; column += kLanes) {
    Lanes state = {}, innovation = {}, state_by[2] = {}, innovation_by[2] = {};
    for (std::size_t t = 0; t < times; ++t) {
      const double decay = by.value.decay[t], gain = by.value.gain[t], scale = by.value.scale[t];
      for (std::size_t i = 0; i < 2; ++i) {
        state_by[i] = (decay * state_by[i] + by.by[i].decay[t] * state) +
                      (gain * innovation_by[i] + by.by[i].gain[t] * innovation);
        innovation_by[i] = -state_by[i];
      }
      state = decay * state + gain * innovation;
      innovation = *at(values + t * columns + column) - state;
      *at(white[0] + t * columns + column) = innovation * scale;
      for (std::size_t i = 0; i < 2; ++i)
        *at(white[i + 1] + t * columns + column) = innovation_by[i] * scale + innovation * by.by[i].scale[t];
    }
  }
}

ATTUNE_INLINE void filter(double* values, std::size_t times, std::size_t columns, const Recursion& whiten) {
  for (std::size_t column = 0; column < columns; column += kLanes) {
    Lanes state = {}, innovation = {};
    for (std::size_t t = 0; t < times; ++t) {
      state = whiten.decay[t] * state + whiten.gain[t] * innovation;
      innovation = *at(values + t * columns + column) - state;
      *at(values + t * columns + column) = innovation * whiten.scale[t];
    }
  }
}

ATTUNE_INLINE void cross(const double* left, std::size_t of_left, const double* right, std::size_t of_right,
                         std::size_t times, double* products) {
  for (std::size_t j = 0; j < of_right; j += kLanes) {
    const std::size_t rows = left == right ? j + kLanes : of_left;
    for (std::size_t i = 0; i < rows; i += kLanes) {
      Lanes sum[kLanes] = {};
      for (std::size_t t = 0; t < times; ++t) {
        const Lanes x = *at(right + t * of_right + j);
        for (std::size_t k = 0; k < kLanes; ++k) sum[k] += left[t * of_left + i + k] * x;
      }
      for (std::size_t k = 0; k < kLanes; ++k) *at(products + (i + k) * of_right + j) = sum[k];
    }
  }
}

ATTUNE_INLINE void multiply(const double* left, const double* square, std::size_t times, std::size_t columns,
                            double* result) {
  constexpr std::size_t kTimes = 6;
  for (std::size_t t = 0; t < times; t += kTimes) {
    const std::size_t first = t + kTimes <= times ? t : times - std::min(times, kTimes);  // the last ones overlap
    const std::size_t count = std::min(times, kTimes);
    for (std::size_t i = 0; i < columns; i += kLanes) {
      Lanes sum[kTimes] = {};
      for (std::size_t k = 0; k < columns; ++k) {
        const Lanes x = *at(square + k * columns + i);
        for (std::size_t w = 0; w < kTimes; ++w) sum[w] += left[(first + (w < count ? w : 0)) * columns + k] * x;
      }
      for (std::size_t w = 0; w < count; ++w) *at(result + (first + w) * columns + i) = sum[w];
    }
  }
}

ATTUNE_INLINE double dot(const double* x, const double* y, std::size_t count) {
  Lanes sum[4] = {};
  std::size_t i = 0;
  for (; i + 4 * kLanes <= count; i += 4 * kLanes)
    for (std::size_t k = 0; k < 4; ++k) sum[k] += *at(x + i + k * kLanes) * *at(y + i + k * kLanes);
  for (; i < count; i += kLanes) sum[0] += *at(x + i) * *at(y + i);
  const Lanes all = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  double total = 0;
  for (std::size_t k = 0; k < kLanes; ++k) total += all[k];
  return total;
}

template <std::size_t kRows>
ATTUNE_INLINE void product_of(const double* transposed, std::size_t rows, std::size_t terms, const double* c,
                              double* product) {
  // Two chains of additions, even and odd terms.
  Lanes even[kRows] = {}, odd[kRows] = {};
  std::size_t k = 0;
  for (; k + 2 <= terms; k += 2) {
    for (std::size_t r = 0; r < kRows; ++r) {
      even[r] += c[k] * *at(transposed + k * rows + r * kLanes);
      odd[r] += c[k + 1] * *at(transposed + (k + 1) * rows + r * kLanes);
    }
  }
  if (k < terms)
    for (std::size_t r = 0; r < kRows; ++r) even[r] += c[k] * *at(transposed + k * rows + r * kLanes);
  for (std::size_t r = 0; r < kRows; ++r) *at(product + r * kLanes) = even[r] + odd[r];
}

ATTUNE_INLINE double squared_product(const double* transposed, std::size_t rows, std::size_t terms, const double* c,
                                     double* product) {
  std::size_t r = 0;
  for (; r + 2 * kLanes <= rows; r += 2 * kLanes) product_of<2>(transposed + r, rows, terms, c, product + r);
  for (; r < rows; r += kLanes) product_of<1>(transposed + r, rows, terms, c, product + r);
  Lanes sum = {};
  for (r = 0; r < rows; r += kLanes) {
    const Lanes x = *at(product + r);
    sum += x * x;
  }
  double total = 0;
  for (std::size_t i = 0; i < kLanes; ++i) total += sum[i];
  return total;
}

// One copy of every loop for a target. kWidth: how many vectors of 8 fit its registers beside 6 columns.
#define ATTUNE_COPY(name, target, kWidth)                                                                              \
  struct name {                                                                                                        \
    target static void pack_all(const double* row, std::size_t tiles, const double* first, const double* offset,       \
                                std::size_t stride, double* out, double* spread) {                                     \
      pack(row, tiles, first, offset, stride, out, spread);                                                            \
    }                                                                                                                  \
    target static void pack_floats(const float* row, std::size_t tiles, const double* first, const double* offset,     \
                                   std::size_t stride, double* out, double* spread) {                                  \
      pack(row, tiles, first, offset, stride, out, spread);                                                            \
    }                                                                                                                  \
    target static void project_all(const double* tile, std::size_t times, const double* basis, std::size_t columns,    \
                                   double* sums) {                                                                     \
      project<kWidth>(tile, times, basis, columns, sums);                                                              \
    }                                                                                                                  \
    target static void subtract_all(double* tile, std::size_t times, const double* basis, std::size_t columns,         \
                                    const double* sums) {                                                              \
      subtract(tile, times, basis, columns, sums);                                                                     \
    }                                                                                                                  \
    target static void squares_all(const double* tile, std::size_t times, double* sums) {                              \
      squares(tile, times, sums);                                                                                      \
    }                                                                                                                  \
    target static void lagged_all(const double* tile, const std::size_t* times, std::size_t count, double* sums) {     \
      lagged(tile, times, count, sums);                                                                                \
    }                                                                                                                  \
    target static void innovations_all(const double* tile, std::size_t times, const Recursion& whiten, double* sums) { \
      innovations(tile, times, whiten, sums);                                                                          \
    }                                                                                                                  \
    target static void innovations_one(const double* series, std::size_t times, const Recursion* whiten,               \
                                       double* sums) {                                                                 \
      innovations_of_one(series, times, whiten, sums);                                                                 \
    }                                                                                                                  \
    target static void whiten_all(const double* values, std::size_t times, std::size_t columns,                        \
                                  const RecursionGradient& by, const std::array<double*, 3>& white) {                  \
      whiten(values, times, columns, by, white);                                                                       \
    }                                                                                                                  \
    target static void filter_all(double* values, std::size_t times, std::size_t columns, const Recursion& whiten) {   \
      filter(values, times, columns, whiten);                                                                          \
    }                                                                                                                  \
    target static void cross_all(const double* left, std::size_t of_left, const double* right, std::size_t of_right,   \
                                 std::size_t times, double* products) {                                                \
      cross(left, of_left, right, of_right, times, products);                                                          \
    }                                                                                                                  \
    target static void multiply_all(const double* left, const double* square, std::size_t times, std::size_t columns,  \
                                    double* result) {                                                                  \
      multiply(left, square, times, columns, result);                                                                  \
    }                                                                                                                  \
    target static double dot_all(const double* x, const double* y, std::size_t count) { return dot(x, y, count); }     \
    target static double squared(const double* transposed, std::size_t rows, std::size_t terms, const double* c,       \
                                 double* product) {                                                                    \
      return squared_product(transposed, rows, terms, c, product);                                                     \
    }                                                                                                                  \
    static constexpr Kernels kAll{pack_all,   pack_floats,     project_all,     subtract_all, squares_all,             \
                                  lagged_all, innovations_all, innovations_one, whiten_all,   filter_all,              \
                                  cross_all,  multiply_all,    dot_all,         squared};                              \
  };

ATTUNE_COPY(Baseline, , 1)
#if defined(__x86_64__)
ATTUNE_COPY(Avx2, [[gnu::target("avx2")]], 1)
ATTUNE_COPY(Avx512, [[gnu::target("avx512f")]], 2)
#endif

}  // namespace

const Kernels& kernels() {
#if defined(__x86_64__)
  if (use_avx512()) return Avx512::kAll;
  if (use_avx2()) return Avx2::kAll;
#endif
  return Baseline::kAll;
}

}  // namespace attune::bold
