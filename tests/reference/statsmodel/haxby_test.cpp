#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/glm/regional.hpp"
#include "attune/statsmodel/run.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::statsmodel {
namespace {

// Two ways to one number: columns that are not scaled and heights taken afterwards, or columns of height 1.
constexpr double kSameNumber = 1e-7;

constexpr const char* kModel = R"({"Name": "objects", "BIDSModelVersion": "1.0.0", "Input": {"task": ["objects"]},
"Nodes": [
{"Level": "Run", "Name": "run", "GroupBy": ["subject", "run"],
"Transformations": {"Transformer": "pybids-transforms-v1", "Instructions": [{"Name": "Factor", "Input": "trial_type"}]},
"Model": {"Type": "glm", "X": ["trial_type.*", 1],
"HRF": {"Variables": ["trial_type.*"], "Model": "spm"},
"Options": {"HighPassFilterCutoffHz": 0.0078125, "Mask": {"label": ["vt"]}, "Aggregate": "mean"}},
"Contrasts": [{"Name": "face-house", "ConditionList": ["trial_type.face", "trial_type.house"], "Weights": [1, -1],
"Test": "t"}]},
{"Level": "Subject", "Name": "subject", "GroupBy": ["subject", "contrast"], "Model": {"Type": "meta", "X": [1]},
"DummyContrasts": {"Test": "t"}}]})";

// Haxby et al. (2001), one participant, four runs of eight blocks: the model file gives what the first level gives that
// is asked on the command line, with Options.Mask, Options.Aggregate and Model.HRF in its words.
TEST(Haxby, TheModelFileGivesWhatTheFirstLevelGives) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/bold/haxby2001_crop");
  const test::TemporaryFolder dataset;
  const std::filesystem::path func = dataset / "sub-1/func";
  std::filesystem::create_directories(func);
  test::write_file(dataset / "dataset_description.json", R"({"Name": "Haxby", "BIDSVersion": "1.9.0"})");
  test::write_file(dataset / "task-objects_bold.json", R"({"RepetitionTime": 2.5})");
  std::filesystem::copy_file(folder / "masks_25mm/vt.nii.gz", func / "sub-1_label-vt_mask.nii.gz");
  glm::RegionalRequest direct;
  for (int run = 1; run <= 4; ++run) {
    const std::filesystem::path from = folder / fmt::format("task001_run00{}", run);
    const std::filesystem::path image = func / fmt::format("sub-1_task-objects_run-{}_bold.nii.gz", run);
    std::filesystem::copy_file(from / "bold_25mm.nii.gz", image);
    std::filesystem::copy_file(from / "bold_events.tsv",
                               func / fmt::format("sub-1_task-objects_run-{}_events.tsv", run));
    direct.runs.push_back({image, {}, {}, {}});
  }
  direct.atlas = roi::AtlasRequest{{(func / "sub-1_label-vt_mask.nii.gz").string()}, {}, {}, {}};
  direct.extract.space.same_space = true;
  direct.model.contrasts = {"face-house = face - house"};
  Request request;
  request.model = test::write_file(dataset / "objects_smdl.json", kModel);
  request.dataset = dataset.path();
  const Result result = run(request);
  request.unit = EffectUnit::image;
  const Result in_image_units = run(request);
  const Table& runs = result.nodes[0].table;
  const Table& participant = result.nodes[1].table;
  std::size_t row = 0;
  double weights = 0, weighted = 0;
  for (const glm::Estimate& one : glm::fit_regions(direct).estimates) {
    if (one.contrast != "face-house") continue;
    if (one.of_participant) {
      // Both blocks last as long, so that their heights differ from the coefficients by one factor.
      EXPECT_NEAR(in_image_units.nodes[1].table.numbers("t")[0], one.t, 1e-6);
      EXPECT_NEAR(participant.numbers("df")[0], one.df, 1e-4 * one.df);
      continue;
    }
    EXPECT_NEAR(runs.numbers("effect")[row], one.psc, kSameNumber * std::abs(one.psc));
    EXPECT_NEAR(runs.numbers("se")[row], one.psc_se, kSameNumber * one.psc_se);
    EXPECT_NEAR(runs.numbers("t")[row], one.t, 1e-6);
    EXPECT_NEAR(runs.numbers("df")[row], one.df, 1e-4 * one.df);
    weights += 1 / (one.psc_se * one.psc_se);
    weighted += one.psc / (one.psc_se * one.psc_se);
    ++row;
  }
  EXPECT_EQ(row, 4u);
  EXPECT_NEAR(participant.numbers("effect")[0], weighted / weights, 1e-8);
  EXPECT_NEAR(participant.numbers("se")[0], std::sqrt(1 / weights), 1e-8);
}

}  // namespace
}  // namespace attune::statsmodel
