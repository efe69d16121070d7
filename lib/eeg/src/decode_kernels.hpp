#pragma once

#include <cstddef>

#include "stored_samples.hpp"

namespace attune::eeg {

/// Numbers within one record: those of channel c and sample s are at record + channels[c].offset + s * stride and go to
/// out[c * channel_step + s * sample_step], one of the two steps being 1.
struct Stretch {
  const std::byte* record;
  const StoredChannel* channels;
  std::ptrdiff_t channel_count, samples;
  std::size_t stride;
  double* out;
  std::ptrdiff_t channel_step, sample_step;
};

/// The hot loops in the copy for this processor; all copies give the same bits.
struct DecodeKernels {
  void (*int16)(const Stretch&);
  void (*int24)(const Stretch&);  ///< little-endian; the byte before the first number is read too
  void (*int32)(const Stretch&);
  void (*float32)(const Stretch&);
  void (*int16_swapped)(const Stretch&);
  void (*int32_swapped)(const Stretch&);
  void (*float32_swapped)(const Stretch&);
  /// Raises largest[r] to the magnitudes of row r of `values` (rows x columns, column by column; NaN raises nothing).
  /// Returns 0 if all are finite and NaN else.
  double (*check)(const double* values, std::ptrdiff_t rows, std::ptrdiff_t columns, double* largest);
};
const DecodeKernels& decode_kernels();

}  // namespace attune::eeg
