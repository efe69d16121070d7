#include "outcome_sample_tables.hpp"

#include <gtest/gtest.h>

#include "attune/base/files.hpp"
#include "attune/table/delimited.hpp"

namespace attune::test {
namespace {

std::string committed(const char* name) {
  return read_text(std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples" / name);
}

TEST(OutcomeSampleTables, AreWhatTheirDescriptionDraws) {
  EXPECT_EQ(to_tsv(therapy_sample()), committed("therapy.tsv"));
  EXPECT_EQ(to_tsv(items_sample()), committed("items.tsv"));
}

}  // namespace
}  // namespace attune::test
