#include "attune/statsmodel/group_level.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_refused.hpp"
#include "model_text.hpp"

namespace attune::statsmodel {
namespace {

using test::edited;
using test::model_text;
using ::testing::HasSubstr;

constexpr double kRounding = 1e-12;

/// An estimate in two regions: `effect` and its tenfold.
Estimates input(const std::string& subject, const std::string& run, const std::string& contrast, double effect,
                double variance = 1) {
  static const auto elements = std::make_shared<const Elements>(Elements{{"left", "right"}});
  Estimates out;
  out.entities = {{"subject", subject}, {"task", "faces"}};
  if (!run.empty()) out.entities["run"] = run;
  out.contrast = contrast;
  out.elements = elements;
  out.unit = "percent";
  out.resize(2);
  out.effect << effect, 10 * effect;
  out.variance << variance, 100 * variance;
  out.df << 50, 50;
  return out;
}

const bids::Participants& people() {
  static const bids::Participants table = bids::parse_participants(
      "participant_id\tage\tsex\tsite\nsub-01\t20\tF\tA\nsub-02\t30\tM\tA\nsub-03\t40\tF\tB\nsub-04\tn/a\tM\tB\n"
      "sub-05\t26\tM\tA\nsub-06\t35\tF\tB\n",
      "participants.tsv");
  return table;
}

GroupOutput fit(const std::string& text, std::size_t node, std::vector<Estimates> estimates) {
  const StatsModel model = parse_stats_model(text, "m.json");
  GroupInput input;
  for (const Estimates& one : estimates) input.estimates.push_back(&one);
  input.participants = &people();
  input.threads = {1};
  return fit_groups(model, model.nodes.at(node), input);
}

/// The model with other text for the Dataset node's Model and what comes after.
std::string dataset_model(const std::string& body) {
  return edited(model_text(), R"("Model": {"Type": "glm", "X": [1]}, "DummyContrasts": {"Test": "t"}})", body + "}");
}

std::vector<Estimates> everybody() {
  std::vector<Estimates> out;
  const double effects[] = {1.0, 2.5, 2.9, 7.0, 1.2, 3.3};
  for (int i = 0; i < 6; ++i) out.push_back(input(fmt::format("0{}", i + 1), "", "faces", effects[i]));
  return out;
}

TEST(FitGroups, MetaWeighsRunsByTheirPrecision) {
  const GroupOutput out =
      fit(model_text(), 1,
          {input("01", "1", "faces", 1, 1), input("01", "2", "faces", 2, 4), input("02", "1", "faces", 5)});
  ASSERT_EQ(out.estimates.size(), 2u);
  const Estimates& first = out.estimates[0];
  EXPECT_EQ(first.entities.at("subject"), "01");
  EXPECT_EQ(first.entities.count("run"), 0u);
  EXPECT_EQ(first.contrast, "faces") << "a dummy of the intercept has the name of the contrast that went in";
  EXPECT_NEAR(first.effect(0), (1 + 2.0 / 4) / 1.25, kRounding);
  EXPECT_NEAR(first.variance(0), 1 / 1.25, kRounding);
  EXPECT_EQ(first.df(0), 100);
  EXPECT_EQ(first.inputs(0), 2);
  EXPECT_NEAR(first.effect(1), 10 * first.effect(0), kRounding);
  EXPECT_EQ(out.estimates[1].effect(0), 5);
}

TEST(FitGroups, RunNumbersMayBeThresholded) {
  const std::string text =
      edited(edited(model_text(), R"("Model": {"Type": "meta", "X": [1]}, "DummyContrasts": {"Test": "t"})",
                    R"("Transformations": {"Transformer": "pybids-transforms-v1", "Instructions": [
{"Name": "Threshold", "Input": "runnum", "Threshold": 2, "Binarize": true, "Above": false, "Output": "early"},
{"Name": "Threshold", "Input": "run", "Threshold": 3, "Binarize": true, "Output": "late"}]},
"Model": {"Type": "meta", "X": ["early", "late"]}, "Contrasts": [{"Name": "d", "ConditionList": ["early", "late"],
"Weights": [-1, 1], "Test": "t"}])"),
             R"("GroupBy": ["subject", "contrast"])", R"("GroupBy": ["subject"])");
  const GroupOutput out = fit(text, 1,
                              {input("01", "01", "faces", 1), input("01", "02", "faces", 3),
                               input("01", "03", "faces", 7), input("02", "01", "faces", 1)});
  EXPECT_NEAR(out.estimates[0].effect(0), 5, kRounding);
  EXPECT_NEAR(out.estimates[0].variance(0), 1.5, kRounding);
  EXPECT_THAT(out.estimates[1].reasons[0], HasSubstr("cannot be estimated from 1 input(s)"));
  EXPECT_TRUE(std::isnan(out.estimates[1].effect(0)));
}

