#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "attune/base/hash.hpp"
#include "attune/volume/image.hpp"
#include "attune/volume/summary.hpp"
#include "expect_refused.hpp"
#include "gzip_bytes.hpp"
#include "made_nifti.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"
#include "write_bytes.hpp"

namespace attune::test {
namespace {

const std::int16_t kVolumes = 40;

/// 3x2x2 int16, value = 100 t + position.
MadeHeader run_of_volumes(std::endian order = std::endian::little) {
  MadeHeader out = made_nifti1(4, 16, order).shorts(40, {4, 3, 2, 2, kVolumes});
  std::vector<double> values;
  for (int t = 0; t < kVolumes; ++t)
    for (int position = 0; position < 12; ++position) values.push_back(100 * t + position);
  return out.append<std::int16_t>(values);
}

/// How many volumes came, every value checked.
std::int64_t count_volumes(const std::filesystem::path& path) {
  const ImageHeader header = read_image_header(path);
  std::int64_t seen = 0;
  std::vector<double> values(12);
  stream_volumes(header, [&](const StoredVolume& volume) {
    EXPECT_EQ(volume.index, seen);
    scale_values(header, volume, values);
    for (std::size_t at = 0; at < values.size(); ++at)
      EXPECT_EQ(values[at], 100 * static_cast<double>(seen) + static_cast<double>(at));
    ++seen;
  });
  return seen;
}

TEST(StreamVolumes, GivesEveryVolumeInOrderOnceInHostOrder) {
  const TemporaryFolder folder;
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    write_bytes(folder / "x.nii", run_of_volumes(order).bytes());
    write_bytes(folder / "x.nii.gz", gzipped(run_of_volumes(order).bytes()));
    EXPECT_EQ(count_volumes(folder / "x.nii"), kVolumes);
    EXPECT_EQ(count_volumes(folder / "x.nii.gz"), kVolumes);
  }
}

TEST(StreamVolumes, LargerThanEverythingReadAheadStillCome) {
  // 5 MB a volume, compressed or not, against 3 MB of pieces in flight.
  const TemporaryFolder folder;
  const Grid grid = toy_grid(160, 160, 200);
  for (const char* name : {"x.nii", "x.nii.gz"}) {
    const auto noise = [](const VoxelIndex& v, std::int64_t t) {
      const auto counter = static_cast<std::uint64_t>(v.i + 160 * (v.j + 160 * (v.k + 200 * t)));
      return static_cast<double>((counter * 0x9e3779b97f4a7c15ULL) >> 56);
    };
    NiftiOptions options = stored_as(VoxelType::uint8);
    options.compression = 1;
    write_toy(folder / name, grid, 2, options, noise);
    std::int64_t seen = 0;
    stream_volumes(read_image_header(folder / name), [&](const StoredVolume& volume) {
      const VoxelIndex last{159, 159, 199};
      EXPECT_EQ(static_cast<double>(std::to_integer<int>(volume.bytes.back())), noise(last, seen++));
    });
    EXPECT_EQ(seen, 2);
  }
}

TEST(StreamVolumes, TakesTheHashOfTheFileOnTheWay) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.nii", run_of_volumes().bytes() + "and something behind the data");
  write_bytes(folder / "x.nii.gz", gzipped(run_of_volumes().bytes()) + std::string(100, '\0'));
  for (const char* name : {"x.nii", "x.nii.gz"}) {
    const auto nothing = [](const StoredVolume&) {};
    EXPECT_EQ(stream_volumes(read_image_header(folder / name), nothing).sha256, sha256_of_file(folder / name)) << name;
  }
}

TEST(StreamVolumes, ReadsSeveralGzipMembersAsOneFile) {
  const TemporaryFolder folder;
  const std::string bytes = run_of_volumes().bytes();
  std::string members;
  for (std::size_t at = 0; at < bytes.size(); at += 200) members += gzipped(std::string_view(bytes).substr(at, 200));
  write_bytes(folder / "x.nii.gz", members);
  EXPECT_EQ(count_volumes(folder / "x.nii.gz"), kVolumes);
}

