#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>

#include "attune/base/files.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/statsmodel/run.hpp"
#include "attune/table/delimited.hpp"
#include "expect_refused.hpp"
#include "gamble_dataset.hpp"
#include "model_text.hpp"

namespace attune::statsmodel {
namespace {

using test::edited;
using test::GambleDataset;
using ::testing::HasSubstr;

/// Gambles, with losses as a modulator, per run, participant and dataset.
std::string gambles() {
  return R"({"Name": "gambles", "BIDSModelVersion": "1.0.0", "Input": {"task": ["mixedgamblestask"]},
"Nodes": [
{"Level": "Run", "Name": "run", "GroupBy": ["subject", "run"],
"Transformations": {"Transformer": "pybids-transforms-v1", "Instructions": [
{"Name": "Threshold", "Input": "gain", "Threshold": 0, "Binarize": true, "Output": "all"},
{"Name": "Demean", "Input": "loss"},
{"Name": "Convolve", "Input": ["all", "loss"]}]},
"Model": {"Type": "glm", "X": ["all", "loss", 1]},
"Contrasts": [{"Name": "neg loss", "ConditionList": ["loss"], "Weights": [-1], "Test": "t"}]},
{"Level": "Subject", "Name": "subject", "GroupBy": ["subject", "contrast"],
"Model": {"Type": "meta", "X": [1]}, "DummyContrasts": {"Test": "t"}},
{"Level": "Dataset", "Name": "dataset", "GroupBy": ["contrast"],
"Model": {"Type": "glm", "X": [1]}, "DummyContrasts": {"Test": "t"}}
]})";
}

/// A request for a model of the first `people` participants.
class Execution : public ::testing::Test {
 protected:
  static const GambleDataset& shared() {
    static const GambleDataset made;
    return made;
  }
  Request request(const std::string& model, bool with_atlas = true, int people = 3) const {
    return request(shared(), model, with_atlas, people);
  }
  Request request(const GambleDataset& dataset, const std::string& model, bool with_atlas = true,
                  int people = 3) const {
    Request out;
    out.model = test::write_file(folder_ / "gambles_smdl.json", model);
    out.dataset = dataset.root();
    for (int s = 0; s < people; ++s) out.participants.push_back(GambleDataset::id(s));
    if (with_atlas) out.atlas = roi::AtlasRequest{{dataset.atlas().string()}, std::nullopt, std::nullopt, {}};
    out.threads = {2};
    return out;
  }
  void refused(const Request& asked, Fault fault, const std::vector<std::string>& parts) const {
    test::expect_refused(fault, parts, [&] { run(asked); });
  }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }

  test::TemporaryFolder folder_;
};

double cell(const Table& table, const std::string& column, const std::map<std::string, std::string>& where) {
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (std::all_of(where.begin(), where.end(), [&](const auto& w) { return table.text(w.first)[row] == w.second; }))
      return table.numbers(column)[row];
  ADD_FAILURE() << "no such row";
  return std::nan("");
}

// --- One participant by other means: the response integrated on a fine grid, normal equations, fixed effects. ---

double gamma_density(double t, double shape) {
  return t <= 0 ? 0 : std::exp((shape - 1) * std::log(t) - t - std::lgamma(shape));
}
double kernel(double t) { return 1.2 * (gamma_density(t, 6) - gamma_density(t, 16) / 6); }
// Simpson's rule over the boxcar: error below 1e-10 for steps of 0.01 s.
double answer(double since, double duration) {
  const int steps = 300;
  const double h = duration / steps;
  double sum = 0;
  for (int i = 0; i <= steps; ++i) sum += kernel(since - h * i) * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
  return sum * h / 3;
}

struct ByHand {
  double psc = 0, se = 0, beta = 0, baseline = 0, t = 0;
};

