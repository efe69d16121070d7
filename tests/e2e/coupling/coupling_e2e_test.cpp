#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "attune/coupling/neural.hpp"
#include "attune/store/container.hpp"
#include "attune/table/delimited.hpp"
#include "attune/volume/image.hpp"
#include "noise_series.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr Eigen::Index kVolumes = 200;
const bold::FrameTimes kFrames{kVolumes, Seconds(2), Seconds(0)};
const std::string kSample = "'" ATTUNE_SOURCE_DIR "/data-samples/bold.nii.gz' --atlas attachment-core ";

std::vector<bold::Event> planned_events() {
  std::vector<bold::Event> events;
  for (int i = 0; i < 24; ++i)
    events.push_back({Seconds(6 + 16.0 * i), Seconds(8), i % 2 == 0 ? "own" : "unknown", {}, 0, {}});
  return events;
}

/// Four regions: `b` correlates 0.6 with `a`; the slope of `target` on `seed`'s neural signal is 1.5 during own, 0.5
/// during unknown; `empty` has no value. Writes series, sidecar, events and confounds (a tenth of the frames moved).
void write_run(const std::filesystem::path& folder, const std::string& stem, std::uint64_t seed) {
  const auto events = planned_events();
  std::vector<Eigen::Index> all(kVolumes);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Eigen::Index>(i);
  const coupling::NeuralTime time({}, kFrames, all);
  const Eigen::VectorXd neural = autoregressive_noise(time.bins(), 1, 0.97, seed);
  const Eigen::VectorXd slope =
      1 + 0.5 * (time.centred_task(events, "own") - time.centred_task(events, "unknown")).array();
  const Eigen::MatrixXd noise = autoregressive_noise(kVolumes, 4, 0.4, seed + 1);
  const Eigen::VectorXd seed_series = time.convolved(neural) + 0.05 * noise.col(2);
  const Eigen::VectorXd target = time.convolved(neural.cwiseProduct(slope)) + 0.1 * noise.col(3);
  Table table;
  const auto add = [&](const char* name, const Eigen::VectorXd& values) {
    table.add(name, Column::Numbers(values.begin(), values.end()));
  };
  add("a", 1000 + noise.col(0).array());
  add("b", 500 + (0.6 * noise.col(0) + 0.8 * noise.col(1)).array());
  add("seed", 100 + seed_series.array());
  add("target", 100 + target.array());
  add("empty", Eigen::VectorXd::Constant(kVolumes, std::nan("")));
  write_table(folder / (stem + "_timeseries.tsv"), table, Overwrite::allow);
  std::ofstream(folder / (stem + "_timeseries.json")) << R"({"RepetitionTime": 2.0, "StartTime": 0.0})";
  std::ofstream rows(folder / (stem + "_events.tsv"));
  rows << "onset\tduration\ttrial_type\n";
  for (const bold::Event& event : events)
    rows << fmt::format("{}\t{}\t{}\n", event.onset.count(), event.duration.count(), event.trial_type);
  parallel::Stream stream({seed}, 5);
  std::ofstream motion(folder / (stem + "_confounds.tsv"));
  motion << "framewise_displacement\n";
  for (Eigen::Index i = 0; i < kVolumes; ++i) motion << (stream.uniform() < 0.1 ? "1.5\n" : "0.1\n");
}

class CouplingCommand : public ::testing::Test {
 protected:
  CouplingCommand() {
    for (const int run : {1, 2})
      write_run(folder_.path(), fmt::format("sub-01_task-x_run-{}", run), static_cast<std::uint64_t>(100 * run));
  }
  ProgramResult coupling(const std::string& line) const { return run_attune("coupling " + line, folder_.path()); }
  std::map<std::string, json> pairs(const std::string& line) const {
    const ProgramResult result = coupling(line + " --pair-table pairs.tsv --out rows.tsv --force");
    EXPECT_EQ(result.code, 0) << result.err;
    std::map<std::string, json> rows;
    for (const Record& record : to_records(read_table(folder_ / "pairs.tsv"))) {
      const json row = json::parse(to_json(std::span(&record, 1), true));
      rows[row["level"].get<std::string>() + " " + row["run"].dump() + " " + row["condition"].dump() + " " +
           row["from"].get<std::string>() + ":" + row["to"].get<std::string>()] = row;
    }
    return rows;
  }

