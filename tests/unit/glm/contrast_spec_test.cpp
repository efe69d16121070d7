#include "attune/glm/contrast_spec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_refused.hpp"

namespace attune::glm {
namespace {

using test::expect_refused;
using ::testing::ElementsAre;

// Runs of faces and houses, of which the second has no house.
std::vector<bold::Design> two_runs() {
  std::vector<bold::Design> designs;
  bold::DesignOptions options;
  options.conditions = {"face", "house"};
  options.allow_missing_conditions = true;
  for (const bool both : {true, false}) {
    std::vector<bold::Event> events;
    for (int i = 0; i < 6; ++i)
      events.push_back({Seconds(10 + 24 * i), Seconds(4), both && i % 2 == 1 ? "house" : "face", {}, 0});
    designs.push_back(bold::make_design(events, {90, Seconds(2), Seconds(0)}, nullptr, options));
  }
  return designs;
}

TEST(SplitContrast, TakesTheNameBeforeTheEqualsSign) {
  const ContrastText text = split_contrast("f_h = face - house; house");
  EXPECT_EQ(text.name, "f_h");
  EXPECT_THAT(text.rows, ElementsAre("face - house", "house"));
  EXPECT_EQ(split_contrast(" face - house ").name, "face - house");
}

TEST(SplitContrast, RefusesWhatIsMissing) {
  expect_refused(Fault::usage, {"expression is missing"}, [] { split_contrast("a ="); });
  expect_refused(Fault::usage, {"name before '='"}, [] { split_contrast("= face"); });
  expect_refused(Fault::usage, {"expression is missing"}, [] { split_contrast("a = face;;house"); });
}

TEST(MakeContrasts, ConditionsByThemselvesComeFirst) {
  const auto contrasts = make_contrasts(two_runs(), false, {"f_h = face - house"});
  ASSERT_EQ(contrasts.size(), 3U);
  EXPECT_EQ(contrasts[0].name, "face");
  EXPECT_EQ(contrasts[1].name, "house");
  EXPECT_EQ(contrasts[2].name, "f_h");
}

TEST(MakeContrasts, RefusesUnknownConditionsDoubleNamesAndDrifts) {
  const auto designs = two_runs();
  expect_refused(Fault::usage, {"'hose'", "did you mean 'house'"},
                 [&] { make_contrasts(designs, false, {"x = hose"}); });
  expect_refused(Fault::usage, {"two contrasts", "face"}, [&] { make_contrasts(designs, false, {"face = house"}); });
  expect_refused(Fault::usage, {"drift_1"}, [&] { make_contrasts(designs, false, {"x = drift_1"}); });
  expect_refused(Fault::usage, {"--f-contrast"}, [&] { make_contrasts(designs, false, {"x = face; house"}); });
}

}  // namespace
}  // namespace attune::glm
