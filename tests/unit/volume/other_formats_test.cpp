#include <gtest/gtest.h>

#include <numeric>

#include "attune/base/hash.hpp"
#include "attune/volume/image.hpp"
#include "expect_refused.hpp"
#include "gzip_bytes.hpp"
#include "made_nifti.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::test {
namespace {

const std::vector<double> kValues{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};  // 3x2x2

/// FreeSurfer's usual conformed axes (x to the left, y down, z to the front), 2 mm, centre at (1, 2, 3).
MadeHeader mgh() {
  MadeHeader out(284, std::endian::big);
  out.put<std::int32_t>(0, 1).put<std::int32_t>(4, 3).put<std::int32_t>(8, 2).put<std::int32_t>(12, 2);
  out.put<std::int32_t>(16, 1).put<std::int32_t>(20, 1).put<std::int16_t>(28, 1);
  out.floats(30, {2, 2, 2, -1, 0, 0, 0, 0, -1, 0, 1, 0, 1, 2, 3});
  return out.append<std::int32_t>(kValues);
}

TEST(Mgh, ReadsTheSamePlainAndCompressed) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.mgh", mgh().bytes());
  write_bytes(folder / "x.mgz", gzipped(mgh().bytes()));
  for (const char* name : {"x.mgh", "x.mgz"}) {
    const Image image = read_image(folder / name);
    EXPECT_EQ(image.values, kValues) << name;
    EXPECT_EQ(image.header.format, "MGH");
    EXPECT_EQ(image.header.grid.orientation(), (std::array<char, 3>{'L', 'I', 'A'}));
  }
}

TEST(Mgh, CentreIsAtHalfTheShape) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.mgh", mgh().bytes());
  const Affine affine = read_image_header(folder / "x.mgh").grid.affine;
  const WorldPoint centre = affine.apply(1.5, 1, 1);
  EXPECT_EQ(centre.x, 1);
  EXPECT_EQ(centre.y, 2);
  EXPECT_EQ(centre.z, 3);
}

TEST(Mgh, OfAnUnknownTypeIsRefused) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.mgh", mgh().put<std::int32_t>(20, 5).bytes());
  expect_refused(Fault::input, {"type is 5"}, [&] { read_image_header(folder / "x.mgh"); });
}

std::string nrrd(const std::string& space_line) {
  return "NRRD0004\ntype: short\ndimension: 3\n" + space_line +
         "sizes: 3 2 2\nspace directions: (2,0,0) (0,3,0) (0,0,4)\nkinds: domain domain domain\n"
         "endian: little\nencoding: raw\nspace origin: (10,20,30)\n\n" +
         MadeHeader(0, std::endian::little).append<std::int16_t>(kValues).bytes();
}

TEST(Nrrd, OfSpaceLpsIsTurnedToRas) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.nrrd", nrrd("space: left-posterior-superior\n"));
  const Image image = read_image(folder / "x.nrrd");
  EXPECT_EQ(image.values, kValues);
  const WorldPoint at = image.header.grid.centre({1, 1, 1});
  EXPECT_EQ(at.x, -12);
  EXPECT_EQ(at.y, -23);
  EXPECT_EQ(at.z, 34);
}

TEST(Nrrd, OfSpaceRasStaysAsItIs) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.nrrd", nrrd("space: right-anterior-superior\n"));
  const WorldPoint at = read_image_header(folder / "x.nrrd").grid.centre({1, 1, 1});
  EXPECT_EQ(at.x, 12);
  EXPECT_EQ(at.y, 23);
  EXPECT_EQ(at.z, 34);
}

TEST(Nrrd, WithoutSpaceIsRefused) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.nrrd", "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 3 2 2\nencoding: raw\n\n012345678901");
  expect_refused(Fault::input, {"space", "--assume-ras"}, [&] { read_image_header(folder / "x.nrrd"); });
}

TEST(Nrrd, ThatClaimsMoreDataThanItHasIsRefused) {
  const TemporaryFolder folder;
  std::string text = nrrd("space: left-posterior-superior\n");
  text.replace(text.find("3 2 2"), 5, "3000 2000 2000");
  write_bytes(folder / "x.nrrd", text);
  expect_refused(Fault::input, {"3000x2000x2000"}, [&] { read_image_header(folder / "x.nrrd"); });
}

TEST(Nrrd, ThatIsCutShortIsRefused) {
  const TemporaryFolder folder;
  const std::string text = nrrd("space: left-posterior-superior\n");
  write_bytes(folder / "x.nrrd", text.substr(0, text.size() - 4));
  expect_refused(Fault::input, {"cut short"}, [&] { read_image_header(folder / "x.nrrd"); });
}

}  // namespace
}  // namespace attune::test
