#include "attune/preprocess/step.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "attune/base/error.hpp"

namespace attune::preprocess {
namespace {

TEST(ParseStep, TakesANameAlone) { EXPECT_EQ(parse_step("reference"), (Step{"reference", {}})); }

TEST(ParseStep, TakesParametersInTheirOrder) {
  EXPECT_EQ(parse_step("types:eog=EOG1+EOG2,misc=Photo"), (Step{"types", {{"eog", "EOG1+EOG2"}, {"misc", "Photo"}}}));
}

TEST(ParseStep, GoesBackToItsText) {
  for (const char* text : {"reference", "reference:channels=M1+M2", "types:eog=EOG1+EOG2,misc=Photo"})
    EXPECT_EQ(to_text(parse_step(text)), text);
}

std::string message(std::string_view text) {
  try {
    parse_step(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage) << text;
    return error.what();
  }
  return "no error";
}

TEST(ParseStep, RefusesSlips) {
  EXPECT_THAT(message("referense"), testing::HasSubstr("reference"));
  EXPECT_THAT(message("reference:chanels=average"), testing::HasSubstr("channels"));
  EXPECT_THAT(message("reference:"), testing::HasSubstr("nothing follows"));
  EXPECT_THAT(message("reference:average"), testing::HasSubstr("parameter=value"));
  EXPECT_THAT(message("reference:channels="), testing::HasSubstr("no value"));
  EXPECT_THAT(message("bad:channels=Fz,channels=Cz"), testing::HasSubstr("twice"));
}

TEST(StepDescriptions, SayOfEveryStepWhatItDoes) {
  for (const StepDescription& step : step_descriptions()) {
    EXPECT_FALSE(step.summary.empty()) << step.name;
    for (const ParameterKind& parameter : step.parameters) EXPECT_FALSE(parameter.meaning.empty()) << step.name;
  }
}

}  // namespace
}  // namespace attune::preprocess
