#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "attune/volume/image.hpp"
#include "expect_refused.hpp"
#include "gzip_bytes.hpp"
#include "made_nifti.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::test {
namespace {

const std::vector<double> kValues{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};  // 3x2x2

struct TypeCase {
  std::int16_t datatype, bitpix;
  VoxelType type;
  MadeHeader& (MadeHeader::*append)(const std::vector<double>&);
};
const std::vector<TypeCase> kTypeCases{
    {2, 8, VoxelType::uint8, &MadeHeader::append<std::uint8_t>},
    {4, 16, VoxelType::int16, &MadeHeader::append<std::int16_t>},
    {8, 32, VoxelType::int32, &MadeHeader::append<std::int32_t>},
    {16, 32, VoxelType::float32, &MadeHeader::append<float>},
    {64, 64, VoxelType::float64, &MadeHeader::append<double>},
    {256, 8, VoxelType::int8, &MadeHeader::append<std::int8_t>},
    {512, 16, VoxelType::uint16, &MadeHeader::append<std::uint16_t>},
    {768, 32, VoxelType::uint32, &MadeHeader::append<std::uint32_t>},
    {1024, 64, VoxelType::int64, &MadeHeader::append<std::int64_t>},
    {1280, 64, VoxelType::uint64, &MadeHeader::append<std::uint64_t>},
};

using Form = std::tuple<TypeCase, std::endian, int, bool>;

std::string name_of_form(const testing::TestParamInfo<Form>& info) {
  const auto& [type, order, version, zip] = info.param;
  return fmt::format("{}{}Nifti{}{}", name_of(type.type), order == std::endian::big ? "Big" : "Little", version,
                     zip ? "Gz" : "");
}

class EveryNifti : public testing::TestWithParam<Form> {};

TEST_P(EveryNifti, TypeByteOrderVersionAndCompressionReadTheSameValues) {
  const auto& [type, order, version, zip] = GetParam();
  MadeHeader made =
      version == 1 ? made_nifti1(type.datatype, type.bitpix, order) : made_nifti2(type.datatype, type.bitpix, order);
  (made.*type.append)(kValues);
  const TemporaryFolder folder;
  const auto path = folder / (zip ? "x.nii.gz" : "x.nii");
  write_bytes(path, zip ? gzipped(made.bytes()) : made.bytes());
  const Image image = read_image(path);
  EXPECT_EQ(image.values, kValues);
  EXPECT_EQ(image.header.type, type.type);
  EXPECT_EQ(image.header.format, version == 1 ? "NIfTI-1" : "NIfTI-2");
  EXPECT_EQ(image.header.big_endian, order == std::endian::big);
  EXPECT_EQ(image.header.compressed, zip);
  EXPECT_EQ(image.header.grid.centre({1, 1, 1}).z, -28);
  EXPECT_EQ(image.header.affine_source, "sform");
  EXPECT_EQ(image.header.description, "MNI");
}

INSTANTIATE_TEST_SUITE_P(All, EveryNifti,
                         testing::Combine(testing::ValuesIn(kTypeCases),
                                          testing::Values(std::endian::little, std::endian::big), testing::Values(1, 2),
                                          testing::Bool()),
                         name_of_form);

MadeHeader bytes_image() { return made_nifti1(2, 8).append<std::uint8_t>(kValues); }

ImageHeader header_of(const MadeHeader& made, const ImageOptions& options = {}) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.nii", made.bytes());
  return read_image_header(folder / "x.nii", options);
}
Image image_of(const MadeHeader& made) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.nii", made.bytes());
  return read_image(folder / "x.nii");
}
void expect_header_refused(const MadeHeader& made, const std::vector<std::string>& parts) {
  expect_refused(Fault::input, parts, [&] { header_of(made); });
}

TEST(NiftiScaling, IsAppliedInDouble) {
  const Image image = image_of(bytes_image().put(112, 0.5F).put(116, -3.0F));
  EXPECT_EQ(image.values[11], 2.5);
}

TEST(NiftiScaling, OfSlopeZeroIsNoneAtAllAndTheInterceptIsIgnored) {
  const Image image = image_of(bytes_image().put(112, 0.0F).put(116, 7.0F));
  EXPECT_EQ(image.values, kValues);
  EXPECT_EQ(image.header.intercept, 0);
}

TEST(NiftiScaling, OfSlopeNanIsNoneWithAWarning) {
  const Image image = image_of(bytes_image().put(112, std::numeric_limits<float>::quiet_NaN()));
  EXPECT_EQ(image.values, kValues);
  ASSERT_EQ(image.header.warnings.size(), 1U);
  EXPECT_NE(image.header.warnings[0].find("scl_slope is NaN"), std::string::npos);
}

