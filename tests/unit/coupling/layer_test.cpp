#include "attune/coupling/layer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attune/coupling/pairs.hpp"
#include "expect_error.hpp"

namespace attune::coupling {
namespace {

using test::error_of;
using testing::HasSubstr;

constexpr double kRounding = 1e-12;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
const std::vector<std::string> kRegions{"a", "b:c", "d"};

// Two regions' z with these degrees of freedom, the third without a series.
Layer layer_of(double z, double degrees, const std::string& run) {
  glm::Run of;
  of.labels = {"sub-01", "", "x", run};
  of.data = "run-" + run + ".tsv";
  of.frames.volumes = 100;
  Layer layer = empty_layer(of, 3);
  layer.kept = layer.n = 90;
  layer.reasons[2] = "series is constant";
  layer.value(0, 1) = layer.value(1, 0) = z;
  layer.r(0, 1) = layer.r(1, 0) = std::tanh(z);
  layer.df(0, 1) = layer.df(1, 0) = degrees;
  layer.se(0, 1) = layer.se(1, 0) = degrees > 2 ? 1 / std::sqrt(degrees - 2) : kMissing;
  layer.runs(0, 1) = layer.runs(1, 0) = 1;
  return layer;
}

// (0.2 * 30 + 0.6 * 10) / 40
TEST(Join, WeightsFisherZByDegreesOfFreedomLessTwo) {
  const std::vector<Layer> runs{layer_of(0.2, 32, "1"), layer_of(0.6, 12, "2")};
  const Layer joined = join(runs);
  EXPECT_NEAR(joined.value(0, 1), 0.3, kRounding);
  EXPECT_NEAR(joined.se(0, 1), 1 / std::sqrt(40.0), kRounding);
  EXPECT_NEAR(joined.df(0, 1), 44, kRounding);
  EXPECT_NEAR(joined.r(0, 1), std::tanh(0.3), kRounding);
  EXPECT_NEAR(joined.p(0, 1), 0.0578, 5e-5) << "normal, 0.3 * sqrt(40)";
  EXPECT_EQ(joined.runs(0, 1), 2);
  EXPECT_EQ(joined.n, 180);
  EXPECT_EQ(joined.reasons[2], "series is constant");
  EXPECT_TRUE(std::isnan(joined.value(0, 2)));
}

TEST(Join, LeavesOutAndCountsRunsWithoutAValue) {
  const std::vector<Layer> runs{layer_of(0.2, 32, "1"), layer_of(kMissing, kMissing, "2")};
  const Layer joined = join(runs);
  EXPECT_NEAR(joined.value(0, 1), 0.2, kRounding);
  EXPECT_EQ(joined.runs(0, 1), 1);
  EXPECT_EQ(joined.of_runs, 2);
}

TEST(Join, TakesTheDiagonalFromAnyRunThatHasTheRegion) {
  Layer first = layer_of(0.2, 32, "1"), second = layer_of(0.6, 12, "2");
  second.r(2, 2) = 1;
  second.reasons[2].clear();
  const std::vector<Layer> runs{first, second};
  EXPECT_EQ(join(runs).r(2, 2), 1);
}

TEST(PairTable, CountsFramesOfTheRunsAValueRestsOn) {
  Layer second = layer_of(kMissing, kMissing, "2");
  second.runs.setZero();
  second.kept = second.n = 60;
  const std::vector<Layer> all = with_joined({layer_of(0.2, 32, "1"), second});
  const Table table = pair_table(all, {{0, 1}, {0, 2}}, kRegions);
  ASSERT_EQ(table.rows(), 6U);
  EXPECT_EQ(table.numbers("n")[4], 90) << "of 90 and 60";
  EXPECT_EQ(table.numbers("frames_kept")[4], 0.45) << "of the 200 of both runs";
  EXPECT_EQ(table.numbers("n")[5], 150) << "no run has a value";
  const std::vector<Measure> rows = pair_measures(all, {{0, 1}}, kRegions, "coupling_z");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].n, 90);
  EXPECT_EQ(rows[0].quality, 0.45);
}

