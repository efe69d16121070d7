// Epochs of a recording with real gaps: none reaches over one.
#include <gtest/gtest.h>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/recording.hpp"
#include "shared_data.hpp"

namespace attune::eeg {
namespace {

TEST(EpochsOfEdfWithGaps, ThatTouchAGapAreDroppedWithTheReason) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/edge/derived_EDFplusD_two_gaps.edf");
  Recording recording = read_recording(path);
  ASSERT_EQ(recording.boundaries.size(), 2U);
  recording.events.clear();
  // 128 Hz, -200 to 800 ms: 26 samples before and 102 after. The gap is before sample 12800.
  for (const double sample : {6400.0, 12690.0, 12698.0, 12799.0, 12800.0, 12825.0, 12826.0, 43500.0}) {
    Event event;
    event.sample = sample;
    event.type = "go";
    recording.events.push_back(std::move(event));
  }
  EpochOptions options;
  options.conditions.push_back({"go", EventQuery::of_type("go")});
  const Epochs epochs = epoch(recording, options);
  std::vector<std::string> reasons;
  for (const Trial& trial : epochs.trials) reasons.push_back(trial.reason);
  const std::string gap = "crosses a boundary";
  EXPECT_EQ(reasons, (std::vector<std::string>{"", "", gap, gap, gap, gap, "", gap}));
}

}  // namespace
}  // namespace attune::eeg
