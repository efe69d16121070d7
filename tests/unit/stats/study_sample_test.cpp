#include "study_sample.hpp"

#include <gtest/gtest.h>

#include "attune/base/files.hpp"
#include "attune/table/delimited.hpp"

namespace attune::test {
namespace {

TEST(StudySample, IsWhatItsDescriptionDraws) {
  EXPECT_EQ(to_tsv(study_sample()),
            read_text(std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples" / "studies.tsv"));
}

}  // namespace
}  // namespace attune::test
