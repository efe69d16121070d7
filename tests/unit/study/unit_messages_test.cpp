#include "attune/study/unit_messages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attune::study {
namespace {

using testing::ElementsAre;

TEST(GroupedMessages, SayOnceWhatUnitsSayAlikeButForTheirNamesAndNumbers) {
  EXPECT_THAT(grouped_messages({{"sub-01/eeg/sub-01_task-x_eeg.set", "sub-01_task-x_eeg.fdt: 12 of 500 draws"},
                                {"sub-02/eeg/sub-02_task-x_eeg.set", "something else"},
                                {"sub-03/eeg/sub-03_task-x_eeg.set", "sub-03_task-x_eeg.fdt: 7 of 500 draws"}}),
              ElementsAre("sub-01/eeg/sub-01_task-x_eeg.set: sub-01_task-x_eeg.fdt: 12 of 500 draws; alike in 1 more "
                          "run: sub-03",
                          "sub-02/eeg/sub-02_task-x_eeg.set: something else"));
}

TEST(GroupedMessages, KeepApartWhatDiffersInANameWithANumber) {
  EXPECT_EQ(grouped_messages({{"sub-01", "no face1"}, {"sub-02", "no face2"}}).size(), 2U);
}

TEST(GroupedMessages, NameAUnitOnceThatSaysItTwice) {
  EXPECT_THAT(grouped_messages({{"a/sub-1_run-1_bold.nii", "odd"}, {"a/sub-1_run-1_bold.nii", "odd"}}),
              ElementsAre("a/sub-1_run-1_bold.nii: odd"));
}

TEST(FirstNames, AreFiveAndACount) {
  EXPECT_EQ(first_names({"a", "b"}), "a, b");
  EXPECT_EQ(first_names({"a", "b", "c", "d", "e", "f", "g"}), "a, b, c, d, e and 2 more");
}

TEST(ShortName, KeepsParticipantSessionAndRun) {
  EXPECT_EQ(short_name("sub-01/ses-2/func/sub-01_ses-2_task-x_run-3_space-MNI_bold.nii.gz"), "sub-01_ses-2_run-3");
  EXPECT_EQ(short_name("other.set"), "other.set");
}

}  // namespace
}  // namespace attune::study
