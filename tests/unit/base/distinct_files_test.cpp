#include "attune/base/distinct_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "expect_error.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;
using Paths = std::vector<std::filesystem::path>;

TEST(DistinctFiles, MayHaveTheSameNameInOtherFolders) {
  EXPECT_NO_THROW(require_distinct(Paths{}));
  EXPECT_NO_THROW(require_distinct(Paths{"one/a.h5", "two/a.h5", "a.h5"}));
}

TEST(DistinctFiles, AreNotTheSamePathTwice) {
  EXPECT_THAT(error_of(Fault::input,
                       [] {
                         require_distinct(Paths{"a.h5", "b.h5", "a.h5"});
                       }),
              HasSubstr("a.h5: is given twice; expected each file once"));
  EXPECT_THAT(error_of(Fault::input,
                       [] {
                         require_distinct(Paths{"a.h5", "x/../a.h5"});
                       }),
              HasSubstr("is the same file as a.h5"));
}

TEST(DistinctFiles, AreNotALinkAndWhatItLeadsTo) {
  const TemporaryFolder folder;
  std::ofstream(folder / "real.h5") << "x";
  std::filesystem::create_symlink(folder / "real.h5", folder / "link.h5");
  EXPECT_THAT(error_of(Fault::input,
                       [&] {
                         require_distinct(Paths{folder / "real.h5", folder / "link.h5"});
                       }),
              HasSubstr("real.h5; expected each file once"));
}

}  // namespace
}  // namespace attune::test
