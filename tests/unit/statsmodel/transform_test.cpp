#include "attune/statsmodel/transform.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "expect_refused.hpp"

namespace attune::statsmodel {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::NanSensitiveDoubleEq;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kRounding = 1e-12;

/// Four events of 2 s, at 0, 10, 20 and 30 s.
Variable events(const std::string& name, std::vector<double> values) {
  Variable out;
  out.name = name;
  out.shape = Shape::events;
  out.kind = bold::ColumnKind::condition;
  out.values = std::move(values);
  for (std::size_t i = 0; i < out.values.size(); ++i) {
    out.onsets.emplace_back(10.0 * static_cast<double>(i));
    out.durations.emplace_back(2.0);
  }
  return out;
}

Variable types(std::vector<std::string> levels) {
  Variable out = events("trial_type", std::vector<double>(levels.size()));
  out.values.clear();
  out.text = std::move(levels);
  return out;
}

Variable volumes(const std::string& name, std::vector<double> values) {
  Variable out;
  out.name = name;
  out.shape = Shape::volumes;
  out.values = std::move(values);
  return out;
}

Instruction instruction(const std::string& name, Operation operation, std::vector<std::string> input,
                        std::vector<std::string> output = {}) {
  return {name, std::move(input), std::move(output), std::move(operation), {"/Nodes/0/Instructions/0", 3}};
}

TransformContext context() { return {"m.json", bold::FrameTimes{30, Seconds(2), Seconds(0)}}; }

void do_one(Variables& variables, const Instruction& one) { apply({one}, context(), variables); }

std::vector<double> values(Variables& variables, const std::string& name) {
  const Variable* found = variables.find(name);
  return found == nullptr ? std::vector<double>{} : found->values;
}

TEST(Factor, MakesAVariableOfEveryLevelInOrder) {
  Variables variables;
  variables.put(types({"house", "face", "n/a", "house"}));
  do_one(variables, instruction("Factor", Factor{}, {"trial_type"}));
  EXPECT_THAT(variables.names(), ElementsAre("trial_type.face", "trial_type.house"));
  EXPECT_THAT(values(variables, "trial_type.house"), ElementsAre(1, 0, NanSensitiveDoubleEq(kMissing), 1));
  EXPECT_EQ(variables.find("trial_type"), nullptr);
}

TEST(Factor, NamesNumbersByTheirShortestText) {
  Variables variables;
  variables.put(events("run", {10, 2, 2, 0.5}));
  do_one(variables, instruction("Factor", Factor{}, {"run"}));
  EXPECT_THAT(variables.names(), ElementsAre("run.0.5", "run.2", "run.10"));
}

TEST(Factor, ConstraintsTakeTheReferenceOut) {
  Factor factor;
  factor.constraint = Factor::Constraint::drop_one;
  factor.reference = "b";
  Variables variables;
  variables.put(types({"a", "b", "c", "a"}));
  do_one(variables, instruction("Factor", factor, {"trial_type"}));
  EXPECT_THAT(variables.names(), ElementsAre("trial_type.a", "trial_type.c"));
  factor.constraint = Factor::Constraint::mean_zero;
  Variables others;
  others.put(types({"a", "b", "c", "a"}));
  do_one(others, instruction("Factor", factor, {"trial_type"}));
  EXPECT_THAT(values(others, "trial_type.a"), ElementsAre(1, -0.5, 0, 1));
  EXPECT_THAT(values(others, "trial_type.c"), ElementsAre(0, -0.5, 1, 0));
}

TEST(Factor, ARunCannotChooseTheReferenceItself) {
  Factor factor;
  factor.constraint = Factor::Constraint::drop_one;
  Variables variables;
  variables.put(types({"a", "b"}));
  test::expect_refused(Fault::input, {"m.json:3: /Nodes/0/Instructions/0: Factor: a constraint needs RefLevel"},
                       [&] { do_one(variables, instruction("Factor", factor, {"trial_type"})); });
}

TEST(Demean, TakesTheMeanOfWhatIsThere) {
  Variables variables;
  variables.put(events("gain", {1, 3, kMissing, 8}));
  do_one(variables, instruction("Demean", Demean{}, {"gain"}));
  EXPECT_THAT(values(variables, "gain"), ElementsAre(-3, -1, NanSensitiveDoubleEq(kMissing), 4));
}

TEST(Scale, DividesBySdOfNMinusOne) {
  Variables variables;
  variables.put(events("gain", {1, 2, 3, 4}));
  do_one(variables, instruction("Scale", Scale{}, {"gain"}, {"z"}));
  const double sd = std::sqrt(5.0 / 3.0);
  EXPECT_NEAR(values(variables, "z")[3], 1.5 / sd, kRounding);
  EXPECT_THAT(values(variables, "gain"), ElementsAre(1, 2, 3, 4));
  Scale without;
  without.demean = false;
  do_one(variables, instruction("Scale", without, {"gain"}));
  EXPECT_NEAR(values(variables, "gain")[3], 4 / sd, kRounding);
}

TEST(Scale, RefusesConstantsUnlessMissingBecomesZeroAfterwards) {
  Variables variables;
  variables.put(events("gain", {2, 2, kMissing, 2}));
  test::expect_refused(Fault::input, {"'gain' is constant and cannot be scaled"},
                       [&] { do_one(variables, instruction("Scale", Scale{}, {"gain"})); });
  Scale after;
  after.missing = Scale::Missing::zero_after;
  do_one(variables, instruction("Scale", after, {"gain"}));
  EXPECT_THAT(values(variables, "gain"), ElementsAre(0, 0, 0, 0));
}

TEST(Scale, PutsZeroForMissingBeforeOrAfter) {
  Scale before;
  before.missing = Scale::Missing::zero_before;
  before.rescale = false;
  Variables variables;
  variables.put(events("gain", {3, kMissing, 3, 6}));
  do_one(variables, instruction("Scale", before, {"gain"}));
  EXPECT_THAT(values(variables, "gain"), ElementsAre(0, -3, 0, 3));
}

TEST(Threshold, KeepsWhatIsAtOrBeyond) {
  Variables variables;
  variables.put(events("gain", {-3, 0, 2, 3}));
  const auto with = [&](Threshold threshold) {
    do_one(variables, instruction("Threshold", threshold, {"gain"}, {"out"}));
    return values(variables, "out");
  };
  EXPECT_THAT(with({2, false, true, true}), ElementsAre(0, 0, 2, 3));
  EXPECT_THAT(with({2, true, true, true}), ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(with({2, true, false, true}), ElementsAre(1, 1, 1, 0));
  EXPECT_THAT(with({-3, false, true, false}), ElementsAre(3, 0, 0, 3));
}

TEST(Arithmetic, GoesRowByRowAndKeepsWhatIsMissingMissing) {
  Variables variables;
  variables.put(events("a", {1, 2, kMissing, 4}));
  variables.put(events("b", {0, 3, 5, 0.5}));
  const auto missing = NanSensitiveDoubleEq(kMissing);
  do_one(variables, instruction("Product", Product{}, {"a", "b"}, {"p"}));
  EXPECT_THAT(values(variables, "p"), ElementsAre(0, 6, missing, 2));
  do_one(variables, instruction("Sum", Sum{{1, -2}}, {"a", "b"}, {"s"}));
  EXPECT_THAT(values(variables, "s"), ElementsAre(1, -4, missing, 3));
  do_one(variables, instruction("Power", Power{2}, {"a"}));
  EXPECT_THAT(values(variables, "a"), ElementsAre(1, 4, missing, 16));
  using Kind = Logical::Kind;
  do_one(variables, instruction("And", Logical{Kind::conjunction}, {"a", "b"}, {"and"}));
  EXPECT_THAT(values(variables, "and"), ElementsAre(0, 1, missing, 1));
  do_one(variables, instruction("Or", Logical{Kind::disjunction}, {"a", "b"}, {"or"}));
  EXPECT_THAT(values(variables, "or"), ElementsAre(1, 1, missing, 1));
  do_one(variables, instruction("Not", Logical{Kind::negation}, {"b"}, {"not"}));
  EXPECT_THAT(values(variables, "not"), ElementsAre(1, 0, 0, 0));
}

TEST(Arithmetic, RefusesEventsBesideVolumesAndText) {
  Variables variables;
  variables.put(events("a", {1, 2}));
  variables.put(volumes("trans_x", {1, 2}));
  variables.put(types({"x", "y"}));
  test::expect_refused(Fault::input, {"Product: 'a' and 'trans_x' do not go together"}, [&] {
    do_one(variables, instruction("Product", Product{}, {"a", "trans_x"}, {"p"}));
  });
  test::expect_refused(Fault::input, {"Demean: 'trial_type' is text (such as 'x'), expected numbers"},
                       [&] { do_one(variables, instruction("Demean", Demean{}, {"trial_type"})); });
}

TEST(Renaming, MovesCopiesSelectsAndDeletes) {
  Variables variables;
  variables.put(events("a", {1}));
  variables.put(events("b", {2}));
  variables.put(events("c", {3}));
  do_one(variables, instruction("Copy", Copy{}, {"a"}, {"a2"}));
  do_one(variables, instruction("Rename", Rename{}, {"b"}, {"d"}));
  EXPECT_THAT(variables.names(), ElementsAre("a", "c", "a2", "d"));
  do_one(variables, instruction("Delete", Delete{}, {"c"}));
  EXPECT_THAT(variables.names(), ElementsAre("a", "a2", "d"));
  do_one(variables, instruction("Select", Select{}, {"a*"}));
  EXPECT_THAT(variables.names(), ElementsAre("a", "a2"));
}

TEST(Replace, ChangesValuesTextAndTimes) {
  Variables variables;
  variables.put(types({"hit", "miss", "n/a"}));
  do_one(variables, instruction("Replace", Replace{{{"hit", "1"}, {"miss", "0"}, {"n/a", "0"}}, Attribute::amplitude},
                                {"trial_type"}, {"hits"}));
  EXPECT_THAT(values(variables, "hits"), ElementsAre(1, 0, 0));
  variables.put(events("gain", {5, 6, 7}));
  do_one(variables, instruction("Replace", Replace{{{"6", "n/a"}}, Attribute::amplitude}, {"gain"}));
  EXPECT_TRUE(std::isnan(values(variables, "gain")[1]));
  do_one(variables, instruction("Replace", Replace{{{"2", "0"}}, Attribute::duration}, {"gain"}));
  EXPECT_EQ(variables.find("gain")->durations[0].count(), 0);
}

TEST(Assign, MakesTheResponseTimeTheDuration) {
  Variables variables;
  variables.put(events("gain", {1, 1, 1}));
  variables.put(events("RT", {0.5, kMissing, 1.5}));
  do_one(variables, instruction("Assign", Assign{"gain", Attribute::amplitude, Attribute::duration}, {"RT"}, {"slow"}));
  const Variable* slow = variables.find("slow");
  ASSERT_NE(slow, nullptr);
  EXPECT_EQ(slow->durations[2].count(), 1.5);
  EXPECT_TRUE(std::isnan(slow->values[1])) << "an event of unknown duration is absent";
}

TEST(ConvolveInstruction, SumsAnswersTimesValues) {
  Variables variables;
  variables.put(events("gain", {1, 0, kMissing, -2}));
  do_one(variables, instruction("Convolve", Convolve{}, {"gain"}));
  const Variable* column = variables.find("gain");
  ASSERT_NE(column, nullptr);
  EXPECT_EQ(column->shape, Shape::volumes);
  EXPECT_EQ(column->events, 2u);
  EXPECT_EQ(column->duration.count(), 2);
  const bold::Response response({}, Seconds(2));
  EXPECT_EQ(column->peak, response.peak(Seconds(2)));
  for (int i = 0; i < 30; ++i) {
    const double expected =
        response(0, Seconds(2.0 * i), Seconds(2)) - 2 * response(0, Seconds(2.0 * i - 30), Seconds(2));
    EXPECT_NEAR(column->values[static_cast<std::size_t>(i)], expected, kRounding) << i;
  }
}

TEST(ConvolveInstruction, DerivativesAndDelaysAreColumnsOfTheirOwn) {
  Variables variables;
  variables.put(events("gain", {1, 1}));
  Convolve with;
  with.response.time_derivative = with.response.dispersion_derivative = true;
  do_one(variables, instruction("Convolve", with, {"gain"}, {"g"}));
  EXPECT_THAT(variables.names(), ElementsAre("gain", "g", "g_derivative", "g_dispersion"));
  Convolve fir;
  fir.response.kind = bold::ResponseKind::fir;
  fir.response.fir_bins = 2;
  do_one(variables, instruction("Convolve", fir, {"gain"}));
  EXPECT_EQ(variables.find("gain"), nullptr);
  EXPECT_THAT(*variables.family("gain"), ElementsAre("gain_delay_0", "gain_delay_1"));
  EXPECT_EQ(values(variables, "gain_delay_1")[1], 1);
  EXPECT_EQ(values(variables, "gain_delay_1")[0], 0);
}

TEST(ConvolveInstruction, ScalingAConvolvedColumnScalesItsHeight) {
  Variables variables;
  variables.put(events("gain", {1, 1}));
  do_one(variables, instruction("Convolve", Convolve{}, {"gain"}));
  const double before = variables.find("gain")->peak;
  const double largest =
      *std::max_element(variables.find("gain")->values.begin(), variables.find("gain")->values.end());
  Scale scale;
  scale.demean = false;
  do_one(variables, instruction("Scale", scale, {"gain"}));
  const Variable* after = variables.find("gain");
  EXPECT_NEAR(after->peak / before, *std::max_element(after->values.begin(), after->values.end()) / largest, kRounding);
}

TEST(ConvolveInstruction, RefusesWhatIsNotEventsAndEventsWithoutDuration) {
  Variables variables;
  variables.put(volumes("trans_x", std::vector<double>(30)));
  variables.put(types({"a"}));
  Variable open = events("open", {1});
  open.durations[0] = Seconds(kMissing);
  variables.put(open);
  const auto refuse = [&](const std::string& name, const std::string& part) {
    test::expect_refused(Fault::input, {part}, [&] { do_one(variables, instruction("Convolve", Convolve{}, {name})); });
  };
  refuse("trans_x", "'trans_x' is not made of events");
  refuse("trial_type", "'trial_type' is text; make its levels variables first");
  refuse("open", "the event of 'open' at 0 s has no duration");
}

TEST(MissingNames, AreNotedAndMakeTheirOutputsMissing) {
  Variables variables;
  variables.put(events("a", {0, 0}));
  do_one(variables, instruction("Product", Product{}, {"a", "b"}, {"p"}));
  do_one(variables, instruction("Convolve", Convolve{}, {"a"}));
  ASSERT_EQ(variables.missing().size(), 3u);
  EXPECT_EQ(variables.reason("b"), "is no variable");
  EXPECT_EQ(variables.reason("p"), "is made of 'b', which is no variable");
  EXPECT_EQ(variables.reason("a"), "has no event");
}

TEST(VariablesLoader, ReadsWhatIsAskedForOnly) {
  std::vector<std::string> read;
  Variables variables({"trans_x", "trans_y"}, [&](const std::string& name) {
    read.push_back(name);
    return volumes(name, {1, 2});
  });
  do_one(variables, instruction("Demean", Demean{}, {"trans_x"}));
  EXPECT_THAT(read, ElementsAre("trans_x"));
  EXPECT_THAT(variables.names(), ElementsAre("trans_x", "trans_y"));
  EXPECT_THAT(values(variables, "trans_x"), ElementsAre(DoubleEq(-0.5), DoubleEq(0.5)));
}

}  // namespace
}  // namespace attune::statsmodel
