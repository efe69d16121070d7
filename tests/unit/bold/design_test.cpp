#include "attune/bold/design.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attune/bold/confounds.hpp"
#include "attune/bold/hrf.hpp"
#include "attune/table/delimited.hpp"

namespace attune::bold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kRounding = 1e-12;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

FrameTimes frames(Eigen::Index volumes) { return {volumes, Seconds(2), Seconds(1)}; }

std::vector<Event> two_conditions() {
  std::vector<Event> events;
  for (int i = 0; i < 8; ++i) events.push_back({Seconds(5 + 20 * i), Seconds(2), i % 2 == 0 ? "a" : "b"});
  return events;
}

Table motion_table(std::size_t rows) {
  Table table;
  int axis = 0;
  for (const char* name : {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"}) {
    std::vector<double> values(rows);
    ++axis;
    for (std::size_t i = 0; i < rows; ++i) values[i] = 0.01 * std::sin(0.37 * axis * static_cast<double>(i * i));
    table.add(name, values);
  }
  return table;
}

std::string message_of(const std::function<void()>& action, Fault fault) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), fault);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return "";
}

TEST(CosineDrifts, AreAsManyAsSpmTakes) {
  EXPECT_EQ(cosine_drifts(104, Seconds(2), Seconds(128)).cols(), 3);
  EXPECT_EQ(cosine_drifts(200, Seconds(2), Seconds(128)).cols(), 6);
  // 2 * 375 * 0.8 / 100 is 6 exactly, and just below it in floating point.
  EXPECT_EQ(cosine_drifts(375, Seconds(0.8), Seconds(100)).cols(), 6);
  EXPECT_EQ(cosine_drifts(200, Seconds(2), Seconds(0)).cols(), 0);
}

TEST(CosineDrifts, AreOrthonormalAndWithoutMean) {
  const Eigen::MatrixXd drifts = cosine_drifts(150, Seconds(2), Seconds(100));
  EXPECT_TRUE((drifts.transpose() * drifts).isIdentity(kRounding));
  EXPECT_LT(drifts.colwise().sum().cwiseAbs().maxCoeff(), kRounding);
}

TEST(MakeDesign, ScalesAConditionToThePeakOfOneEvent) {
  const std::vector<Event> one{{Seconds(10), Seconds(4), "a"}};
  const Design design = make_design(one, {400, Seconds(0.1), Seconds(0)}, nullptr, {{}, Seconds(0), {}, {}});
  EXPECT_THAT(design.names, ElementsAre("a", "constant"));
  EXPECT_NEAR(design.matrix.col(0).maxCoeff(), 1.0,
              3e-4);  // samples 0.05 s beside the peak are lower by 0.12 / 2 * 0.05^2
  EXPECT_NEAR(design.matrix(150, 0), event_response(Seconds(5), Seconds(4)) / peak_response(Seconds(4)), kRounding);
  EXPECT_EQ(design.conditions[0].events, 1);
  EXPECT_DOUBLE_EQ(design.conditions[0].duration.count(), 4.0);
}

TEST(MakeDesign, SamplesAtTheSliceTimingReference) {
  const std::vector<Event> one{{Seconds(0), Seconds(2), "a"}};
  const Design design = make_design(one, {50, Seconds(2), Seconds(0.5)}, nullptr, {{}, Seconds(0), {}, {}});
  EXPECT_NEAR(design.matrix(2, 0), event_response(Seconds(4.5), Seconds(2)) / peak_response(Seconds(2)), kRounding);
}

TEST(MakeDesign, OrdersConditionsConstantDriftConfounds) {
  Table table = motion_table(90);
  const Design design = make_design(two_conditions(), frames(90), &table, {{}, Seconds(128), {"motion6"}, {}});
  EXPECT_THAT(design.names, ElementsAre("a", "b", "constant", "drift_1", "drift_2", "trans_x", "trans_y", "trans_z",
                                        "rot_x", "rot_y", "rot_z"));
  EXPECT_EQ(design.constant, 2);
  EXPECT_EQ(design.rank, 11);
  EXPECT_NEAR(design.matrix.col(6).mean(), 0.0, kRounding);
  EXPECT_NEAR(design.matrix.col(6).squaredNorm() / 90, 1.0, kRounding);
}

TEST(MakeDesign, RemovesCensoredRowsAndSaysWhy) {
  Table table = motion_table(90);
  std::vector<double> displacement(90, 0.1);
  displacement[0] = kMissing;
  displacement[40] = 1.25;
  table.add("framewise_displacement", displacement);
  std::vector<double> unsteady(90, 0.0);
  unsteady[0] = 1;
  table.add("non_steady_state_outlier00", unsteady);
  const Design design = make_design(two_conditions(), frames(90), &table, {{}, Seconds(128), {}, Millimetres(0.9)});
  ASSERT_EQ(design.censored.size(), 2U);
  EXPECT_EQ(design.censored[0].reason, "non-steady state");
  EXPECT_EQ(design.censored[1].volume, 40);
  EXPECT_EQ(design.censored[1].reason, "framewise displacement 1.25 mm > 0.9 mm");
  EXPECT_EQ(design.matrix.rows(), 88);
  EXPECT_EQ(design.kept.front(), 1);
}

