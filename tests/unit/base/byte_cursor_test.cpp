#include "attune/base/byte_cursor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>

#include "expect_error.hpp"

namespace attune {
namespace {

using ::testing::HasSubstr;

constexpr std::array<std::byte, 8> kBytes = {std::byte{1},   std::byte{2}, std::byte{3},   std::byte{4},
                                             std::byte{'a'}, std::byte{0}, std::byte{'b'}, std::byte{0x80}};

TEST(ByteCursor, ReadsInTheByteOrderOfTheFile) {
  ByteCursor cursor(kBytes, "x.bin");
  EXPECT_EQ(cursor.read<std::uint32_t>("a"), 0x04030201u);
  cursor.seek(0, "a");
  cursor.set_order(std::endian::big);
  EXPECT_EQ(cursor.read<std::uint16_t>("a"), 0x0102u);
  EXPECT_EQ(cursor.read<std::uint16_t>("a"), 0x0304u);
  cursor.seek(7, "a");
  EXPECT_EQ(cursor.read<std::int8_t>("a"), -128);
}

TEST(ByteCursor, ReadsFloatsInBothOrders) {
  const std::array<std::byte, 4> big = {std::byte{0x3f}, std::byte{0xc0}, std::byte{0}, std::byte{0}};
  EXPECT_EQ(ByteCursor(big, "x", std::endian::big).read<float>("f"), 1.5f);
}

TEST(ByteCursor, CutsTextAtTheFirstNul) {
  ByteCursor cursor(kBytes, "x.bin");
  cursor.skip(4, "numbers");
  EXPECT_EQ(cursor.read_text(3, "text"), "a");
  EXPECT_EQ(cursor.position(), 7u);
}

TEST(ByteCursor, NamesTheFieldWhereTheFileEnds) {
  ByteCursor cursor(kBytes, "x.bin");
  cursor.seek(6, "here");
  const std::string message = test::error_of(Fault::input, [&] { cursor.read<std::uint32_t>("dim"); });
  EXPECT_THAT(message, HasSubstr("x.bin@6: 2 bytes are left, expected 4 for dim"));
  EXPECT_EQ(cursor.position(), 6u);
  test::error_of(Fault::input, [&] { cursor.seek(9, "data"); });
  test::error_of(Fault::input, [&] { cursor.skip(std::numeric_limits<std::size_t>::max(), "data"); });
  test::error_of(Fault::input, [&] { cursor.read_text(3, "text"); });
  cursor.seek(8, "the end");
  EXPECT_EQ(cursor.remaining(), 0u);
}

}  // namespace
}  // namespace attune
