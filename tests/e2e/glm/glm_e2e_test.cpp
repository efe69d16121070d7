#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "attune/table/delimited.hpp"
#include "planted_run.hpp"
#include "run_program.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

/// Rows of the estimates by "level run region contrast".
std::map<std::string, json> rows_of(const ProgramResult& result) {
  EXPECT_EQ(result.code, 0) << result.err;
  std::map<std::string, json> rows;
  for (const json& row : json::parse(result.out.empty() ? "[]" : result.out))
    rows[row["level"].get<std::string>() + " " + row["run"].dump() + " " + row["region"].get<std::string>() + " " +
         row["contrast"].get<std::string>()] = row;
  return rows;
}

class GlmCommand : public ::testing::Test {
 protected:
  GlmCommand() {
    write_planted_atlas(folder_.path());
    write_planted_run(folder_.path(), "sub-01_task-x_run-1", {2.0, 2.0, 150, 1, true, Seconds(0)});
    write_planted_run(folder_.path(), "sub-01_task-x_run-2", {2.0, 4.0, 150, 2, true, Seconds(0)});
    write_planted_run(folder_.path(), "sub-01_task-x_run-3", {2.0, 2.0, 150, 3, false, Seconds(0)});
  }
  ProgramResult glm(const std::string& line) const { return run_attune("glm " + line, folder_.path()); }

  const std::string one_ = "sub-01_task-x_run-1_bold.nii.gz ", two_ = "sub-01_task-x_run-2_bold.nii.gz ",
                    three_ = "sub-01_task-x_run-3_bold.nii.gz ", halves_ = "--atlas halves.nii.gz --same-space ";
  TemporaryFolder folder_;
};

TEST_F(GlmCommand, FindsThePlantedPercentSignalChange) {
  const auto rows = rows_of(glm(one_ + halves_ + "--contrast 'f_h = face - house' --format json"));
  const json& face = rows.at("run 1 left face");
  EXPECT_NEAR(face["psc"].get<double>(), 2.0, 4.0 * face["psc_se"].get<double>());
  EXPECT_LT(face["psc_se"].get<double>(), 0.05);
  EXPECT_NEAR(rows.at("run 1 right face")["psc"].get<double>(), 1.0, 0.1);
  const json& difference = rows.at("run 1 left f_h");
  EXPECT_NEAR(difference["psc"].get<double>(), 1.0, 4.0 * difference["psc_se"].get<double>());
  EXPECT_NEAR(difference["t"].get<double>(), difference["effect"].get<double>() / difference["se"].get<double>(),
              1e-12);
  EXPECT_NEAR(face["baseline"].get<double>(), 1000.0, 1.0);
  EXPECT_EQ(face["voxels"], 12);
  EXPECT_LT(face["psc_ci_low"].get<double>(), 2.0);
  EXPECT_GT(face["psc_ci_high"].get<double>(), 2.0);
}

TEST_F(GlmCommand, JoinsRunsByTheirPrecision) {
  const auto rows = rows_of(glm(one_ + two_ + halves_ + "--format json"));
  const json &first = rows.at("run 1 left face"), &second = rows.at("run 2 left face"),
             &both = rows.at("participant null left face");
  const double w1 = std::pow(first["se"].get<double>(), -2), w2 = std::pow(second["se"].get<double>(), -2);
  EXPECT_NEAR(both["effect"].get<double>(),
              (w1 * first["effect"].get<double>() + w2 * second["effect"].get<double>()) / (w1 + w2), 1e-9);
  EXPECT_NEAR(both["se"].get<double>(), std::sqrt(1.0 / (w1 + w2)), 1e-9);
  EXPECT_NEAR(both["df"].get<double>(), first["df"].get<double>() + second["df"].get<double>(), 1e-9);
  EXPECT_EQ(both["runs"], 2);
  const auto plain = rows_of(glm(one_ + two_ + halves_ + "--combine mean --format json"));
  EXPECT_NEAR(plain.at("participant null left face")["effect"].get<double>(),
              0.5 * (first["effect"].get<double>() + second["effect"].get<double>()), 1e-9);
}

TEST_F(GlmCommand, ARunWithoutAConditionLeavesItsContrastsOutAndSaysSo) {
  const ProgramResult result = glm(one_ + three_ + halves_ + "--contrast 'f_h = face - house' --format json");
  const auto rows = rows_of(result);
  EXPECT_TRUE(rows.at("run 3 left f_h")["effect"].is_null());
  EXPECT_THAT(rows.at("run 3 left f_h")["excluded"].get<std::string>(), HasSubstr("house"));
  EXPECT_EQ(rows.at("participant null left f_h")["runs"], 1);
  EXPECT_EQ(rows.at("participant null left f_h")["runs_left_out"], 1);
  EXPECT_EQ(rows.at("participant null left face")["runs"], 2);
}