TEST(FitGroups, CovariatesComeFromParticipants) {
  const GroupOutput out =
      fit(dataset_model(R"("Transformations": {"Transformer": "pybids-transforms-v1", "Instructions": [
{"Name": "Demean", "Input": "age", "Output": "age_dm"}]},
"Model": {"Type": "glm", "X": [1, "age_dm"]}, "Contrasts": [
{"Name": "mean", "ConditionList": [1], "Weights": [1], "Test": "t"},
{"Name": "slope", "ConditionList": ["age_dm"], "Weights": [1], "Test": "t"}])"),
          2, everybody());
  // Without sub-04 (no age): ages 20 30 40 26 35, mean 30.2; effects 1 2.5 2.9 1.2 3.3, mean 2.18.
  EXPECT_THAT(out.warnings, ::testing::Contains("node 'dataset': sub-04 task faces is left out: 'age_dm' is n/a"));
  const double sxx = 104.04 + 0.04 + 96.04 + 17.64 + 23.04;
  const double sxy = -10.2 * -1.18 + -0.2 * 0.32 + 9.8 * 0.72 + -4.2 * -0.98 + 4.8 * 1.12;
  EXPECT_NEAR(out.estimates[0].effect(0), 2.18, kRounding);
  EXPECT_NEAR(out.estimates[1].effect(0), sxy / sxx, kRounding);
  EXPECT_EQ(out.estimates[1].df(0), 3);
  EXPECT_EQ(out.estimates[1].inputs(0), 5);
  EXPECT_EQ(out.estimates[1].left_out(0), 1);
  EXPECT_EQ(out.estimates[1].input_contrast, "faces");
}

TEST(FitGroups, FactorsMakeGroupsAndFTestsThem) {
  const GroupOutput out =
      fit(dataset_model(R"("Transformations": {"Transformer": "pybids-transforms-v1", "Instructions": [
{"Name": "Factor", "Input": "sex"}]},
"Model": {"Type": "glm", "X": ["sex.M", "sex.F"]}, "Contrasts": [
{"Name": "d", "ConditionList": ["sex.F", "sex.M"], "Weights": [1, -1], "Test": "t"},
{"Name": "f", "ConditionList": ["sex.F", "sex.M"], "Weights": [[1, -1]], "Test": "F"},
{"Name": "any", "ConditionList": ["sex.F", "sex.M"], "Weights": [[1, 0], [0, 1]], "Test": "F"},
{"Name": "on", "ConditionList": ["sex.F"], "Weights": [1], "Test": "pass"}])"),
          2, everybody());
  const double women = (1.0 + 2.9 + 3.3) / 3, men = (2.5 + 7.0 + 1.2) / 3;
  const Estimates& d = out.estimates[0];
  EXPECT_NEAR(d.effect(0), women - men, kRounding);
  EXPECT_NEAR(out.estimates[1].f(0), d.effect(0) * d.effect(0) / d.variance(0), 1e-9);
  EXPECT_TRUE(std::isnan(out.estimates[1].effect(0)));
  EXPECT_EQ(out.estimates[2].f_df1(0), 2);
  EXPECT_EQ(out.estimates[2].f_df2(0), 4);
  EXPECT_NEAR(out.estimates[3].effect(0), women, kRounding);
  const Table table = to_table(parse_stats_model(model_text(), "m").nodes[2], out.estimates);
  EXPECT_EQ(table.text("test")[6], "pass");
  EXPECT_EQ(table.text("p")[6], "n/a");
  EXPECT_NE(table.text("p")[4], "n/a");
}

TEST(FitGroups, AnInputWithoutAnEstimateIsLeftOutThereAndCounted) {
  std::vector<Estimates> inputs = everybody();
  inputs[3].effect(1) = std::nan("");
  inputs[3].reasons.set(1, "coverage 0.1");
  const GroupOutput out = fit(model_text(), 2, inputs);
  EXPECT_EQ(out.estimates[0].inputs(0), 6);
  EXPECT_EQ(out.estimates[0].inputs(1), 5);
  EXPECT_EQ(out.estimates[0].left_out(1), 1);
  EXPECT_NEAR(out.estimates[0].effect(1), 10 * (1.0 + 2.5 + 2.9 + 1.2 + 3.3) / 5, kRounding);
  for (Estimates& estimates : inputs) {
    estimates.effect(1) = std::nan("");
    estimates.reasons.set(1, "coverage 0.1");
  }
  EXPECT_EQ(fit(model_text(), 2, inputs).estimates[0].reasons[1], "no input has an estimate: coverage 0.1");
}

