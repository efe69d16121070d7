#include "attune/body/measures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "expect_error.hpp"

namespace attune::body {
namespace {

using ::testing::HasSubstr;

physio::Recording breathing(double conductance) {
  physio::Recording out;
  out.path = "made";
  physio::Channel belt{"RSP", physio::Kind::respiration, "", Hertz(25), Seconds(0), {}};
  physio::Channel skin{"EDA", physio::Kind::eda, "uS", Hertz(25), Seconds(0), {}};
  for (int i = 0; i < 2500; ++i) {
    belt.samples.push_back(std::sin(2 * std::numbers::pi * 0.25 * i / 25));
    skin.samples.push_back(conductance * (1 + 0.001 * std::sin(0.01 * i)));
  }
  out.channels = {belt, skin};
  return out;
}

const std::vector<physio::Window> kWhole{{"rest", Seconds(10), Seconds(90), 1}};

TEST(Body, LosesOneChannelAndKeepsTheOthers) {
  const Answer answer = measure(breathing(0.001), kWhole, {});
  std::size_t of_skin = 0;
  for (const Measure& row : answer.rows) {
    EXPECT_EQ(row.condition, "rest");
    if (row.measure == "breath_rate") {
      EXPECT_NEAR(row.value, 15, 0.05);
    }
    if (row.site != "EDA") continue;
    ++of_skin;
    EXPECT_TRUE(std::isnan(row.value));
    EXPECT_THAT(row.excluded, HasSubstr("nothing but artefacts"));
    EXPECT_EQ(row.quality, 1);
  }
  EXPECT_EQ(of_skin, 5U) << "the measures of the skin that need no decomposition";
  EXPECT_THAT(answer.warnings, testing::Contains(HasSubstr("nothing but artefacts")));
}

TEST(Body, MeasuresWhatIsAskedForAndNamesWhatIsMissing) {
  Request request;
  request.measures = {"scl"};
  const Answer answer = measure(breathing(4), kWhole, request);
  ASSERT_EQ(answer.rows.size(), 1U);
  EXPECT_NEAR(answer.rows[0].value, 4, 0.01);
  request.measures = {"rmssd"};
  EXPECT_THAT(test::error_of(Fault::input, [&] { measure(breathing(4), kWhole, request); }),
              HasSubstr("RSP (resp), EDA (eda)"));
  request.measures = {"rmsd"};
  EXPECT_THAT(test::error_of(Fault::usage, [&] { measure(breathing(4), kWhole, request); }),
              HasSubstr("did you mean 'rmssd'?"));
}

TEST(Body, HasAUnitForEveryMeasure) {
  for (const std::string& name : measure_names()) EXPECT_NE(unit_of(name), "") << name;
}

}  // namespace
}  // namespace attune::body
