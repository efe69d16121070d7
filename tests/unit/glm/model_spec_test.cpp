#include "attune/glm/model_spec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/files.hpp"
#include "attune/glm/first_level.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"

namespace attune::glm {
namespace {

using testing::HasSubstr;

TEST(ReadDesignTable, TakesAConstantOfOnesOnly) {
  // A constant of 10 has a coefficient of a tenth of the resting signal: percent signal change would be tenfold.
  const test::TemporaryFolder folder;
  write_text(folder.path() / "ones.tsv", "x\tk\n0\t1\n1\t1\n0.5\t1\n", Overwrite::refuse);
  write_text(folder.path() / "tens.tsv", "x\tk\n0\t10\n1\t10\n0.5\t10\n", Overwrite::refuse);
  EXPECT_EQ(read_design_table(folder.path() / "ones.tsv", 3).constant, 1);
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_design_table(folder.path() / "tens.tsv", 3); }),
              HasSubstr("1 in every row"));
}

TEST(MakeModels, RefusesWhatAFinishedDesignWouldIgnore) {
  std::vector<glm::Run> runs(1);
  ModelSpec spec;
  spec.design_tables = {"design.tsv"};
  spec.design.censor_displacement = Millimetres(0.5);
  EXPECT_THAT(test::error_of(Fault::usage, [&] { make_models(runs, spec); }),
              testing::AllOf(HasSubstr("censoring"), HasSubstr("--design")));
  spec.design = {};
  spec.design.confounds = {"motion6"};
  EXPECT_THAT(test::error_of(Fault::usage, [&] { make_models(runs, spec); }),
              testing::AllOf(HasSubstr("--confounds"), HasSubstr("--design")));
}

TEST(CheckOutputs, RefusesOnesThatNothingWouldBeWrittenTo) {
  FirstLevelWords words;
  EXPECT_NO_THROW(check_outputs(words, {true, true, true, false, false}));
  EXPECT_THAT(test::error_of(Fault::usage,
                             [&] {
                               check_outputs(words, {false, false, false, true, false});
                             }),
              HasSubstr("--out-dir"));
  EXPECT_THAT(test::error_of(Fault::usage,
                             [&] {
                               check_outputs(words, {true, false, false, true, true});
                             }),
              HasSubstr("--measures"));
  words.trials = "lss";
  EXPECT_THAT(test::error_of(Fault::usage, [&] { check_outputs(words, {}); }),
              testing::AllOf(HasSubstr("--trials"), HasSubstr("--measures")));
  words.trials = "none";
  words.voxels = true;
  EXPECT_NO_THROW(check_outputs(words, {false, false, false, true, false}));
  EXPECT_THAT(test::error_of(Fault::usage,
                             [&] {
                               check_outputs(words, {true, false, false, true, false});
                             }),
              HasSubstr("--measures"));
}

}  // namespace
}  // namespace attune::glm
