#include "attune/bids/name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.hpp"

namespace attune::bids {
namespace {

using ::testing::HasSubstr;

TEST(BidsName, IsTakenApartIntoEntitiesSuffixAndExtension) {
  const Name name = parse_name("/data/sub-01/func/sub-01_task-infantface_run-2_bold.nii.gz");
  EXPECT_EQ(name.entity("sub"), "01");
  EXPECT_EQ(name.entity("task"), "infantface");
  EXPECT_EQ(name.entity("run"), "2");
  EXPECT_EQ(name.entity("ses"), std::nullopt);
  EXPECT_EQ(name.suffix, "bold");
  EXPECT_EQ(name.extension, ".nii.gz");
}

TEST(BidsName, MayHaveNoEntities) {
  const Name name = parse_name("participants.tsv");
  EXPECT_TRUE(name.entities.empty());
  EXPECT_EQ(name.suffix, "participants");
}

TEST(BidsName, IsRefusedWhenMalformedWithThePartThatIsWrong) {
  const auto message = [](const char* file) { return test::error_of(Fault::input, [&] { parse_name(file); }); };
  EXPECT_THAT(message("sub-01_rest_bold.nii"), HasSubstr("'rest'"));
  EXPECT_THAT(message("sub-01_task-_bold.nii"), HasSubstr("'task-'"));
  EXPECT_THAT(message("sub-01_-x_bold.nii"), HasSubstr("'-x'"));
  EXPECT_THAT(message("sub-01_task-a-b_bold.nii"), HasSubstr("'task-a-b'"));
  EXPECT_THAT(message("sub-01_task-a b_bold.nii"), HasSubstr("task-a b"));
  EXPECT_THAT(message("sub-01_sub-02_bold.nii"), HasSubstr("twice"));
  EXPECT_THAT(message("sub-01_task-rest.nii"), HasSubstr("expected a suffix"));
  EXPECT_THAT(message("sub-01__bold.nii"), HasSubstr("''"));
  EXPECT_THAT(message(".DS_Store"), HasSubstr("expected a suffix"));
  EXPECT_THAT(message(""), HasSubstr("expected a suffix"));
}

TEST(BidsName, IsPutTogetherInTheOrderOfTheEntityTable) {
  const Name name{{{"desc", "preproc"}, {"run", "1"}, {"odd", "x"}, {"space", "MNI"}, {"sub", "01"}, {"task", "rest"}},
                  "bold",
                  ".nii.gz"};
  EXPECT_EQ(format_name(name), "sub-01_task-rest_run-1_space-MNI_desc-preproc_odd-x_bold.nii.gz");
}

TEST(BidsName, IsNeverMadeOfAPath) {
  EXPECT_THROW(format_name({{{"sub", "../../x"}}, "bold", ".nii"}), Error);
  EXPECT_THROW(format_name({{{"sub", "01"}}, "bo/ld", ".nii"}), Error);
  EXPECT_THROW(format_name({{{"sub", "01"}}, "bold", "/../x"}), Error);
}

TEST(BidsName, ComparesIndicesByNumberAndLabelsByText) {
  EXPECT_TRUE(same_value("run", "1", "01"));
  EXPECT_TRUE(same_value("run", "0", "00"));
  EXPECT_FALSE(same_value("run", "1", "10"));
  EXPECT_FALSE(same_value("sub", "1", "01"));
}

TEST(ParticipantLabel, IsAcceptedWithAndWithoutItsPrefix) {
  EXPECT_EQ(participant_label("sub-07"), "07");
  EXPECT_EQ(participant_label("07"), "07");
  EXPECT_THAT(test::error_of(Fault::usage, [] { participant_label("../07"); }), HasSubstr("--participant-label"));
}

}  // namespace
}  // namespace attune::bids
