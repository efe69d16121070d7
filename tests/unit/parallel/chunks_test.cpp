#include "attune/parallel/chunks.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace attune::parallel {
namespace {

TEST(ForChunks, CoversEveryItemOnceWhateverTheThreads) {
  for (int threads = 0; threads <= 8; ++threads) {
    std::vector<int> seen(1003, 0);
    std::vector<std::pair<std::size_t, std::size_t>> chunks(11);
    for_chunks(seen.size(), 100, {threads}, [&](std::size_t begin, std::size_t end) {
      chunks[begin / 100] = {begin, end};
      for (std::size_t i = begin; i < end; ++i) ++seen[i];
    });
    EXPECT_EQ(seen, std::vector<int>(1003, 1));
    EXPECT_EQ(chunks.back(), (std::pair<std::size_t, std::size_t>(1000, 1003)));
  }
}

TEST(ForChunks, DoesNothingForNothing) {
  for_chunks(0, 10, {4}, [](std::size_t, std::size_t) { FAIL(); });
  EXPECT_EQ(sum(0, 10, {4}, [](std::size_t, std::size_t) { return 1.0; }), 0.0);
}

TEST(ForChunks, TakesAChunkOfZeroAsOne) {
  std::atomic<int> calls{0};
  for_chunks(3, 0, {2}, [&](std::size_t, std::size_t) { ++calls; });
  EXPECT_EQ(calls, 3);
}

TEST(ForChunks, ReportsTheFirstErrorInOrderNotInTime) {
  for (int threads = 1; threads <= 8; ++threads) {
    for (int repeat = 0; repeat < 50; ++repeat) {
      std::string what;
      try {
        for_each(200, {threads}, [](std::size_t item) {
          if (item % 50 == 49) throw std::runtime_error(std::to_string(item));
        });
      } catch (const std::runtime_error& e) {
        what = e.what();
      }
      ASSERT_EQ(what, "49") << threads;
    }
  }
}

TEST(ForChunks, MayBeNested) {
  std::vector<double> out(8);
  for_each(8, {4}, [&](std::size_t i) {
    out[i] = sum(100, 7, {4}, [&](std::size_t begin, std::size_t end) { return static_cast<double>(end - begin); });
  });
  EXPECT_EQ(out, std::vector<double>(8, 100.0));
}

TEST(Sum, HasTheSameBitsForAnyNumberOfThreads) {
  const auto term = [](std::size_t begin, std::size_t end) {
    double part = 0;
    for (std::size_t i = begin; i < end; ++i) part += std::sin(static_cast<double>(i)) * 1e10;
    return part;
  };
  const auto expected = std::bit_cast<std::uint64_t>(sum(100000, 977, {1}, term));
  for (int threads = 0; threads <= 8; ++threads)
    EXPECT_EQ(std::bit_cast<std::uint64_t>(sum(100000, 977, {threads}, term)), expected) << threads;
}

}  // namespace
}  // namespace attune::parallel
