// How often is a difference of 10, 20 or 40 ms between two groups found, and is equivalence wrongly shown in 5 % of
// studies whose difference is the bound? The numbers that this prints are in docs/validation.md.
#include <gtest/gtest.h>

#include "calibration_line.hpp"
#include "latency_calibration.hpp"

namespace attune::test {
namespace {

constexpr double kShifts[] = {10, 20, 40};

std::vector<LatencyQuestion> shifted(std::span<const erp::Kind> kinds, bool wide) {
  std::vector<LatencyQuestion> asked;
  for (const PlantedComponent& planted : {planted_n170(), planted_n400(), planted_p3()})
    for (const erp::Kind kind : kinds)
      for (const double shift : kShifts) asked.push_back({wide ? widely(planted) : planted, kind, shift});
  return asked;
}

/// Prints power and estimate of every method; in windows that hold both groups power must grow with the shift.
void print_power(const LatencyStudies& of, std::span<const LatencyQuestion> asked, bool wide) {
  const auto tallies = tally(of, asked);
  for (std::size_t q = 0; q < asked.size(); ++q)
    for (const auto& [method, found] : tallies[q]) {
      const std::string what = fmt::format("power, {} windows, {}, {}, {}", wide ? "wide" : "usual", words_of(of),
                                           words_of(asked[q]), method);
      print_share(what + ": answered", static_cast<double>(found.answered) / static_cast<double>(found.studies),
                  found.studies);
      if (found.answered < found.studies / 10) continue;
      print_share(what, found.power(), found.studies);
      print_calibration(what + ": estimate", found.mean(), found.sd() / std::sqrt(static_cast<double>(found.answered)),
                        found.answered);
      const double error = found.sd() / std::sqrt(static_cast<double>(found.answered));
      // B is later; a window cuts off some of a shift, on average, but adds nothing to it.
      if (method == "individual" && (wide || asked[q].kind != erp::Kind::fractional_peak_onset)) {
        EXPECT_LT(-found.mean(), asked[q].shift_ms + 4 * error) << what;
        EXPECT_GT(-found.mean(), -4 * error) << what;
      }
      if (q % std::size(kShifts) == 0 || !wide) continue;
      EXPECT_GE(found.power() + 0.03, tallies[q - 1].at(method).power()) << what;
    }
}

LatencyStudies studies(TrialNoise noise) {
  LatencyStudies of;
  of.settings.noise = noise;
  of.studies = 2000;
  return of;
}

class LatencyPower : public testing::TestWithParam<TrialNoise> {};

constexpr erp::Kind kKinds[] = {erp::Kind::peak_latency, erp::Kind::fractional_area_latency,
                                erp::Kind::fractional_peak_onset};

TEST_P(LatencyPower, GrowsWithTheShiftInWindowsThatHoldIt) {
  print_power(studies(GetParam()), shifted(kKinds, true), true);
}

TEST_P(LatencyPower, InTheUsualWindows) { print_power(studies(GetParam()), shifted(kKinds, false), false); }

TEST_P(LatencyPower, AfterALowPass) {
  LatencyStudies of = studies(GetParam());
  of.settings.low_pass_hz = 12;
  print_power(of, shifted(kKinds, true), true);
}

TEST_P(LatencyPower, OfResampling) {
  LatencyStudies of = studies(GetParam());
  of.permutations = 199;
  of.bootstrap = 1000;
  of.studies = 1000;
  constexpr erp::Kind kArea[] = {erp::Kind::fractional_area_latency};
  print_power(of, shifted(kArea, true), true);
}

TEST_P(LatencyPower, OfEquivalenceHoldsItsLevelAtTheBound) {
  const LatencyStudies of = studies(GetParam());
  std::vector<LatencyQuestion> asked;
  for (const PlantedComponent& planted : {planted_n170(), planted_n400(), planted_p3()})
    asked.push_back({planted, erp::Kind::fractional_area_latency, planted.name == "N170" ? 10.0 : 50.0});
  // The window cuts off some of the shift: the bound is the difference that is measured, known from the same studies.
  const auto without = tally(of, asked);
  for (const char* method : {"individual", "jackknife"}) {
    for (std::size_t q = 0; q < asked.size(); ++q) asked[q].smallest_effect_ms = std::abs(without[q].at(method).mean());
    const auto tallies = tally(of, asked);
    for (std::size_t q = 0; q < asked.size(); ++q) {
      const MethodTally& found = tallies[q].at(method);
      const std::string what = fmt::format("equivalence at the bound, {}, {} {:.1f} ms, {}", words_of(of),
                                           asked[q].planted.name, *asked[q].smallest_effect_ms, method);
      print_share(what, found.equivalent(), found.answered);
      // Three and a half standard errors of 2,000 studies.
      EXPECT_NEAR(found.equivalent(), 0.05, 0.0171) << what;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Noises, LatencyPower, testing::Values(TrialNoise::autoregressive, TrialNoise::one_over_f),
                         [](const auto& p) { return p.param == TrialNoise::autoregressive ? "AR" : "OneOverF"; });

}  // namespace
}  // namespace attune::test
