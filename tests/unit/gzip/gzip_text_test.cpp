#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

#include "attune/gzip/byte_reader.hpp"
#include "attune/gzip/sink.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"

namespace attune {
namespace {

using ::testing::HasSubstr;
constexpr std::uint64_t kLimit = 1 << 24;

std::string long_text() {
  std::string out;
  for (std::int64_t i = 0; i < 400000; ++i) out += static_cast<char>('0' + (i * i) % 10);
  return out;
}

TEST(GzipText, ComesBackAsItWas) {
  const test::TemporaryFolder folder;
  for (const std::string& text : {std::string(), std::string("a\tb\n"), long_text()}) {
    write_gzip_text(folder.path() / "x.tsv.gz", text, Overwrite::allow);
    EXPECT_EQ(read_unpacked_text(folder.path() / "x.tsv.gz", kLimit), text);
  }
}

TEST(GzipText, IsTheSameBytesEveryTime) {
  const test::TemporaryFolder folder;
  write_gzip_text(folder.path() / "a.gz", long_text(), Overwrite::refuse);
  write_gzip_text(folder.path() / "b.gz", long_text(), Overwrite::refuse);
  const std::string packed = read_text(folder.path() / "a.gz", kLimit);
  EXPECT_EQ(packed, read_text(folder.path() / "b.gz", kLimit));
  EXPECT_LT(packed.size(), long_text().size() / 10);
}

TEST(GzipText, ThatIsNotPackedIsReadAsItIs) {
  const test::TemporaryFolder folder;
  write_text(folder.path() / "x.tsv", "1\t2\n", Overwrite::refuse);
  EXPECT_EQ(read_unpacked_text(folder.path() / "x.tsv", kLimit), "1\t2\n");
}

TEST(GzipText, AboveTheLimitOrCutShortIsRefused) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "x.gz";
  write_gzip_text(path, long_text(), Overwrite::refuse);
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_unpacked_text(path, 1000); }), HasSubstr("more than 1000 bytes"));
  const std::string packed = read_text(path, kLimit);
  write_text(path, packed.substr(0, packed.size() / 2), Overwrite::allow);
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_unpacked_text(path, kLimit); }), HasSubstr("cut short"));
}

}  // namespace
}  // namespace attune