  const std::string one_ = "sub-01_task-x_run-1_timeseries.tsv ", two_ = "sub-01_task-x_run-2_timeseries.tsv ",
                    events_ = "--events sub-01_task-x_run-1_events.tsv ",
                    both_events_ = "--events sub-01_task-x_run-1_events.tsv,sub-01_task-x_run-2_events.tsv ",
                    moved_ = "--confounds-from sub-01_task-x_run-1_confounds.tsv --censor-fd 0.9 ";
  TemporaryFolder folder_;
};

TEST_F(CouplingCommand, RecoversAKnownCorrelationAndJoinsRuns) {
  const auto rows = pairs(one_ + two_ + "--pairs a:b,a:target");
  ASSERT_EQ(rows.size(), 6U);
  const json &first = rows.at("run 1 null a:b"), &second = rows.at("run 2 null a:b"),
             &joined = rows.at("participant null null a:b");
  EXPECT_NEAR(joined["value"].get<double>(), std::atanh(0.6), 3 * joined["se"].get<double>());
  EXPECT_NEAR(joined["df"].get<double>(), first["df"].get<double>() + second["df"].get<double>(), 1e-9);
  const double w1 = first["df"].get<double>() - 2, w2 = second["df"].get<double>() - 2;
  EXPECT_NEAR(joined["value"].get<double>(),
              (w1 * first["value"].get<double>() + w2 * second["value"].get<double>()) / (w1 + w2), 1e-12);
  EXPECT_LT(joined["p"].get<double>(), 1e-6);
  EXPECT_LT(first["df"].get<double>(), 170) << "autocorrelation costs degrees of freedom";
  const Table measures = read_table(folder_ / "rows.tsv");
  EXPECT_EQ(measures.rows(), 2U) << "of the joined runs";
  EXPECT_EQ(measures.text("site")[0], "a--b");
  EXPECT_EQ(measures.text("participant_id")[0], "sub-01");
  EXPECT_EQ(measures.text("measure")[0], "coupling_z");
  EXPECT_EQ(measures.numbers("n")[0], 400);
}

TEST_F(CouplingCommand, LeavesOutCensoredFramesAndSaysSo) {
  const auto rows = pairs(one_ + moved_ + "--pairs a:b --low-pass 0.2");
  const json& row = rows.at("run 1 null a:b");
  EXPECT_LT(row["frames"], 190);
  EXPECT_NEAR(row["frames_kept"].get<double>(), row["frames"].get<double>() / 200, 1e-12);
  EXPECT_NEAR(row["value"].get<double>(), std::atanh(0.6), 3 * row["se"].get<double>());
  const auto filtered = pairs(one_ + moved_ + "--pairs a:b --low-pass 0.2 --filter butterworth");
  EXPECT_NEAR(filtered.at("run 1 null a:b")["value"].get<double>(), row["value"].get<double>(),
              2 * row["se"].get<double>());
}

TEST_F(CouplingCommand, FindsAPlantedInteraction) {
  const auto rows = pairs(one_ + two_ + both_events_ +
                          "--kind ppi --pairs seed:target,seed:a --contrast 'own_unknown = own - unknown'");
  const json& planted = rows.at("participant null \"own_unknown\" seed:target");
  EXPECT_NEAR(planted["value"].get<double>(), 1.0, 3 * planted["se"].get<double>());
  EXPECT_LT(planted["p"].get<double>(), 1e-6);
  EXPECT_GT(rows.at("participant null \"own_unknown\" seed:a")["p"].get<double>(), 0.001);
  EXPECT_EQ(read_table(folder_ / "rows.tsv").text("measure")[0], "ppi");
}

TEST_F(CouplingCommand, CorrelatesBetaSeries) {
  const auto rows = pairs(one_ + events_ + "--kind beta-series --contrast 'd = own - unknown' --pairs seed:target");
  const json& own = rows.at("run 1 \"own\" seed:target");
  EXPECT_EQ(own["n"], 12);
  EXPECT_GT(own["r"].get<double>(), 0.5);
  const json& difference = rows.at("run 1 \"d\" seed:target");
  EXPECT_EQ(difference["n"], 24);
  EXPECT_NEAR(difference["value"].get<double>(),
              own["value"].get<double>() - rows.at("run 1 \"unknown\" seed:target")["value"].get<double>(), 1e-12);
}

