#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "attune/base/hash.hpp"
#include "attune/roi/extract.hpp"
#include "attune/roi/repetition_time.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::roi {
namespace {

using ::testing::HasSubstr;

// Two roundings of sums of a few values near 100.
constexpr double kRounding = 1e-12;

Atlas row_atlas() {
  Atlas atlas;
  atlas.name = "row";
  atlas.space = "MNI";
  atlas.grid = test::toy_grid(4, 1, 1);
  atlas.codes = {1, 1, 1, 2};
  atlas.regions = {{{1}, "three", ""}, {{2}, "one", ""}};
  return atlas;
}

using Series = std::vector<std::vector<double>>;  // voxels x volumes

class RowRun : public ::testing::Test {
 protected:
  ImageHeader run(const Series& series, const NiftiOptions& options) const {
    return read_image_header(
        test::write_toy(folder_ / "run.nii.gz", test::toy_grid(4, 1, 1), static_cast<std::int64_t>(series[0].size()),
                        options, [&](const VoxelIndex& v, std::int64_t t) {
                          return series[static_cast<std::size_t>(v.i)][static_cast<std::size_t>(t)];
                        }));
  }
  test::TemporaryFolder folder_;
};

const Series kPlain{{1, 2, 6}, {3, 5, 1}, {2, 2, 2}, {100, 104, 108}};

TEST_F(RowRun, IsAveragedWithoutConstantVoxels) {
  for (const VoxelType type : {VoxelType::int16, VoxelType::uint8, VoxelType::int32, VoxelType::float32}) {
    const RegionSeries result = extract_series(run(kPlain, test::stored_as(type)), row_atlas());
    ASSERT_EQ(result.values.rows(), 3);
    EXPECT_EQ(result.values.col(0), Eigen::Vector3d(2, 3.5, 3.5)) << name_of(type);
    EXPECT_EQ(result.values.col(1), Eigen::Vector3d(100, 104, 108)) << name_of(type);
    EXPECT_EQ(result.coverage[0].used, 2);
    EXPECT_EQ(result.coverage[0].constant, 1);
    EXPECT_NEAR(result.coverage[1].tsnr, 26.0, kRounding);
  }
}

TEST_F(RowRun, IsScaledByTheHeader) {
  const RegionSeries result = extract_series(
      run({{1, 2, 6}, {3, 5, 1}, {2, 2, 2}, {10, 14, 18}}, test::stored_as(VoxelType::int16, 0.5, -3.0)), row_atlas());
  EXPECT_EQ(result.values.col(0), Eigen::Vector3d(2, 3.5, 3.5));
  EXPECT_EQ(result.values.col(1), Eigen::Vector3d(10, 14, 18));
}

TEST_F(RowRun, LeavesOutAVoxelThatIsNanInOneVolumeFromAllVolumes) {
  Series series = kPlain;
  series[0][1] = std::numeric_limits<double>::quiet_NaN();
  const RegionSeries result = extract_series(run(series, {}), row_atlas(), {.min_coverage = 0.1});
  EXPECT_EQ(result.values.col(0), Eigen::Vector3d(3, 5, 1));
  EXPECT_EQ(result.coverage[0].not_finite, 1);
  EXPECT_EQ(result.coverage[0].constant, 1);
  EXPECT_EQ(result.coverage[0].used, 1);
}

TEST_F(RowRun, HasAColumnForALostRegion) {
  Series series = kPlain;
  series[3] = {0, 0, 0};
  const RegionSeries result = extract_series(run(series, {}), row_atlas());
  EXPECT_TRUE(result.values.col(1).array().isNaN().all());
  EXPECT_EQ(result.coverage[1].excluded, "coverage < 0.5");
  EXPECT_EQ(result.names[1], "one");
}

TEST_F(RowRun, KeepsConstantVoxelsIfAsked) {
  ExtractOptions options;
  options.keep_zeros = true;
  const RegionSeries result = extract_series(run(kPlain, test::stored_as(VoxelType::int16)), row_atlas(), options);
  EXPECT_EQ(result.values.col(0), Eigen::Vector3d(2, 3, 3));
}

TEST_F(RowRun, HasOtherSummariesOverTheSameVoxels) {
  const auto first = [&](Summary summary) {
    ExtractOptions options;
    options.summary = summary;
    return Eigen::Vector3d(
        extract_series(run(kPlain, test::stored_as(VoxelType::int16)), row_atlas(), options).values.col(0));
  };
  EXPECT_EQ(first(Summary::median), Eigen::Vector3d(2, 3.5, 3.5));
  EXPECT_EQ(first(Summary::minimum), Eigen::Vector3d(1, 2, 1));
  EXPECT_EQ(first(Summary::maximum), Eigen::Vector3d(3, 5, 6));
}

TEST_F(RowRun, OfOnePatternIsItsEigenvariate) {
  // Voxels are a (-1, 0, 1) with a = 1, 2, 3: s1 = |a|^2 |p|^2 = 14 * 2, u1 = p / sqrt 2, scale sqrt(28 / 3).
  const Series series{{9, 10, 11}, {18, 20, 22}, {27, 30, 33}, {1, 2, 3}};
  ExtractOptions options;
  options.summary = Summary::eigenvariate;
  const RegionSeries result = extract_series(run(series, {}), row_atlas(), options);
  const double expected = std::sqrt(28.0 / 3.0) / std::sqrt(2.0);
  EXPECT_NEAR(result.values(0, 0), -expected, kRounding);
  EXPECT_NEAR(result.values(1, 0), 0.0, kRounding);
  EXPECT_NEAR(result.values(2, 0), expected, kRounding);
  EXPECT_NEAR(result.coverage[0].variance_explained, 1.0, kRounding);
}

TEST_F(RowRun, HasAnEigenvariateOfARegionThatIsTakenInBlocks) {
  // 200 x 200 x 60 voxels x 4 volumes are 77 MB. Voxel (i, j, k) is 100 + a p + b q with p = (-1, 1, -1, 1) and
  // q = (-1, -1, 1, 1) orthogonal, a = 2 + i mod 2 and b = +-1 by j, so that sum(a b) = 0: the first component is p
  // with s1 = 4 sum(a^2), and s2 = 4 sum(b^2). mean(a^2) = 6.5, mean(b^2) = 1.
  const Grid grid = test::toy_grid(200, 200, 60);
  const std::array<double, 4> p{-1, 1, -1, 1}, q{-1, -1, 1, 1};
  NiftiOptions stored = test::stored_as(VoxelType::int16);
  const auto path = test::write_toy(folder_ / "run.nii", grid, 4, stored, [&](const VoxelIndex& v, std::int64_t t) {
    const auto at = static_cast<std::size_t>(t);
    return 100.0 + (2.0 + static_cast<double>(v.i % 2)) * p[at] + (v.j % 2 == 0 ? q[at] : -q[at]);
  });
  Atlas atlas = row_atlas();
  atlas.grid = grid;
  atlas.codes.assign(grid.voxels(), 1);
  atlas.regions = {{{1}, "head", ""}};
  ExtractOptions options;
  options.summary = Summary::eigenvariate;
  const RegionSeries result = extract_series(read_image_header(path), atlas, options);
  for (Eigen::Index t = 0; t < 4; ++t)
    EXPECT_NEAR(result.values(t, 0), p[static_cast<std::size_t>(t)] * std::sqrt(6.5), kRounding);
  EXPECT_NEAR(result.coverage[0].variance_explained, 6.5 / 7.5, kRounding);
}

TEST_F(RowRun, SaysTheHashOfItsFile) {
  const ImageHeader header = run(kPlain, {});
  EXPECT_EQ(extract_series(header, row_atlas()).sha256, sha256_of_file(header.path));
}

TEST_F(RowRun, HasTheRepetitionTimeOfHeaderAndSidecar) {
  NiftiOptions timed;
  timed.repetition_time = Seconds(1.79355);
  const ImageHeader header = run(kPlain, timed);
  EXPECT_NEAR(checked_repetition_time(header, {}, {})->count(), 1.79355, 1e-6);
  const auto sidecar = test::write_file(folder_ / "other.json", R"({"RepetitionTime": 2.0})");
  const std::string message = test::message_of([&] { checked_repetition_time(header, sidecar, {}); });
  for (const char* part : {"run.nii.gz", "1.79355", "other.json", "is 2 s"}) EXPECT_THAT(message, HasSubstr(part));
  EXPECT_EQ(checked_repetition_time(header, sidecar, Seconds(2))->count(), 2.0);
  test::write_file(folder_ / "run.json", R"({"RepetitionTime": 1.8})");
  EXPECT_EQ(checked_repetition_time(header, {}, {})->count(), 1.8);
}

}  // namespace
}  // namespace attune::roi
