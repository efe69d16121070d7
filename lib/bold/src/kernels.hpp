#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace attune::bold {

/// Voxels are worked on in tiles: time x kTile values, each time point's together.
constexpr std::size_t kTile = 16;
/// Coefficients that one voxel's numbers are multiplied with are stored in rows of a multiple of kRow.
constexpr std::size_t kRow = 8;

constexpr std::size_t padded(std::size_t count) { return (count + kRow - 1) / kRow * kRow; }

/// Whitening of one pair of noise parameters, by row: see `Whitener`.
struct Recursion {
  const double* decay = nullptr;
  const double* gain = nullptr;
  const double* scale = nullptr;
};

/// The same with derivatives by the noise parameters.
struct RecursionGradient {
  Recursion value;
  std::array<Recursion, 2> by;
};

/// The loops over time and voxels. Every copy does the same operations in the same order for each voxel, so the bits do
/// not depend on the processor.
struct Kernels {
  /// One volume of `tiles` tiles: out[tile * stride + i] = row[v] - offset[v] with v = tile * kTile + i, and the square
  /// of row[v] - first[v] is added to spread[v].
  void (*pack)(const double* row, std::size_t tiles, const double* first, const double* offset, std::size_t stride,
               double* out, double* spread);
  void (*pack_float)(const float* row, std::size_t tiles, const double* first, const double* offset, std::size_t stride,
                     double* out, double* spread);
  /// sums[k * kTile + v] = sum over t of basis[t * columns + k] tile[t * kTile + v].
  void (*project)(const double* tile, std::size_t times, const double* basis, std::size_t columns, double* sums);
  /// tile[t, v] -= sum over k of basis[t, k] sums[k, v].
  void (*subtract)(double* tile, std::size_t times, const double* basis, std::size_t columns, const double* sums);
  /// sums[v] = sum over t of tile[t, v]^2.
  void (*squares)(const double* tile, std::size_t times, double* sums);
  /// For the time points listed: sums of x_t^2, x_(t-1)^2 and x_t x_(t-1), 3 x kTile.
  void (*lagged)(const double* tile, const std::size_t* times, std::size_t count, double* sums);
  /// sums[v] = sum over t of the squared innovations of tile.
  void (*innovations)(const double* tile, std::size_t times, const Recursion& whiten, double* sums);
  /// The same for one voxel (every kTile-th value from `series`) and kRow pairs of parameters at once.
  void (*innovations_of_one)(const double* series, std::size_t times, const Recursion* whiten, double* sums);
  /// Whitens `columns` (a multiple of kRow) columns of `values`, times x columns, into white[0]; white[1] and white[2]
  /// get the derivatives by the noise parameters.
  void (*whiten)(const double* values, std::size_t times, std::size_t columns, const RecursionGradient& by,
                 const std::array<double*, 3>& white);
  /// Whitens `columns` (a multiple of kRow) columns of `values`, times x columns, where they are.
  void (*filter)(double* values, std::size_t times, std::size_t columns, const Recursion& whiten);
  /// products[i * of_right + j] = sum over t of left[t, i] right[t, j]: times x of_left and times x of_right, multiples
  /// of kRow.
  void (*cross)(const double* left, std::size_t of_left, const double* right, std::size_t of_right, std::size_t times,
                double* products);
  /// result[t, i] = sum over k of left[t, k] square[k, i]; times x columns and columns x columns, a multiple of kRow.
  void (*multiply)(const double* left, const double* square, std::size_t times, std::size_t columns, double* result);
  /// The sum of products of two arrays; `count` is a multiple of kRow.
  double (*dot)(const double* x, const double* y, std::size_t count);
  /// Sum of squares of M c, with M' stored as terms x padded rows; `rows` is padded. `product` gets M c.
  double (*squared_product)(const double* transposed, std::size_t rows, std::size_t terms, const double* c,
                            double* product);
};

/// The copy for this processor.
const Kernels& kernels();

}  // namespace attune::bold
