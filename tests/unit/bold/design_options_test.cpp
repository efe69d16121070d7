#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attune/bold/design.hpp"
#include "attune/table/delimited.hpp"
#include "expect_error.hpp"

namespace attune::bold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double kRounding = 1e-12;
constexpr FrameTimes kFrames{100, Seconds(2), Seconds(1)};

Events rated_events() {
  return to_events(parse_table("onset\tduration\ttrial_type\trating\n"
                               "10\t2\tface\t1\n40\t2\thouse\tn/a\n70\t2\tface\t2\n100\t2\thouse\t5\n130\t2\tface\t6\n",
                               "events.tsv"),
                   {"trial_type", {"rating"}, {}});
}

DesignOptions no_drift() {
  DesignOptions options;
  options.drift = Drift::none;
  return options;
}

Table confounds_of(const std::string& name, const std::vector<double>& values) {
  Table table;
  table.add(name, values);
  return table;
}

std::vector<std::string> reasons_of(const Design& design) {
  std::vector<std::string> reasons;
  for (const CensoredVolume& volume : design.censored)
    reasons.push_back(std::to_string(volume.volume) + " " + volume.reason);
  return reasons;
}

TEST(Modulators, AreCentredOverTheEventsOfTheConditionInTheRun) {
  Events events = rated_events();
  events.events.push_back({Seconds(5000), Seconds(2), "face", {99}});  // long after the run
  DesignOptions options = no_drift();
  options.modulators = {{"face", "rating"}};
  const Design design = make_design(events, kFrames, nullptr, options);
  EXPECT_THAT(design.names, ElementsAre("face", "face_x_rating", "house", "constant"));
  EXPECT_THAT(design.kinds,
              ElementsAre(ColumnKind::condition, ColumnKind::modulator, ColumnKind::condition, ColumnKind::constant));
  // Ratings 1, 2 and 6 less 3; answers to events 60 s apart do not meet at their peaks (volumes at 15, 75 and 135 s).
  for (const auto& [volume, weight] : {std::pair(7, -2.0), std::pair(37, -1.0), std::pair(67, 3.0)})
    EXPECT_NEAR(design.matrix(volume, 1), weight * design.matrix(volume, 0), 1e-9);
  EXPECT_EQ(design.conditions[0].events, 3);
}

TEST(Modulators, HaveEveryPartOfTheResponse) {
  DesignOptions options = no_drift();
  options.modulators = {{"face", "rating"}};
  options.response.time_derivative = true;
  const Design design = make_design(rated_events(), kFrames, nullptr, options);
  EXPECT_THAT(design.names, ElementsAre("face", "face_derivative", "face_x_rating", "face_x_rating_derivative", "house",
                                        "house_derivative", "constant"));
  EXPECT_THAT(design.conditions[1].columns, ElementsAre(4, 5));
}

TEST(Modulators, AreRefusedWhereTheyCannotBeEstimated) {
  DesignOptions options = no_drift();
  options.modulators = {{"house", "rating"}};
  EXPECT_THAT(test::error_of(Fault::input, [&] { make_design(rated_events(), kFrames, nullptr, options); }),
              HasSubstr("events.tsv:3: column 'rating' is missing"));
  options.modulators = {{"face", "rating"}};
  Events same = rated_events();
  for (Event& event : same.events) event.modulation = {4};
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { make_design(same, kFrames, nullptr, options); }),
              HasSubstr("modulator 'rating' is 4 in all 3 event(s) of 'face'"));
  options.modulators = {{"face", "ratng"}};
  EXPECT_THAT(test::error_of(Fault::usage, [&] { make_design(rated_events(), kFrames, nullptr, options); }),
              HasSubstr("did you mean 'rating'"));
  options.modulators = {{"faces", "rating"}};
  EXPECT_THAT(test::error_of(Fault::usage, [&] { make_design(rated_events(), kFrames, nullptr, options); }),
              HasSubstr("did you mean 'face'"));
}

TEST(ParseModulator, SplitsAtTheTimesThatLeavesKnownNames) {
  const std::vector<std::string> conditions{"a_x_b", "face"};
  const std::vector<std::string> columns{"rating", "b_x_c"};
  EXPECT_EQ(parse_modulator("a_x_b_x_rating", conditions, columns).condition, "a_x_b");
  EXPECT_EQ(parse_modulator("face_x_b_x_c", conditions, columns).column, "b_x_c");
  EXPECT_THAT(test::error_of(Fault::usage, [&] { parse_modulator("face_x_age", conditions, columns); }),
              HasSubstr("columns: rating, b_x_c"));
}