TEST(StreamVolumes, CutAnywhereIsAnInputError) {
  const TemporaryFolder folder;
  const std::string whole = gzipped(run_of_volumes().bytes());
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    write_bytes(folder / "x.nii.gz", whole.substr(0, length));
    expect_refused(Fault::input, {"x.nii.gz"}, [&] { count_volumes(folder / "x.nii.gz"); });
  }
}

TEST(StreamVolumes, CutInItsChecksumIsAnInputErrorThoughAllVolumesAreThere) {
  const TemporaryFolder folder;
  const std::string whole = gzipped(run_of_volumes().bytes());
  for (std::size_t missing = 1; missing <= 8; ++missing) {
    write_bytes(folder / "x.nii.gz", whole.substr(0, whole.size() - missing));
    expect_refused(Fault::input, {"cut short"}, [&] { count_volumes(folder / "x.nii.gz"); });
  }
}

TEST(StreamVolumes, WithAWrongChecksumOrSizeIsAnInputError) {
  const TemporaryFolder folder;
  const std::string whole = gzipped(run_of_volumes().bytes());
  for (std::size_t from_end = 1; from_end <= 8; ++from_end) {
    std::string damaged = whole;
    damaged[whole.size() - from_end] ^= 0x10;
    write_bytes(folder / "x.nii.gz", damaged);
    expect_refused(Fault::input, {"checksum"}, [&] { count_volumes(folder / "x.nii.gz"); });
  }
}

TEST(StreamVolumes, WithOtherBytesBehindTheGzipDataIsAnInputError) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.nii.gz", gzipped(run_of_volumes().bytes()) + "junk");
  expect_refused(Fault::input, {"neither gzip nor zero padding"}, [&] { count_volumes(folder / "x.nii.gz"); });
}

TEST(StreamVolumes, WhoseInflatedDataAreShortIsAnInputError) {
  const TemporaryFolder folder;
  const std::string bytes = run_of_volumes().bytes();
  write_bytes(folder / "x.nii.gz", gzipped(bytes.substr(0, bytes.size() - 30)));
  expect_refused(Fault::input, {"cut short"}, [&] { count_volumes(folder / "x.nii.gz"); });
}

TEST(StreamVolumes, LeavesTheThreadBehindWhenTheVisitorThrows) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.nii.gz", gzipped(run_of_volumes().bytes()));
  const ImageHeader header = read_image_header(folder / "x.nii.gz");
  for (int stop = 0; stop < kVolumes; stop += 13)
    EXPECT_THROW(stream_volumes(header,
                                [&](const StoredVolume& volume) {
                                  if (volume.index == stop) throw std::runtime_error("enough");
                                }),
                 std::runtime_error);
}

TEST(ImageSummary, CountsWhatIsThere) {
  const TemporaryFolder folder;
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  write_bytes(folder / "x.nii",
              made_nifti1(16, 32).append<float>({0, 0, 1, 2, 3, -4, nan, nan, nan, inf, 8, 2}).bytes());
  const ImageSummary summary = summarise(read_image_header(folder / "x.nii"));
  EXPECT_EQ(summary.min, -4);
  EXPECT_EQ(summary.max, 8);
  EXPECT_EQ(summary.mean, 1.5);
  EXPECT_EQ(summary.finite, 8);
  EXPECT_EQ(summary.nan, 3);
  EXPECT_EQ(summary.infinite, 1);
  EXPECT_EQ(summary.zeros, 2);
}

TEST(ImageSummary, OfNothingFiniteHasNoMean) {
  const TemporaryFolder folder;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  write_bytes(folder / "x.nii", made_nifti1(16, 32).append<float>(std::vector<double>(12, nan)).bytes());
  const ImageSummary summary = summarise(read_image_header(folder / "x.nii"));
  EXPECT_TRUE(std::isnan(summary.min) && std::isnan(summary.max) && std::isnan(summary.mean));
}

}  // namespace
}  // namespace attune::test
