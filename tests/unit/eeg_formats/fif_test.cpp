#include "attune/eeg/fif.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/eeg/identity.hpp"
#include "expect_refused.hpp"
#include "gzip_bytes.hpp"
#include "made_fif.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::eeg {
namespace {

using test::expect_refused;
using test::MadeFif;
using test::TemporaryFolder;

constexpr std::int32_t kRaw = 102, kBuffer = 300, kShort = 2, kDouble = 5;

/// Two channels at 100 Hz: Cz counts 0.5 µV steps, STI 014 holds codes.
MadeFif two_channels() {
  MadeFif out;
  out.info(100.0F, {{.kind = 2, .range = 0.5F, .cal = 1e-6F, .name = "Cz", .place = {0.0F, 0.01F, 0.09F}},
                    {.kind = 3, .name = "STI 014"}});
  return out;
}

Recording read(const MadeFif& made) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "a_raw.fif", made.bytes());
  return read_fif(folder / "a_raw.fif");
}

TEST(Fif, SamplesAreStoredNumberTimesRangeTimesCal) {
  MadeFif made = two_channels();
  made.open(kRaw).values<std::int16_t>(kBuffer, kShort, {10, 0, -20, 3, 30, 3}).close(kRaw).close(100);
  const Recording recording = read(made);
  EXPECT_EQ(recording.sampling_frequency.value(), 100.0);
  ASSERT_EQ(recording.data.cols(), 3);
  EXPECT_EQ(recording.data(0, 1), -20.0 * (0.5 * static_cast<double>(1e-6F)));
  EXPECT_EQ(recording.channels[0].type, "EEG");
  EXPECT_NEAR(recording.channels[0].position->z, 90.0, 1e-5) << "metres become millimetres";
  EXPECT_EQ(recording.channels[1].type, "TRIG");
  EXPECT_FALSE(recording.channels[1].is_potential()) << "codes are no potential, though the file says V";
}

TEST(Fif, EveryTypeOfBufferHoldsTheSameNumbers) {
  const auto last = [](auto value, std::int32_t type) {
    MadeFif made = two_channels();
    made.open(kRaw).values<decltype(value)>(kBuffer, type, {value, value}).close(kRaw).close(100);
    return read(made).data(0, 0);
  };
  EXPECT_EQ(last(std::int16_t{7}, kShort), last(std::int32_t{7}, MadeFif::kInt));
  EXPECT_EQ(last(std::int16_t{7}, 16), last(7.0F, MadeFif::kFloat));
  EXPECT_EQ(last(std::int16_t{7}, kShort), last(7.0, kDouble));
}

TEST(Fif, ARiseOfTheTriggerToALargerCodeIsAnEvent) {
  MadeFif made = two_channels();
  made.open(kRaw)
      .values<std::int16_t>(kBuffer, kShort, {0, 4, 0, 4, 0, 0, 0, 3, 0, 7, 0, 7, 0, 3, 0, 0})
      .close(kRaw)
      .close(100);
  const Recording recording = read(made);
  ASSERT_EQ(recording.events.size(), 2U) << "4 was there from the start; 7 to 3 is a fall";
  EXPECT_EQ(recording.events[0].type, "3");
  EXPECT_EQ(recording.events[0].sample, 3.0);
  EXPECT_EQ(recording.events[1].type, "7");
  EXPECT_EQ(recording.events[1].duration_samples, 2.0);
  EXPECT_EQ(recording.events[1].kind, "STI 014");
}

