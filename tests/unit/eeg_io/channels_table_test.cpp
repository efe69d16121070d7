#include "attune/eeg/channels_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "expect_refused.hpp"

namespace attune::eeg {
namespace {

using test::expect_refused;

Recording two_channels() {
  Recording out;
  Channel a, b;
  a.name = "Cz";
  b.name = "EDA";
  b.unit = b.stored_unit = "\xc2\xb5S";
  a.stored_unit = "\xc2\xb5V";
  out.channels = {a, b};
  out.data = Eigen::MatrixXd::Zero(2, 1);
  return out;
}

Table table(const std::string& text) { return parse_table(text, "channels.tsv"); }

TEST(ChannelsTable, GivesTypesAndMarksBadChannelsByName) {
  Recording recording = two_channels();
  apply_channels_table(recording, table("name\ttype\tunits\tstatus\nEDA\tGSR\tmicroS\tgood\nCz\tEEG\tuV\tbad\n"));
  EXPECT_EQ(recording.channels[0].type, "EEG");
  EXPECT_TRUE(recording.channels[0].bad);
  EXPECT_EQ(recording.channels[1].type, "GSR");
  EXPECT_FALSE(recording.channels[1].bad);
  EXPECT_TRUE(recording.warnings.empty());
}

TEST(ChannelsTable, WithoutAStatusMarksNothing) {
  Recording recording = two_channels();
  apply_channels_table(recording, table("name\ttype\nCz\tn/a\nEDA\tGSR\n"));
  EXPECT_FALSE(recording.channels[0].bad);
  EXPECT_EQ(recording.channels[0].type, "");
}

TEST(ChannelsTable, DisagreementsAreWarningsAndTheRecordingStands) {
  Recording recording = two_channels();
  apply_channels_table(recording, table("name\ttype\tunits\nCz\tEEG\tC\nPz\tEEG\tuV\n"));
  EXPECT_EQ(recording.channels[0].unit, "V");
  EXPECT_THAT(recording.warnings,
              ::testing::UnorderedElementsAre(::testing::HasSubstr("unit stands"),
                                              ::testing::HasSubstr("no row for channel 'EDA'"),
                                              ::testing::HasSubstr("'Pz' is not in the recording")));
}

TEST(ChannelsTable, ASecondRowAndAnUnknownStatusAreRefusedWithTheirLine) {
  Recording recording = two_channels();
  expect_refused(Fault::input, {"channels.tsv:3", "'Cz'", "channels.tsv:2"},
                 [&] { apply_channels_table(recording, table("name\ttype\nCz\tEEG\nCz\tEEG\n")); });
  expect_refused(Fault::input, {"channels.tsv:2", "'noisy'", "good, bad or n/a"},
                 [&] { apply_channels_table(recording, table("name\tstatus\nCz\tnoisy\n")); });
}

TEST(ElectrodesTable, ScalesToMillimetresAndLeavesMissingOnesAbsent) {
  Recording recording = two_channels();
  apply_electrodes_table(recording, table("name\tx\ty\tz\nCz\t0.001\t0\t8.5\nEDA\tn/a\tn/a\tn/a\nnasion\t0\t9\t0\n"),
                         Millimetres(10.0));
  ASSERT_TRUE(recording.channels[0].position);
  EXPECT_DOUBLE_EQ(recording.channels[0].position->z, 85.0);
  EXPECT_FALSE(recording.channels[1].position);
  EXPECT_THAT(recording.warnings, ::testing::ElementsAre(::testing::HasSubstr("1 of 3 electrodes")));
}

}  // namespace
}  // namespace attune::eeg
