#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/eeg/recording.hpp"
#include "attune/eeg/source.hpp"
#include "edf_file.hpp"
#include "expect_refused.hpp"
#include "temporary_folder.hpp"

namespace attune::eeg {
namespace {

using test::edf_signal;
using test::EdfFile;
using test::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int32_t kCmsInRange = 1 << 20, kNewEpoch = 1 << 16, kBatteryLow = 1 << 22;

EdfFile bdf(std::vector<std::int32_t> status) {
  EdfFile file;
  file.bdf = true;
  file.reserved = "24BIT";
  file.records = 1;
  file.signals = {edf_signal("A1", std::vector<std::int32_t>(status.size(), 0)),
                  edf_signal("Status", std::move(status))};
  file.signals[1].unit = "Boolean";
  return file;
}

Recording read(const EdfFile& file, std::uint32_t mask = 0xffff) {
  const TemporaryFolder folder;
  file.write(folder / "x.bdf");
  return open_recording(folder / "x.bdf", {.trigger_mask = mask})->read_all({});
}

std::vector<std::pair<double, std::string>> triggers(const Recording& recording) {
  std::vector<std::pair<double, std::string>> out;
  for (const Event& event : recording.events) out.emplace_back(event.sample, event.type);
  return out;
}

TEST(Bdf, NumbersHaveTheirSignInBit23) {
  EdfFile file;
  file.bdf = true;
  file.records = 1;
  file.signals = {edf_signal("A1", {-1, 0x7fffff, -0x800000, 0})};
  file.signals[0].digital_minimum = "-8388608";
  file.signals[0].digital_maximum = "8388607";
  file.signals[0].physical_minimum = "-8388608";
  file.signals[0].physical_maximum = "8388607";
  const Recording recording = read(file);
  EXPECT_EQ(recording.format, "BDF");
  const Eigen::RowVector4d expected(-1e-6, 8388607e-6, -8388608e-6, 0);
  EXPECT_TRUE(recording.data.isApprox(expected, 1e-15)) << recording.data;
}

TEST(Bdf, StatusWordsAreNotScaledAndHaveNoSign) {
  const Recording recording = read(bdf({0x980000, 0x980080, 0x980080, 0x980000}));
  EXPECT_EQ(recording.data(1, 1), static_cast<double>(0x980080));
  EXPECT_EQ(recording.channels[1].type, "TRIG");
  EXPECT_FALSE(recording.channels[1].is_potential());
  EXPECT_THAT(triggers(recording), ElementsAre(std::pair(1.0, "128")));
  EXPECT_EQ(recording.events[0].kind, "Trigger");
  EXPECT_THAT(recording.events[0].fields, ElementsAre(std::pair<std::string, std::string>("run_samples", "2")));
}

TEST(Bdf, ARunOfACodeIsOneEventAndSixteenBitsCount) {
  const Recording recording = read(bdf({0, 0xffff, 0xffff, 0, 0, 0x100, 0x100, 0x201, 0x201, 0}));
  EXPECT_THAT(triggers(recording), ElementsAre(std::pair(1.0, "65535"), std::pair(5.0, "256"), std::pair(7.0, "513")));
}

TEST(Bdf, TheMaskChoosesTheBitsAndShiftsThemDown) {
  const EdfFile file = bdf({0, 0x1205, 0x1205, 0x0205, 0, 0});
  EXPECT_THAT(triggers(read(file, 0xff)), ElementsAre(std::pair(1.0, "5")));
  EXPECT_THAT(triggers(read(file, 0xff00)), ElementsAre(std::pair(1.0, "18")))
      << "a step down of one sample before rest";
  const TemporaryFolder folder;
  file.write(folder / "x.bdf");
  test::expect_refused(Fault::usage, {"mask of trigger bits is 0"},
                       [&] { open_recording(folder / "x.bdf", {.trigger_mask = 0}); });
}

TEST(Bdf, LinesThatChangeOneAfterAnotherAreOneEventAtTheFirst) {
  // 3 on the way to 131, 128 on the way back; and a pulse of one sample that is one.
  const Recording recording = read(bdf({0, 3, 131, 131, 131, 128, 0, 0, 7, 0, 0, 9, 9, 1, 4, 4, 0}));
  EXPECT_THAT(triggers(recording),
              ElementsAre(std::pair(1.0, "131"), std::pair(8.0, "7"), std::pair(11.0, "9"), std::pair(13.0, "4")));
  EXPECT_THAT(recording.notes, ::testing::Contains(HasSubstr("3 codes of one sample")));
}

TEST(Bdf, PulsesOfOneSampleSideBySideAreBothEvents) {
  const Recording recording = read(bdf({0, 10, 20, 0, 5, 5, 7, 6, 0, 3, 2, 8, 8, 0}));
  EXPECT_THAT(triggers(recording),
              ElementsAre(std::pair(1.0, "10"), std::pair(2.0, "20"), std::pair(4.0, "5"), std::pair(9.0, "8")))
      << "those beside a longer code are its lines";
}

TEST(Bdf, ACodeThatIsThereFromTheStartIsNoEvent) {
  const Recording resting = read(bdf({255, 255, 254, 254, 255, 254}));
  EXPECT_THAT(triggers(resting), ElementsAre(std::pair(2.0, "254"), std::pair(5.0, "254")));
  EXPECT_THAT(resting.notes, ::testing::Contains(HasSubstr("never is 0; its first value, 255")));
  const Recording begun = read(bdf({4, 4, 0, 4, 0}));
  EXPECT_THAT(triggers(begun), ElementsAre(std::pair(3.0, "4")));
  EXPECT_THAT(begun.notes, ::testing::Contains(HasSubstr("code 4 is there at the first sample")));
}

TEST(Bdf, CmsOutOfRangeALowBatteryAndPausesAreReported) {
  const Recording good = read(bdf({kCmsInRange | kNewEpoch, kCmsInRange, kCmsInRange, kCmsInRange}));
  EXPECT_TRUE(good.warnings.empty());
  EXPECT_TRUE(good.boundaries.empty()) << "the bit at the start opens the file";
  const Recording bad = read(bdf({kCmsInRange, kCmsInRange, 0, kCmsInRange | kNewEpoch | kBatteryLow}));
  EXPECT_THAT(bad.warnings, ElementsAre(HasSubstr("CMS was out of range, where all channels are worthless, for 0.25 s "
                                                  "of 1 s, first at 0.500 s"),
                                        HasSubstr("the battery was low for 0.25 s of 1 s, first at 0.750 s")));
  EXPECT_THAT(bad.boundaries, ElementsAre(3.0));
  EXPECT_TRUE(read(bdf({0, 1, 0, 0})).warnings.empty()) << "another maker's writer leaves the upper byte empty";
}

TEST(Bdf, MislabelledAsEdfPlusItHasItsAnnotations) {
  EdfFile file;
  file.bdf = true;
  file.reserved = "EDF+C";
  file.records = 1;
  file.signals = {edf_signal("A1", {1, 2, 3, 4}),
                  test::edf_annotations({test::edf_entry("+0") + test::edf_entry("+0.5", "go")}, "BDF Annotations")};
  const Recording recording = read(file);
  EXPECT_EQ(recording.format, "BDF+C");
  EXPECT_THAT(triggers(recording), ElementsAre(std::pair(2.0, "go")));
}

}  // namespace
}  // namespace attune::eeg
