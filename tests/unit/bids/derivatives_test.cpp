#include "attune/bids/derivatives.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.hpp"
#include "temporary_folder.hpp"

namespace attune::bids {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

File bold() {
  File file;
  file.path = "/in/sub-01/ses-a/func/sub-01_ses-a_task-face_run-1_space-MNI_desc-preproc_bold.nii.gz";
  file.datatype = "func";
  file.name = parse_name(file.path);
  return file;
}

TEST(DerivativePath, KeepsTheSourcesEntitiesInOrder) {
  EXPECT_EQ(derivative_path(bold(), "/out", {{"stat", "mean"}, {"atlas", "core"}}, "timeseries", ".tsv"),
            "/out/sub-01/ses-a/func/"
            "sub-01_ses-a_task-face_run-1_space-MNI_atlas-core_stat-mean_desc-preproc_timeseries.tsv");
}

TEST(DerivativePath, ReplacesAndRemovesEntities) {
  EXPECT_EQ(derivative_path(bold(), "/out", {{"desc", "percent"}, {"space", ""}}, "bold", ".nii.gz"),
            "/out/sub-01/ses-a/func/sub-01_ses-a_task-face_run-1_desc-percent_bold.nii.gz");
}

TEST(DerivativePath, NeverLeavesItsRoot) {
  for (const char* bad : {"../x", "a/b", "a.b", "", " "}) {
    if (*bad != '\0')
      test::error_of(Fault::usage, [&] { derivative_path(bold(), "/out", {{"desc", bad}}, "bold", ".tsv"); });
    test::error_of(Fault::usage, [&] { derivative_path(bold(), "/out", {}, bad, ".tsv"); });
    test::error_of(Fault::usage, [&] { derivative_path(bold(), "/out", {}, "bold", bad); });
  }
  test::error_of(Fault::usage, [&] { derivative_path(bold(), "/out", {}, "bold", "./../../x"); });
  File outside = bold();
  outside.datatype = "..";
  test::error_of(Fault::usage, [&] { derivative_path(outside, "/out", {}, "bold", ".tsv"); });
  test::error_of(Fault::usage, [&] { derivative_path(File{}, "/out", {}, "bold", ".tsv"); });
}

TEST(Description, ReadsBackAsItWasWritten) {
  const test::TemporaryFolder folder;
  write_derivative_description(folder.path(), "attune of x", {{"/data/x", "1.0"}}, Overwrite::refuse);
  const Description d = read_description(folder.path());
  EXPECT_EQ(d.name, "attune of x");
  EXPECT_EQ(d.type, "derivative");
  ASSERT_EQ(d.generated_by.size(), 1u);
  EXPECT_THAT(d.generated_by[0], HasSubstr("attune "));
  test::error_of(Fault::output, [&] { write_derivative_description(folder.path(), "x", {}, Overwrite::refuse); });
}

TEST(Description, NeedsItsNameAndVersion) {
  const test::TemporaryFolder folder;
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_description(folder.path()); }), HasSubstr("no such file"));
  write_text(folder / "dataset_description.json", R"({"Name": "x"})", Overwrite::allow);
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_description(folder.path()); }), HasSubstr("BIDSVersion"));
  write_text(folder / "dataset_description.json",
             R"({"Name": "x", "BIDSVersion": "1.2.0", "PipelineDescription": {"Name": "fMRIPrep", "Version": "1.5"}})",
             Overwrite::allow);
  EXPECT_THAT(read_description(folder.path()).generated_by, ElementsAre("fMRIPrep 1.5"));
}

}  // namespace
}  // namespace attune::bids
