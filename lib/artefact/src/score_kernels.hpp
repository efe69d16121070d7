#pragma once

#include <cstddef>

namespace attune::artefact {

/// The hot loops over one tile. `stride` is the samples of a row (kTileSamples); rows of x, y and psi are signals.
struct ScoreKernels {
  /// y = W x; W has `rows` rows of `signals` numbers.
  void (*multiply)(const double* x, std::size_t signals, const double* w, std::size_t rows, double* y);
  /// psi = tanh(y); per row the sums of |y| + log(1 + exp(-2|y|)), of 1 - tanh^2 and of y^2 are added to.
  void (*score)(const double* y, std::size_t rows, double* psi, double* loss, double* slope, double* square);
  /// g += psi y', rows x rows, row after row.
  void (*products)(const double* psi, const double* y, std::size_t rows, double* g);
};

/// The copy for this processor; all give the same bits.
const ScoreKernels& score_kernels();

}  // namespace attune::artefact
