// Our NIfTI reader and ITK's agree on places and values of real images.
#include <gtest/gtest.h>
#include <itkImage.h>
#include <itkImageFileReader.h>
#include <itkNiftiImageIO.h>

#include <cmath>

#include "attune/volume/image.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::test {
namespace {

const double kItkRounding = 2e-3;   // mm: ITK makes directions orthonormal, from the 32-bit fields
const double kFloatScaling = 2e-7;  // relative: ITK applies slope and intercept in single precision

itk::Image<double, 3>::Pointer read_with_itk(const std::filesystem::path& path) {
  auto reader = itk::ImageFileReader<itk::Image<double, 3>>::New();
  reader->SetImageIO(itk::NiftiImageIO::New());
  reader->SetFileName(path.string());
  reader->Update();
  return reader->GetOutput();
}

WorldPoint place_by_itk(itk::Image<double, 3>& image, const VoxelIndex& voxel) {
  itk::Image<double, 3>::PointType point;
  image.TransformIndexToPhysicalPoint({{voxel.i, voxel.j, voxel.k}}, point);
  return {-point[0], -point[1], point[2]};  // LPS to RAS
}

class AgainstItk : public testing::TestWithParam<const char*> {};

TEST_P(AgainstItk, PlacesAndValuesAgree) {
  ATTUNE_NEED_SHARED(path, GetParam());
  const Image ours = read_image(path);
  const auto theirs = read_with_itk(path);
  const Grid& grid = ours.header.grid;
  for (std::size_t axis = 0; axis < 3; ++axis)
    ASSERT_EQ(theirs->GetLargestPossibleRegion().GetSize()[static_cast<unsigned>(axis)],
              static_cast<std::size_t>(grid.shape[axis]));
  for (unsigned corner = 0; corner < 8; ++corner) {
    const VoxelIndex voxel{(corner & 1) != 0 ? grid.shape[0] - 1 : 0, (corner & 2) != 0 ? grid.shape[1] - 1 : 0,
                           (corner & 4) != 0 ? grid.shape[2] - 1 : 0};
    const WorldPoint a = grid.centre(voxel), b = place_by_itk(*theirs, voxel);
    EXPECT_LT(std::hypot(a.x - b.x, a.y - b.y, a.z - b.z), kItkRounding);
  }
  const double* values = theirs->GetBufferPointer();
  std::size_t different = 0;
  for (std::size_t at = 0; at < ours.values.size(); ++at) {
    // The NIfTI library inside ITK turns what is not finite into 0; here it stays what it is.
    const bool lost_by_itk = !std::isfinite(ours.values[at]) && values[at] == 0.0;
    const double allowed = kFloatScaling * std::max(1.0, std::abs(values[at]));
    if (!lost_by_itk && !(std::abs(values[at] - ours.values[at]) <= allowed)) ++different;
  }
  EXPECT_EQ(different, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    SharedImages, AgainstItk,
    testing::Values("data/fmri/edge/nibabel/anatomical.nii", "data/fmri/edge/nibabel/reoriented_anat_moved.nii",
                    "data/fmri/edge/nibabel/resampled_anat_moved.nii", "data/fmri/edge/nifti-rs/float64.nii",
                    "data/fmri/edge/nifti-rs/uint16.nii", "data/fmri/atlas/tian2020/Tian_Subcortex_S1_3T.nii.gz",
                    "data/fmri/atlas/cit168/decoded/CIT168_NAc_L_prob.nii.gz",
                    "data/fmri/atlas/desikan_killiany/atlas-desikankilliany.nii.gz",
                    "data/fmri/atlas/masks/vmPFC.nii.gz", "data/fmri/group/single_con/con_0001.nii.gz",
                    "data/fmri/group/nilearn_motor/image_10426.nii.gz",
                    "data/fmri/reference/nipy_glm_oneback/ols_t_face_minus_house.nii.gz"));

TEST(GzipName, IsReadThoughAPlainFileLiesBesideWhichIsWhereItkGoesAstray) {
  const TemporaryFolder folder;
  write_toy(folder / "x.nii", toy_grid(3, 2, 2), 1, stored_as(VoxelType::uint8),
            [](const VoxelIndex&, std::int64_t) { return 9; });
  write_toy(folder / "x.nii.gz", toy_grid(3, 2, 2), 1, stored_as(VoxelType::uint8),
            [](const VoxelIndex&, std::int64_t) { return 4; });
  EXPECT_EQ(read_image(folder / "x.nii.gz").values, std::vector<double>(12, 4));
}

}  // namespace
}  // namespace attune::test