ByHand fit_by_hand(const GambleDataset& dataset, int s, int r) {
  const auto trials = GambleDataset::trials(s, r);
  double mean = 0, peak = 0;
  for (const auto& trial : trials) mean += trial.loss / static_cast<double>(trials.size());
  for (double t = 6; t < 7; t += 0.0005) peak = std::max(peak, answer(t, GambleDataset::kDuration));
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(GambleDataset::kVolumes, 3);
  x.col(2).setOnes();
  for (int i = 0; i < GambleDataset::kVolumes; ++i)
    for (const auto& trial : trials) {
      const double height = answer(0.5 + 2.0 * i - trial.onset, GambleDataset::kDuration);
      x(i, 0) += height;
      x(i, 1) += (trial.loss - mean) * height;
    }
  Eigen::VectorXd y = Eigen::VectorXd::Zero(GambleDataset::kVolumes);
  const ImageHeader header = read_image_header(dataset.run_file(s, r, "bold.nii.gz"));
  std::vector<double> values(header.grid.voxels());
  stream_volumes(header, [&](const StoredVolume& volume) {
    scale_values(header, volume, values);
    for (std::size_t v = 0; v < values.size(); ++v)
      if (GambleDataset::label(header.grid.voxel(v)) == 1) y(volume.index) += values[v] / 12;
  });
  const Eigen::MatrixXd inverse = (x.transpose() * x).inverse();
  const Eigen::VectorXd b = inverse * x.transpose() * y;
  const double variance = (y - x * b).squaredNorm() / (GambleDataset::kVolumes - 3) * inverse(1, 1);
  ByHand out;
  out.beta = -b(1);
  out.baseline = b(2);
  out.psc = 100 * -b(1) * peak / b(2);
  out.se = 100 * std::sqrt(variance) * peak / b(2);
  out.t = -b(1) / std::sqrt(variance);
  return out;
}

TEST_F(Execution, OneParticipantEqualsAFitByOtherMeans) {
  constexpr double kIntegration = 1e-7;  // of Simpson's rule and of the peak found in steps of 0.5 ms
  Request asked = request(gambles());
  asked.noise = bold::NoiseModel::white;
  asked.degrees = bold::DegreesOfFreedom::residual;
  const Result result = run(asked);
  double total = 0, weighted = 0;
  for (int r = 0; r < GambleDataset::kRuns; ++r) {
    const ByHand expected = fit_by_hand(shared(), 2, r);
    const std::map<std::string, std::string> row{
        {"subject", "sub-03"}, {"run", fmt::format("0{}", r + 1)}, {"region", "responsive"}};
    const Table& table = result.nodes[0].table;
    EXPECT_NEAR(cell(table, "effect", row), expected.psc, kIntegration);
    EXPECT_NEAR(cell(table, "se", row), expected.se, kIntegration);
    EXPECT_NEAR(cell(table, "t", row), expected.t, 1e-5);
    EXPECT_EQ(cell(table, "df", row), 97);
    EXPECT_NEAR(cell(table, "effect_image", row), expected.beta, kIntegration);
    EXPECT_NEAR(cell(table, "baseline", row), expected.baseline, 1e-5);
    total += 1 / (expected.se * expected.se);
    weighted += expected.psc / (expected.se * expected.se);
  }
  const std::map<std::string, std::string> row{{"subject", "sub-03"}, {"region", "responsive"}};
  EXPECT_NEAR(cell(result.nodes[1].table, "effect", row), weighted / total, kIntegration);
  EXPECT_NEAR(cell(result.nodes[1].table, "se", row), std::sqrt(1 / total), kIntegration);
  EXPECT_EQ(cell(result.nodes[1].table, "df", row), 3 * 97);
}

