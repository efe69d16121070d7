// How often is a difference of 10, 20 or 40 ms between two groups found, and is equivalence wrongly shown in 5 % of
// studies whose difference is the bound? The numbers that this prints are in docs/validation.md.
#include <gtest/gtest.h>

#include "calibration_line.hpp"
#include "latency_calibration.hpp"

namespace attune::test {
namespace {

class LatencyPower : public testing::TestWithParam<TrialNoise> {};

TEST_P(LatencyPower, GrowsWithTheShift) {
  constexpr double kShifts[] = {10, 20, 40};
  std::vector<LatencyQuestion> asked;
  for (const PlantedComponent& planted : {planted_n170(), planted_n400(), planted_p3()})
    for (const erp::Kind kind :
         {erp::Kind::peak_latency, erp::Kind::fractional_area_latency, erp::Kind::fractional_peak_onset})
      for (const double shift : kShifts) asked.push_back({planted, kind, shift});
  LatencyStudies of;
  of.settings.noise = GetParam();
  of.studies = 2000;
  const auto tallies = tally(of, asked);
  for (std::size_t q = 0; q < asked.size(); ++q)
    for (const auto& [method, found] : tallies[q]) {
      const std::string what = fmt::format("power, {}, {}, {}", words_of(of), words_of(asked[q]), method);
      print_share(what, found.power(), found.studies);
      if (found.answered < found.studies / 10) continue;
      print_calibration(what + ": estimate", found.mean(), found.sd() / std::sqrt(static_cast<double>(found.answered)),
                        found.answered);
      if (q % 3 == 0) continue;
      // Where the N170 leaves its window of 40 ms, a larger shift shows less.
      const bool leaves = asked[q].planted.name == "N170" && asked[q].shift_ms == 40;
      if (leaves) continue;
      EXPECT_GE(found.power() + 0.03, tallies[q - 1].at(method).power()) << what;
    }
}

TEST_P(LatencyPower, OfEquivalenceHoldsItsLevelAtTheBound) {
  struct AtBound {
    PlantedComponent planted;
    double shift_ms;
  };
  LatencyStudies of;
  of.settings.noise = GetParam();
  of.studies = 2000;
  for (const AtBound& at : {AtBound{planted_n170(), 10}, AtBound{planted_n400(), 30}, AtBound{planted_p3(), 50}}) {
    LatencyQuestion question{at.planted, erp::Kind::fractional_area_latency, at.shift_ms};
    // The window cuts off some of the shift: the bound is the difference that is measured, known from the same studies.
    const auto without = tally(of, std::span(&question, 1)).front();
    for (const char* method : {"individual", "jackknife"}) {
      question.smallest_effect_ms = std::abs(without.at(method).mean());
      const MethodTally found = tally(of, std::span(&question, 1)).front().at(method);
      const std::string what = fmt::format("equivalence at the bound, {}, {} {:.1f} ms, {}", words_of(of),
                                           at.planted.name, *question.smallest_effect_ms, method);
      print_share(what, found.equivalent(), found.answered);
      // Three and a half standard errors of 2,000 studies.
      EXPECT_NEAR(found.equivalent(), 0.05, 0.0171) << what;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Noises, LatencyPower, testing::Values(TrialNoise::autoregressive, TrialNoise::one_over_f),
                         [](const auto& param) {
                           return param.param == TrialNoise::autoregressive ? "AR" : "OneOverF";
                         });

}  // namespace
}  // namespace attune::test
