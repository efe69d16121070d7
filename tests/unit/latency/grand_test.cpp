// Averages are resampled on the columns that their measure looks at: the reading must be that of the whole waveform.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "attune/latency/compare.hpp"
#include "bumps.hpp"

namespace attune::latency {
namespace {

// Sums of the same numbers in another order.
constexpr double kRounding = 1e-9;

// -250 to 1100 ms at 1000 Hz, where more than a few samples lie between a window and where an onset is followed to.
const eeg::TimeAxis kTimes{Hertz(1000), -250, 1351};

// Rises so slowly that its half height comes before the window where onsets are followed back beyond it, and has a
// counter-peak where peak_to_peak looks for one.
Eigen::RowVectorXd component_wave(const erp::Component& component, double later_ms) {
  const double from = component.window.from.count(), to = component.window.to.count();
  const double middle = 0.5 * (from + to) + later_ms, half = 0.5 * (to - from);
  const double search_from = component.search_from.value_or(component.window.from).count();
  const double rise = component.search_from ? (middle - search_from) / 1.7 : 0.4 * half, fall = 0.3 * half;
  const double counter = from > 0 ? 0.5 * search_from : from + 0.2 * half;
  const double sign = component.polarity == erp::Polarity::positive ? 1.0 : -1.0;
  Eigen::RowVectorXd out(kTimes.samples);
  for (Eigen::Index c = 0; c < out.size(); ++c) {
    const double t = kTimes.at(c).count();
    const double z = (t - middle) / (t < middle ? rise : fall), dip = t - counter;
    out(c) = sign * 1e-6 * (5.0 * std::exp(-0.5 * z * z) - 2.0 * std::exp(-0.5 * dip * dip));
  }
  return out;
}

Eigen::MatrixXd people_with(const erp::Component& component, std::initializer_list<double> later_ms) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(later_ms.size()), kTimes.samples);
  Eigen::Index row = 0;
  for (const double later : later_ms) out.row(row++) = component_wave(component, later);
  return out;
}

TEST(GrandAverages, AreReadAlikeWhetherResampledOrNot) {
  CompareOptions options;
  options.permutations = 3;
  options.threads = {1};
  for (const erp::Preset& preset : erp::presets()) {
    Target target;
    target.component = erp::parse_component(preset.name);
    const Eigen::MatrixXd a = people_with(target.component, {-1, 0, 2, 4});
    const Eigen::MatrixXd b = people_with(target.component, {1, 2, 3, 6});
    for (const std::string& kind : erp::kind_names()) {
      target.kind = erp::kind_of(kind);
      const Comparison of = compare(a, b, kTimes, target, options);
      const std::string what = fmt::format("{} {}", preset.name, kind);
      for (const Side& side : of.sides) ASSERT_EQ(side.grand_average.reason, "") << what;
      const Method& resampled = test::method(of, "permutation_grand");
      ASSERT_TRUE(resampled.estimate) << what << ": " << resampled.remark;
      const double difference = of.sides[0].grand_average.value - of.sides[1].grand_average.value;
      EXPECT_NEAR(*resampled.estimate, difference, kRounding) << what;
    }
  }
}

TEST(GrandAverages, AreReadAlikeWithTheLargestNeighbourhood) {
  CompareOptions options;
  options.permutations = 3;
  options.threads = {1};
  Target target;
  target.component = erp::parse_component("N400");
  target.kind = erp::Kind::fractional_peak_onset;
  target.reading.neighbourhood = 300;
  const Comparison of = compare(people_with(target.component, {-1, 0, 2, 4}),
                                people_with(target.component, {1, 2, 3, 6}), kTimes, target, options);
  ASSERT_EQ(of.sides[0].grand_average.reason, "");
  EXPECT_NEAR(test::method(of, "permutation_grand").estimate.value_or(0),
              of.sides[0].grand_average.value - of.sides[1].grand_average.value, kRounding);
}

}  // namespace
}  // namespace attune::latency
