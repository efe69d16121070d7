#include "attune/model/formula.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"

namespace attune::model {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> terms_of(const char* text) {
  const Formula formula = parse_formula(text);
  std::vector<std::string> out;
  if (formula.intercept) out.push_back("1");
  for (const Term& term : formula.terms) out.push_back(name_of(formula, term));
  return out;
}

std::string refused(const char* text) {
  try {
    parse_formula(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    return error.what();
  }
  ADD_FAILURE() << text << " was taken";
  return {};
}

TEST(Formula, HasTermsByDegreeAndThenInOrder) {
  EXPECT_THAT(terms_of("y ~ a * b + c"), ElementsAre("1", "a", "b", "c", "a:b"));
  EXPECT_THAT(terms_of("y ~ a:b + a"), ElementsAre("1", "a", "a:b"));
  EXPECT_THAT(terms_of("y ~ b:a + a:b"), ElementsAre("1", "b:a"));
}

TEST(Formula, ExpandsPowersAndTakesTermsAway) {
  EXPECT_THAT(terms_of("y ~ (a + b + c)^2"), ElementsAre("1", "a", "b", "c", "a:b", "a:c", "b:c"));
  EXPECT_THAT(terms_of("y ~ a * b * c - a:b:c"), ElementsAre("1", "a", "b", "c", "a:b", "a:c", "b:c"));
  EXPECT_THAT(terms_of("y ~ a^9"), ElementsAre("1", "a"));
}

TEST(Formula, HasAnInterceptUnlessItIsTakenAway) {
  EXPECT_THAT(terms_of("y ~ a - 1"), ElementsAre("a"));
  EXPECT_THAT(terms_of("y ~ 0 + a"), ElementsAre("a"));
  EXPECT_THAT(terms_of("y ~ 1"), ElementsAre("1"));
}

TEST(Formula, KnowsItsFunctions) {
  const Formula formula = parse_formula("log(rt) ~ poly(age, 2) + I(age^3) + scale(age) + C(group, treatment)");
  EXPECT_EQ(formula.variables[formula.response].transform, Transform::log);
  std::vector<std::string> names;
  for (const Variable& variable : formula.variables) names.push_back(variable.text);
  EXPECT_THAT(names, ElementsAre("log(rt)", "poly(age, 2)", "I(age^3)", "scale(age)", "C(group, treatment)"));
  EXPECT_EQ(formula.variables[1].degree, 2);
  EXPECT_EQ(formula.variables[4].coding, "treatment");
}

TEST(Formula, TakesAnyNameInBackticks) {
  const Formula formula = parse_formula("`reaction time` ~ `own face`");
  EXPECT_EQ(formula.variables[0].column, "reaction time");
  EXPECT_EQ(formula.variables[1].column, "own face");
}

TEST(Formula, ReadsRandomTerms) {
  const Formula formula = parse_formula("y ~ a + (1 + a | id) + (0 + a || item) + (1 | school/class)");
  ASSERT_EQ(formula.random.size(), 4U);
  EXPECT_EQ(formula.random[0].text, "1 + a | id");
  EXPECT_TRUE(formula.random[0].intercept);
  EXPECT_EQ(formula.random[0].terms.size(), 1U);
  EXPECT_FALSE(formula.random[1].intercept);
  EXPECT_FALSE(formula.random[1].correlated);
  EXPECT_EQ(name_of(formula, formula.random[2].group), "school");
  EXPECT_EQ(name_of(formula, formula.random[3].group), "school:class");
  EXPECT_THAT(terms_of("y ~ a + (1 | id)"), ElementsAre("1", "a"));
}

TEST(Formula, IsRefusedWithTheColumnOfTheText) {
  EXPECT_THAT(refused("y a"), HasSubstr("column 3: there is 'a'; expected '~'"));
  EXPECT_THAT(refused("y ~ a +"), HasSubstr("there is the end; expected the name of a column"));
  EXPECT_THAT(refused("y ~ (a + b"), HasSubstr("expected ')'"));
  EXPECT_THAT(refused("y ~ a ^ b"), HasSubstr("expected a whole number"));
  EXPECT_THAT(refused("y ~ y + a"), HasSubstr("both sides"));
  EXPECT_THAT(refused("y ~ sqrt(a)"), HasSubstr("unknown function"));
  EXPECT_THAT(refused("y ~ poly(a)"), HasSubstr("degree"));
  EXPECT_THAT(refused("y ~ 0"), HasSubstr("nothing"));
  EXPECT_THAT(refused("y ~ 2*a"), HasSubstr("expected 0, 1 or a name"));
  EXPECT_THAT(refused("poly(y, 2) ~ a"), HasSubstr("the response"));
  EXPECT_THAT(refused("y ~ (0 | id)"), HasSubstr("intercept or a slope"));
  EXPECT_THAT(refused(("y ~ " + std::string(100, '(') + "a").c_str()), HasSubstr("levels of parentheses"));
}

}  // namespace
}  // namespace attune::model
