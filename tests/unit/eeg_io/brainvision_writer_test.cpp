#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "attune/base/files.hpp"
#include "attune/eeg/brainvision.hpp"
#include "expect_refused.hpp"
#include "temporary_folder.hpp"

namespace attune::eeg {
namespace {

using test::expect_refused;
using test::TemporaryFolder;

Recording small_recording() {
  Recording out;
  out.sampling_frequency = Hertz(500.0);
  Channel cz, eda;
  cz.name = "Cz";
  eda.name = "EDA, left";
  eda.unit = "\xc2\xb5S";
  out.channels = {cz, eda};
  out.data.resize(2, 3);
  out.data << 1e-6, -2e-6, 3.25e-6, 4.0, 5.5, 6.0;
  Event picture, press;
  picture.type = "own, happy";
  press.sample = 1.4;
  press.duration_samples = 2.0;
  press.type = "R  1";
  press.kind = "Response";
  out.events = {picture, press};
  out.boundaries = {2.0};
  return out;
}

TEST(WriteBrainVision, MakesTheThreeFilesWithTheDocumentedText) {
  const TemporaryFolder folder;
  write_brainvision(folder / "x.vhdr", small_recording(), {}, Overwrite::refuse);
  const std::string header = read_text(folder / "x.vhdr"), markers = read_text(folder / "x.vmrk");
  EXPECT_THAT(header, ::testing::HasSubstr("Ch1=Cz,,1,\xc2\xb5V\nCh2=EDA\\1 left,,1,\xc2\xb5S\n"));
  EXPECT_THAT(header, ::testing::HasSubstr("SamplingInterval=2000\n"));
  EXPECT_THAT(markers, ::testing::HasSubstr("Mk1=New Segment,,1,1,0\nMk2=Stimulus,own\\1 happy,1,1,0\n"
                                            "Mk3=Response,R  1,2,2,0\nMk4=New Segment,,3,1,0\n"));
  EXPECT_EQ(size_of_file(folder / "x.eeg"), 2U * 3U * 4U);
}

TEST(WriteBrainVision, Int16StepsAreTheResolution) {
  const TemporaryFolder folder;
  Recording recording = small_recording();
  write_brainvision(folder / "x.vhdr", recording, {BrainVisionEncoding::int16, Microvolts(0.5)}, Overwrite::refuse);
  const std::string bytes = read_text(folder / "x.eeg");
  EXPECT_EQ(bytes, std::string("\x02\0\x08\0\xfc\xff\x0b\0\x07\0\x0c\0", 12));
}

TEST(WriteBrainVision, TheSameRecordingGivesTheSameBytesAndNoDate) {
  const TemporaryFolder a, b;
  write_brainvision(a / "x.vhdr", small_recording(), {}, Overwrite::refuse);
  write_brainvision(b / "x.vhdr", small_recording(), {}, Overwrite::refuse);
  for (const char* name : {"x.vhdr", "x.vmrk", "x.eeg"}) EXPECT_EQ(read_text(a / name), read_text(b / name)) << name;
  EXPECT_EQ(read_text(a / "x.vmrk").find(",20"), std::string::npos);
}

TEST(WriteBrainVision, ValuesThatDoNotFitAreRefusedBeforeAnythingIsWritten) {
  const TemporaryFolder folder;
  Recording recording = small_recording();
  recording.data(0, 1) = 0.4;
  expect_refused(Fault::output, {"channel Cz at sample 1", "INT_16"}, [&] {
    write_brainvision(folder / "x.vhdr", recording, {BrainVisionEncoding::int16, Microvolts(0.1)}, Overwrite::refuse);
  });
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(WriteBrainVision, SamplesThatAreNotFiniteAreRefused) {
  const TemporaryFolder folder;
  Recording recording = small_recording();
  recording.data(1, 2) = std::numeric_limits<double>::quiet_NaN();
  expect_refused(Fault::output, {"EDA, left at sample 2"},
                 [&] { write_brainvision(folder / "x.vhdr", recording, {}, Overwrite::refuse); });
}

TEST(WriteBrainVision, EpochsAndNamesThatTheTextCannotHoldAreRefused) {
  const TemporaryFolder folder;
  Recording epoched = small_recording();
  epoched.trials = TrialLayout{1, 3, Seconds(0)};
  expect_refused(Fault::output, {"epoched"},
                 [&] { write_brainvision(folder / "x.vhdr", epoched, {}, Overwrite::refuse); });
  Recording named = small_recording();
  named.events[0].type = "two\nlines";
  expect_refused(Fault::output, {"event type", "two\\x0alines"},
                 [&] { write_brainvision(folder / "x.vhdr", named, {}, Overwrite::refuse); });
}

TEST(WriteBrainVision, AnExistingFileOfTheThreeIsNotReplacedUnlessAllowed) {
  const TemporaryFolder folder;
  write_text(folder / "x.vmrk", "mine", Overwrite::refuse);
  expect_refused(Fault::output, {"x.vmrk", "--force"},
                 [&] { write_brainvision(folder / "x.vhdr", small_recording(), {}, Overwrite::refuse); });
  EXPECT_EQ(read_text(folder / "x.vmrk"), "mine");
  EXPECT_FALSE(std::filesystem::exists(folder / "x.vhdr"));
  write_brainvision(folder / "x.vhdr", small_recording(), {}, Overwrite::allow);
  EXPECT_NE(read_text(folder / "x.vmrk"), "mine");
}

}  // namespace
}  // namespace attune::eeg
