#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace attune::physio {

/// How many bits a sample takes in a WFDB signal format, 0 for a format that is not read.
std::size_t wfdb_bits(int format);
/// The stored value that marks an invalid sample.
std::int32_t wfdb_invalid(int format);
/// Samples from `first` on; for format 212 `first` is even. `bytes` has all samples from 0 on.
void decode_wfdb(int format, std::span<const std::byte> bytes, std::size_t first, std::span<std::int32_t> out);

}  // namespace attune::physio
