#include "attune/glm/frame_times.hpp"

#include <gtest/gtest.h>

#include "expect_refused.hpp"

namespace attune::glm {
namespace {

using test::expect_refused;

bids::Metadata sidecar(const std::string& json) { return bids::parse_metadata(json, "sub-01_bold.json"); }

ImageHeader header(double seconds) {
  ImageHeader header;
  header.path = "sub-01_bold.nii.gz";
  header.repetition_time = Seconds(seconds);
  return header;
}

TEST(FrameTimes, AreStartTimePlusMultiplesOfTheRepetitionTime) {
  const ImageHeader image = header(2.0);
  const RunTiming timing = run_timing("b.nii", &image, sidecar(R"({"RepetitionTime": 2, "StartTime": 0.975})"), 10, {});
  EXPECT_DOUBLE_EQ(timing.frames.at(0).count(), 0.975);
  EXPECT_DOUBLE_EQ(timing.frames.at(3).count(), 6.975);
  EXPECT_EQ(timing.frames.volumes, 10);
}

TEST(FrameTimes, HeaderAndSidecarMayDifferByAMillisecondOnly) {
  const ImageHeader near = header(2.0009), far = header(1.79355);
  const bids::Metadata two = sidecar(R"({"RepetitionTime": 2})");
  EXPECT_DOUBLE_EQ(run_timing("b.nii", &near, two, 10, {}).frames.repetition_time.count(), 2.0);
  expect_refused(Fault::input, {"b.nii", "1.79355", "sub-01_bold.json", "2 s", "--repetition-time"},
                 [&] { run_timing("b.nii", &far, two, 10, {}); });
  EXPECT_DOUBLE_EQ(run_timing("b.nii", &far, two, 10, {Seconds(2), {}}).frames.repetition_time.count(), 2.0);
}

TEST(FrameTimes, SliceTimeCorrectedRunsNeedAStartTime) {
  const ImageHeader image = header(2.0);
  const bids::Metadata corrected = sidecar(R"({"RepetitionTime": 2, "SliceTimingCorrected": true})");
  expect_refused(Fault::input, {"SliceTimingCorrected", "--slice-time-ref"},
                 [&] { run_timing("b.nii", &image, corrected, 10, {}); });
  EXPECT_DOUBLE_EQ(run_timing("b.nii", &image, corrected, 10, {{}, 0.5}).frames.start.count(), 1.0);
  expect_refused(Fault::usage, {"--slice-time-ref is 2"}, [&] {
    run_timing("b.nii", &image, corrected, 10, {{}, 2.0});
  });
}

TEST(FrameTimes, WithoutAnyRepetitionTimeAreRefused) {
  expect_refused(Fault::input, {"s.tsv", "RepetitionTime"},
                 [&] { run_timing("s.tsv", nullptr, sidecar("{}"), 10, {}); });
  expect_refused(Fault::input, {"RepetitionTime is 0"},
                 [&] { run_timing("s.tsv", nullptr, sidecar(R"({"RepetitionTime": 0})"), 10, {}); });
}

}  // namespace
}  // namespace attune::glm