TEST_F(CouplingCommand, KeepsARegionWithoutSeriesWithItsReason) {
  const auto rows = pairs(one_ + "--kind partial");
  EXPECT_EQ(rows.at("run 1 null a:empty")["excluded"], "empty: series has missing values");
  EXPECT_TRUE(rows.at("run 1 null a:b")["value"].is_number());
  EXPECT_EQ(rows.size(), 10U);
}

TEST_F(CouplingCommand, WritesMatricesAndAContainer) {
  const ProgramResult result = coupling(one_ + "--kind ledoit-wolf --matrices m --hdf5 c.h5 --out rows.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  const Table matrix = read_table(folder_ / "m" / "sub-01_task-x_run-1_stat-ledoitwolf_relmat.tsv");
  EXPECT_EQ(matrix.names(), (std::vector<std::string>{"region", "a", "b", "seed", "target", "empty"}));
  EXPECT_EQ(matrix.numbers("a")[0], 1);
  EXPECT_EQ(matrix.numbers("b")[0], matrix.numbers("a")[1]);
  const store::Container container = store::read_container(folder_ / "c.h5");
  EXPECT_EQ(container.kind, "coupling");
  EXPECT_EQ(container.array("r").axes[1].labels[3], "target");
  EXPECT_EQ(container.array("r").values[1], matrix.numbers("a")[1]);
  EXPECT_GT(container.table("couplings").numbers("shrinkage")[0], 0);
}

TEST_F(CouplingCommand, WritesNothingWhereAMatrixIsInTheWay) {
  std::filesystem::create_directories(folder_ / "m");
  std::ofstream(folder_ / "m" / "sub-01_task-x_run-1_stat-pearson_relmat.tsv") << "mine";
  const ProgramResult result = coupling(one_ + "--matrices m --out rows.tsv --pair-table pairs.tsv");
  EXPECT_EQ(result.code, 4) << result.err;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "rows.tsv"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "pairs.tsv"));
}

TEST_F(CouplingCommand, GivesTheSameBytesForOneAndTwoThreads) {
  for (const std::string line : {"--kind pearson --low-pass 0.1", "--kind beta-series", "--kind ppi --from seed"}) {
    const std::string all = one_ + events_ + line;
    const ProgramResult one = coupling(all + " --threads 1");
    EXPECT_EQ(one.code, 0) << one.err;
    EXPECT_EQ(one.out, coupling(all + " --threads 2").out) << line;
  }
}

TEST_F(CouplingCommand, TakesImagesWithAnAtlas) {
  const ProgramResult result = run_attune("coupling " + kSample + "--pairs amygdala_L:vmPFC --confounds motion6");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("amygdala_L--vmPFC"));
}

// Two spheres of one voxel each: the map of one has the pair's z at the other.
TEST_F(CouplingCommand, MapsWhatItSaysOfPairs) {
  const std::string image = ATTUNE_SOURCE_DIR "/data-samples/bold.nii.gz";
  const Grid grid = read_image_header(image).grid;
  const VoxelIndex here{grid.shape[0] / 2, grid.shape[1] / 2, grid.shape[2] / 2};
  const VoxelIndex there{here.i - 3, here.j + 2, here.k};
  std::ofstream atlas(folder_ / "two.tsv");
  atlas << "name\tx\ty\tz\tradius_mm\tspace\n";
  for (const auto& [name, voxel] : {std::pair{"seed", here}, std::pair{"there", there}}) {
    const WorldPoint centre = grid.centre(voxel);
    atlas << fmt::format("{}\t{}\t{}\t{}\t0.5\tMNI\n", name, centre.x, centre.y, centre.z);
  }
  atlas.close();
  const std::string line = "'" + image + "' --atlas two.tsv --from seed --participant 01 --confounds motion6 ";
  const auto rows = pairs(line + "--maps maps");
  const json& pair = rows.at("run null null seed:there");
  const auto value = [&](const std::string& stat) {
    return read_image(folder_ / "maps/sub-01/func" / ("sub-01_contrast-seedSeed_stat-" + stat + "_statmap.nii.gz"))
        .values[grid.offset(there)];
  };
  EXPECT_NEAR(value("effect"), pair["value"].get<double>(), 1e-6) << "stored in single precision";
  // The voxel's noise is found on a grid.
  EXPECT_NEAR(std::sqrt(value("variance")) / pair["se"].get<double>(), 1, 0.03);
  EXPECT_NEAR(value("z"), value("effect") / std::sqrt(value("variance")), 1e-5);
  EXPECT_EQ(coupling(line + "--kind partial --maps m").code, 2);
  EXPECT_EQ(coupling(one_ + "--from a --maps m").code, 2);
}

