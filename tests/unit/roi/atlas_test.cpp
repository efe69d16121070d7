#include "attune/roi/atlas.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/roi/placement.hpp"
#include "attune/roi/space.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::roi {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

NiftiOptions with_code(int code) {
  NiftiOptions options;
  options.space_code = code;
  return options;
}

class AtlasFiles : public ::testing::Test {
 protected:
  std::string image(const std::string& name, const std::function<double(const VoxelIndex&)>& value, Grid grid = kGrid,
                    int space_code = 4) const {
    return test::write_toy(folder_ / name, grid, 1, with_code(space_code),
                           [&](const VoxelIndex& v, std::int64_t) { return value(v); })
        .string();
  }
  void table(const std::string& text) const { test::write_file(folder_ / "labels.tsv", text); }

  static inline const Grid kGrid = test::toy_grid(4, 3, 2, 2.0);
  test::TemporaryFolder folder_;
};

double by_column(const VoxelIndex& v) { return static_cast<double>(v.i); }

TEST_F(AtlasFiles, FindTheTableBesideTheImage) {
  table("index\tname\n2\ttwo\n1\tone\n3\tthree\n");
  const Atlas atlas = load_atlas({.sources = {image("labels.nii.gz", by_column)}});
  ASSERT_EQ(atlas.regions.size(), 3U);
  EXPECT_EQ(atlas.regions[0].name, "two");
  EXPECT_EQ(atlas.space, "MNI");
  EXPECT_THAT(atlas.warnings, IsEmpty());
  EXPECT_EQ(atlas.inputs.size(), 2U);
}

TEST_F(AtlasFiles, NameCodesWithoutNamesAndNamesWithoutVoxels) {
  table("index\tname\n1\tone\n2\ttwo\n9\tnine\n");
  const Atlas atlas = load_atlas({.sources = {image("labels.nii.gz", by_column)}});
  ASSERT_EQ(atlas.regions.size(), 3U) << "the columns of a table do not depend on the image";
  EXPECT_EQ(atlas.regions[2].name, "nine");
  EXPECT_THAT(atlas.warnings,
              ElementsAre(HasSubstr("without a name are left out: 3"), HasSubstr("without a voxel are n/a: nine")));
  EXPECT_THAT(place(atlas, kGrid).lost, ElementsAre("nine"));
}

TEST_F(AtlasFiles, LeaveOutWhatOnlyADictionaryOfNamesHas) {
  table("1 one 0 0 0 0\n2 two 0 0 0 0\n9 nine 0 0 0 0\n");
  const Atlas atlas = load_atlas({.sources = {image("labels.nii.gz", by_column)}});
  EXPECT_EQ(atlas.regions.size(), 2U);
  EXPECT_THAT(atlas.warnings, ::testing::Contains(HasSubstr("without a voxel are left out: nine")));
}

TEST_F(AtlasFiles, WithInterpolatedLabelsAreRefused) {
  table("index\tname\n1\tone\n");
  const std::string path = image("labels.nii.gz", [](const VoxelIndex& v) { return v.i == 2 ? 0.4 : 1.0; });
  const std::string message = test::message_of([&] { load_atlas({.sources = {path}}); });
  EXPECT_THAT(message, HasSubstr("voxel (2, 0, 0)"));
  EXPECT_THAT(message, HasSubstr("interpolated labels"));
}

TEST_F(AtlasFiles, WithoutNamesAreMasksOrRefused) {
  const Atlas mask = load_atlas({.sources = {image("vmPFC.nii.gz", [](const VoxelIndex& v) { return v.j == 1; })}});
  EXPECT_EQ(mask.kind, Atlas::Kind::mask);
  EXPECT_EQ(mask.regions.at(0).name, "vmPFC");
  EXPECT_EQ(mask.maps.at(0).offsets.size(), 8U);
  const std::string labels = image("labels.nii.gz", by_column);
  EXPECT_THAT(test::message_of([&] { load_atlas({.sources = {labels}}); }), HasSubstr("give --labels TABLE"));
}

TEST_F(AtlasFiles, OfProbabilitiesKeepWhatReachesTheThreshold) {
  const std::string a = image("a.nii.gz", [](const VoxelIndex& v) { return 0.25 * static_cast<double>(v.i); });
  const std::string b = image("b.nii.gz", [](const VoxelIndex& v) { return v.i == 0 ? 0.9 : 0.0; });
  const Atlas atlas = load_atlas({.sources = {a, b}, .threshold = 0.5});
  EXPECT_EQ(atlas.kind, Atlas::Kind::maps);
  EXPECT_EQ(atlas.maps.at(0).offsets.size(), 12U);
  EXPECT_EQ(atlas.maps.at(1).weights.at(0), 0.9F);
  EXPECT_THAT(test::message_of([&] { load_atlas({.sources = {a, b}}); }), HasSubstr("is not a binary mask"));
  EXPECT_THAT(test::message_of([&] { load_atlas({.sources = {a}, .threshold = 2.0}); }),
              HasSubstr("no voxel reaches the threshold 2"));
}

