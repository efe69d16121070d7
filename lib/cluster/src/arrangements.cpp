#include "arrangements.hpp"

#include <numeric>

#include "attune/stats/permutation_count.hpp"

namespace attune::cluster {
namespace {

void put_code(const std::vector<bool>& members, std::span<std::uint8_t> code) {
  for (std::size_t i = 0; i < members.size(); ++i)
    if (members[i]) code[i / kTogether] = static_cast<std::uint8_t>(code[i / kTogether] | (1U << (i % kTogether)));
}

// The subset of that number among the subsets of `size` of `count`, in lexicographic order.
std::vector<bool> subset_of(std::size_t count, std::size_t size, std::int64_t number, std::int64_t limit) {
  std::vector<bool> out(count, false);
  for (std::size_t i = 0; i < count && size > 0; ++i) {
    const std::int64_t with = stats::choose_up_to(count - i - 1, size - 1, limit);
    if (number < with) {
      out[i] = true;
      --size;
    } else {
      number -= with;
    }
  }
  return out;
}

}  // namespace

Arrangements::Arrangements(const Shape& shape, std::vector<bool> observed, std::int64_t permutations,
                           parallel::Seed seed)
    : shape_(shape), observed_(std::move(observed)), seed_(seed) {
  std::int64_t distinct = permutations + 1;
  if (shape.statistic != Statistic::one_sample)
    distinct = stats::choose_up_to(shape.people, shape.members, permutations);
  else if (shape.people < 62)
    distinct = std::int64_t{1} << shape.people;
  enumerated_ = distinct <= permutations;
  count_ = enumerated_ ? distinct : permutations;
}

std::vector<bool> Arrangements::members_of(std::size_t arrangement) const {
  std::vector<bool> out(shape_.people, false);
  const bool signs = shape_.statistic == Statistic::one_sample;
  if (enumerated_) {
    if (!signs) return subset_of(shape_.people, shape_.members, static_cast<std::int64_t>(arrangement), count_);
    for (std::size_t i = 0; i < shape_.people; ++i) out[i] = (arrangement >> i & 1U) != 0;
    return out;
  }
  parallel::Stream stream(seed_, arrangement);
  if (signs) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < shape_.people; ++i) {
      if (i % 64 == 0) word = stream();
      out[i] = (word >> (i % 64) & 1U) != 0;
    }
    return out;
  }
  std::vector<std::size_t> order(shape_.people);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < shape_.members; ++i) {
    std::swap(order[i], order[i + stream.below(shape_.people - i)]);
    out[order[i]] = true;
  }
  return out;
}

std::vector<std::uint8_t> Arrangements::codes(std::size_t first, std::size_t arrangements) const {
  const std::size_t parties = parties_of(shape_.people);
  std::vector<std::uint8_t> out(arrangements * parties, 0);
  for (std::size_t i = 0; i < arrangements; ++i)
    put_code(members_of(first + i), std::span(out).subspan(i * parties, parties));
  return out;
}

std::vector<std::uint8_t> Arrangements::observed_codes() const {
  std::vector<std::uint8_t> out(parties_of(shape_.people), 0);
  put_code(observed_, out);
  return out;
}

}  // namespace attune::cluster
