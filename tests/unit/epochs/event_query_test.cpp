#include "attune/eeg/event_query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"
#include "made_recording.hpp"

namespace attune::eeg {
namespace {

using test::made_event;

bool chosen(const std::string& expression, const Event& event) {
  return EventQuery::parse(expression).matches(event, Hertz(100));
}

std::string refusal(const std::string& expression) {
  try {
    EventQuery::parse(expression);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    return error.what();
  }
  return "accepted";
}

const Event kSquare = made_event(250, "square", {{"position", "2"}, {"side", "left"}});

TEST(EventQuery, ComparesTextAndNumbers) {
  EXPECT_TRUE(chosen("type == 'square'", kSquare));
  EXPECT_FALSE(chosen("type == \"rt\"", kSquare));
  EXPECT_TRUE(chosen("position == 2", kSquare));
  EXPECT_TRUE(chosen("position == 2.0", kSquare));
  EXPECT_FALSE(chosen("position == '2.0'", kSquare));
  EXPECT_TRUE(chosen("position >= 2 && position < 3", kSquare));
  EXPECT_TRUE(chosen("side != 'right'", kSquare));
}

TEST(EventQuery, KnowsOnsetAndDurationInSeconds) {
  Event event = kSquare;
  event.duration_samples = 50;
  EXPECT_TRUE(chosen("onset == 2.5 && duration == 0.5", event));
}

TEST(EventQuery, BindsAndCloserThanOr) {
  EXPECT_TRUE(chosen("type == 'square' || type == 'rt' && position == 9", kSquare));
  EXPECT_FALSE(chosen("(type == 'square' || type == 'rt') && position == 9", kSquare));
}

TEST(EventQuery, NegatesAndSpeaksWords) {
  EXPECT_TRUE(chosen("not (position == 1) and !(side == 'right')", kSquare));
  EXPECT_TRUE(chosen("position == 1 or side == 'left'", kSquare));
}

TEST(EventQuery, FindsAValueInAList) {
  EXPECT_TRUE(chosen("position in (1, 2, 3)", kSquare));
  EXPECT_TRUE(chosen("side in ('left', 'middle')", kSquare));
  EXPECT_FALSE(chosen("position in (1, 3)", kSquare));
}

TEST(EventQuery, MatchesPatterns) {
  EXPECT_TRUE(chosen("type ~ 'sq*'", kSquare));
  EXPECT_TRUE(chosen("type ~ '?q*r?'", kSquare));
  EXPECT_FALSE(chosen("type ~ 'sq'", kSquare));
  EXPECT_TRUE(chosen("type ~ '*'", kSquare));
}

TEST(EventQuery, IsFalseForAFieldTheEventLacks) {
  for (const char* comparison :
       {"speed == 1", "speed != 1", "speed != 'x'", "speed < 1", "speed ~ '*'", "speed in (1)"})
    EXPECT_FALSE(chosen(comparison, kSquare)) << comparison;
}

TEST(EventQuery, IsFalseForTextWhereANumberIsWanted) {
  EXPECT_FALSE(chosen("side < 3", kSquare));
  EXPECT_FALSE(chosen("side != 3", kSquare));
}

TEST(EventQuery, TakesAnyFieldNameInBackquotes) {
  EXPECT_TRUE(chosen("`response time` > 300", made_event(0, "x", {{"response time", "412.5"}})));
}

TEST(EventQuery, NamesTheColumnOfAMistake) {
  EXPECT_THAT(refusal("type = 'square'"), testing::HasSubstr("column 6"));
  EXPECT_THAT(refusal("type == square"), testing::HasSubstr("quoted text"));
  EXPECT_THAT(refusal("type == 'square"), testing::HasSubstr("closing '"));
  EXPECT_THAT(refusal("position < '3'"), testing::HasSubstr("expected a number"));
  EXPECT_THAT(refusal("(type == 'a'"), testing::HasSubstr("expected ')'"));
  EXPECT_THAT(refusal("type == 'a' type"), testing::HasSubstr("&&, || or the end"));
  EXPECT_THAT(refusal(""), testing::HasSubstr("the end"));
}

TEST(EventQuery, RefusesNestingWithoutEnd) {
  EXPECT_THAT(refusal(std::string(100000, '(')), testing::HasSubstr("levels"));
  EXPECT_THAT(refusal(std::string(100000, '!')), testing::HasSubstr("levels"));
}

TEST(EventQuery, ListsItsFieldsOnce) {
  EXPECT_THAT(EventQuery::parse("a == 1 || (b == 2 && a == 3)").fields(), testing::ElementsAre("a", "b"));
}

TEST(EventQuery, OfATypeTakesQuotesAsTheyAre) {
  EXPECT_TRUE(EventQuery::of_type("it's").matches(made_event(0, "it's"), Hertz(1)));
}

TEST(Conditions, HaveANameAndAnExpression) {
  const Condition condition = parse_condition("near = type == 'square' && position == 1");
  EXPECT_EQ(condition.name, "near");
  EXPECT_EQ(condition.query.text(), "type == 'square' && position == 1");
  for (const char* wrong : {"type == 'square'", "== 1", "near", "", "=type == 'a'"})
    EXPECT_THROW(parse_condition(wrong), Error) << wrong;
}

TEST(Conditions, RefuseATypeGivenTwice) {
  const std::vector<std::string> types{"a", "b", "a"};
  EXPECT_THROW(conditions_of_types(types), Error);
}

TEST(Conditions, SuggestTheNearestNameWhenNothingIsSelected) {
  Recording recording = test::made_recording(Eigen::MatrixXd::Zero(1, 10), 100);
  recording.events = {kSquare};
  const auto message = [&](const Condition& condition) -> std::string {
    try {
      check_conditions(std::vector{condition}, recording);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::input);
      return error.what();
    }
    return "accepted";
  };
  EXPECT_THAT(message({"sqare", EventQuery::of_type("sqare")}), testing::HasSubstr("did you mean 'square'"));
  EXPECT_THAT(message(parse_condition("x=postion == 1")), testing::HasSubstr("did you mean 'position'"));
  EXPECT_EQ(message(parse_condition("x=position == 2")), "accepted");
}

}  // namespace
}  // namespace attune::eeg