TEST(NiftiScaling, ThatIsInfiniteIsRefused) {
  expect_header_refused(bytes_image().put(112, std::numeric_limits<float>::infinity()), {"scl_slope is inf"});
  expect_header_refused(bytes_image().put(112, 1.0F).put(116, std::numeric_limits<float>::quiet_NaN()),
                        {"scl_inter is nan"});
}

TEST(NiftiValues, ThatAreStoredAsNanStayNan) {
  std::vector<double> values = kValues;
  values[5] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(image_of(made_nifti1(16, 32).append<float>(values)).values[5]));
}

TEST(NiftiHeader, ExtensionsBeforeTheDataAreSkipped) {
  MadeHeader made = made_nifti1(2, 8).put(108, 384.0F).put<std::uint8_t>(348, 1);
  made.append<std::uint8_t>(std::vector<double>(32, 255)).append<std::uint8_t>(kValues);
  EXPECT_EQ(image_of(made).values, kValues);
}

TEST(NiftiHeader, OfTwoDimensionsIsOneSlice) {
  const Image image = image_of(bytes_image().shorts(40, {2, 4, 3, 0, 0}));
  EXPECT_EQ(image.header.grid.shape, (std::array<std::int64_t, 3>{4, 3, 1}));
  EXPECT_EQ(image.values, kValues);
}

TEST(NiftiHeader, OfFiveDimensionsIsReadIfTheFifthIsOne) {
  EXPECT_EQ(header_of(bytes_image().shorts(40, {5, 3, 2, 1, 2, 1})).volumes, 2);
  expect_header_refused(bytes_image().shorts(40, {5, 3, 2, 1, 1, 2}), {"3x2x1x1x2", "5 dimensions"});
}

TEST(NiftiHeader, FieldsOutOfRangeAreRefusedByName) {
  expect_header_refused(bytes_image().put<std::int16_t>(40, 0), {"dim[0] is 0"});
  expect_header_refused(bytes_image().put<std::int16_t>(40, 8), {"dim[0] is 8"});
  expect_header_refused(bytes_image().put<std::int16_t>(44, -2), {"dim[2] is -2"});
  expect_header_refused(bytes_image().put<std::int16_t>(42, 0), {"dim[1] is 0"});
  expect_header_refused(bytes_image().put<std::int16_t>(72, 16), {"bitpix is 16"});
  expect_header_refused(bytes_image().put(108, 348.0F), {"vox_offset is 348", "352"});
  expect_header_refused(bytes_image().put(108, 352.5F), {"vox_offset is 352.5"});
  expect_header_refused(bytes_image().put(108, std::numeric_limits<float>::quiet_NaN()), {"vox_offset is nan"});
  expect_header_refused(bytes_image().put<std::uint8_t>(123, 5), {"xyzt_units is 5"});
  expect_header_refused(bytes_image().put_text(344, "n+3"), {"magic is 'n+3'"});
  expect_header_refused(bytes_image().put<std::int32_t>(0, 349), {"sizeof_hdr is 349"});
}

TEST(NiftiHeader, TypesThatAreNotRealNumbersAreRefusedByName) {
  for (const auto& [datatype, name] : std::vector<std::pair<std::int16_t, std::string>>{{0, "unknown"},
                                                                                        {1, "one bit"},
                                                                                        {32, "complex"},
                                                                                        {128, "RGB"},
                                                                                        {1536, "128-bit"},
                                                                                        {1792, "complex"},
                                                                                        {2048, "complex"},
                                                                                        {2304, "RGBA"},
                                                                                        {77, "datatype 77"}})
    expect_header_refused(bytes_image().put(70, datatype), {std::to_string(datatype), name});
}

TEST(NiftiHeader, ClaimsOfMoreDataThanTheFileHasAreRefusedBeforeTheyAreAllocated) {
  expect_header_refused(bytes_image().shorts(40, {3, 32767, 32767, 32767}),
                        {"claims 32767x32767x32767x1", "has 364 bytes"});
  const std::int64_t huge = (std::int64_t{1} << 31) - 1;
  MadeHeader second = made_nifti2(64, 64).longs(16, {4, huge, huge, huge, huge});
  expect_header_refused(second, {"more than 2^64"});
}

TEST(NiftiHeader, ClaimsOfMoreThanGzipCanHoldAreRefusedBeforeTheyAreAllocated) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.nii.gz", gzipped(bytes_image().shorts(40, {4, 1000, 1000, 1000, 1000}).bytes()));
  expect_refused(Fault::input, {"can hold at most"}, [&] { read_image_header(folder / "x.nii.gz"); });
}

