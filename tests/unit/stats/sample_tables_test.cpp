#include "sample_tables.hpp"

#include <gtest/gtest.h>

#include "attune/base/files.hpp"
#include "attune/table/delimited.hpp"

namespace attune::test {
namespace {

std::string committed(const char* name) {
  return read_text(std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples" / name);
}

TEST(SampleTables, AreWhatTheirDescriptionDraws) {
  EXPECT_EQ(to_tsv(group_sample()), committed("group.tsv"));
  EXPECT_EQ(to_tsv(session_sample()), committed("sessions.tsv"));
}

}  // namespace
}  // namespace attune::test