TEST(LoadAtlas, SuggestsABuiltinName) {
  EXPECT_THAT(test::message_of([] { load_atlas({.sources = {"attachment-cor"}}); }),
              HasSubstr("did you mean 'attachment-core'"));
}

TEST_F(AtlasFiles, OnAnotherGridAreTakenByNearestNeighbour) {
  table("index\tname\n1\tone\n2\ttwo\n3\tthree\n");
  const Atlas atlas = load_atlas({.sources = {image("labels.nii.gz", by_column)}});
  // 1 mm voxels over 2 mm ones: voxel 2m lies on a centre, 2m + 1 on a face and goes up.
  const Placement placed = place(atlas, test::toy_grid(8, 1, 1));
  ASSERT_EQ(placed.regions.size(), 3U);
  EXPECT_THAT(placed.regions[0].offsets, ElementsAre(1U, 2U));
  EXPECT_THAT(placed.regions[1].offsets, ElementsAre(3U, 4U));
  EXPECT_THAT(placed.regions[2].offsets, ElementsAre(5U, 6U));
  EXPECT_THAT(placed.warnings, Contains(HasSubstr("nearest neighbour")));
}

TEST_F(AtlasFiles, OutsideTheImageAreLostByName) {
  table("index\tname\n1\tone\n2\ttwo\n3\tthree\n");
  const Atlas atlas = load_atlas({.sources = {image("labels.nii.gz", by_column)}});
  const Placement placed = place(atlas, test::toy_grid(2, 3, 2, 2.0));
  EXPECT_THAT(placed.lost, ElementsAre("two", "three"));
  EXPECT_EQ(placed.regions[0].in_view, 1.0);
  EXPECT_EQ(placed.regions[1].in_view, 0.0);
  EXPECT_THAT(placed.warnings, Contains(HasSubstr("2 of 3 regions of labels.nii.gz have no voxel")));
}

TEST(Place, RefusesSpheresThatOverlapOrAreEmptyUnlessAllowed) {
  const Atlas overlapping =
      atlas_of("toy", {{"a", {4, 5, 5}, Millimetres(2), "", ""}, {"b", {6, 5, 5}, Millimetres(2), "", ""}});
  const Grid grid = test::toy_grid(11, 11, 11);
  EXPECT_THAT(test::message_of([&] { place(overlapping, grid); }), HasSubstr("b shares"));
  EXPECT_TRUE(place(overlapping, grid, {.allow_overlap = true}).lost.empty());
  const Atlas away =
      atlas_of("toy", {{"a", {5, 5, 5}, Millimetres(2), "", ""}, {"b", {90, 5, 5}, Millimetres(2), "", ""}});
  EXPECT_THAT(test::message_of([&] { place(away, grid); }), HasSubstr("sphere b of toy has no voxel"));
  EXPECT_THAT(place(away, grid, {.allow_empty = true}).lost, ElementsAre("b"));
}

TEST(Spaces, AgreeByNameAndPlainMniWithItsTemplates) {
  EXPECT_TRUE(spaces_agree("MNI", "MNI152NLin6Asym"));
  EXPECT_TRUE(spaces_agree("scanner", "Scanner"));
  EXPECT_FALSE(spaces_agree("MNI152NLin2009cAsym", "MNI152NLin6Asym"));
  EXPECT_FALSE(spaces_agree("MNI", "Talairach"));
}

TEST_F(AtlasFiles, SayTheirSpaceByNameOrCode) {
  const auto space_of = [&](const std::string& name, int code) {
    return declared_space(read_image_header(image(name, by_column, kGrid, code)));
  };
  EXPECT_EQ(space_of("a.nii.gz", 4), "MNI");
  EXPECT_EQ(space_of("a.nii.gz", 3), "Talairach");
  EXPECT_EQ(space_of("a.nii.gz", 1), "");
  EXPECT_EQ(space_of("sub-1_space-T1w_bold.nii.gz", 4), "T1w");
}

TEST_F(AtlasFiles, InOtherOrUnknownSpacesAreRefused) {
  const ImageHeader mni = read_image_header(image("a.nii.gz", by_column, kGrid, 4));
  const ImageHeader scanner = read_image_header(image("b.nii.gz", by_column, kGrid, 1));
  const auto refusal = [&](const char* atlas_space, const ImageHeader& header, const SpaceOptions& options) {
    return test::message_of([&] { check_spaces("x", atlas_space, header, options); });
  };
  EXPECT_EQ(refusal("MNI", mni, {}), "");
  EXPECT_THAT(refusal("Talairach", mni, {}), HasSubstr("is in space MNI, x in Talairach"));
  EXPECT_EQ(refusal("Talairach", mni, {.same_space = true}), "");
  EXPECT_THAT(refusal("MNI", scanner, {}), HasSubstr("does not say in which space it is"));
  EXPECT_EQ(refusal("MNI", scanner, {.image_space = "MNI"}), "");
  EXPECT_EQ(check_spaces("x", "", scanner, {}).size(), 1U);
}

}  // namespace
}  // namespace attune::roi