TEST_F(Execution, TheDatasetLevelIsTheOneSampleT) {
  const Result result = run(request(gambles(), true, GambleDataset::kParticipants));
  Eigen::ArrayXd people(GambleDataset::kParticipants);
  for (int s = 0; s < GambleDataset::kParticipants; ++s)
    people(s) = cell(result.nodes[1].table, "effect", {{"subject", GambleDataset::id(s)}, {"region", "responsive"}});
  const double sd = std::sqrt((people - people.mean()).square().sum() / 7);
  const std::map<std::string, std::string> row{{"region", "responsive"}};
  EXPECT_NEAR(cell(result.nodes[2].table, "effect", row), people.mean(), 1e-12);
  EXPECT_NEAR(cell(result.nodes[2].table, "t", row), people.mean() / (sd / std::sqrt(8.0)), 1e-9);
  EXPECT_NEAR(cell(result.nodes[2].table, "p", row),
              stats::student_t_two_sided(people.mean() / (sd / std::sqrt(8.0)), 7), 1e-12);
}

TEST_F(Execution, HrfDoesWhatConvolveDoes) {
  const std::string by_hrf =
      edited(edited(gambles(), R"(,
{"Name": "Convolve", "Input": ["all", "loss"]})",
                    ""),
             R"("X": ["all", "loss", 1]})",
             R"("X": ["all", "loss", 1], "HRF": {"Variables": ["all", "loss"], "Model": "spm"}})");
  EXPECT_EQ(to_tsv(run(request(by_hrf)).nodes[2].table), to_tsv(run(request(gambles())).nodes[2].table));
}

TEST_F(Execution, ThreadsDoNotChangeAByte) {
  Request one = request(gambles());
  one.threads = {1};
  Request three = one;
  three.threads = {3};
  const Result a = run(one), b = run(three);
  for (std::size_t i = 0; i < a.nodes.size(); ++i) EXPECT_EQ(to_tsv(a.nodes[i].table), to_tsv(b.nodes[i].table));
  EXPECT_EQ(to_tsv(a.measures), to_tsv(b.measures));
}

TEST_F(Execution, AContrastWhoseConditionIsMissingHasRowsThatSayWhy) {
  const std::string by_type = edited(
      edited(edited(gambles(),
                    R"({"Name": "Threshold", "Input": "gain", "Threshold": 0, "Binarize": true, "Output": "all"})",
                    R"({"Name": "Factor", "Input": "trial_type"})"),
             R"("Input": ["all", "loss"])", R"("Input": ["trial_type.large", "trial_type.small", "loss"])"),
      R"("X": ["all", "loss", 1])", R"("X": ["trial_type.large", "trial_type.small", "loss", 1])");
  const std::string model = edited(edited(by_type, R"("ConditionList": ["loss"], "Weights": [-1])",
                                          R"("ConditionList": ["trial_type.large"], "Weights": [1])"),
                                   "neg loss", "large");
  const GambleDataset dataset;
  std::string events = read_text(dataset.run_file(0, 1, "events.tsv"));
  for (std::size_t at = 0; (at = events.find("large", at)) != std::string::npos;) events.replace(at, 5, "small");
  test::write_file(dataset.run_file(0, 1, "events.tsv"), events);
  const Result result = run(request(dataset, model));
  const Table& runs = result.nodes[0].table;
  bool found = false;
  for (std::size_t row = 0; row < runs.rows(); ++row) {
    if (runs.text("subject")[row] != "sub-01" || runs.text("run")[row] != "02") continue;
    found = true;
    EXPECT_EQ(runs.text("effect")[row], "n/a");
    EXPECT_EQ(runs.text("reason")[row], "'trial_type.large' is no variable");
  }
  EXPECT_TRUE(found);
  const std::map<std::string, std::string> row{{"subject", "sub-01"}, {"region", "responsive"}};
  EXPECT_EQ(cell(result.nodes[1].table, "n", row), 2);
  EXPECT_EQ(cell(result.nodes[1].table, "left_out", row), 1);
}