TEST(MakeDesign, NamesCollinearColumns) {
  Table table = motion_table(90);
  table.add("copy", table.numbers("rot_z"));
  table.add("flat", std::vector<double>(90, 3.0));
  const Design design =
      make_design(two_conditions(), frames(90), &table, {{}, Seconds(128), {"trans_x", "rot_z", "copy", "flat"}, {}});
  EXPECT_EQ(design.rank, design.matrix.cols() - 2);
  EXPECT_THAT(design.collinear, ElementsAre("rot_z", "copy", "flat"));
  ASSERT_EQ(design.warnings.size(), 1U);
  EXPECT_THAT(design.warnings[0], HasSubstr("rot_z, copy, flat"));
}

TEST(MakeDesign, RefusesWhatCannotBeModelled) {
  Table table = motion_table(80);
  EXPECT_THAT(message_of([&] { make_design(two_conditions(), frames(90), &table, {}); }, Fault::input),
              HasSubstr("80 rows"));
  EXPECT_THAT(message_of(
                  [&] {
                    make_design(two_conditions(), frames(90), nullptr, {{"a", "c"}, Seconds(0), {}, {}});
                  },
                  Fault::analysis),
              HasSubstr("'c' has no event"));
  const std::vector<Event> one{{Seconds(0), Seconds(2), "a"}};
  EXPECT_THAT(message_of([&] { make_design(one, frames(2), nullptr, {}); }, Fault::analysis), HasSubstr("too few"));
}

TEST(MakeDesign, WarnsOfEventsAfterTheRun) {
  std::vector<Event> events = two_conditions();
  events.push_back({Seconds(500), Seconds(2), "a"});
  const Design design = make_design(events, frames(90), nullptr, {});
  ASSERT_EQ(design.warnings.size(), 1U);
  EXPECT_THAT(design.warnings[0], HasSubstr("1 event(s)"));
}

TEST(SelectConfounds, Computes24MotionTermsFromSix) {
  const Table table = motion_table(10);
  const std::vector<std::string> groups{"motion24"};
  const Confounds confounds = select_confounds(table, groups);
  ASSERT_EQ(confounds.names.size(), 24U);
  EXPECT_EQ(confounds.names[1], "trans_x_derivative1");
  EXPECT_EQ(confounds.values(0, 1), 0.0);
  EXPECT_DOUBLE_EQ(confounds.values(4, 1), confounds.values(4, 0) - confounds.values(3, 0));
  EXPECT_DOUBLE_EQ(confounds.values(4, 3), confounds.values(4, 1) * confounds.values(4, 1));
}

TEST(SelectConfounds, TakesAMissingFirstDifferenceAsZeroAndNothingElse) {
  Table table = motion_table(4);
  table.add("trans_x_derivative1", std::vector<double>{kMissing, 0.1, 0.2, 0.3});
  table.add("csf", std::vector<double>{1, 2, kMissing, 4});
  const std::vector<std::string> difference{"trans_x_derivative1"};
  EXPECT_EQ(select_confounds(table, difference).values(0, 0), 0.0);
  const std::vector<std::string> csf{"csf"};
  EXPECT_THAT(message_of([&] { select_confounds(table, csf); }, Fault::input), HasSubstr("csf"));
  const std::vector<std::string> absent{"acompcor5"};
  EXPECT_THAT(message_of([&] { select_confounds(table, absent); }, Fault::input), HasSubstr("a_comp_cor_00"));
}

TEST(FramewiseDisplacement, CountsRotationsAsArcsOfFiftyMillimetres) {
  Table table;
  for (const char* name : {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"})
    table.add(name, std::vector<double>{0.0, std::string(name).starts_with("rot") ? 0.01 : -0.2});
  EXPECT_NEAR(framewise_displacement(table)[1].value(), 3 * 0.2 + 3 * 0.5, kRounding);
  EXPECT_EQ(framewise_displacement(table)[0].value(), 0.0);
}

TEST(ToEvents, SortsByOnsetAndLeavesRowsWithoutATypeOut) {
  const Table table = parse_table("onset\tduration\ttrial_type\n9\t2\tb\n1.5\t0\ta\n3\t1\tn/a\n", "events.tsv");
  const Events events = to_events(table);
  ASSERT_EQ(events.events.size(), 2U);
  EXPECT_EQ(events.events[0].trial_type, "a");
  EXPECT_EQ(events.warnings.size(), 1U);
}

TEST(ToEvents, RefusesTheSameEventTwiceAndNamesBothLines) {
  const Table table = parse_table("onset\tduration\ttrial_type\n9\t2\tb\n9\t2\tb\n", "events.tsv");
  const std::string message = message_of([&] { to_events(table); }, Fault::input);
  EXPECT_THAT(message, HasSubstr("events.tsv:3"));
  EXPECT_THAT(message, HasSubstr("events.tsv:2"));
  const Table negative = parse_table("onset\tduration\ttrial_type\n9\t-2\tb\n", "events.tsv");
  EXPECT_THAT(message_of([&] { to_events(negative); }, Fault::input), HasSubstr("duration"));
}

TEST(Design, WarnsOfFewDegreesOfFreedom) {
  const std::vector<Event> events{{Seconds(4), Seconds(2), "a", {}, 0}};
  const auto warnings = [&](Eigen::Index volumes) {
    return make_design(events, {volumes, Seconds(2), Seconds(0)}, nullptr, {}).warnings;
  };
  EXPECT_THAT(warnings(11), ::testing::ElementsAre(::testing::HasSubstr("9 degrees of freedom are left")));
  EXPECT_THAT(warnings(12), ::testing::IsEmpty());
}

}  // namespace
}  // namespace attune::bold
