#include "zlib_inflate.hpp"

#include <fmt/format.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace attune::eeg {

std::vector<std::byte> zlib_inflate(std::span<const std::byte> stream, std::size_t limit,
                                    const std::filesystem::path& path, const Place& place) {
  const auto state = std::make_unique<inflate_state>();
  isal_inflate_init(state.get());
  state->crc_flag = ISAL_ZLIB;
  // The library takes a pointer to mutable bytes and only reads them.
  state->next_in = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(stream.data()));
  state->avail_in = static_cast<std::uint32_t>(stream.size());
  std::vector<std::byte> out;
  std::size_t filled = 0;
  while (filled < limit && state->block_state != ISAL_BLOCK_FINISH) {
    if (filled == out.size()) {
      constexpr std::size_t kLargestStep = std::size_t{1} << 28;
      const std::size_t step = std::min(std::max<std::size_t>(out.size(), 4096), kLargestStep);
      out.resize(std::min(limit, out.size() + step));
    }
    state->next_out = reinterpret_cast<std::uint8_t*>(out.data() + filled);
    const auto room = static_cast<std::uint32_t>(out.size() - filled);
    state->avail_out = room;
    const int status = isal_inflate(state.get());
    const std::uint32_t got = room - state->avail_out;
    filled += got;
    if (status < 0 || status == ISAL_NEED_DICT)
      throw input_error(path, place, fmt::format("compressed part is damaged after {} bytes of its content", filled));
    if (got == 0 && state->avail_in == 0 && state->block_state != ISAL_BLOCK_FINISH)
      throw input_error(path, place,
                        fmt::format("compressed part ends after {} bytes of its content, "
                                    "before its end mark",
                                    filled));
  }
  out.resize(filled);
  return out;
}

std::vector<std::byte> gzip_inflate(std::span<const std::byte> file, std::size_t limit,
                                    const std::filesystem::path& path) {
  const auto state = std::make_unique<inflate_state>();
  std::vector<std::byte> out;
  std::size_t filled = 0, at = 0;
  while (at < file.size()) {
    isal_inflate_init(state.get());
    state->crc_flag = ISAL_GZIP;
    while (state->block_state != ISAL_BLOCK_FINISH) {
      constexpr std::size_t kLargestStep = std::size_t{1} << 28;
      const auto offered = static_cast<std::uint32_t>(std::min(file.size() - at, kLargestStep));
      if (filled == out.size()) out.resize(filled + std::clamp<std::size_t>(out.size(), 65536, kLargestStep));
      // The library takes a pointer to mutable bytes and only reads them.
      state->next_in = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(file.data() + at));
      state->avail_in = offered;
      state->next_out = reinterpret_cast<std::uint8_t*>(out.data() + filled);
      const auto room = static_cast<std::uint32_t>(std::min(out.size() - filled, kLargestStep));
      state->avail_out = room;
      const int status = isal_inflate(state.get());
      const std::uint32_t got = room - state->avail_out, taken = offered - state->avail_in;
      at += taken;
      filled += got;
      if (status < 0 || status == ISAL_NEED_DICT)
        throw input_error(path, fmt::format("its gzip data are damaged after {} bytes of content", filled));
      if (filled > limit) throw input_error(path, fmt::format("holds more than {} bytes when unpacked", limit));
      if (got == 0 && taken == 0 && state->block_state != ISAL_BLOCK_FINISH)
        throw input_error(path, fmt::format("its gzip data end early, after {} bytes of content", filled));
    }
  }
  out.resize(filled);
  return out;
}

}  // namespace attune::eeg
