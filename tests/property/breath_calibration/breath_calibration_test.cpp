#include <gtest/gtest.h>

#include <cmath>

#include "attune/breath/breaths.hpp"
#include "calibration_line.hpp"
#include "made_breaths.hpp"

namespace attune::breath {
namespace {

constexpr std::uint64_t kPeople = 100;  // five minutes each, some 7,000 breaths
constexpr double kEnds = 8;             // s, where a filter has one side only
constexpr double kClose = 0.6;          // s

TEST(LongBreathCalibration, PlantedBreathsAreFound) {
  const std::vector<std::pair<double, double>> settings{{0, 2},   {0.05, 2}, {0.1, 2}, {0.2, 2},
                                                        {0.4, 2}, {0.2, 1},  {0.4, 1}, {0.4, 0.7}};
  for (const auto& [noise, low_pass] : settings) {
    DetectOptions options;
    options.low_pass = Hertz(low_pass);
    double planted = 0, missed = 0, found = 0, extra = 0, rate = 0, depth = 0, off = 0, squares = 0;
    for (std::uint64_t person = 0; person < kPeople; ++person) {
      const test::MadeBreaths made = test::made_breaths(1000 + person, 25, noise, 3);
      const Breaths breaths = detect_breaths(made.channel, options);
      std::vector<double> out;
      for (const Breath& breath : breaths.breaths)
        if (breath.implausible.empty()) out.push_back(breath.exhale_s);
      for (const double time : made.exhale_s) {
        if (time < kEnds || time > 300 - kEnds) continue;
        const double away = test::nearest(out, time);
        ++planted;
        missed += away > kClose;
      }
      for (const double time : out) {
        if (time < kEnds || time > 300 - kEnds) continue;
        const double away = test::nearest(made.exhale_s, time);
        ++found;
        extra += away > kClose;
        if (away <= kClose) squares += away * away;
      }
      const BreathSummary all = summarise(breaths, Seconds(kEnds), Seconds(300 - kEnds));
      double n = 0, seconds = 0;
      for (std::size_t i = 0; i + 1 < made.inhale_s.size(); ++i) {
        if (made.inhale_s[i] < kEnds || made.inhale_s[i] >= 300 - kEnds) continue;
        ++n;
        seconds += made.inhale_s[i + 1] - made.inhale_s[i];
      }
      rate += all.rate / (60 * n / seconds);
      depth += all.depth;
      off += all.artefact_share;
    }
    const std::string what = fmt::format("breath, noise {:g} of the depth, below {:g} Hz", noise, low_pass);
    const auto draws = static_cast<std::size_t>(planted);
    test::print_share(what + ", found", 1 - missed / planted, draws);
    test::print_share(what + ", found that are none", extra / found, static_cast<std::size_t>(found));
    test::print_calibration(what + ", RMS of times (s)", std::sqrt(squares / (found - extra)), std::nan(""), draws);
    test::print_calibration(what + ", rate over the true one", rate / kPeople, std::nan(""), kPeople);
    test::print_calibration(what + ", mean depth (1 planted)", depth / kPeople, std::nan(""), kPeople);
    test::print_calibration(what + ", share of artefacts", off / kPeople, std::nan(""), kPeople);
    if (noise > 0.1) continue;
    EXPECT_LT(missed / planted, 0.02);
    EXPECT_LT(extra / found, 0.02);
  }
}

}  // namespace
}  // namespace attune::breath