TEST_F(Execution, FContrastsEndInTheirNode) {
  const std::string model = edited(gambles(), R"("Test": "t"}]},
{"Level": "Subject")",
                                   R"("Test": "t"},
{"Name": "any", "ConditionList": ["all", "loss"], "Weights": [[1, 0], [0, 1]], "Test": "F"},
{"Name": "f", "ConditionList": ["loss"], "Weights": [2], "Test": "F"}]},
{"Level": "Subject")");
  const Result result = run(request(model));
  const std::map<std::string, std::string> t{{"contrast", "neg loss"}, {"region", "responsive"}};
  const std::map<std::string, std::string> f{{"contrast", "f"}, {"region", "responsive"}};
  EXPECT_NEAR(cell(result.nodes[0].table, "f", f), std::pow(cell(result.nodes[0].table, "t", t), 2), 1e-6);
  EXPECT_EQ(cell(result.nodes[0].table, "f_df1", {{"contrast", "any"}}), 2);
  EXPECT_LT(cell(result.nodes[0].table, "p", {{"contrast", "any"}, {"region", "responsive"}}), 1e-6);
  for (const std::string& contrast : result.nodes[1].table.text("contrast")) EXPECT_EQ(contrast, "neg loss");
}

TEST_F(Execution, MasksAndAggregatesMakeRegions) {
  const GambleDataset dataset;
  for (int s = 0; s < 2; ++s)
    for (int r = 0; r < GambleDataset::kRuns; ++r)
      test::write_toy(dataset.func(s) / fmt::format("{}_task-mixedgamblestask_run-{:02}_label-parts_mask.nii.gz",
                                                    GambleDataset::id(s), r + 1),
                      GambleDataset::grid(), 1, test::stored_as(VoxelType::uint8),
                      [](const VoxelIndex& v, std::int64_t) { return 2 * GambleDataset::label(v); });
  const auto with = [](const std::string& options) {
    return edited(gambles(), R"("X": ["all", "loss", 1]})", R"("X": ["all", "loss", 1], "Options": )" + options + "}");
  };
  const Result by_atlas = run(request(dataset, gambles(), true, 2));
  const Result by_mask =
      run(request(dataset, with(R"({"Mask": {"label": ["parts"]}, "Aggregate": "mean"})"), false, 2));
  EXPECT_THAT(by_mask.nodes[2].table.text("region"), ::testing::ElementsAre("2", "4"));
  EXPECT_EQ(by_mask.nodes[2].table.numbers("effect"), by_atlas.nodes[2].table.numbers("effect"));
  const Result by_pca = run(request(dataset, with(R"({"Mask": {"label": ["parts"]}, "Aggregate": "pca"})"), false, 2));
  EXPECT_EQ(by_pca.nodes[2].table.text("unit")[0], "image");
  EXPECT_THAT(by_pca.warnings, ::testing::Contains(HasSubstr("eigenvariates have no resting signal")));
  EXPECT_LT(cell(by_pca.nodes[1].table, "p", {{"region", "2"}}), 1e-3);
  refused(request(dataset, with(R"({"Mask": {"label": ["parts"]}, "Aggregate": "mean"})")), Fault::input,
          {"the model states its regions"});
  refused(request(dataset, with(R"({"Aggregate": "none"})")), Fault::input, {"Aggregate none asks for every voxel"});
  refused(request(dataset, with(R"({"Mask": {"label": ["part"]}, "Aggregate": "mean"})"), false), Fault::input,
          {"no file with label part goes with sub-01/func/"});
}

