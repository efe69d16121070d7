#include "attune/base/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attune/base/hash.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"

namespace attune {
namespace {

using ::testing::HasSubstr;

TEST(AtomicFile, AppearsOnlyWhenCommitted) {
  const test::TemporaryFolder folder;
  {
    AtomicFile file(folder / "out.txt", Overwrite::refuse);
    file.write("half");
    EXPECT_FALSE(std::filesystem::exists(folder / "out.txt"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  write_text(folder / "out.txt", "whole", Overwrite::refuse);
  EXPECT_EQ(read_text(folder / "out.txt"), "whole");
}

TEST(AtomicFile, LeavesNoHalfOutputWhenTheProcessDies) {
  const test::TemporaryFolder folder;
  write_text(folder / "out.txt", "old", Overwrite::refuse);
  const pid_t child = ::fork();
  if (child == 0) {
    AtomicFile file(folder / "out.txt", Overwrite::allow);
    file.write("half");
    ::_exit(0);  // as a kill: no destructor runs
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(read_text(folder / "out.txt"), "old");
}

TEST(AtomicFile, RefusesAnExistingTargetWithoutForce) {
  const test::TemporaryFolder folder;
  write_text(folder / "out.txt", "old", Overwrite::refuse);
  EXPECT_THAT(test::error_of(Fault::output, [&] { write_text(folder / "out.txt", "new", Overwrite::refuse); }),
              HasSubstr("--force"));
  EXPECT_EQ(read_text(folder / "out.txt"), "old");
  write_text(folder / "out.txt", "new", Overwrite::allow);
  EXPECT_EQ(read_text(folder / "out.txt"), "new");
}

TEST(AtomicFile, MakesFoldersAndRefusesToReplaceOne) {
  const test::TemporaryFolder folder;
  write_text(folder / "a/b/out.txt", "x", Overwrite::refuse);
  EXPECT_EQ(read_text(folder / "a/b/out.txt"), "x");
  test::error_of(Fault::output, [&] { write_text(folder / "a/b", "x", Overwrite::allow); });
  test::error_of(Fault::output, [&] { write_text(folder / "a/b/out.txt/below", "x", Overwrite::allow); });
}

TEST(AtomicFile, HasThePermissionsOfAnyNewFile) {
  const test::TemporaryFolder folder;
  const mode_t before = ::umask(027);
  write_text(folder / "out.txt", "x", Overwrite::refuse);
  ::umask(before);
  EXPECT_EQ(std::filesystem::status(folder / "out.txt").permissions(), std::filesystem::perms{0640});
}

TEST(ReadText, IsBoundedByItsLimit) {
  const test::TemporaryFolder folder;
  write_text(folder / "x", "12345", Overwrite::refuse);
  EXPECT_EQ(read_bytes(folder / "x").size(), 5u);
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_text(folder / "x", 4); }), HasSubstr("at most 4"));
  EXPECT_THAT(test::error_of(Fault::input, [] { read_text("/dev/zero", 100000); }), HasSubstr("longer than"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_text(folder / "none"); }), HasSubstr("no such file"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_text(folder.path()); }), HasSubstr("is a folder"));
}

// Answers from FIPS 180-4's examples.
TEST(Sha256, GivesTheKnownAnswers) {
  EXPECT_EQ(sha256_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
  const test::TemporaryFolder folder;
  const std::string million(1000000, 'a');
  const std::string answer = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
  Sha256 hash;
  for (std::size_t at = 0; at < million.size(); at += 999) hash.update(std::string_view(million).substr(at, 999));
  EXPECT_EQ(hash.finish(), answer);
  write_text(folder / "a", million, Overwrite::refuse);
  EXPECT_EQ(sha256_of_file(folder / "a"), answer);
}

}  // namespace
}  // namespace attune