TEST(Fif, ASkipIsABoundaryWithItsTrueTimeAndNothingIsFilledIn) {
  MadeFif made = two_channels();
  made.open(kRaw).integer(208, 1000);
  made.values<std::int16_t>(kBuffer, kShort, {1, 0, 2, 0})
      .integer(301, 3)
      .values<std::int16_t>(kBuffer, kShort, {3, 0, 4, 0});
  made.close(kRaw).open(3810).values<float>(3568, MadeFif::kFloat, {10.0F, 10.03F, 10.09F});
  made.values<float>(3569, MadeFif::kFloat, {10.0F, 10.03F, 10.10F}).text(206, "at start:in gap:{COLON}end");
  made.close(3810).close(100);
  const Recording recording = read(made);
  EXPECT_EQ(recording.data.cols(), 4);
  EXPECT_THAT(recording.boundaries, ::testing::ElementsAre(2.0));
  ASSERT_EQ(recording.segment_starts.size(), 2U);
  EXPECT_DOUBLE_EQ(recording.segment_starts[1].count(), 0.08) << "two samples and three buffers of two";
  ASSERT_EQ(recording.events.size(), 2U);
  constexpr double kFloatOnset = 1e-4;  // samples: onsets of some 10 s are floats
  EXPECT_NEAR(recording.events[0].sample, 0.0, kFloatOnset);
  EXPECT_EQ(recording.events[1].type, ":end");
  EXPECT_NEAR(recording.events[1].sample, 3.0, kFloatOnset);
  EXPECT_THAT(recording.warnings, ::testing::Contains(::testing::HasSubstr("1 of 3 annotations lie where")));
  EXPECT_THAT(recording.warnings, ::testing::Contains(::testing::HasSubstr("6 samples were skipped")));
}

TEST(Fif, ASkipThatWasFilledInHasABoundaryAtEitherEnd) {
  MadeFif made = two_channels();
  made.open(kRaw).values<std::int16_t>(kBuffer, kShort, {1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0}).close(kRaw);
  made.open(3810).values<double>(3568, kDouble, {0.02}).values<double>(3569, kDouble, {0.05});
  made.text(206, "BAD_ACQ_SKIP").close(3810).close(100);
  const Recording recording = read(made);
  EXPECT_THAT(recording.boundaries, ::testing::ElementsAre(2.0, 5.0));
  EXPECT_TRUE(recording.events.empty());
  EXPECT_THAT(recording.warnings, ::testing::ElementsAre(::testing::HasSubstr("1 stretches are marked as skipped")));
}

TEST(Fif, WhereOtherProgramsJoinedPiecesAreBoundaries) {
  MadeFif made = two_channels();
  made.open(kRaw).values<std::int16_t>(kBuffer, kShort, {1, 0, 2, 0, 3, 0, 4, 0, 5, 0}).close(kRaw);
  made.open(3810).values<double>(3568, kDouble, {0.01, 0.02, 0.03}).values<double>(3569, kDouble, {0.01, 0.02, 0.03});
  made.text(206, "boundary:New Segment/:EDGE boundary").close(3810).close(100);
  const Recording recording = read(made);
  EXPECT_THAT(recording.boundaries, ::testing::ElementsAre(1.0, 2.0, 3.0));
  EXPECT_TRUE(recording.events.empty());
}

TEST(Fif, AnEmptyDateIsNoneAndShortNamesAreUtf8) {
  MadeFif made;
  made.open(100).open(101).integer(200, 1).number(201, 100.0F).channel({.name = "M\xfcller"});
  made.tag(204, MadeFif::kInt, "").tag(404, MadeFif::kInt, "").close(101);
  made.open(kRaw).values<std::int16_t>(kBuffer, kShort, {1, 2, 3}).close(kRaw);
  made.open(3810).values<double>(3568, kDouble, {0.01}).values<double>(3569, kDouble, {0.01}).text(206, "go");
  made.values<std::int32_t>(204, MadeFif::kInt, {1000, 0}).close(3810).close(100);
  const TemporaryFolder folder;
  test::write_bytes(folder / "a_raw.fif", made.bytes());
  const Recording recording = read_fif(folder / "a_raw.fif");
  EXPECT_EQ(recording.channels[0].name, "M\xc3\xbcller");
  EXPECT_EQ(recording.events.at(0).sample, 1.0) << "without two dates there is no shift";
  for (const IdentityField& field : header_identity(folder / "a_raw.fif")) {
    EXPECT_NE(field.name, "identity_date");
    EXPECT_NE(field.name, "identity_birthday");
  }
}