TEST_F(Execution, EveryVoxelIsModelledWhereNoRegionsAreStated) {
  Request asked = request(gambles(), false, 2);
  asked.voxels = true;
  asked.noise = bold::NoiseModel::white;
  asked.degrees = bold::DegreesOfFreedom::residual;
  asked.unit = EffectUnit::image;
  asked.memory = 5 * 100 * 8;  // five voxels at a time
  const Result result = run(asked);
  ASSERT_TRUE(result.grid.has_value());
  const Estimates& group = result.nodes[2].estimates.at(0);
  ASSERT_EQ(group.elements->names.size(), 24u);
  Request regions = request(gambles(), true, 2);
  regions.noise = asked.noise;
  regions.degrees = asked.degrees;
  regions.unit = asked.unit;
  const Result by_region = run(regions);
  // Least squares is linear: the mean of the voxels' coefficients is the coefficient of their mean.
  for (std::size_t i = 0; i < result.nodes[0].estimates.size(); ++i) {
    const Estimates& voxels = result.nodes[0].estimates[i];
    double responsive = 0;
    for (Eigen::Index v = 0; v < 24; ++v)
      if (GambleDataset::label(GambleDataset::grid().voxel(static_cast<std::size_t>(v))) == 1)
        responsive += voxels.effect(v) / 12;
    EXPECT_NEAR(responsive, by_region.nodes[0].estimates[i].effect(0), 1e-9);
  }
  const std::vector<std::filesystem::path> files = write_result(result, file("voxels"), Overwrite::refuse);
  const std::filesystem::path map =
      file("voxels/node-dataset/task-mixedgamblestask_contrast-negLoss_stat-t_statmap.nii.gz");
  ASSERT_THAT(files, ::testing::Contains(map));
  const Image t = read_image(map);
  EXPECT_NEAR(t.values[0], group.effect(0) / std::sqrt(group.variance(0)), 1e-5);
}

TEST_F(Execution, ResultsAreWrittenAsADerivative) {
  const Result result = run(request(gambles()));
  const auto files = write_result(result, folder_ / "out", Overwrite::refuse);
  for (const auto& file : files) EXPECT_TRUE(std::filesystem::exists(file)) << file;
  const auto file = [&](const std::string& name) { return folder_ / "out" / name; };
  EXPECT_THAT(files, ::testing::IsSupersetOf({file("node-run_estimates.tsv"), file("node-run_estimates.json"),
                                              file("node-dataset_estimates.tsv"), file("measures.tsv"),
                                              file("model-gambles_smdl.json"), file("dataset_description.json")}));
  EXPECT_EQ(read_table(file("node-subject_estimates.tsv")).rows(), 6u);
  EXPECT_EQ(read_table(file("measures.tsv")).rows(), 6u);
  EXPECT_EQ(read_table(file("sub-02/func/sub-02_task-mixedgamblestask_run-03_desc-run_design.tsv")).rows(), 100u);
  EXPECT_THAT(read_text(file("node-run_estimates.json")), HasSubstr("restricted maximum likelihood"));
  test::expect_refused(Fault::output, {"exists"}, [&] { write_result(result, folder_ / "out", Overwrite::refuse); });
}

TEST_F(Execution, SlipsAreRefusedBeforeAnythingIsFitted) {
  refused(request(gambles(), false), Fault::input, {"says of no regions"});
  refused(request(edited(gambles(), R"("mixedgamblestask")", R"("rest")")), Fault::input,
          {"no func/*_bold image with task rest"});
  refused(request(edited(gambles(), R"("GroupBy": ["subject", "run"])", R"("GroupBy": ["subject"])")), Fault::input,
          {"puts sub-01_task-mixedgamblestask_run-01_bold.nii.gz and"});
  refused(request(edited(gambles(), R"("Input": "loss")", R"("Input": "los")")), Fault::input,
          {"/Nodes/0/Transformations/Instructions/1: 'los' is no variable in any run; did you mean 'loss'?"});
  refused(request(edited(gambles(), R"("X": ["all", "loss", 1])", R"("X": ["all", "loss", "trial_type", 1])")),
          Fault::input, {"sub-01/func/", "'trial_type' is made of events and not convolved"});
  const GambleDataset dataset;
  std::filesystem::remove(dataset.run_file(2, 1, "events.tsv"));
  refused(request(dataset, gambles()), Fault::input, {"sub-03", "has no events.tsv"});
}

TEST_F(Execution, WeightsThatStretchPercentSignalChangeAreTold) {
  const Result result = run(request(edited(gambles(), R"("Weights": [-1])", R"("Weights": [-2])")));
  EXPECT_THAT(result.warnings, ::testing::Contains(HasSubstr("the weights of 'neg loss' sum to 0 and -2")));
}

}  // namespace
}  // namespace attune::statsmodel