TEST(NiftiHeader, RepetitionTimeFollowsTheUnitAndIsTheShortDecimal) {
  const MadeHeader made = bytes_image().shorts(40, {4, 3, 2, 1, 2});
  const auto time_of = [&](float value, std::uint8_t units) {
    return header_of(MadeHeader(made).put(92, value).put(123, units)).repetition_time;
  };
  EXPECT_EQ(time_of(1.8F, 10), Seconds(1.8));
  EXPECT_EQ(time_of(1800.0F, 18)->count(), 1.8);
  EXPECT_EQ(time_of(2.0F, 0), Seconds(2));
  EXPECT_FALSE(time_of(0.0F, 10));
  EXPECT_FALSE(time_of(2.0F, 34)) << "hertz are not time";
}

TEST(NiftiHeader, RepetitionTimeOfMinutesIsAWarningWithTheNumber) {
  const ImageHeader header =
      header_of(bytes_image().shorts(40, {4, 3, 2, 1, 2}).put(92, 2000.0F).put<std::uint8_t>(123, 10));
  ASSERT_EQ(header.warnings.size(), 1U);
  EXPECT_NE(header.warnings[0].find("2000 s"), std::string::npos);
}

TEST(NiftiFiles, OfAPairReadTheSameByEitherNameAndCompression) {
  const TemporaryFolder folder;
  const MadeHeader made = made_nifti1(2, 8).put_text(344, "ni1").put(108, 0.0F);
  const std::string voxels = MadeHeader(0, std::endian::little).append<std::uint8_t>(kValues).bytes();
  write_bytes(folder / "a.hdr", made.bytes());
  write_bytes(folder / "a.img", voxels);
  write_bytes(folder / "b.hdr.gz", gzipped(made.bytes()));
  write_bytes(folder / "b.img.gz", gzipped(voxels));
  write_bytes(folder / "c.hdr", made.bytes());
  write_bytes(folder / "c.img", gzipped(voxels));  // gzip by content, not by name
  for (const char* name : {"a.hdr", "a.img", "b.hdr.gz", "b.img.gz", "c.hdr", "c.img"}) {
    const Image image = read_image(folder / name);
    EXPECT_EQ(image.values, kValues) << name;
    EXPECT_EQ(image.header.format, "NIfTI-1 pair") << name;
    EXPECT_EQ(image.header.path, folder / name);
    EXPECT_EQ(image.header.data_path.filename().string().substr(1, 4), ".img") << name;
  }
}

TEST(NiftiFiles, OfAPairWithoutPartnerAreRefusedByItsName) {
  const TemporaryFolder folder;
  write_bytes(folder / "a.hdr", made_nifti1(2, 8).put_text(344, "ni1").bytes());
  expect_refused(Fault::input, {"a.img", "not there"}, [&] { read_image_header(folder / "a.hdr"); });
}

TEST(NiftiFiles, NamedWithGzAreReadEvenWhereThePlainNameLiesBeside) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.nii", made_nifti1(2, 8).append<std::uint8_t>(std::vector<double>(12, 99)).bytes());
  write_bytes(folder / "x.nii.gz", gzipped(bytes_image().bytes()));
  EXPECT_EQ(read_image(folder / "x.nii.gz").values, kValues);
  EXPECT_EQ(read_image(folder / "x.nii").values, std::vector<double>(12, 99));
}

TEST(NiftiFiles, ThatAreMissingEmptyFoldersOrTextAreRefused) {
  const TemporaryFolder folder;
  write_bytes(folder / "empty.nii", "");
  write_bytes(folder / "text.nii", std::string(400, 'a'));
  write_bytes(folder / "short.nii", std::string(100, '\0'));
  expect_refused(Fault::input, {"no such file"}, [&] { read_image_header(folder / "none.nii"); });
  expect_refused(Fault::input, {"is empty"}, [&] { read_image_header(folder / "empty.nii"); });
  expect_refused(Fault::input, {"folder"}, [&] { read_image_header(folder.path()); });
  expect_refused(Fault::input, {"sizeof_hdr is"}, [&] { read_image_header(folder / "text.nii"); });
  expect_refused(Fault::input, {"100 bytes"}, [&] { read_image_header(folder / "short.nii"); });
}

TEST(ReadImage, RefusesAnImageOfSeveralVolumes) {
  expect_refused(Fault::input, {"holds 2 volumes"}, [] { image_of(bytes_image().shorts(40, {4, 3, 2, 1, 2})); });
}

}  // namespace
}  // namespace attune::test
