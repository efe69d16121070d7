#include "attune/parallel/stream.hpp"

#include <cmath>
#include <numbers>

namespace attune::parallel {
namespace {

// One Philox 4x32 round: two 32x32 -> 64 bit multiplications, mixed with the key.
std::array<std::uint32_t, 4> philox_round(const std::array<std::uint32_t, 4>& x,
                                          const std::array<std::uint32_t, 2>& key) {
  const std::uint64_t a = std::uint64_t{0xD2511F53u} * x[0];
  const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * x[2];
  return {static_cast<std::uint32_t>(b >> 32) ^ x[1] ^ key[0], static_cast<std::uint32_t>(b),
          static_cast<std::uint32_t>(a >> 32) ^ x[3] ^ key[1], static_cast<std::uint32_t>(a)};
}

}  // namespace

Stream::Stream(Seed seed, std::uint64_t item)
    : key_{static_cast<std::uint32_t>(seed.value), static_cast<std::uint32_t>(seed.value >> 32)},
      counter_{0, 0, static_cast<std::uint32_t>(item), static_cast<std::uint32_t>(item >> 32)} {}

void Stream::refill() {
  std::array<std::uint32_t, 4> x = counter_;
  std::array<std::uint32_t, 2> key = key_;
  for (int round = 0; round < 10; ++round) {
    x = philox_round(x, key);
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  block_ = {(std::uint64_t{x[1]} << 32) | x[0], (std::uint64_t{x[3]} << 32) | x[2]};
  if (++counter_[0] == 0) ++counter_[1];
  used_ = 0;
}

Stream::result_type Stream::operator()() {
  if (used_ == block_.size()) refill();
  return block_[used_++];
}

double Stream::uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }

double Stream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

std::uint64_t Stream::below(std::uint64_t bound) {
  const std::uint64_t threshold = (0 - bound) % bound;  // values below it would favour small results
  while (true) {
    const std::uint64_t value = (*this)();
    if (value >= threshold) return value % bound;
  }
}

Seed derive(Seed seed, std::uint64_t part) { return Seed{Stream(seed, ~part)()}; }

}  // namespace attune::parallel
