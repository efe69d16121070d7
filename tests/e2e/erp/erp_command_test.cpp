#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "attune/table/measures.hpp"
#include "recorded_words.hpp"
#include "run_program.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

class ErpCommand : public testing::Test {
 protected:
  void SetUp() override {
    record_words(folder_.path());
    const ProgramResult result =
        run_attune("eeg sub-01_task-words_eeg.vhdr --events rejection,acceptance --reject-uv 150 --epochs epochs.h5",
                   folder_.path());
    ASSERT_EQ(result.code, 0) << result.err;
  }
  ProgramResult run(const std::string& arguments) const { return run_attune("erp " + arguments, folder_.path()); }
  std::vector<Measure> rows(const std::string& arguments) const {
    const ProgramResult result = run(arguments);
    EXPECT_EQ(result.code, 0) << result.err;
    return to_measures(parse_table(result.out, "out.tsv"));
  }
  TemporaryFolder folder_;
};

TEST_F(ErpCommand, MeasuresWhatWasRecorded) {
  const auto measured = rows(
      "epochs.h5 --component n400:250:550:negative --measure peak_amplitude,fractional_area_latency --channels "
      "Fz,Cz,Pz "
      "--combine mean --site midline");
  ASSERT_EQ(measured.size(), 4u);
  // 3 uV of noise over about 19 trials and 3 channels leaves 0.4 uV; four of them.
  EXPECT_EQ(measured[0].measure, "n400.peak_amplitude");
  EXPECT_EQ(measured[0].site, "midline");
  EXPECT_NEAR(measured[0].value, -8, 1.6);
  EXPECT_NEAR(measured[2].value, -4, 1.6);
  EXPECT_NEAR(measured[1].value, 400, 10);
  EXPECT_EQ(measured[0].n, 19);
  EXPECT_EQ(measured[0].participant_id, "sub-01");
}

TEST_F(ErpCommand, ReadsAveragesFromAPipe) {
  const ProgramResult result = run_shell(
      "\"$ATTUNE\" eeg sub-01_task-words_eeg.vhdr --events rejection --reject-uv 150 | \"$ATTUNE\" erp - --from 300 "
      "--to "
      "500 --channels Cz",
      folder_.path());
  ASSERT_EQ(result.code, 0) << result.err;
  const auto piped = to_measures(parse_table(result.out, "out.tsv"));
  const auto direct = rows("epochs.h5 --from 300 --to 500 --channels Cz");
  ASSERT_EQ(piped.size(), 1u);
  EXPECT_NEAR(piped[0].value, direct[0].value, 1e-9);
  EXPECT_EQ(piped[0].n, direct[0].n);
  EXPECT_TRUE(std::isnan(piped[0].quality));
  EXPECT_GT(direct[0].quality, 0);
}

TEST_F(ErpCommand, GivesTheSameBytesForAnyNumberOfThreads) {
  const std::string arguments =
      "epochs.h5 --component n400:250:550:negative --measure mean_amplitude,peak_latency,fractional_area_latency --sme "
      "bootstrap --bootstraps 500";
  const ProgramResult one = run(arguments + " --threads 1"), two = run(arguments + " --threads 2");
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
  EXPECT_NE(one.out, run(arguments + " --seed 2").out);
}

TEST_F(ErpCommand, WritesNaWithItsReason) {
  const auto measured = rows("epochs.h5 --from 348 --to 352 --polarity negative --measure peak_latency --channels Cz");
  EXPECT_TRUE(std::isnan(measured[0].value));
  EXPECT_EQ(measured[0].excluded, "peak on the window's edge");
}

TEST_F(ErpCommand, RefusesAnAnalyticErrorOfALatency) {
  const std::string arguments = "epochs.h5 --component n400:250:550:negative --measure mean_amplitude,peak_latency";
  const ProgramResult refused = run(arguments + " --sme analytic");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("mean amplitude"));
  EXPECT_THAT(refused.err, HasSubstr("not for peak_latency; use --sme bootstrap"));
  EXPECT_EQ(run(arguments).code, 0);  // auto gives each measure the error it has
}

TEST_F(ErpCommand, RefusesMoreDrawsThanFitInMemory) {
  const ProgramResult refused = run("epochs.h5 --from 300 --to 500 --sme bootstrap --bootstraps 100001");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--bootstraps is 100001; expected 2 to 100000"));
}

TEST_F(ErpCommand, WantsAWindowAndAPolarity) {
  EXPECT_EQ(run("epochs.h5").code, 2);
  EXPECT_THAT(run("epochs.h5 --from 300 --to 500 --measure peak_latency").err, HasSubstr("--polarity is required"));
  EXPECT_EQ(run("epochs.h5 --from 300 --to 500").code, 0);
  EXPECT_EQ(run("epochs.h5 --component a:300:500:negative --from 300").code, 2);
  EXPECT_THAT(run("epochs.h5 --from 300 --to 500 --measure peak_latncy").err, HasSubstr("did you mean 'peak_latency'"));
}

TEST_F(ErpCommand, WritesATableWithSidecarAndProvenance) {
  EXPECT_EQ(run("epochs.h5 --from 300 --to 500 --out measures.tsv").code, 0);
  for (const char* name : {"measures.tsv", "measures.json", "measures.tsv.provenance.json"})
    EXPECT_TRUE(std::filesystem::exists(folder_ / name)) << name;
  EXPECT_THAT(run_shell("cat measures.json", folder_.path()).out, HasSubstr("SME"));
}

TEST_F(ErpCommand, RefusesFilesThatAreNeitherEpochsNorAverages) {
  EXPECT_EQ(run("sub-01_task-words_eeg.vhdr --from 300 --to 500").code, 3);
  EXPECT_EQ(run("missing.h5 --from 300 --to 500").code, 3);
}

}  // namespace
}  // namespace attune::test