TEST_F(GlmCommand, AnFContrastOfOneRowIsTheSquareOfItsT) {
  const auto rows = rows_of(glm(one_ + two_ + halves_ +
                                "--contrast 'd = face - house' --f-contrast 'same = face - house' "
                                "--f-contrast 'any = face; house' --format json"));
  for (const char* level : {"run 1 left ", "participant null left "}) {
    const double t = rows.at(std::string(level) + "d")["t"].get<double>();
    const json& f = rows.at(std::string(level) + "same");
    EXPECT_EQ(f["df_num"], 1.0);
    EXPECT_NEAR(f["F"].get<double>() / (t * t), 1.0, 1e-6) << level;
  }
  EXPECT_EQ(rows.at("participant null left any")["df_num"], 2.0);
}

TEST_F(GlmCommand, ASeriesOfRoiGivesTheSameEstimates) {
  ASSERT_EQ(run_attune("roi " + one_ + "--atlas halves.nii.gz --same-space --out sub-01_task-x_run-1_series.tsv",
                       folder_.path())
                .code,
            0);
  const auto image = rows_of(glm(one_ + halves_ + "--format json"));
  const auto series =
      rows_of(glm("sub-01_task-x_run-1_series.tsv --events sub-01_task-x_run-1_events.tsv --format json"));
  for (const char* field : {"psc", "effect", "se", "t", "df", "p", "rho"})
    EXPECT_EQ(image.at("run 1 left face")[field], series.at("run 1 left face")[field]) << field;
}

TEST_F(GlmCommand, GivesTheSameBytesForOneAndTwoThreads) {
  const std::string line = one_ + two_ + halves_ + "--contrast 'd = face - house' --threads ";
  EXPECT_EQ(glm(line + "1").out, glm(line + "2").out);
  const std::string maps = one_ + two_ + "--voxels --noise arma11 --contrast 'd = face - house' --threads ";
  ASSERT_EQ(glm(maps + "1 --out-dir m1 --out m1.tsv").code, 0);
  ASSERT_EQ(glm(maps + "2 --out-dir m2 --out m2.tsv").code, 0);
  const std::string name = "sub-01/func/sub-01_task-x_contrast-d_stat-t_statmap.nii.gz";
  EXPECT_EQ(read_bytes(folder_ / "m1" / name), read_bytes(folder_ / "m2" / name));
  EXPECT_EQ(read_text(folder_ / "m1.tsv"), read_text(folder_ / "m2.tsv"));
}

TEST_F(GlmCommand, MapsAgreeWithTheRegionOfOneVoxel) {
  write_toy(folder_ / "one.nii.gz", toy_grid(4, 3, 2, 4.0, {-6, -4, -2}), 1, stored_as(VoxelType::uint8),
            [](const VoxelIndex& v, std::int64_t) {
              return v == VoxelIndex{1, 1, 1} ? 1.0 : 0.0;
            });
  const auto rows = rows_of(glm(one_ + "--atlas one.nii.gz --same-space --noise ols --format json"));
  const ProgramResult maps = glm(one_ + "--voxels --noise ols --mask one.nii.gz --out-dir maps --out maps.tsv");
  ASSERT_EQ(maps.code, 0) << maps.err;
  const json& face = rows.begin()->second;
  const std::filesystem::path func = folder_ / "maps/sub-01/func";
  for (const auto& [stat, field] :
       std::map<std::string, std::string>{{"effect", "effect"}, {"t", "t"}, {"psc", "psc"}}) {
    const Image map = read_image(func / ("sub-01_task-x_run-1_contrast-face_stat-" + stat + "_statmap.nii.gz"));
    const double value = map.values[map.header.grid.offset({1, 1, 1})];
    EXPECT_NEAR(value, face[field].get<double>(), 2e-7 * std::abs(value)) << stat;
    EXPECT_TRUE(std::isnan(map.values[0])) << "outside the mask";
  }
  const json sidecar = json::parse(read_text(func / "sub-01_task-x_run-1_contrast-face_stat-t_statmap.json"));
  EXPECT_EQ(sidecar["Model"]["Design"]["HRF"]["Model"], "spm");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "maps/dataset_description.json"));
}

