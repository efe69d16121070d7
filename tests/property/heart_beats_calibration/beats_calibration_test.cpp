// How often a heart at rest is corrected where nothing is wrong, how many planted artefacts are mended and what that
// leaves of RMSSD, and how many beats are found as noise rises. Prints its numbers for tests/calibrate.sh.
#include <gtest/gtest.h>

#include <array>

#include "calibration_line.hpp"
#include "heart_calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kPeople = 1000;
// Bounds are what was seen (docs/validation.md) with some room; the numbers repeat exactly.

TEST(ArtefactCalibration, OfHeartsAtRest) {
  struct Case {
    const char* name;
    Resting rest;
  };
  const std::array<Case, 4> cases{{{"wander 30 ms, breath 25 ms", {}},
                                   {"wander 15 ms, breath 8 ms", {15, 8}},
                                   {"wander 40 ms, breath 70 ms", {40, 70}},
                                   {"wander 30 ms, no breath", {30, 0}}}};
  for (const Case& one : cases) {
    const Corrections out = correct_people(one.rest, nullptr, kPeople, 1);
    print_share(fmt::format("intervals changed at rest, {}", one.name), out.touched / out.beats,
                static_cast<std::size_t>(out.beats));
    print_calibration(fmt::format("RMSSD over the true one at rest, {}", one.name), out.rmssd_ratio, NAN, kPeople);
    EXPECT_LT(out.touched / out.beats, 0.02) << one.name;
    EXPECT_NEAR(out.rmssd_ratio, 1.0, 0.02) << one.name;
  }
}

TEST(ArtefactCalibration, OfPlantedArtefacts) {
  struct Case {
    const char* name;
    Planted planted;
  };
  const std::array<Case, 3> cases{
      {{"premature", Planted::premature}, {"missed", Planted::missed}, {"extra", Planted::extra}}};
  for (const Case& one : cases) {
    const Corrections out = correct_people({}, &one.planted, kPeople, 2);
    print_share(fmt::format("{} beats mended", one.name), out.mended / out.planted,
                static_cast<std::size_t>(out.planted));
    print_calibration(fmt::format("RMSSD over the true one, {} beats, corrected", one.name), out.rmssd_ratio, NAN,
                      kPeople);
    print_calibration(fmt::format("RMSSD over the true one, {} beats, as found", one.name), out.raw_ratio, NAN,
                      kPeople);
    EXPECT_GT(out.mended / out.planted, 0.995) << one.name;
    EXPECT_NEAR(out.rmssd_ratio, 1.0, 0.01) << one.name;
  }
}

TEST(DetectionCalibration, AsNoiseRises) {
  for (const double white : {0.05, 0.1, 0.2, 0.4}) {
    const Agreement out = detect_people(white, 0, 20, 3);
    print_share(fmt::format("beats found, white noise of {} R waves", white), out.sensitivity(), out.truth);
    print_share(fmt::format("beats that are one, white noise of {} R waves", white), out.precision(), out.found);
    if (white <= 0.2) {
      EXPECT_GT(out.sensitivity(), 0.999) << white;
      EXPECT_GT(out.precision(), 0.999) << white;
    }
  }
  for (const double electrode : {0.25, 0.5, 1.0}) {
    const Agreement out = detect_people(0.02, electrode, 20, 4);
    print_share(fmt::format("beats found, electrode noise of {} R waves", electrode), out.sensitivity(), out.truth);
    print_share(fmt::format("beats that are one, electrode noise of {} R waves", electrode), out.precision(),
                out.found);
    if (electrode > 0.5) continue;
    EXPECT_GT(out.sensitivity(), electrode < 0.5 ? 0.998 : 0.985) << electrode;
    EXPECT_GT(out.precision(), electrode < 0.5 ? 0.998 : 0.94) << electrode;
  }
}

}  // namespace
}  // namespace attune::test
