#include "attune/roi/atlas_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/roi/atlas_image.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::roi {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CountComponents, JoinsVoxelsByFacesOnly) {
  const Grid grid = test::toy_grid(3, 3, 1);
  EXPECT_EQ(count_components({0, 1, 2}, grid), 1);
  EXPECT_EQ(count_components({0, 4, 8}, grid), 3);
  EXPECT_EQ(count_components({2, 3}, grid), 2) << "neighbours in memory, not in space";
  EXPECT_EQ(count_components({}, grid), 0);
}

TEST(CheckAtlas, FindsEveryDefectOfALabelImage) {
  const test::TemporaryFolder folder;
  // x is -5 mm for label 2 (named right), 5 mm for label 1, 3 has no name, 7 no voxel, one voxel is interpolated.
  const auto path = test::write_toy(folder / "a.nii.gz", test::toy_grid(11, 1, 1, 1.0, {-5, 0, 0}), 1, {},
                                    [](const VoxelIndex& v, std::int64_t) {
                                      const double values[11] = {2, 0, 0, 1.5, 0, 3, 0, 0, 1, 0, 1};
                                      return values[v.i];
                                    });
  test::write_file(folder / "a.tsv", "index\tname\n1\tblob_R\n2\tblob2_R\n7\tnone\n");
  const AtlasCheck check = check_atlas({.sources = {path.string()}});
  ASSERT_EQ(check.regions.size(), 4U);
  EXPECT_EQ(check.interpolated, 1);
  EXPECT_EQ(check.regions[0].voxels, 2);
  EXPECT_EQ(check.regions[0].components, 2);
  EXPECT_EQ(check.regions[0].centroid.x, 4.0);
  EXPECT_THAT(check.problems,
              Contains(HasSubstr("1 voxels hold no whole number, the first is 1.5 at voxel (3, 0, 0)")));
  EXPECT_THAT(check.problems, Contains(HasSubstr("label 2 (blob2_R): named right but its centroid is at x = -5.0 mm")));
  EXPECT_THAT(check.problems, Contains(HasSubstr("label 3: no name")));
  EXPECT_THAT(check.problems, Contains(HasSubstr("label 7 (none): no voxel")));
}

TEST(CheckAtlas, NamesTheRegionsOfALabelImageThatAGridWouldLose) {
  const test::TemporaryFolder folder;
  const auto path = test::write_toy(folder / "a.nii.gz", test::toy_grid(8, 1, 1), 1, {},
                                    [](const VoxelIndex& v, std::int64_t) { return v.i < 4 ? 1.0 : 2.0; });
  test::write_file(folder / "a.tsv", "index\tname\n1\tnear\n2\tfar\n");
  EXPECT_THAT(check_atlas({.sources = {path.string()}}).problems, IsEmpty());
  EXPECT_THAT(check_atlas({.sources = {path.string()}}, test::toy_grid(4, 1, 1)).problems,
              ::testing::ElementsAre("label 2 (far): no voxel on the grid of --like"));
  EXPECT_THAT(check_atlas({.sources = {path.string()}}, test::toy_grid(6, 1, 1)).problems,
              ::testing::ElementsAre("label 2 (far): 50 % of it lies outside the grid of --like"));
}

TEST(CheckAtlas, FindsNothingWrongWithTheBuiltinAtlases) {
  for (const BuiltinAtlas& atlas : builtin_atlases())
    EXPECT_THAT(check_atlas({.sources = {std::string(atlas.name)}}).problems, IsEmpty()) << atlas.name;
}

TEST(CheckAtlas, CountsOverlap) {
  const test::TemporaryFolder folder;
  const auto path = test::write_file(folder / "s.tsv", "name\tx\ty\tz\tradius_mm\na\t0\t0\t0\t1\nb\t1\t0\t0\t1\n");
  const AtlasCheck check = check_atlas({.sources = {path.string()}});
  EXPECT_EQ(check.regions.at(0).overlap, 2);
  EXPECT_EQ(check.problems.size(), 2U);
}

TEST(LabelImage, IsReadBackAsTheAtlasItWasMadeFrom) {
  const test::TemporaryFolder folder;
  const Atlas made = load_atlas({.sources = {"attachment-core"}});
  const LabelImage image = label_image(made, mni_grid(Millimetres(3)));
  write_label_image(folder / "a.nii.gz", image, Overwrite::refuse);
  test::write_file(dseg_table_path(folder / "a.nii.gz"), "index\tname\n1\tamygdala_L\n2\tamygdala_R\n");
  const Atlas read = load_atlas({.sources = {(folder / "a.nii.gz").string()}});
  EXPECT_EQ(read.codes, image.codes);
  EXPECT_EQ(read.space, "MNI");
  EXPECT_EQ(read.regions.at(1).name, "amygdala_R");
}

TEST(MniGrid, HoldsTheTemplateBoxAndTheOrigin) {
  const Grid grid = mni_grid(Millimetres(3));
  EXPECT_EQ(grid.shape, (std::array<std::int64_t, 3>{65, 77, 65}));
  EXPECT_EQ(grid.centre(*grid.nearest({0, 0, 0})).x, 0.0);
  EXPECT_THAT(test::message_of([] { mni_grid(Millimetres(0.1)); }), HasSubstr("expected 0.5 to 10"));
}

}  // namespace
}  // namespace attune::roi