TEST(ToEvents, RefusesRowsWithoutATypeOnRequest) {
  const Table table = parse_table("onset\tduration\ttrial_type\n1\t2\ta\n3\t2\tn/a\n", "events.tsv");
  EXPECT_THAT(test::error_of(Fault::input,
                             [&] {
                               to_events(table, {"trial_type", {}, EventOptions::Untyped::refuse});
                             }),
              HasSubstr("events.tsv:3"));
  EXPECT_THAT(to_events(table).warnings, ElementsAre(HasSubstr("1 row(s)")));
}

TEST(MakeDesign, ModelsDelaysWithoutScale) {
  DesignOptions options = no_drift();
  options.response.kind = ResponseKind::fir;
  options.response.fir_bins = 3;
  const Design design = make_design(rated_events(), kFrames, nullptr, options);
  EXPECT_THAT(design.names, ElementsAre("face_delay_0", "face_delay_1", "face_delay_2", "house_delay_0",
                                        "house_delay_1", "house_delay_2", "constant"));
  EXPECT_EQ(design.matrix.col(1).sum(), 3.0);  // one volume for each of three faces
  EXPECT_EQ(design.matrix(6, 1), 1.0);         // 13 s: 3 s after the first
  EXPECT_EQ(design.conditions[0].scale, 1.0);
}

TEST(MakeDesign, RefersHeightsToTheStatedEvent) {
  DesignOptions options = no_drift();
  const Design mean = make_design(rated_events(), kFrames, nullptr, options);
  options.stated_event = Seconds(10);
  const Design stated = make_design(rated_events(), kFrames, nullptr, options);
  EXPECT_EQ(stated.conditions[0].duration, Seconds(10));
  const double ratio = Response({}, Seconds(2)).peak(Seconds(2)) / Response({}, Seconds(2)).peak(Seconds(10));
  EXPECT_TRUE(stated.matrix.col(0).isApprox(ratio * mean.matrix.col(0), kRounding));
}

TEST(MakeDesign, LeavesAMissingConditionOutWhereThatIsAllowed) {
  DesignOptions options = no_drift();
  options.conditions = {"face", "tool", "house"};
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { make_design(rated_events(), kFrames, nullptr, options); }),
              HasSubstr("'tool' has no event"));
  options.allow_missing_conditions = true;
  const Design design = make_design(rated_events(), kFrames, nullptr, options);
  EXPECT_THAT(design.names, ElementsAre("face", "house", "constant"));
  ASSERT_EQ(design.conditions.size(), 3U);
  EXPECT_EQ(design.conditions[1].events, 0);
  EXPECT_EQ(design.conditions[1].column, -1);
  EXPECT_THAT(design.warnings, ElementsAre(HasSubstr("'tool' has no event")));
}

TEST(MakeDesign, NamesTheConditionsOfEventsOutsideTheRun) {
  Events events = rated_events();
  events.events.push_back({Seconds(300), Seconds(2), "house"});
  events.events.push_back({Seconds(-300), Seconds(2), "face"});
  const Design design = make_design(events, kFrames, nullptr, no_drift());
  EXPECT_THAT(design.warnings, ElementsAre(HasSubstr("2 event(s) of face, house lie outside")));
}

TEST(Drift, IsPolynomialOnRequest) {
  const Eigen::MatrixXd drifts = polynomial_drifts(101, 3);
  EXPECT_NEAR(drifts(100, 2), 1.0, kRounding);
  EXPECT_NEAR(drifts(75, 1), 0.5 * (3 * 0.25 - 1), kRounding);  // P2 at 0.5
  EXPECT_NEAR(drifts(75, 2), 0.5 * (5 * 0.125 - 1.5), kRounding);
  DesignOptions options;
  options.drift = Drift::polynomial;
  options.polynomial_order = 2;
  EXPECT_THAT(make_design(rated_events(), kFrames, nullptr, options).names,
              ElementsAre("face", "house", "constant", "drift_1", "drift_2"));
}

TEST(Drift, IsOfTheConfoundsOrOfOurOwnButNotOfBoth) {
  std::vector<double> cosine(100);
  for (std::size_t i = 0; i < 100; ++i) cosine[i] = std::cos(3.14159 * (static_cast<double>(i) + 0.5) / 100);
  const Table table = confounds_of("cosine00", cosine);
  DesignOptions options;
  options.confounds = {"cosine*"};
  EXPECT_THAT(test::error_of(Fault::usage, [&] { make_design(rated_events(), kFrames, &table, options); }),
              HasSubstr("cosine drifts and the confound 'cosine00'"));
  options.drift = Drift::confounds;
  const Design design = make_design(rated_events(), kFrames, &table, options);
  EXPECT_THAT(design.names, ElementsAre("face", "house", "constant", "cosine00"));
  EXPECT_EQ(design.kinds.back(), ColumnKind::drift);
}

TEST(Drift, OfOurOwnBesideAnatomicalComponentsIsAWarning) {
  std::vector<double> component(100);
  for (std::size_t i = 0; i < 100; ++i) component[i] = std::sin(static_cast<double>(i * i));
  const Table table = confounds_of("a_comp_cor_00", component);
  DesignOptions options;
  options.confounds = {"acompcor1"};
  EXPECT_THAT(make_design(rated_events(), kFrames, &table, options).warnings, ElementsAre(HasSubstr("a_comp_cor")));
}