TEST(FitGroups, ContrastsInOneGroupNeedToBeToldApart) {
  const std::vector<Estimates> two{input("01", "1", "faces", 1), input("01", "1", "houses", 2)};
  const std::string mixed = edited(model_text(), R"("GroupBy": ["subject", "contrast"])", R"("GroupBy": ["subject"])");
  test::expect_refused(Fault::input, {"mixes the contrasts faces, houses; add \"contrast\" to GroupBy"},
                       [&] { fit(mixed, 1, two); });
  const std::string apart = edited(mixed, R"("Type": "meta", "X": [1]}, "DummyContrasts": {"Test": "t"})",
                                   R"("Type": "meta", "X": ["faces", "houses"]}, "Contrasts": [{"Name": "d",
"ConditionList": ["faces", "houses"], "Weights": [1, -1], "Test": "t"}])");
  EXPECT_NEAR(fit(apart, 1, two).estimates[0].effect(0), -1, kRounding);
}

TEST(FitGroups, ParticipantsMayNotCountTwiceInLeastSquares) {
  test::expect_refused(Fault::input, {"several inputs of sub-01", "node of level Subject first"}, [] {
    fit(model_text(), 2, {input("01", "1", "faces", 1), input("01", "2", "faces", 2), input("02", "1", "faces", 2)});
  });
}

TEST(FitGroups, GroupsMayBeByAColumnOfParticipants) {
  const std::string by_site = edited(model_text(), R"("GroupBy": ["contrast"])", R"("GroupBy": ["contrast", "site"])");
  const GroupOutput out = fit(by_site, 2, everybody());
  ASSERT_EQ(out.estimates.size(), 2u);
  EXPECT_EQ(out.estimates[0].entities.at("site"), "A");
  EXPECT_NEAR(out.estimates[0].effect(0), (1.0 + 2.5 + 1.2) / 3, kRounding);
  const std::string unknown = edited(model_text(), R"("GroupBy": ["contrast"])", R"("GroupBy": ["contrast", "sitr"])");
  test::expect_refused(Fault::input, {"/Nodes/2/GroupBy", "cannot group by 'sitr'; did you mean 'site'?"},
                       [&] { fit(unknown, 2, everybody()); });
  const std::string by_age = edited(model_text(), R"("GroupBy": ["contrast"])", R"("GroupBy": ["age"])");
  test::expect_refused(Fault::input, {"sub-04 task faces has no value in column 'age'"},
                       [&] { fit(by_age, 2, everybody()); });
}

TEST(FitGroups, NamesThatNoGroupHasAreSlips) {
  test::expect_refused(
      Fault::input, {"/Nodes/2/Model/X/1: 'agee' is no variable in any group; did you mean 'age'?"}, [] {
        fit(dataset_model(R"("Model": {"Type": "glm", "X": [1, "agee"]}, "DummyContrasts": {"Test": "t"})"), 2,
            everybody());
      });
  test::expect_refused(Fault::input, {"'sex' is text (such as 'F'), expected numbers; use Factor"}, [] {
    fit(dataset_model(R"("Model": {"Type": "glm", "X": [1, "sex"]}, "DummyContrasts": {"Test": "t"})"), 2, everybody());
  });
}

TEST(FitGroups, ParticipantsOfSeveralSessionsNeedASession) {
  const bids::Participants visits = bids::parse_participants(
      "participant_id\tsession_id\tage\nsub-01\tses-1\t20\nsub-01\tses-2\t21\nsub-02\tses-1\t30\n", "p.tsv");
  const StatsModel model = parse_stats_model(model_text(), "m.json");
  std::vector<Estimates> estimates{input("01", "", "faces", 1), input("02", "", "faces", 2)};
  GroupInput inputs;
  for (const Estimates& one : estimates) inputs.estimates.push_back(&one);
  inputs.participants = &visits;
  test::expect_refused(Fault::input, {"p.tsv", "several sessions of sub-01"},
                       [&] { fit_groups(model, model.nodes[2], inputs); });
  for (Estimates& one : estimates) one.entities["session"] = "1";
  EXPECT_NEAR(fit_groups(model, model.nodes[2], inputs).estimates[0].effect(0), 1.5, kRounding);
}

TEST(FitGroups, OrderOfInputsDoesNotMatter) {
  std::vector<Estimates> forwards = everybody(), backwards = everybody();
  std::reverse(backwards.begin(), backwards.end());
  const GroupOutput a = fit(model_text(), 2, forwards), b = fit(model_text(), 2, backwards);
  EXPECT_NEAR(a.estimates[0].effect(0), b.estimates[0].effect(0), kRounding);
  EXPECT_NEAR(a.estimates[0].variance(1), b.estimates[0].variance(1), 1e-10);
}

TEST(FitGroups, GroupsByAColumnOfParticipantsAreToldApartInTheTable) {
  const std::string text = edited(model_text(), R"("GroupBy": ["contrast"])", R"("GroupBy": ["contrast", "sex"])");
  const GroupOutput out = fit(text, 2, everybody());
  const Table table = to_table(parse_stats_model(text, "m.json").nodes.at(2), out.estimates);
  EXPECT_THAT(table.text("by_sex"), ::testing::ElementsAre("F", "F", "M", "M"));
}

}  // namespace
}  // namespace attune::statsmodel
