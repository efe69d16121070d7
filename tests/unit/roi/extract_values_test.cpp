#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attune/roi/extract.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::roi {
namespace {

using ::testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Two regions of a row of six voxels: `left` has voxels 0 to 3, `right` 4 and 5.
Atlas row_atlas() {
  Atlas atlas;
  atlas.name = "row";
  atlas.space = "MNI";
  atlas.grid = test::toy_grid(6, 1, 1);
  atlas.codes = {1, 1, 1, 1, 2, 2};
  atlas.regions = {{{1}, "left", ""}, {{2}, "right", ""}};
  return atlas;
}

class RowImage : public ::testing::Test {
 protected:
  ImageHeader row(const std::vector<double>& values) const {
    return read_image_header(
        test::write_toy(folder_ / "row.nii.gz", test::toy_grid(6, 1, 1), 1, test::stored_as(VoxelType::float64),
                        [&](const VoxelIndex& v, std::int64_t) { return values[static_cast<std::size_t>(v.i)]; }));
  }
  test::TemporaryFolder folder_;
};

TEST_F(RowImage, IsSummarisedPerRegion) {
  const RegionValues result = extract_values(row({1, 2, 3, 6, 10, 20}), row_atlas());
  EXPECT_EQ(result.names, (std::vector<std::string>{"left", "right"}));
  EXPECT_EQ(result.values(0), 3.0);
  EXPECT_EQ(result.values(1), 15.0);
  EXPECT_EQ(result.coverage[0].used, 4);
  EXPECT_EQ(result.coverage[0].centroid.x, 1.5);
}

TEST_F(RowImage, LeavesOutNanAndExactZerosAndCountsThem) {
  const RegionValues result = extract_values(row({1, kNan, 0, 6, 10, 20}), row_atlas());
  EXPECT_EQ(result.values(0), 3.5);
  EXPECT_EQ(result.coverage[0].used, 2);
  EXPECT_EQ(result.coverage[0].not_finite, 1);
  EXPECT_EQ(result.coverage[0].constant, 1);
  EXPECT_EQ(result.coverage[0].coverage, 0.5);
  ExtractOptions keep;
  keep.keep_zeros = true;
  EXPECT_EQ(extract_values(row({1, kNan, 0, 5, 10, 20}), row_atlas(), keep).values(0), 2.0);
}

TEST_F(RowImage, HasNoValueBelowTheCoverage) {
  const RegionValues result = extract_values(row({1, 0, 0, kNan, 10, 20}), row_atlas());
  EXPECT_TRUE(std::isnan(result.values(0)));
  EXPECT_EQ(result.coverage[0].excluded, "coverage < 0.5");
  EXPECT_EQ(result.coverage[0].coverage, 0.25);
  ExtractOptions lenient;
  lenient.min_coverage = 0.25;
  EXPECT_EQ(extract_values(row({1, 0, 0, kNan, 10, 20}), row_atlas(), lenient).values(0), 1.0);
}

TEST_F(RowImage, HasNoAnswerIfEveryRegionIsLost) {
  try {
    extract_values(row({0, 0, 0, 0, 0, 0}), row_atlas());
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::analysis);
    EXPECT_THAT(error.what(), HasSubstr("none of 2 regions"));
  }
}

TEST_F(RowImage, CountsOnlyInsideTheMask) {
  ExtractOptions options;
  options.mask = test::write_toy(folder_ / "mask.nii.gz", test::toy_grid(6, 1, 1), 1, test::stored_as(VoxelType::uint8),
                                 [](const VoxelIndex& v, std::int64_t) { return v.i >= 2 ? 1.0 : 0.0; });
  const RegionValues result = extract_values(row({1, 2, 3, 6, 10, 20}), row_atlas(), options);
  EXPECT_EQ(result.values(0), 4.5);
  EXPECT_EQ(result.coverage[0].outside_mask, 2);
}

TEST_F(RowImage, HasMedianExtremesAndSd) {
  const ImageHeader image = row({1, 2, 3, 6, 10, 20});
  const auto left = [&](Summary summary) {
    ExtractOptions options;
    options.summary = summary;
    return extract_values(image, row_atlas(), options).values(0);
  };
  EXPECT_EQ(left(Summary::median), 2.5);
  EXPECT_EQ(left(Summary::minimum), 1.0);
  EXPECT_EQ(left(Summary::maximum), 6.0);
  EXPECT_DOUBLE_EQ(left(Summary::sd), std::sqrt(14.0 / 3.0));
  EXPECT_THAT(test::message_of([&] { left(Summary::eigenvariate); }), HasSubstr("needs a 4D image"));
  EXPECT_THAT(test::message_of([&] { left(Summary::weighted_mean); }), HasSubstr("needs an atlas of probability maps"));
}

TEST_F(RowImage, IsWeightedByProbability) {
  Atlas atlas;
  atlas.kind = Atlas::Kind::maps;
  atlas.name = "maps";
  atlas.space = "MNI";
  atlas.regions = {{{1}, "map", ""}};
  atlas.maps = {{test::toy_grid(6, 1, 1), {0, 2, 3}, {1.0F, 0.5F, 0.5F}}};
  ExtractOptions options;
  options.summary = Summary::weighted_mean;
  EXPECT_EQ(extract_values(row({1, 2, 3, 6, 10, 20}), atlas, options).values(0), (1.0 + 1.5 + 3.0) / 2.0);
  EXPECT_EQ(extract_values(row({1, 2, 0, 6, 10, 20}), atlas, options).values(0), (1.0 + 3.0) / 1.5);
}

TEST_F(RowImage, ThatCutsASphereLosesCoverage) {
  // A sphere of radius 1 has 7 voxels; the row of one voxel in y and z sees 3 of them.
  const Atlas atlas = atlas_of("s", {{"ball", {2, 0, 0}, Millimetres(1), "MNI", ""}});
  const RegionValues result = extract_values(row({1, 2, 3, 6, 10, 20}), atlas, {.min_coverage = 0.1});
  EXPECT_NEAR(result.coverage[0].coverage, 3.0 / 7.0, 1e-15);
}

}  // namespace
}  // namespace attune::roi
