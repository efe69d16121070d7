#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "run_program.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json result_of(const std::string& arguments) {
  const ProgramResult result = run_attune(arguments + " --format json");
  EXPECT_EQ(result.code, 0) << result.err;
  return json::parse(result.out);
}

void expect_refused(const std::string& arguments, const std::string& message) {
  const ProgramResult result = run_attune(arguments);
  EXPECT_EQ(result.code, 2) << result.err;
  EXPECT_THAT(result.err, HasSubstr(message));
  EXPECT_EQ(result.out, "");
}

TEST(Power, SolvesForTheThirdOfThree) {
  const json n = result_of("power --effect 0.5 --power 0.8");
  EXPECT_NEAR(n.at("n").get<double>(), 63.7656104441418, 63.0 * 1e-8);
  EXPECT_EQ(n.at("whole_n"), 64);
  EXPECT_EQ(n.at("solved"), "n");
  EXPECT_NEAR(result_of("power --n 30 --effect 0.6").at("power").get<double>(), 0.62750458697481, 1e-8);
  EXPECT_NEAR(result_of("power --n 63.7656104441418 --power 0.8").at("effect").get<double>(), 0.5, 1e-8);
}

TEST(Power, MakesATableOfLists) {
  const json rows = result_of("power --test paired --n 10,20,30 --effect 0.2,0.5,0.8");
  ASSERT_EQ(rows.size(), 9u);
  for (std::size_t i = 1; i < 3; ++i) EXPECT_GT(rows[i].at("power"), rows[i - 1].at("power"));
}

TEST(Power, KnowsEveryTest) {
  for (const char* test : {"--test welch --sd-ratio 2 --effect 0.5", "--test one-sample --effect 0.5",
                           "--test correlation --effect 0.3", "--test proportions --baseline 0.2 --effect 0.2",
                           "--test anova --groups 3 --effect 0.3", "--test regression --predictors 2 --effect 0.3",
                           "--test equivalence --bound 0.5", "--test equivalence-paired --bound 0.5"}) {
    const json r = result_of(std::string("power --power 0.9 ") + test);
    EXPECT_GE(r.at("whole_power"), 0.9) << test;
    EXPECT_TRUE(r.contains("method")) << test;
  }
}

TEST(Power, RefusesWhatMakesNoSense) {
  expect_refused("power --effect 0.5", "give two, the third is solved for");
  expect_refused("power --test equivalence --effect 0.5 --n 20", "equivalence takes --bound");
  expect_refused("power --bound 0.5 --n 20", "--bound is for equivalence");
  expect_refused("power --n 20 --effect large", "--effect has 'large'; expected a number");
  expect_refused("power --test correlation --ratio 2 --n 20 --effect 0.5", "--ratio does not go with");
  expect_refused("power --n 20 --effect 0.5 --sides three", "sides");
  expect_refused("power --test corelation --n 20 --effect 0.5", "did you mean 'correlation'");
}

}  // namespace
}  // namespace attune::test
