#include "membership_kernel.hpp"

namespace attune::stats {
namespace {

using Words = std::array<std::uint32_t, kLanes>;

// One block of Philox 4x32-10 for each lane: what Stream::refill does, on all lanes at once.
void philox_lanes(parallel::Seed seed, std::uint64_t first, std::uint32_t block, std::array<Words, 4>& x) {
  for (std::size_t i = 0; i < kLanes; ++i) {
    const std::uint64_t item = first + i;
    x[0][i] = block;
    x[1][i] = 0;
    x[2][i] = static_cast<std::uint32_t>(item);
    x[3][i] = static_cast<std::uint32_t>(item >> 32);
  }
  auto key0 = static_cast<std::uint32_t>(seed.value), key1 = static_cast<std::uint32_t>(seed.value >> 32);
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < kLanes; ++i) {
      const std::uint64_t a = std::uint64_t{0xD2511F53u} * x[0][i];
      const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * x[2][i];
      const std::uint32_t y0 = static_cast<std::uint32_t>(b >> 32) ^ x[1][i] ^ key0;
      const std::uint32_t y2 = static_cast<std::uint32_t>(a >> 32) ^ x[3][i] ^ key1;
      x[0][i] = y0;
      x[1][i] = static_cast<std::uint32_t>(b);
      x[2][i] = y2;
      x[3][i] = static_cast<std::uint32_t>(a);
    }
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

}  // namespace

MemberSums draw_members(std::span<const double> values, std::uint32_t members, parallel::Seed seed,
                        std::uint64_t first) {
  MemberSums out;
  std::array<Words, 4> words;
  Words open;  // members still to be drawn
  open.fill(members);
  const auto count = static_cast<std::uint32_t>(values.size());
  for (std::uint32_t j = 0; j < count; ++j) {
    if (j % 4 == 0) philox_lanes(seed, first, j / 4, words);
    const Words& word = words[j % 4];
    const std::uint64_t left = count - j;
    const double value = values[j], square = value * value;
    for (std::size_t i = 0; i < kLanes; ++i) {
      const auto position = static_cast<std::uint32_t>((word[i] * left) >> 32);
      const std::uint32_t taken = position < open[i] ? 1 : 0;
      open[i] -= taken;
      const auto weight = static_cast<double>(static_cast<std::int32_t>(taken));
      out.sum[i] += weight * value;
      out.squares[i] += weight * square;
    }
  }
  return out;
}

}  // namespace attune::stats
