#include "wfdb_samples.hpp"

#include <limits>

namespace attune::physio {
namespace {

std::uint32_t byte_at(std::span<const std::byte> bytes, std::size_t at) {
  return std::to_integer<std::uint32_t>(bytes[at]);
}

/// The value of the low `bits` bits in two's complement.
std::int32_t with_sign(std::uint32_t value, unsigned bits) {
  const std::uint32_t top = std::uint32_t{1} << (bits - 1);
  return static_cast<std::int32_t>(value ^ top) - static_cast<std::int32_t>(top);
}

void decode_212(std::span<const std::byte> bytes, std::size_t first, std::span<std::int32_t> out) {
  std::size_t at = first / 2 * 3, i = 0;
  for (; i + 1 < out.size(); i += 2, at += 3) {
    const std::uint32_t low = byte_at(bytes, at), middle = byte_at(bytes, at + 1), high = byte_at(bytes, at + 2);
    out[i] = with_sign(low | (middle & 0x0f) << 8, 12);
    out[i + 1] = with_sign(high | (middle & 0xf0) << 4, 12);
  }
  if (i < out.size()) out[i] = with_sign(byte_at(bytes, at) | (byte_at(bytes, at + 1) & 0x0f) << 8, 12);
}

}  // namespace

std::size_t wfdb_bits(int format) {
  switch (format) {
    case 80:
      return 8;
    case 212:
      return 12;
    case 16:
    case 61:
      return 16;
    default:
      return 0;
  }
}

std::int32_t wfdb_invalid(int format) {
  if (format == 80) return -128;
  return format == 212 ? -2048 : -32768;
}

void decode_wfdb(int format, std::span<const std::byte> bytes, std::size_t first, std::span<std::int32_t> out) {
  if (format == 212) return decode_212(bytes, first, out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t at = first + i;
    if (format == 80) out[i] = static_cast<std::int32_t>(byte_at(bytes, at)) - 128;
    if (format == 16) out[i] = with_sign(byte_at(bytes, 2 * at) | byte_at(bytes, 2 * at + 1) << 8, 16);
    if (format == 61) out[i] = with_sign(byte_at(bytes, 2 * at + 1) | byte_at(bytes, 2 * at) << 8, 16);
  }
}

}  // namespace attune::physio
