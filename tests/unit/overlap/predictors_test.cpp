#include "attune/overlap/predictors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_refused.hpp"
#include "made_recording.hpp"

namespace attune::overlap {
namespace {

using ::testing::ElementsAre;

constexpr double kRounding = 1e-12;

eeg::Recording recording() {
  eeg::Recording out = test::made_recording(Eigen::MatrixXd::Zero(1, 1000), 100);
  const char* faces[] = {"happy", "neutral", "neutral", "happy", "neutral", "happy"};
  for (int i = 0; i < 6; ++i) {
    out.events.push_back(
        test::made_event(100 * i, "face", {{"emotion", faces[i]}, {"rt", std::to_string(300 + 10 * i * i)}}));
    out.events.push_back(test::made_event(100 * i + 40, "key"));
  }
  return out;
}

TEST(ParseEventModel, TakesTypesExpressionsAndFormulas) {
  EXPECT_EQ(parse_event_model("face").formula, "1");
  EXPECT_EQ(parse_event_model("face ~ 1 + rt").formula, "1 + rt");
  const EventModel stars = parse_event_model("stim=type ~ 'f*' && rt > 300 ~ 1 + emotion");
  EXPECT_EQ(stars.events.name, "stim");
  EXPECT_EQ(stars.events.query.text(), "type ~ 'f*' && rt > 300");
  EXPECT_EQ(stars.formula, "1 + emotion");
  EXPECT_EQ(parse_event_model("stim=type ~ 'a~b'").formula, "1");
  test::expect_refused(Fault::usage, {"names no events"}, [] { parse_event_model("~ 1"); });
  test::expect_refused(Fault::usage, {"empty formula"}, [] { parse_event_model("face ~ "); });
}

TEST(Predictors, OfAFactorAreItsLevelsAgainstTheFirst) {
  const Predictors p = predictors(recording(), parse_event_model("face ~ 1 + emotion + rt"));
  ASSERT_EQ(p.names.size(), 3u);
  EXPECT_EQ(p.names[0], "(Intercept)");
  EXPECT_EQ(p.names[2], "rt");
  EXPECT_EQ(p.values.rows(), 6);
  EXPECT_EQ(p.values(0, 1), 0) << "happy is the first level";
  EXPECT_EQ(p.values(1, 1), 1);
  EXPECT_EQ(p.values(5, 2), 550);
  EXPECT_THAT(p.events, ElementsAre(0, 2, 4, 6, 8, 10));
}

TEST(Predictors, OfASplineAreCentredAndGiveResponsesAlongIt) {
  PredictorOptions options;
  options.at["rt"] = {300, 400};
  const Predictors p = predictors(recording(), parse_event_model("face ~ 1 + spline(rt, 5)"), options);
  ASSERT_EQ(p.values.cols(), 5);
  EXPECT_EQ(p.names[1], "spline(rt, 5)[1]");
  EXPECT_LT(p.values.rightCols(4).colwise().mean().cwiseAbs().maxCoeff(), kRounding);
  ASSERT_EQ(p.combinations.size(), 2u);
  EXPECT_EQ(p.combinations[0].name, "rt=300");
  EXPECT_NEAR(p.combinations[0].weights[0], 1, kRounding);
  EXPECT_LT((p.combinations[0].weights - p.values.row(0)).cwiseAbs().maxCoeff(), kRounding) << "as the event with it";
}

TEST(Places, AreOnceForEveryFieldThatHasASpline) {
  using test::expect_refused;
  const auto at = parse_all_places({"rt=300,400", "age=30"});
  EXPECT_THAT(at.at("rt"), ElementsAre(300, 400));
  expect_refused(Fault::usage, {"'rt=5'", "given twice"}, [] { parse_all_places({"rt=3", "rt=5"}); });
  const std::vector<EventModel> models = {parse_event_model("key"), parse_event_model("face ~ age + spline(rt, 5)")};
  EXPECT_NO_THROW(check_places(models, parse_all_places({"rt=300"})));
  expect_refused(Fault::usage, {"along 'age'", "no formula has a spline of it"}, [&] { check_places(models, at); });
}

TEST(Predictors, OfASingleEventAreItsIntercept) {
  eeg::Recording r = recording();
  r.events.resize(1);
  const Predictors p = predictors(r, parse_event_model("face"));
  ASSERT_EQ(p.values.size(), 1);
  EXPECT_EQ(p.values(0, 0), 1);
  EXPECT_THAT(p.events, ElementsAre(0));
  test::expect_refused(Fault::analysis, {"one event of face", "'1 + rt'", "at least two"},
                       [&] { predictors(r, parse_event_model("face ~ 1 + rt")); });
}

TEST(Predictors, NameEventsWithoutAValue) {
  eeg::Recording r = recording();
  r.events[4].fields.clear();
  const Predictors p = predictors(r, parse_event_model("face ~ 1 + rt"));
  EXPECT_THAT(p.incomplete, ElementsAre(4));
  EXPECT_EQ(p.values.rows(), 5);
}

TEST(Predictors, RefuseWhatIsNotThere) {
  using test::expect_refused;
  const eeg::Recording r = recording();
  expect_refused(Fault::input, {"no event fits 'fase'"}, [&] { predictors(r, parse_event_model("fase")); });
  expect_refused(Fault::input, {"no event of face has the field 'emotoin'", "'emotion'"},
                 [&] { predictors(r, parse_event_model("face ~ 1 + emotoin")); });
  expect_refused(Fault::usage, {"spline(FIELD, N)"},
                 [&] { predictors(r, parse_event_model("face ~ 1 + spline(rt)")); });
  expect_refused(Fault::usage, {"stands alone"},
                 [&] { predictors(r, parse_event_model("face ~ 1 + emotion:spline(rt, 5)")); });
  expect_refused(Fault::usage, {"random terms"}, [&] { predictors(r, parse_event_model("face ~ 1 + (1 | emotion)")); });
  expect_refused(Fault::analysis, {"6 distinct values"},
                 [&] { predictors(r, parse_event_model("face ~ 1 + spline(rt, 7)")); });
}

}  // namespace
}  // namespace attune::overlap
