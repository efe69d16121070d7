#include "attune/simulate/truth.hpp"

#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "temporary_folder.hpp"

namespace attune::simulate {
namespace {

PlantedEffect effect(double secure, double insecure) {
  PlantedEffect result;
  result.effect = "x";
  result.secure = secure;
  result.insecure = insecure;
  result.between_sd = 0.2;
  return result;
}

TEST(ExpectedVerdict, FollowsTheTrueDifferenceInStandardDeviations) {
  EXPECT_EQ(expected_verdict(effect(0.3, 0.1)), "supported");
  EXPECT_EQ(expected_verdict(effect(0.1, 0.3)), "supported");
  EXPECT_EQ(expected_verdict(effect(0.1, 0.1)), "equivalent to none");
  EXPECT_EQ(expected_verdict(effect(0.15, 0.1)), "n/a");
}

TEST(WriteTruth, HasOneRowPerEffectAndOneColumnPerEffectForParticipants) {
  const test::TemporaryFolder folder;
  Participant person;
  person.id = "sub-01";
  person.secure = false;
  person.defect = Defect::artefacts;
  PlantedEffect planted = effect(0.3, 0.1);
  planted.participants = {0.25};
  write_truth(folder.path(), "own-infant-reward", {planted}, {person}, Overwrite::refuse);
  const Table truth = read_table(folder / "truth.tsv");
  ASSERT_EQ(truth.rows(), 1U);
  EXPECT_EQ(truth.text("verdict_expected")[0], "supported");
  EXPECT_EQ(truth.numbers("difference")[0], 0.2);
  const Table people = read_table(folder / "truth_participants.tsv");
  EXPECT_EQ(people.text("group")[0], "insecure");
  EXPECT_EQ(people.text("defect")[0], "artefacts");
  EXPECT_EQ(people.numbers("x")[0], 0.25);
}

}  // namespace
}  // namespace attune::simulate
