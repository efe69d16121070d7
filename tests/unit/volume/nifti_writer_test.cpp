#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/files.hpp"
#include "attune/volume/image.hpp"
#include "expect_refused.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"
#include "write_bytes.hpp"

namespace attune::test {
namespace {

const double kFloatRounding = 1e-5;  // mm: header fields are 32-bit floats
// NIfTI recomputes a = sqrt(1 - b2 - c2 - d2): near a half turn 32-bit rounding leaves 3e-4 rad, over 10 mm.
const double kQuaternionRounding = 1e-2;
const std::vector<double> kValues{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

/// Axes turned by 30 degrees about z, first axis to the left.
Grid oblique() {
  const double c = std::cos(M_PI / 6), s = std::sin(M_PI / 6);
  return {{3, 2, 2}, Affine{{{{-2 * c, -3 * s, 0, 11}, {-2 * s, 3 * c, 0, -7}, {0, 0, 4, 5}}}}};
}

void write(const std::filesystem::path& path, const NiftiOptions& options, const std::vector<double>& values = kValues,
           Overwrite overwrite = Overwrite::refuse) {
  NiftiWriter writer(path, oblique(), 1, options, overwrite);
  writer.write_volume(values);
  writer.finish();
}

TEST(NiftiWriter, WritesEveryTypeSoThatItReadsBack) {
  const TemporaryFolder folder;
  for (const VoxelType type :
       {VoxelType::int8, VoxelType::uint8, VoxelType::int16, VoxelType::uint16, VoxelType::int32, VoxelType::uint32,
        VoxelType::int64, VoxelType::uint64, VoxelType::float32, VoxelType::float64}) {
    for (const char* extension : {".nii", ".nii.gz"}) {
      const auto path = folder / (name_of(type) + extension);
      write(path, stored_as(type));
      const Image image = read_image(path);
      EXPECT_EQ(image.values, kValues) << path;
      EXPECT_EQ(image.header.type, type);
      EXPECT_EQ(image.header.compressed, path.extension() == ".gz");
    }
  }
}

TEST(NiftiWriter, QformAndSformHoldTheSamePlaces) {
  const TemporaryFolder folder;
  write(folder / "x.nii", stored_as(VoxelType::int16));
  const ImageHeader both = read_image_header(folder / "x.nii");
  EXPECT_TRUE(both.warnings.empty());
  EXPECT_EQ(both.description, "MNI");
  EXPECT_LT(corner_distance(both.grid.shape, both.grid.affine, oblique().affine), Millimetres(kFloatRounding));
  std::string bytes = read_text(folder / "x.nii");
  bytes[254] = 0;  // no sform: the qform has to do
  write_bytes(folder / "q.nii", bytes);
  const ImageHeader qform = read_image_header(folder / "q.nii");
  EXPECT_EQ(qform.affine_source, "qform");
  EXPECT_LT(corner_distance(qform.grid.shape, qform.grid.affine, oblique().affine), Millimetres(kQuaternionRounding));
}

TEST(NiftiWriter, LeavesTheQformOutForShearedAxes) {
  const TemporaryFolder folder;
  Grid sheared = oblique();
  sheared.affine.rows[0][2] = 1;
  NiftiWriter writer(folder / "x.nii", sheared, 1, stored_as(VoxelType::uint8), Overwrite::refuse);
  writer.write_volume(kValues);
  writer.finish();
  const ImageHeader header = read_image_header(folder / "x.nii");
  EXPECT_EQ(header.qform_code, 0);
  EXPECT_LT(corner_distance(header.grid.shape, header.grid.affine, sheared.affine), Millimetres(kFloatRounding));
}

TEST(NiftiWriter, KeepsVolumesAndRepetitionTime) {
  const TemporaryFolder folder;
  NiftiOptions options = stored_as(VoxelType::float32);
  options.repetition_time = Seconds(1.8);
  write_toy(folder / "x.nii.gz", oblique(), 5, options,
            [](const VoxelIndex& v, std::int64_t t) { return static_cast<double>(v.i + 10 * t); });
  const ImageHeader header = read_image_header(folder / "x.nii.gz");
  EXPECT_EQ(header.volumes, 5);
  EXPECT_EQ(header.repetition_time, Seconds(1.8));
}

TEST(NiftiWriter, RoundsToTheNearestStoredValue) {
  const TemporaryFolder folder;
  std::vector<double> values = kValues;
  values[3] = 3.26;
  write(folder / "x.nii", stored_as(VoxelType::int16, 0.5, 1.0), values);
  EXPECT_EQ(read_image(folder / "x.nii").values[3], 3.5);
}

TEST(NiftiWriter, GivesTheSameBytesEveryTime) {
  const TemporaryFolder folder;
  write(folder / "a.nii.gz", stored_as(VoxelType::int16));
  write(folder / "b.nii.gz", stored_as(VoxelType::int16));
  EXPECT_EQ(read_text(folder / "a.nii.gz"), read_text(folder / "b.nii.gz"));
}

TEST(NiftiWriter, RefusesValuesThatDoNotFitTheType) {
  const TemporaryFolder folder;
  const auto with = [&](double value, VoxelType type) {
    std::vector<double> values = kValues;
    values[0] = value;
    expect_refused(Fault::internal, {"does not fit"}, [&] { write(folder / "x.nii", stored_as(type), values); });
  };
  with(256, VoxelType::uint8);
  with(-1, VoxelType::uint8);
  with(-32769, VoxelType::int16);
  with(9223372036854775808.0, VoxelType::int64);
  with(std::nan(""), VoxelType::int32);
  with(1e39, VoxelType::float32);
  EXPECT_FALSE(std::filesystem::exists(folder / "x.nii"));
}

TEST(NiftiWriter, LeavesNothingWithoutFinish) {
  const TemporaryFolder folder;
  {
    NiftiWriter writer(folder / "x.nii.gz", oblique(), 2, stored_as(VoxelType::uint8), Overwrite::refuse);
    writer.write_volume(kValues);
    EXPECT_THROW(writer.finish(), Error) << "one volume is missing";
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(NiftiWriter, RefusesOtherNamesAndExistingFiles) {
  const TemporaryFolder folder;
  expect_refused(Fault::output, {".nii.gz"}, [&] { write(folder / "x.img", stored_as(VoxelType::uint8)); });
  write(folder / "x.nii", stored_as(VoxelType::uint8));
  expect_refused(Fault::output, {"exists"}, [&] { write(folder / "x.nii", stored_as(VoxelType::uint8)); });
  write(folder / "x.nii", stored_as(VoxelType::uint8), kValues, Overwrite::allow);
}

TEST(NiftiWriter, RefusesAVolumeOfTheWrongLength) {
  const TemporaryFolder folder;
  NiftiWriter writer(folder / "x.nii", oblique(), 1, stored_as(VoxelType::uint8), Overwrite::refuse);
  EXPECT_THROW(writer.write_volume(std::vector<double>(11)), Error);
}

}  // namespace
}  // namespace attune::test
