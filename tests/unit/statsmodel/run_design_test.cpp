#include "attune/statsmodel/run_design.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/table/delimited.hpp"
#include "expect_refused.hpp"
#include "model_text.hpp"

namespace attune::statsmodel {
namespace {

using test::edited;
using test::model_text;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr double kRounding = 1e-12;
constexpr int kVolumes = 60;

RunTables tables() {
  RunTables out;
  out.frames = {kVolumes, Seconds(2), Seconds(1)};
  out.events = bids::parse_events(
      "onset\tduration\ttrial_type\trating\n4\t2\tface\t1\n24\t2\thouse\t2\n44\t2\tface\t4\n64\t2\tn/a\tn/a\n"
      "84\t0\thouse\t3\n",
      "events.tsv");
  std::string text = "trans_x\ttrans_x_derivative1\tcosine00\ta_comp_cor_00\ta_comp_cor_01\tbad\n";
  for (int i = 0; i < kVolumes; ++i)
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", 0.01 * i * i + 3, i == 0 ? "n/a" : "0.5", std::cos(0.05 * i),
                        std::sin(0.3 * i), std::sin(0.7 * i), i == 9 ? "n/a" : "1");
  out.confounds = parse_table(text, "confounds.tsv");
  return out;
}

RunDesign design_of(const std::string& text, const RunTables& from = tables()) {
  const StatsModel model = parse_stats_model(text, "m.json");
  return make_run_design(model, model.nodes[0], from);
}

TEST(RunDesign, HasTheColumnsOfXThenCosines) {
  const RunDesign design = design_of(model_text());
  // 120 s at 0.0078 Hz: floor(2 * 120 * .0078) = 1 cosine.
  EXPECT_THAT(design.design.names,
              ElementsAre("intercept", "trial_type.face", "trial_type.house", "trans_x", "drift_1"));
  EXPECT_THAT(design.variables, ElementsAre("intercept", "trial_type.face", "trial_type.house", "trans_x"));
  EXPECT_EQ(design.design.constant, 0);
  EXPECT_THAT(design.missing, IsEmpty());
  const bold::Response response({}, Seconds(2));
  for (int i = 0; i < kVolumes; ++i) {
    const double t = 2.0 * i + 1;
    EXPECT_NEAR(design.design.matrix(i, 1),
                response(0, Seconds(t - 4), Seconds(2)) + response(0, Seconds(t - 44), Seconds(2)), kRounding);
  }
  EXPECT_EQ(design.peaks(1), response.peak(Seconds(2)));
  EXPECT_EQ(design.peaks(2), response.peak(Seconds(1))) << "of the mean duration";
  EXPECT_EQ(design.peaks(3), 1);
}

TEST(RunDesign, RestingSignalIsTheInterceptAndWhatConfoundsAddOnAverage) {
  const RunDesign design = design_of(model_text());
  EXPECT_EQ(design.baseline(0), 1);
  EXPECT_EQ(design.baseline(1), 0);
  EXPECT_NEAR(design.baseline(3), design.design.matrix.col(3).mean(), kRounding);
}

TEST(RunDesign, HrfConvolvesWhatInstructionsDidNot) {
  const std::string by_hrf = edited(edited(model_text(), R"(,
{"Name": "Convolve", "Model": "spm", "Input": ["trial_type.*"]})",
                                           ""),
                                    R"("X": [1,)", R"("HRF": {"Variables": ["trial_type.*"], "Model": "spm"},
"X": [1,)");
  const RunDesign a = design_of(model_text());
  const RunDesign b = design_of(by_hrf);
  EXPECT_EQ(a.design.names, b.design.names);
  EXPECT_EQ(a.design.matrix, b.design.matrix);
  EXPECT_EQ(a.peaks, b.peaks);
}

TEST(RunDesign, HrfMayAddDerivatives) {
  const std::string text = edited(edited(model_text(), R"(,
{"Name": "Convolve", "Model": "spm", "Input": ["trial_type.*"]})",
                                         ""),
                                  R"("X": [1,)", R"("HRF": {"Variables": ["trial_type.*"], "Model": "spm + derivative"},
"X": [1,)");
  const RunDesign design = design_of(text);
  EXPECT_THAT(design.design.names,
              ElementsAre("intercept", "trial_type.face", "trial_type.face_derivative", "trial_type.house",
                          "trial_type.house_derivative", "trans_x", "drift_1"));
  EXPECT_THAT(design.variables, ElementsAre("intercept", "trial_type.face", "trial_type.house", "trans_x"));
}

TEST(RunDesign, ConvolvingTwiceOrNotAtAllIsRefused) {
  const std::string twice =
      edited(model_text(), R"("X": [1,)", R"("HRF": {"Variables": ["trial_type.*"], "Model": "spm"},
"X": [1,)");
  test::expect_refused(Fault::input, {"'trial_type.face' is convolved by an instruction already"},
                       [&] { design_of(twice); });
  const std::string never = edited(model_text(), R"(,
{"Name": "Convolve", "Model": "spm", "Input": ["trial_type.*"]})",
                                   "");
  test::expect_refused(Fault::input,
                       {"m.json:12: /Nodes/0/Model/X/1", "'trial_type.face' is made of events and not convolved"},
                       [&] { design_of(never); });
}

TEST(RunDesign, NamesThatAreNotThereAreNoted) {
  const RunDesign design = design_of(edited(model_text(), R"("trans_x"])", R"("trans_y", "motion_outlier*"])"));
  ASSERT_EQ(design.missing.size(), 1u);
  EXPECT_EQ(design.missing[0].name, "trans_y");
  EXPECT_THAT(design.warnings, ::testing::Contains(HasSubstr("'motion_outlier*' fits no variable of the run")));
}

TEST(RunDesign, CosinesAreTakenOnceOnly) {
  const std::string both = edited(model_text(), R"("trans_x"])", R"("cosine*"])");
  test::expect_refused(Fault::input, {"'cosine00' and HighPassFilterCutoffHz both take slow drifts out"},
                       [&] { design_of(both); });
  const std::string theirs = edited(both, R"("Options": {"HighPassFilterCutoffHz": 0.0078})", R"("Options": {})");
  EXPECT_THAT(design_of(theirs).design.names, ::testing::Contains("cosine00"));
  const std::string none = edited(model_text(), R"("Options": {"HighPassFilterCutoffHz": 0.0078})", R"("Options": {})");
  EXPECT_THAT(design_of(none).warnings, ::testing::Contains(HasSubstr("slow drifts are not modelled")));
}

TEST(RunDesign, LowPassTakesTheFasterCosines) {
  const RunDesign design = design_of(edited(model_text(), "0.0078", R"(0.0078, "LowPassFilterCutoffHz": 0.2)"));
  // Cosines k have k / (2 n TR) Hz: above 0.2 Hz from 49 on, of 59.
  EXPECT_EQ(design.design.names.back(), "fast_11");
  EXPECT_EQ(design.design.rank, design.design.matrix.cols());
  EXPECT_NEAR(design.design.matrix.col(design.design.matrix.cols() - 1).norm(), 1, kRounding);
  EXPECT_NEAR(design.design.matrix.col(4).dot(design.design.matrix.col(5)), 0, kRounding);
}

TEST(RunDesign, FirstValuesOfDifferencesMayBeMissing) {
  const RunDesign design = design_of(edited(model_text(), R"("trans_x"])", R"("trans_x_derivative1"])"));
  EXPECT_EQ(design.design.matrix(0, 3), 0);
  test::expect_refused(Fault::input, {"confounds.tsv", "'bad'"},
                       [] { design_of(edited(model_text(), R"("trans_x"])", R"("bad"])")); });
}

TEST(RunDesign, MoreColumnsThanVolumesIsAnAnswerThatDoesNotExist) {
  const std::string text = edited(model_text(), "0.0078", R"(0.0078, "LowPassFilterCutoffHz": 0.008)");
  test::expect_refused(Fault::analysis, {"60 volumes, too few for"}, [&] { design_of(text); });
}

TEST(RunDesign, EventsOutsideTheRunAreTold) {
  RunTables from = tables();
  from.events = bids::parse_events("onset\tduration\ttrial_type\n4\t2\thouse\n8\t2\tface\n500\t2\tface\n", "e.tsv");
  EXPECT_THAT(design_of(model_text(), from).run_warnings,
              ElementsAre("1 event(s) lie outside the run, which ends at 119 s, and have no effect"));
}

TEST(RunContrasts, OfAMissingConditionHaveAReason) {
  RunTables from = tables();
  from.events = bids::parse_events("onset\tduration\ttrial_type\n4\t2\thouse\n", "events.tsv");
  const StatsModel model = parse_stats_model(model_text(), "m.json");
  const RunDesign design = make_run_design(model, model.nodes[0], from);
  const auto contrasts = run_contrasts(model, model.nodes[0], design, design.variables);
  ASSERT_EQ(contrasts.size(), 1u);
  EXPECT_EQ(contrasts[0].reason, "'trial_type.face' is not among the variables of the run");
}

TEST(RunContrasts, DummiesWithoutAListAreOfEveryVariable) {
  const StatsModel model = parse_stats_model(
      edited(model_text(), R"("Contrasts": [)", R"("DummyContrasts": {"Test": "t"}, "Contrasts": [)"), "m");
  const RunDesign design = make_run_design(model, model.nodes[0], tables());
  std::vector<std::string> names;
  for (const RunContrast& contrast : run_contrasts(model, model.nodes[0], design, design.variables))
    names.push_back(contrast.name);
  EXPECT_THAT(names, ElementsAre("faces", "intercept", "trial_type.face", "trial_type.house", "trans_x"));
}

TEST(RunContrasts, DelaysAreNamedByColumn) {
  const std::string fir = edited(edited(model_text(), R"("Model": "spm",)", R"("Model": "fir", "FirDelays": [0, 1],)"),
                                 R"(["trial_type.face", "trial_type.house"])",
                                 R"(["trial_type.face_delay_1", "trial_type.house_delay_1"])");
  const StatsModel model = parse_stats_model(fir, "m.json");
  const RunDesign design = make_run_design(model, model.nodes[0], tables());
  EXPECT_EQ(run_contrasts(model, model.nodes[0], design, design.variables)[0].reason, "");
  const StatsModel whole = parse_stats_model(
      edited(model_text(), R"("Model": "spm",)", R"("Model": "fir", "FirDelays": [0, 1],)"), "m.json");
  test::expect_refused(Fault::input, {"'trial_type.face' has a column for every delay; name them"}, [&] {
    run_contrasts(whole, whole.nodes[0], make_run_design(whole, whole.nodes[0], tables()), {});
  });
}

TEST(RunVariables, OldNamesOfConfoundsAreFound) {
  RunTables from = tables();
  std::string text = "X\tFramewiseDisplacement\n";
  for (int i = 0; i < kVolumes; ++i) text += fmt::format("{}\t{}\n", i % 7, i == 0 ? "n/a" : "0.1");
  from.confounds = parse_table(text, "confounds.tsv");
  const RunDesign design = design_of(model_text(), from);
  EXPECT_THAT(design.design.names, ::testing::Contains("trans_x"));
}

}  // namespace
}  // namespace attune::statsmodel
