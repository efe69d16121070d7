#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "attune/bold/contrast.hpp"
#include "attune/table/delimited.hpp"
#include "attune/volume/image.hpp"
#include "shared_data.hpp"

namespace attune::bold {
namespace {

// The reference design matrix is written with 12 significant digits and the images in single precision.
constexpr double kSinglePrecision = 2e-5;

double stored_value(const StoredVolume& volume, std::size_t offset) {
  if (volume.type == VoxelType::int16) {
    std::int16_t value = 0;
    std::memcpy(&value, volume.bytes.data() + offset * sizeof(value), sizeof(value));
    return value;
  }
  if (volume.type == VoxelType::uint16) {
    std::uint16_t value = 0;
    std::memcpy(&value, volume.bytes.data() + offset * sizeof(value), sizeof(value));
    return value;
  }
  ADD_FAILURE() << "another voxel type than expected";
  return 0;
}

TEST(OrdinaryLeastSquares, AgreesWithNipyOnARealRun) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/reference/nipy_glm_oneback");
  ATTUNE_NEED_SHARED(run, "data/fmri/bold/studyforrest_oneback/sub-02_task-oneback_run-1_bold.nii.gz");
  const Table table = read_table(folder / "design_matrix.tsv");
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(table.rows()), static_cast<Eigen::Index>(table.columns().size()));
  for (Eigen::Index column = 0; column < matrix.cols(); ++column) {
    const std::vector<double> values = table.numbers(table.names()[static_cast<std::size_t>(column)]);
    matrix.col(column) = Eigen::Map<const Eigen::VectorXd>(values.data(), matrix.rows());
  }
  const Image mask = read_image(folder / "mask.nii.gz");
  const Image effect = read_image(folder / "ols_effect_face_minus_house.nii.gz");
  const Image variance = read_image(folder / "ols_variance_face_minus_house.nii.gz");
  const Image t = read_image(folder / "ols_t_face_minus_house.nii.gz");
  std::vector<std::size_t> voxels;
  for (std::size_t offset = 0; offset < mask.values.size(); ++offset)
    if (mask.values[offset] != 0 && offset % 97 == 0) voxels.push_back(offset);
  ASSERT_GT(voxels.size(), 50U);
  const ImageHeader header = read_image_header(run);
  Eigen::MatrixXd series(matrix.rows(), static_cast<Eigen::Index>(voxels.size()));
  stream_volumes(header, [&](const StoredVolume& volume) {
    for (std::size_t i = 0; i < voxels.size(); ++i)
      series(volume.index, static_cast<Eigen::Index>(i)) =
          header.slope * stored_value(volume, voxels[i]) + header.intercept;
  });
  const Design design = design_of_matrix(table.names(), matrix, "constant");
  const Contrast contrast = parse_contrast("face_house", "face - house", design.names);
  const auto results =
      estimate(contrast, design, fit(series, design, {NoiseModel::white, DegreesOfFreedom::residual, {}}));
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    EXPECT_NEAR(results[i].effect, effect.values[voxels[i]], kSinglePrecision * results[i].se);
    EXPECT_NEAR(results[i].se * results[i].se / variance.values[voxels[i]], 1.0, kSinglePrecision);
    EXPECT_NEAR(results[i].t, t.values[voxels[i]], kSinglePrecision * std::max(1.0, std::abs(results[i].t)));
  }
}

}  // namespace
}  // namespace attune::bold