TEST(Join, WeightsShrunkenCorrelationsByFrames) {
  Layer first = layer_of(0.2, kMissing, "1"), second = layer_of(0.5, kMissing, "2");
  first.kept = 200;
  second.kept = 100;
  const std::vector<Layer> runs{first, second};
  const Layer joined = join(runs);
  EXPECT_NEAR(joined.value(0, 1), 0.3, kRounding);
  EXPECT_TRUE(std::isnan(joined.se(0, 1)));
}

TEST(WithJoined, JoinsRunsOfOneParticipantOnly) {
  Layer other = layer_of(0.4, 20, "1");
  other.labels.participant_id = "sub-02";
  const std::vector<Layer> all = with_joined({layer_of(0.2, 32, "1"), layer_of(0.6, 12, "2"), other});
  ASSERT_EQ(all.size(), 4U);
  EXPECT_TRUE(all[3].of_participant);
  EXPECT_EQ(all[3].labels.participant_id, "sub-01");
  const auto rows = pair_measures(all, {{0, 1}, {0, 2}}, kRegions, "coupling_z");
  ASSERT_EQ(rows.size(), 4U) << "sub-02's run, and sub-01's runs joined";
  EXPECT_EQ(rows[0].participant_id, "sub-02");
  EXPECT_EQ(rows[2].site, "a--b:c");
  EXPECT_EQ(rows[3].excluded, "d: series is constant");
  EXPECT_DOUBLE_EQ(rows[2].quality, 0.9);
}

TEST(MakePairs, ReadsNamesWithColonsAndRefusesOthers) {
  const auto pairs = make_pairs({"a:b:c", "b:c:d"}, {}, kRegions);
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].to, 1);
  EXPECT_EQ(pairs[1].from, 1);
  EXPECT_EQ(pairs[1].to, 2);
  EXPECT_EQ(make_pairs({}, {}, kRegions).size(), 3U);
  EXPECT_EQ(make_pairs({}, {"d"}, kRegions).size(), 2U);
  EXPECT_THAT(error_of(Fault::usage, [] { make_pairs({"a:e"}, {}, kRegions); }), HasSubstr("no region 'e'"));
  EXPECT_THAT(error_of(Fault::usage, [] { make_pairs({"a"}, {}, kRegions); }), HasSubstr("amygdala_L:mpfc"));
}

TEST(MakePairs, RefusesWhatCouldNotBeToldApart) {
  const auto why = [](Fault fault, const std::vector<std::string>& texts, const std::vector<std::string>& seeds,
                      const std::vector<std::string>& regions) {
    return error_of(fault, [&] { make_pairs(texts, seeds, regions); });
  };
  EXPECT_THAT(why(Fault::usage, {"a:d", "a:d"}, {}, kRegions), HasSubstr("'a--d' is named twice"));
  EXPECT_THAT(why(Fault::usage, {}, {"d", "d"}, kRegions), HasSubstr("named twice"));
  EXPECT_EQ(make_pairs({"a:d", "d:a"}, {}, kRegions).size(), 2U) << "seed and target change places";
  EXPECT_THAT(why(Fault::usage, {"a:b:c"}, {}, {"a", "b:c", "a:b", "c"}), HasSubstr("2 ways"));
  EXPECT_THAT(why(Fault::analysis, {}, {}, {"a", "a--b", "b--c", "c"}), HasSubstr("a--b--c"));
}

TEST(PairTable, HasIntervalsAndReasons) {
  Layer layer = layer_of(0.5, 27, "1");
  const Table table = pair_table({layer}, {{0, 1}, {2, 0}}, kRegions);
  EXPECT_NEAR(table.numbers("ci_low")[0], 0.5 - 1.959964 * 0.2, 1e-6);
  EXPECT_NEAR(table.numbers("frames_kept")[0], 0.9, kRounding);
  EXPECT_EQ(table.text("excluded")[0], "n/a");
  EXPECT_EQ(table.text("excluded")[1], "d: series is constant");
  EXPECT_EQ(table.text("value")[1], "n/a");
}

}  // namespace
}  // namespace attune::coupling
