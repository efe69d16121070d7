// Region values and atlases of real data against numbers computed with other software.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "attune/roi/atlas_check.hpp"
#include "attune/roi/extract.hpp"
#include "shared_data.hpp"
#include "toy_image.hpp"

namespace attune::roi {
namespace {

using ::testing::IsEmpty;

// numpy adds in another order.
constexpr double kAgreement = 1e-9;

struct RegionMean {
  const char* image;
  const char* region;
  double mean;
  std::int64_t voxels;
};

// numpy 1.24 and nibabel 5.0: affine of nibabel (radiological), labels at floor(inverse(A_atlas) A_image (i, j, k) +
// 0.5), mean of the finite voxels in double precision.
constexpr RegionMean kWager[] = {
    {"con_00810001.img", "accumbensarea_L", 0.15192774497, 32},
    {"con_00810001.img", "accumbensarea_R", 0.0779405988076, 22},
    {"con_00810001.img", "amygdala_L", 1.72925021714, 59},
    {"con_00810001.img", "amygdala_R", 1.18525139913, 60},
    {"con_00810001.img", "lateralorbitofrontal_L", 0.291372734009, 215},
    {"con_00810001.img", "lateralorbitofrontal_R", 0.88912058221, 215},
    {"con_00810001.img", "rostralmiddlefrontal_L", 1.17320144382, 465},
    {"con_00810001.img", "rostralmiddlefrontal_R", 1.03470311876, 494},
    {"con_00810015.img", "accumbensarea_L", 0.601693197503, 32},
    {"con_00810015.img", "accumbensarea_R", 0.43168659068, 22},
    {"con_00810015.img", "amygdala_L", -0.15316525591, 59},
    {"con_00810015.img", "amygdala_R", -1.30988121467, 60},
    {"con_00810015.img", "lateralorbitofrontal_L", -0.105953924843, 215},
    {"con_00810015.img", "lateralorbitofrontal_R", -0.907682928131, 215},
    {"con_00810015.img", "rostralmiddlefrontal_L", 0.129810404248, 465},
    {"con_00810015.img", "rostralmiddlefrontal_R", -0.772918598832, 494},
    {"con_00810030.img", "accumbensarea_L", -1.16865808703, 32},
    {"con_00810030.img", "accumbensarea_R", -0.374776416352, 22},
    {"con_00810030.img", "amygdala_L", -1.08524600757, 59},
    {"con_00810030.img", "amygdala_R", -0.0160974120411, 60},
    {"con_00810030.img", "lateralorbitofrontal_L", -0.825316776867, 215},
    {"con_00810030.img", "lateralorbitofrontal_R", 0.349910540846, 215},
    {"con_00810030.img", "rostralmiddlefrontal_L", 0.316306217536, 465},
    {"con_00810030.img", "rostralmiddlefrontal_R", 0.310573903618, 494},
};

TEST(Wager2008, RegionMeansAgreeWithNumpy) {
  ATTUNE_NEED_SHARED(images, "data/fmri/group/wager2008");
  ATTUNE_NEED_SHARED(atlas_path, "data/fmri/atlas/desikan_killiany/atlas-desikankilliany.nii.gz");
  const Atlas atlas = load_atlas({.sources = {atlas_path.string()}});
  EXPECT_THAT(atlas.warnings, IsEmpty());
  ImageOptions radiological;
  radiological.analyze_side = AnalyzeSide::radiological;
  std::string last;
  RegionValues values;
  for (const RegionMean& expected : kWager) {
    if (last != expected.image)
      values = extract_values(read_image_header(images / expected.image, radiological), atlas, {.image = radiological});
    last = expected.image;
    const auto at = std::find(values.names.begin(), values.names.end(), expected.region) - values.names.begin();
    ASSERT_LT(at, static_cast<std::ptrdiff_t>(values.names.size())) << expected.region;
    EXPECT_NEAR(values.values(at), expected.mean, kAgreement) << expected.image << " " << expected.region;
    EXPECT_EQ(values.coverage[static_cast<std::size_t>(at)].used, expected.voxels);
  }
}

TEST(TianAtlas, CentroidsAreThePublishedOnes) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/atlas/tian2020");
  const AtlasCheck check = check_atlas({.sources = {(folder / "Tian_Subcortex_S1_3T.nii.gz").string()}});
  std::ifstream published(folder / "Tian_Subcortex_S1_3T_COG.txt");
  ASSERT_EQ(check.regions.size(), 16U);
  constexpr double kPublishedToVoxels = 1.0;  // half of a 2 mm voxel
  for (const RegionCheck& region : check.regions) {
    WorldPoint cog;
    ASSERT_TRUE(published >> cog.x >> cog.y >> cog.z);
    EXPECT_NEAR(region.centroid.x, cog.x, kPublishedToVoxels) << region.name;
    EXPECT_NEAR(region.centroid.y, cog.y, kPublishedToVoxels) << region.name;
    EXPECT_NEAR(region.centroid.z, cog.z, kPublishedToVoxels) << region.name;
  }
}

TEST(PublishedAtlases, AreSoundAndTheirSidesAreRight) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/atlas");
  const std::string schaefer =
      "schaefer_tian/Schaefer2018_200Parcels_7Networks_order_Tian_Subcortex_S2_3T_MNI152NLin2009cAsym_2mm.nii.gz";
  const std::pair<std::string, std::size_t> atlases[] = {{"desikan_killiany/atlas-desikankilliany.nii.gz", 83},
                                                         {"tian2020/Tian_Subcortex_S2_3T.nii.gz", 32},
                                                         {"licence_unclear/aal.nii.gz", 116},
                                                         {schaefer, 232}};
  for (const auto& [name, regions] : atlases) {
    AtlasRequest request{.sources = {(folder / name).string()}};
    if (name == schaefer)
      request.labels = folder / "schaefer_tian/Schaefer2018_200Parcels_7Networks_order_Tian_Subcortex_S2_label.txt";
    const AtlasCheck check = check_atlas(request);
    EXPECT_THAT(check.problems, IsEmpty()) << name;
    EXPECT_EQ(check.regions.size(), regions) << name;
    std::size_t sided = 0;
    for (const RegionCheck& region : check.regions) sided += side_of(region.name) != Side::none ? 1U : 0U;
    EXPECT_GE(sided, regions - 10) << name << ": the sides were not read from the names";
  }
}

