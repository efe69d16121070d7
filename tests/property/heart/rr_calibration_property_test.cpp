// The short form of tests/property/heart_beats_calibration.
#include <gtest/gtest.h>

#include "heart_calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kPeople = 60;
constexpr double kOfRmssd = 0.02;  // the mean ratio of 60 people is within 0.003 of that of 1000

TEST(CorrectedIntervals, OfAHeartAtRestAreLeftAlone) {
  const Corrections out = correct_people({}, nullptr, kPeople, 11);
  EXPECT_LT(out.touched / out.beats, 0.006);
  EXPECT_NEAR(out.rmssd_ratio, 1.0, kOfRmssd);
}

TEST(CorrectedIntervals, WithPlantedArtefactsHaveTheVariabilityTheyHadBefore) {
  for (const Planted planted : {Planted::premature, Planted::missed, Planted::extra}) {
    const Corrections out = correct_people({}, &planted, kPeople, 12);
    EXPECT_GT(out.mended / out.planted, 0.99);
    EXPECT_NEAR(out.rmssd_ratio, 1.0, kOfRmssd);
    EXPECT_GT(out.raw_ratio, 2.0);
  }
}

}  // namespace
}  // namespace attune::test
