#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "attune/statsmodel/run.hpp"
#include "gamble_dataset.hpp"
#include "shared_data.hpp"

namespace attune::statsmodel {
namespace {

// Effects are planted with noise that leaves standard errors of about 0.02 percent; five of them.
constexpr double kRecovered = 0.1;
constexpr const char* kModels = "data/fmri/bids/stats_models";

using test::GambleDataset;

const GambleDataset& dataset() {
  static const GambleDataset made;
  return made;
}

Request request_for(const std::filesystem::path& model) {
  Request request;
  request.model = model;
  request.dataset = dataset().root();
  request.atlas = roi::AtlasRequest{{dataset().atlas().string()}, std::nullopt, std::nullopt, {}};
  request.threads = {2};
  return request;
}

/// The rows of a table with these cells.
struct Found {
  std::vector<double> effect, se, t, p, df, n;
};
Found rows(const Table& table, const std::string& region, const std::string& contrast) {
  Found out;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.text("region")[row] != region || table.text("contrast")[row] != contrast) continue;
    out.effect.push_back(table.numbers("effect")[row]);
    out.se.push_back(table.numbers("se")[row]);
    out.t.push_back(table.numbers("t")[row]);
    out.p.push_back(table.numbers("p")[row]);
    out.df.push_back(table.numbers("df")[row]);
    out.n.push_back(table.numbers("n")[row]);
  }
  return out;
}

double mean_planted() {
  double sum = 0;
  for (int s = 0; s < GambleDataset::kParticipants; ++s)
    for (int r = 0; r < GambleDataset::kRuns; ++r) sum += GambleDataset::planted(s, r);
  return sum / (GambleDataset::kParticipants * GambleDataset::kRuns);
}

TEST(ExampleModels, AverageAdjustedForAge) {
  ATTUNE_NEED_SHARED(folder, kModels);
  const Result result = run(request_for(folder / "model-ds0005_altered_single_grp_avg_w_covar_smdl.json"));
  ASSERT_EQ(result.nodes.size(), 3u);
  const Found runs = rows(result.nodes[0].table, "responsive", "neg_loss_parametric");
  ASSERT_EQ(runs.effect.size(), 24u);
  for (int i = 0; i < 24; ++i)
    EXPECT_NEAR(runs.effect[static_cast<std::size_t>(i)], GambleDataset::planted(i / 3, i % 3), kRecovered) << i;
  const Found people = rows(result.nodes[1].table, "responsive", "neg_loss_parametric");
  ASSERT_EQ(people.effect.size(), 8u);
  EXPECT_EQ(people.n.front(), 3);
  const Table& group = result.nodes[2].table;
  EXPECT_NEAR(rows(group, "responsive", "mean_gt_0").effect.at(0), mean_planted(), kRecovered);
  EXPECT_NEAR(rows(group, "responsive", "mean_lt_0").effect.at(0), -mean_planted(), kRecovered);
  EXPECT_LT(rows(group, "responsive", "mean_gt_0").p.at(0), 1e-4);
  EXPECT_EQ(rows(group, "responsive", "mean_gt_0").df.at(0), 6);
  EXPECT_GT(rows(group, "silent", "mean_gt_0").p.at(0), 1e-4);
  EXPECT_NEAR(rows(group, "silent", "mean_gt_0").effect.at(0), 0, kRecovered);
  EXPECT_EQ(rows(group, "responsive", "pos_age_effect").t.at(0), -rows(group, "responsive", "neg_age_effect").t.at(0));
}

TEST(ExampleModels, TwoGroupsAdjustedForAge) {
  ATTUNE_NEED_SHARED(folder, kModels);
  const Result result = run(request_for(folder / "model-ds0005_altered_two_grp_diff_adj_age_smdl.json"));
  const Table& group = result.nodes.at(2).table;
  const Found difference = rows(group, "responsive", "female_gt_male");
  EXPECT_NEAR(difference.effect.at(0), 0.2, kRecovered);
  EXPECT_EQ(difference.df.at(0), 5);
  EXPECT_LT(difference.p.at(0), 0.01);
  EXPECT_NEAR(rows(group, "responsive", "age_gt_0").effect.at(0), 0.02, 0.01);
  EXPECT_EQ(rows(group, "responsive", "male_gt_female").effect.at(0), -difference.effect.at(0));
}

TEST(ExampleModels, PairedDifferenceOfRuns) {
  ATTUNE_NEED_SHARED(folder, kModels);
  const Result result = run(request_for(folder / "model-ds0005_altered_paired_difference_smdl.json"));
  const Found people = rows(result.nodes.at(1).table, "responsive", "run3 minus mean(run1_run2)");
  ASSERT_EQ(people.effect.size(), 8u);
  for (const double effect : people.effect) EXPECT_NEAR(effect, 0.3, 2 * kRecovered);
  const Found group = rows(result.nodes.at(2).table, "responsive", "run3 minus mean(run1_run2)");
  EXPECT_NEAR(group.effect.at(0), 0.3, kRecovered);
  EXPECT_EQ(group.df.at(0), 7);
  EXPECT_LT(group.p.at(0), 0.001);
  EXPECT_NEAR(std::accumulate(people.effect.begin(), people.effect.end(), 0.0) / 8, group.effect.at(0), 1e-12);
}

}  // namespace
}  // namespace attune::statsmodel