TEST(Cit168, OfColoursIsRefusedAndItsDecodedMapsAreRead) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/atlas/cit168");
  EXPECT_THAT(test::message_of([&] { load_atlas({.sources = {(folder / "CIT168.nii.gz").string()}}); }),
              ::testing::HasSubstr("RGB"));
  const Atlas maps = load_atlas({.sources = {(folder / "decoded/CIT168_NAc_L_prob.nii.gz").string(),
                                             (folder / "decoded/CIT168_NAc_R_prob.nii.gz").string()},
                                 .threshold = 0.25});
  EXPECT_EQ(maps.regions.at(0).name, "CIT168_NAc_L_prob");
  AtlasRequest labels{.sources = {(folder / "decoded/CIT168_maxprob_thr25_labels.nii.gz").string()}};
  labels.labels = folder / "CIT168.json";
  for (const AtlasRegion& region : load_atlas(labels).regions) EXPECT_FALSE(region.name.empty());
}

TEST(OneBackRun, SpheresInItsOwnSpaceAgreeWithNumpy) {
  ATTUNE_NEED_SHARED(path, "data/fmri/bold/studyforrest_oneback/sub-02_task-oneback_run-1_bold.nii.gz");
  const Atlas atlas = atlas_of("spheres", {{"left", {-30, -60, 10}, Millimetres(8), "scanner", ""},
                                           {"right", {30, -60, 10}, Millimetres(8), "scanner", ""}});
  ExtractOptions options;
  options.space.image_space = "scanner";
  const ImageHeader header = read_image_header(path);
  const RegionSeries means = extract_series(header, atlas, options);
  // numpy: voxels with |A (i, j, k) - centre| <= 8, mean per volume; temporal mean / SD (ddof 1); SVD of demeaned
  // series.
  EXPECT_EQ(means.values.rows(), 156);
  EXPECT_NEAR(means.values(0, 0), 26044.544983455115, 1e-6);
  EXPECT_NEAR(means.values(0, 1), 29810.371683120728, 1e-6);
  EXPECT_EQ(means.coverage[0].used, 70);
  EXPECT_EQ(means.coverage[1].used, 72);
  EXPECT_NEAR(means.coverage[0].tsnr, 93.69580812486065, 1e-9);
  options.summary = Summary::eigenvariate;
  const RegionSeries first = extract_series(header, atlas, options);
  EXPECT_NEAR(first.values(0, 0), -83.64855594, 1e-6);
  EXPECT_NEAR(first.values(1, 1), 254.41260176, 1e-6);
  EXPECT_NEAR(first.coverage[1].variance_explained, 0.4451316178147704, 1e-9);
}

}  // namespace
}  // namespace attune::roi