TEST_F(GlmCommand, WritesMeasuresSeriesDesignAndTrials) {
  const ProgramResult result = glm(one_ + halves_ +
                                   "--modulator face_x_rating --trials lss --measures m.tsv --series s.h5 "
                                   "--design-out d.tsv --out e.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  const Table measures = read_table(folder_ / "m.tsv");
  std::size_t trials = 0;
  for (const std::string& measure : measures.text("measure")) trials += measure == "beta_lss" ? 1U : 0U;
  EXPECT_EQ(trials, 36U) << "18 trials in two regions";
  EXPECT_THAT(read_text(folder_ / "d.tsv"), HasSubstr("face_x_rating"));
  EXPECT_GT(std::filesystem::file_size(folder_ / "s.h5"), 1000U);
  const json sidecar = json::parse(read_text(folder_ / "e.json"));
  EXPECT_EQ(sidecar["Model"]["Noise"], "arma11");
  EXPECT_EQ(sidecar["Model"]["Runs"][0]["StartTime"], 0.0);
  EXPECT_EQ(sidecar["psc"]["Units"], "percent");
}

TEST_F(GlmCommand, AFinishedDesignWithUncentredNuisanceIsWarnedOf) {
  std::string centred = "task\tglobal\tconstant\n", uncentred = centred;
  for (int i = 0; i < 150; ++i) {
    centred += fmt::format("{}\t{}\t1\n", i % 10 < 5 ? 1 : 0, i % 3 - 1);
    uncentred += fmt::format("{}\t{}\t1\n", i % 10 < 5 ? 1 : 0, 800 + i % 3);
  }
  write_file(folder_ / "centred.tsv", centred);
  write_file(folder_ / "uncentred.tsv", uncentred);
  const std::string line = one_ + halves_ + "--contrast task --design ";
  EXPECT_EQ(glm(line + "centred.tsv").err, "");
  EXPECT_THAT(glm(line + "uncentred.tsv").err, HasSubstr("columns global are in no contrast and not centred"));
}

TEST_F(GlmCommand, RefusesWithTheRightCode) {
  const auto refused = [&](const std::string& line, int code, const std::string& part) {
    const ProgramResult result = glm(line);
    EXPECT_EQ(result.code, code) << line << result.err;
    EXPECT_THAT(result.err, HasSubstr(part)) << line;
    EXPECT_TRUE(result.out.empty()) << line;
  };
  refused(one_, 2, "needs an atlas");
  refused(one_ + one_ + halves_, 3, "give each run once");
  refused(one_ + halves_ + "--contrast 'd = face - hause'", 2, "did you mean 'house'");
  refused(one_ + halves_ + "--conditions face,hause", 2, "did you mean 'house'");
  std::filesystem::copy_file(folder_ / "sub-01_task-x_run-1_bold.nii.gz", folder_ / "alice_bold.nii.gz");
  std::filesystem::copy_file(folder_ / "sub-01_task-x_run-2_bold.nii.gz", folder_ / "bob_bold.nii.gz");
  refused("alice_bold.nii.gz bob_bold.nii.gz " + halves_ +
              "--events sub-01_task-x_run-1_events.tsv,sub-01_task-x_run-2_events.tsv",
          2, "alice_bold.nii.gz does not say whose run it is");
  refused(one_ + halves_ + "--events a.tsv,b.tsv", 2, "2 files for 1 runs");
  refused(one_ + halves_ + "--confounds motion6", 3, "desc-confounds_timeseries.tsv");
  refused(one_ + halves_ + "--voxels --out-dir m", 2, "exclude each other");
  refused(one_ + "--voxels", 2, "--out-dir");
  write_file(folder_ / "sub-01_task-x_run-1_bold.json", "{\"RepetitionTime\": 2.5}");
  refused(one_ + halves_, 3, "--repetition-time");
  write_file(folder_ / "sub-01_task-x_run-1_bold.json", "{\"RepetitionTime\": 2, \"SliceTimingCorrected\": true}");
  refused(one_ + halves_, 3, "--slice-time-ref");
}

TEST_F(GlmCommand, LeavesTheDescriptionOfTheFolderItWritesIntoAlone) {
  std::filesystem::create_directory(folder_ / "theirs");
  write_file(folder_ / "theirs/dataset_description.json", "{\"Name\": \"theirs\"}");
  write_file(folder_ / "theirs/.bidsignore", "extra/\n");
  ASSERT_EQ(glm(one_ + "--voxels --noise ols --out-dir theirs --out maps.tsv").code, 0);
  EXPECT_EQ(read_text(folder_ / "theirs/dataset_description.json"), "{\"Name\": \"theirs\"}");
  EXPECT_EQ(read_text(folder_ / "theirs/.bidsignore"), "extra/\n");
}

TEST_F(GlmCommand, GivesTrialsOfARunThatLacksACondition) {
  const ProgramResult result =
      glm(one_ + three_ + halves_ + "--conditions face,house --trials lss --measures m.tsv --out e.tsv");
  EXPECT_EQ(result.code, 0) << result.err;
}

}  // namespace
}  // namespace attune::test
