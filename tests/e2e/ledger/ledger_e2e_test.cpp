#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kEeg = "'eeg=" ATTUNE_SOURCE_DIR "/data-samples/trials/eeg_ledger.tsv'";
const std::string kReaction = "'reaction=" ATTUNE_SOURCE_DIR "/data-samples/trials/reaction_ledger.tsv'";

TEST(LedgerCommand, JoinsTwoModalities) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "joint.tsv").string(), counts = (folder.path() / "counts.tsv").string();
  const ProgramResult result =
      run_attune("ledger " + kEeg + " " + kReaction + " --out " + out + " --summary " + counts);
  ASSERT_EQ(result.code, 0) << result.err;
  const Table joint = read_table(out);
  EXPECT_THAT(joint.text("kept"), ElementsAre("yes", "no", "no", "yes", "no", "no"));
  EXPECT_EQ(joint.text("reason")[2], "reaction: faster than 150 ms");
  EXPECT_EQ(joint.text("eeg_kept")[2], "yes");
  EXPECT_EQ(read_table(counts).text("trials").back(), "2") << "both can use two trials";
}

TEST(LedgerCommand, LetsOneModalityDecide) {
  const ProgramResult result = run_attune("ledger " + kEeg + " " + kReaction + " --deciding reaction");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(parse_table(result.out, "-").text("kept"), ElementsAre("yes", "yes", "no", "yes", "yes", "no"));
}

TEST(LedgerCommand, SaysWhatItWants) {
  const ProgramResult unnamed = run_attune("ledger somewhere.tsv");
  EXPECT_EQ(unnamed.code, 2);
  EXPECT_THAT(unnamed.err, HasSubstr("expected modality=FILE"));
  const ProgramResult wide = run_attune("ledger " + kEeg + " " + kReaction + " --tolerance 4000");
  EXPECT_EQ(wide.code, 3);
  EXPECT_THAT(wide.err, HasSubstr("within the tolerance of 4000 ms"));
}

}  // namespace
}  // namespace attune::test