// Tissue classes of a crop share the scanner's and the body's fluctuations in every run.
TEST_F(CouplingCommand, OfFourRunsOfHaxbyJoinsThem) {
  ATTUNE_NEED_SHARED(haxby, "data/fmri/bold/haxby2001_crop");
  std::string runs, events;
  for (const char* run : {"1", "2", "3", "4"}) {
    const std::string run_folder = (haxby / "task001_run00").string() + run;
    runs += run_folder + "/bold_25mm.nii.gz ";
    events += (events.empty() ? "" : ",") + run_folder + "/bold_events.tsv";
  }
  const std::string masks = (haxby / "masks_25mm").string();
  const auto rows = pairs(runs + "--events " + events + " --repetition-time 2.5 --participant 1 --same-space --atlas " +
                          masks + "/gray.nii.gz," + masks + "/white.nii.gz");
  ASSERT_EQ(rows.size(), 5U);
  const json& joined = rows.at("participant null null gray:white");
  EXPECT_EQ(joined["runs"], 4);
  EXPECT_GT(joined["ci_low"].get<double>(), 0.3);
  EXPECT_LT(joined["df"].get<double>(), 400) << "of 484 frames";
}

TEST_F(CouplingCommand, RefusesWithTheRightCode) {
  const auto refused = [&](const std::string& line, int code, const std::string& message) {
    const ProgramResult result = coupling(line);
    EXPECT_EQ(result.code, code) << line;
    EXPECT_THAT(result.err, HasSubstr(message)) << line;
  };
  refused(one_ + "--pairs a:c", 2, "no region 'c'");
  refused(one_ + "--pairs a", 2, "with a colon");
  refused(one_ + "--pairs a:a", 2, "no coupling with itself");
  refused(one_ + events_ + "--kind ppi", 2, "has a direction");
  refused(one_ + events_ + "--kind ppi --from seed --matrices m", 2, "no square matrix");
  refused(one_ + events_ + "--kind beta-series --low-pass 0.1", 2, "go with correlations only");
  refused(one_ + events_ + "--remove-task --conditions ownn", 2, "did you mean 'own'");
  refused(one_ + events_ + "--conditions own", 2, "--conditions and --hrf are about the task");
  refused(one_ + events_ + "--hrf glover", 2, "--conditions and --hrf are about the task");
  refused(one_ + events_ + "--trials lsa", 2, "--trials goes with --kind beta-series");
  refused(one_ + "--contrast 'a = own'", 2, "it goes with --kind beta-series or ppi");
  refused(one_ + "--whiten --low-pass 0.1", 2, "--whiten goes with no low-pass");
  refused(one_ + "--low-pass 0.01", 5, "raise it, or do without");
  refused(one_ + "--censor-fd 0.5", 3, "confounds");
  refused(one_ + one_, 2, "is named twice");
  std::filesystem::copy(folder_ / "sub-01_task-x_run-1_timeseries.tsv",
                        folder_ / "sub-01_task-x_run-1_desc-y_timeseries.tsv");
  std::filesystem::copy(folder_ / "sub-01_task-x_run-1_timeseries.json",
                        folder_ / "sub-01_task-x_run-1_desc-y_timeseries.json");
  refused(one_ + "sub-01_task-x_run-1_desc-y_timeseries.tsv", 3, "in names that tell them apart");
  refused(kSample + "--low-pass 0.3", 0, "");
  refused(kSample + "--low-pass 0.3 --filter butterworth", 5, "between 0 and 0.25 Hz");
  refused("nothing.tsv", 3, "nothing.tsv");
  std::filesystem::remove(folder_ / "sub-01_task-x_run-1_events.tsv");
  refused(one_ + "--kind ppi --from seed", 3, "events");
}

}  // namespace
}  // namespace attune::test
