// Properties of region values and series that hold for any image: oracles and symmetries on drawn images.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attune/parallel/stream.hpp"
#include "attune/roi/extract.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::roi {
namespace {

// A few hundred additions of numbers near 1000 in another order.
constexpr double kReordered = 1e-9;
constexpr std::int64_t kVolumes = 7;
constexpr std::uint64_t kSeed = 2009;

const Grid kGrid = test::toy_grid(9, 8, 7, 2.0, {-8, -7, -6});

// Labels 1 to 3 in slabs of y, 0 elsewhere; region 3 lies where images are constant.
std::int32_t label_at(const VoxelIndex& v) { return v.j < 6 ? static_cast<std::int32_t>(v.j / 2) + 1 : 0; }

Atlas slabs(const Grid& grid) {
  Atlas atlas;
  atlas.name = "slabs";
  atlas.space = "MNI";
  atlas.grid = grid;
  atlas.regions = {{{1}, "a", ""}, {{2}, "b", ""}, {{3}, "c", ""}};
  for (std::size_t v = 0; v < grid.voxels(); ++v) atlas.codes.push_back(label_at(grid.voxel(v)));
  return atlas;
}

double drawn(const Grid& grid, const VoxelIndex& v, std::int64_t t) {
  parallel::Stream stream({kSeed}, grid.offset(v) * 100 + static_cast<std::size_t>(t));
  return 1000.0 + static_cast<double>(stream.below(200));
}

class Drawn : public ::testing::Test {
 protected:
  using Value = std::function<double(const VoxelIndex&, std::int64_t)>;
  ImageHeader write(const Value& value, const Grid& grid = kGrid, VoxelType type = VoxelType::float64,
                    std::int64_t volumes = kVolumes) const {
    return read_image_header(test::write_toy(folder_ / "image.nii.gz", grid, volumes, test::stored_as(type), value));
  }
  static double plain(const VoxelIndex& v, std::int64_t t) { return drawn(kGrid, v, t); }
  test::TemporaryFolder folder_;
};

TEST_F(Drawn, SeriesAgreeWithThePlainAlgorithmForEveryType) {
  const auto with_defects = [](const VoxelIndex& v, std::int64_t t) {
    if (v.i == 0) return 0.0;
    if (v.i == 1 && v.j < 2) return 1100.0;
    return plain(v, t);
  };
  Eigen::MatrixXd oracle = Eigen::MatrixXd::Zero(kVolumes, 3);
  for (Eigen::Index r = 0; r < 3; ++r) {
    double n = 0;
    for (std::size_t o = 0; o < kGrid.voxels(); ++o) {
      const VoxelIndex v = kGrid.voxel(o);
      if (label_at(v) != r + 1 || v.i == 0 || (v.i == 1 && v.j < 2)) continue;
      ++n;
      for (std::int64_t t = 0; t < kVolumes; ++t) oracle(t, r) += with_defects(v, t);
    }
    oracle.col(r) /= n;
  }
  for (const VoxelType type : {VoxelType::int16, VoxelType::uint16, VoxelType::int32, VoxelType::uint32,
                               VoxelType::int64, VoxelType::float32, VoxelType::float64}) {
    const RegionSeries series = extract_series(write(with_defects, kGrid, type), slabs(kGrid));
    EXPECT_LT((series.values - oracle).cwiseAbs().maxCoeff(), kReordered) << name_of(type);
    EXPECT_EQ(series.coverage[0].constant, 2 * 7 * 2) << name_of(type);
  }
}

TEST_F(Drawn, TsnrAndEigenvariateDoNotDependOnTheStoredType) {
  ExtractOptions options;
  options.summary = Summary::eigenvariate;
  const RegionSeries integers = extract_series(write(plain, kGrid, VoxelType::int16), slabs(kGrid), options);
  const RegionSeries reals = extract_series(write(plain, kGrid, VoxelType::float64), slabs(kGrid), options);
  EXPECT_LT((integers.values - reals.values).cwiseAbs().maxCoeff(), kReordered);
  EXPECT_NEAR(integers.coverage[1].tsnr, reals.coverage[1].tsnr, kReordered);
}

TEST_F(Drawn, FlippingTheStoredAxisChangesNothing) {
  Grid flipped = kGrid;
  flipped.affine.rows[0] = {-2, 0, 0, -8 + 2 * 8};
  const auto mirrored = [&](const VoxelIndex& v, std::int64_t t) { return plain({8 - v.i, v.j, v.k}, t); };
  const RegionSeries ras = extract_series(write(plain), slabs(kGrid));
  const RegionSeries las = extract_series(write(mirrored, flipped), slabs(kGrid));
  EXPECT_LT((ras.values - las.values).cwiseAbs().maxCoeff(), kReordered);
  EXPECT_NEAR(ras.coverage[0].centroid.x, las.coverage[0].centroid.x, kReordered);
}

TEST_F(Drawn, ScalingAndShiftingTheImageScalesAndShiftsTheSummaries) {
  const double a = -2.5, b = 40.0;
  const auto changed = [&](const VoxelIndex& v, std::int64_t t) { return a * plain(v, t) + b; };
  for (const Summary summary : {Summary::mean, Summary::median, Summary::sd}) {
    ExtractOptions options;
    options.summary = summary;
    const Eigen::MatrixXd before = extract_series(write(plain), slabs(kGrid), options).values;
    const Eigen::MatrixXd after = extract_series(write(changed), slabs(kGrid), options).values;
    const Eigen::MatrixXd expected =
        summary == Summary::sd ? Eigen::MatrixXd(std::abs(a) * before) : Eigen::MatrixXd((a * before).array() + b);
    EXPECT_LT((after - expected).cwiseAbs().maxCoeff(), kReordered) << name_of(summary);
  }
}

TEST_F(Drawn, ANanVoxelChangesTheCountAndNotTheMeanOfTheOthers) {
  const VoxelIndex bad{4, 1, 3};
  const auto spoiled = [&](const VoxelIndex& v, std::int64_t t) {
    return v == bad && t == 2 ? std::numeric_limits<double>::quiet_NaN() : plain(v, t);
  };
  const auto absent = [&](const VoxelIndex& v, std::int64_t t) { return v == bad ? 0.0 : plain(v, t); };
  const RegionSeries with_nan = extract_series(write(spoiled), slabs(kGrid));
  const RegionSeries without = extract_series(write(absent), slabs(kGrid));
  EXPECT_EQ(with_nan.coverage[0].used, without.coverage[0].used);
  EXPECT_EQ(with_nan.coverage[0].not_finite, 1);
  EXPECT_EQ(with_nan.values, without.values) << "the second pass adds in the order of the first";
}

TEST_F(Drawn, ARefinedGridHasTheSameMean) {
  Grid fine = test::toy_grid(18, 16, 14, 1.0, {-8.5, -7.5, -6.5});
  const auto halved = [&](const VoxelIndex& v, std::int64_t t) { return plain({v.i / 2, v.j / 2, v.k / 2}, t); };
  const RegionValues coarse_values = extract_values(write(plain, kGrid, VoxelType::float64, 1), slabs(kGrid));
  const RegionValues fine_values = extract_values(write(halved, fine, VoxelType::float64, 1), slabs(kGrid));
  EXPECT_EQ(fine_values.coverage[0].used, 8 * coarse_values.coverage[0].used);
  EXPECT_LT((coarse_values.values - fine_values.values).cwiseAbs().maxCoeff(), kReordered);
}

TEST_F(Drawn, EachVolumeOfASeriesIsTheValueOfThatImage) {
  const RegionSeries series = extract_series(write(plain), slabs(kGrid));
  for (std::int64_t t = 0; t < kVolumes; ++t) {
    const auto one = [&](const VoxelIndex& v, std::int64_t) { return plain(v, t); };
    const RegionValues values = extract_values(write(one, kGrid, VoxelType::float64, 1), slabs(kGrid));
    EXPECT_LT((series.values.row(t).transpose() - values.values).cwiseAbs().maxCoeff(), kReordered);
  }
}

TEST_F(Drawn, TheEigenvariateIsTheBestSingleSeries) {
  ExtractOptions options;
  options.summary = Summary::eigenvariate;
  const RegionSeries series = extract_series(write(plain), slabs(kGrid), options);
  for (Eigen::Index r = 0; r < 3; ++r) {
    const Eigen::VectorXd u = series.values.col(r);
    EXPECT_NEAR(u.sum(), 0.0, kReordered) << "demeaned";
    double explained = 0, total = 0, weights = 0;
    for (std::size_t o = 0; o < kGrid.voxels(); ++o) {
      const VoxelIndex v = kGrid.voxel(o);
      if (label_at(v) != r + 1) continue;
      Eigen::VectorXd y(kVolumes);
      for (std::int64_t t = 0; t < kVolumes; ++t) y(t) = plain(v, t);
      y.array() -= y.mean();
      explained += std::pow(u.dot(y), 2) / u.squaredNorm();
      total += y.squaredNorm();
      weights += u.dot(y);
    }
    EXPECT_NEAR(series.coverage[static_cast<std::size_t>(r)].variance_explained, explained / total, kReordered);
    EXPECT_GE(weights, 0.0);
  }
}

TEST_F(Drawn, TheNumberOfThreadsChangesNoBit) {
  ExtractOptions one, two;
  one.summary = two.summary = Summary::eigenvariate;
  one.threads = {1};
  two.threads = {2};
  EXPECT_EQ(extract_series(write(plain), slabs(kGrid), one).values,
            extract_series(write(plain), slabs(kGrid), two).values);
}

}  // namespace
}  // namespace attune::roi