TEST(Fif, AFileThatUnpacksToFarMoreThanItsSizeIsRefused) {
  const TemporaryFolder folder;
  constexpr std::size_t kBeyond = (std::size_t{1} << 26) + (std::size_t{1} << 20);
  test::write_bytes(folder / "a_raw.fif.gz", test::gzipped(std::string(kBeyond, '\0')));
  expect_refused(Fault::input, {"holds more than 67108864 bytes when unpacked"},
                 [&] { read_fif(folder / "a_raw.fif.gz"); });
}

TEST(Fif, LongNamesAndBadChannelsAreTaken) {
  MadeFif made;
  made.open(100).open(101).integer(200, 1).number(201, 100.0F).channel({.name = "a very long na~"});
  made.open(113).text(258, "a very long name indeed").close(113);
  made.open(359).text(3507, "a very long na~").close(359).close(101);
  made.open(kRaw).values<std::int16_t>(kBuffer, kShort, {1, 2}).close(kRaw).close(100);
  const Recording recording = read(made);
  EXPECT_EQ(recording.channels[0].name, "a very long name indeed");
  EXPECT_TRUE(recording.channels[0].bad);
}

TEST(Fif, CompressedPartsOfASplitRecordingAreReadInOrder) {
  const TemporaryFolder folder;
  const auto part = [](std::int16_t value, std::int32_t first, const char* next) {
    MadeFif made = two_channels();
    made.open(kRaw).integer(208, first).values<std::int16_t>(kBuffer, kShort, {value, 0});
    if (next != nullptr) made.open(118).integer(115, 2).text(118, next).integer(117, 1).close(118);
    return made.close(kRaw).close(100).bytes();
  };
  test::write_bytes(folder / "a_raw.fif.gz", test::gzipped(part(1, 5, "a_raw-1.fif.gz")));
  expect_refused(Fault::input, {"a_raw.fif.gz", "its next part, 'a_raw-1.fif.gz', is not beside it"},
                 [&] { read_fif(folder / "a_raw.fif.gz"); });
  test::write_bytes(folder / "a_raw-1.fif.gz", test::gzipped(part(2, 6, nullptr)));
  const Recording recording = read_fif(folder / "a_raw.fif.gz");
  EXPECT_EQ(recording.data.cols(), 2);
  EXPECT_EQ(recording.data(0, 1), 2.0 * recording.data(0, 0));
  EXPECT_TRUE(recording.boundaries.empty());
  EXPECT_EQ(recording.files.size(), 2U);
}

TEST(Fif, WhatIsNotARawRecordingIsRefusedWithItsPlace) {
  expect_refused(Fault::input, {"holds averages"}, [] { read(two_channels().open(104).close(104).close(100)); });
  expect_refused(Fault::input, {"ends within block 100"}, [] { read(two_channels()); });
  MadeFif odd = two_channels();
  odd.open(kRaw).values<std::int16_t>(kBuffer, kShort, {1, 2, 3}).close(kRaw).close(100);
  expect_refused(Fault::input, {"buffer has 6 bytes", "multiple of 4"}, [&] { read(odd); });
  expect_refused(Fault::input, {"states 2 channels and describes 1"}, [] {
    MadeFif made;
    made.open(100).open(101).integer(200, 2).number(201, 100.0F).channel({}).close(101);
    read(made.open(kRaw).close(kRaw).close(100));
  });
  expect_refused(Fault::input, {"range 0"}, [] { read(MadeFif().info(100.0F, {{.range = 0.0F}}).close(100)); });
  const TemporaryFolder folder;
  test::write_bytes(folder / "a.fif", std::string(40, 'x'));
  expect_refused(Fault::input, {"a.fif@0", "expected 100 of 20"}, [&] { read_fif(folder / "a.fif"); });
  test::write_bytes(folder / "b.fif.gz", test::gzipped(two_channels().bytes()).substr(0, 60));
  expect_refused(Fault::input, {"gzip data end early"}, [&] { read_fif(folder / "b.fif.gz"); });
}

}  // namespace
}  // namespace attune::eeg