TEST(Censoring, GivesTheReasonOfEveryVolume) {
  std::vector<double> dvars(100, 1.0);
  dvars[0] = std::numeric_limits<double>::quiet_NaN();
  dvars[20] = 1.75;
  std::vector<double> outlier(100, 0.0);
  outlier[24] = 1;
  Table table = confounds_of("std_dvars", dvars);
  table.add("motion_outlier_00", outlier);
  DesignOptions options = no_drift();
  options.censor_dvars = 1.5;
  options.censor_outliers = true;
  options.censor_volumes = {50};
  options.keep_at_least = 5;
  const Design design = make_design(rated_events(), kFrames, &table, options);
  EXPECT_THAT(reasons_of(design), ElementsAre("20 standardised DVARS 1.75 > 1.5",
                                              "21 in a stretch of 3 volume(s) between censored ones, shorter than 5",
                                              "22 in a stretch of 3 volume(s) between censored ones, shorter than 5",
                                              "23 in a stretch of 3 volume(s) between censored ones, shorter than 5",
                                              "24 motion outlier of the confounds", "50 listed to be left out"));
  EXPECT_EQ(design.kept.size(), 94U);
  options.censor_volumes = {100};
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { make_design(rated_events(), kFrames, &table, options); }),
              HasSubstr("volumes 0 to 99"));
}

TEST(Censoring, LeavesARunWithoutCensoredVolumesWhole) {
  DesignOptions options = no_drift();
  options.keep_at_least = 500;
  EXPECT_THAT(make_design(rated_events(), kFrames, nullptr, options).censored, IsEmpty());
}

TEST(MakeDesign, CentresDriftsOverTheVolumesKept) {
  DesignOptions options;
  for (Eigen::Index volume = 60; volume < 80; ++volume) options.censor_volumes.push_back(volume);
  const Design design = make_design(rated_events(), kFrames, nullptr, options);
  ASSERT_EQ(design.matrix.cols(), 6);
  EXPECT_LT(design.matrix.rightCols(3).colwise().sum().cwiseAbs().maxCoeff(), kRounding);
}

TEST(MakeDesign, WarnsWhenNuisanceEatsHalfOfTheVolumes) {
  DesignOptions options;
  options.high_pass = Seconds(7);
  EXPECT_THAT(make_design(rated_events(), kFrames, nullptr, options).warnings,
              ElementsAre(HasSubstr("57 columns for 100 volumes")));
}

TEST(DesignOfMatrix, TakesKindsAndVolumesThatAreMissing) {
  Eigen::MatrixXd matrix(4, 2);
  matrix << 1, 1, 0, 1, 1, 1, 0, 1;
  const Design design =
      design_of_matrix({"face", "ones"}, {ColumnKind::condition, ColumnKind::constant}, matrix, {0, 1, 3, 4}, 6);
  EXPECT_EQ(design.constant, 1);
  EXPECT_THAT(reasons_of(design), ElementsAre("2 not in the design", "5 not in the design"));
  EXPECT_THAT(test::error_of(Fault::internal,
                             [&] {
                               design_of_matrix({"a"}, {ColumnKind::drift}, matrix, {0, 1, 3, 4}, 6);
                             }),
              HasSubstr("do not go together"));
}

TEST(Names, ThatTwoColumnsWouldHaveAreRefused) {
  Events events = rated_events();
  for (Event& event : events.events)
    if (event.trial_type == "house") event.trial_type = "face_derivative";
  DesignOptions options = no_drift();
  options.response.time_derivative = true;
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { make_design(events, kFrames, nullptr, options); }),
              testing::AllOf(HasSubstr("two columns"), HasSubstr("face_derivative")));
}

TEST(Limits, OfNumbersThatWouldNotFitTheMemory) {
  const auto refused = [](const DesignOptions& options, const char* what) {
    EXPECT_THAT(test::error_of(Fault::usage, [&] { make_design(rated_events(), kFrames, nullptr, options); }),
                HasSubstr(what));
  };
  DesignOptions options;
  options.drift = Drift::polynomial;
  options.polynomial_order = 2'000'000'000;
  refused(options, "polynomial");
  options = {};
  options.response.kind = ResponseKind::fir;
  options.response.fir_bins = 2'000'000'000;
  refused(options, "bins");
  options = {};
  options.high_pass = Seconds(-5);
  refused(options, "-5");
  options = {};
  options.stated_event = Seconds(-5);
  refused(options, "-5");
  EXPECT_EQ(cosine_drifts(20, Seconds(2), Seconds(1e-310)).cols(), 19);
}

}  // namespace
}  // namespace attune::bold
