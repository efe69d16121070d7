#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

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
      "epochs.h5 --component n400:250:550:negative --measure mean_amplitude,peak_latency,fractional_area_latency,"
      "peak_to_peak --difference d=rejection-acceptance --contrast e=rejection-acceptance --gfp --sme bootstrap "
      "--bootstraps 300";
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

TEST_F(ErpCommand, MeasuresDifferencesWithTheErrorOfTheWholeChain) {
  const auto measured = rows(
      "epochs.h5 --component N400 --measure mean_amplitude,centroid_latency --channels Cz --difference "
      "effect=rejection-acceptance --sme bootstrap --bootstraps 400");
  ASSERT_EQ(measured.size(), 6u);
  EXPECT_EQ(measured[4].condition, "effect");
  EXPECT_EQ(measured[4].measure, "N400.mean_amplitude");
  EXPECT_NEAR(measured[4].value, measured[0].value - measured[2].value, 1e-9);
  EXPECT_EQ(measured[4].n, *measured[0].n + *measured[2].n);
  // Trials are independent; each of the three errors is known to 1 / sqrt(2 * 400) = 3.5 %.
  EXPECT_NEAR(measured[4].quality / std::hypot(measured[0].quality, measured[2].quality), 1, 0.15);
  EXPECT_GT(measured[5].quality, 0);
  const auto alone =
      rows("epochs.h5 --component N400 --channels Cz --difference effect=rejection-acceptance --derived-only");
  ASSERT_EQ(alone.size(), 1u);
  EXPECT_NEAR(alone[0].value, measured[4].value, 1e-12);
  // The analytic error of a difference is the root of the sum of squares, exactly.
  const auto apart = rows("epochs.h5 --component N400 --channels Cz");
  EXPECT_NEAR(alone[0].quality, std::hypot(apart[0].quality, apart[1].quality), 1e-12);
}

TEST_F(ErpCommand, MeasuresLateralisedWavesAndFieldPower) {
  const auto measured = rows(
      "epochs.h5 --component N2pc:250:550 --measure mean_amplitude --lateralised n2pc=rejection,acceptance --pairs "
      "Fz/Cz "
      "--gfp --derived-only --sme bootstrap --bootstraps 100");
  ASSERT_EQ(measured.size(), 3u);
  EXPECT_EQ(measured[0].site, "GFP");
  EXPECT_EQ(measured[0].condition, "rejection");
  EXPECT_GT(measured[0].value, 0);
  EXPECT_GT(measured[0].quality, 0);
  EXPECT_EQ(measured[2].condition, "n2pc");
  EXPECT_EQ(measured[2].site, "Fz/Cz");
  EXPECT_NEAR(measured[2].value, 0, 4 * measured[2].quality);
  EXPECT_THAT(run("epochs.h5 --component N2pc --lateralised n2pc=rejection,acceptance").err,
              HasSubstr("expected --pairs"));
  EXPECT_THAT(run("epochs.h5 --component N2pc --pairs Fz/Cz").err, HasSubstr("expected --lateralised"));
  EXPECT_THAT(run("epochs.h5 --component N400 --difference d=rejection-acceptence").err,
              HasSubstr("did you mean 'acceptance'"));
}

TEST_F(ErpCommand, ReadsWideTablesOfOtherSoftware) {
  const ProgramResult result = run_shell(
      "printf 't,Cz\\n-4,0\\n0,1\\n4,5\\n8,2\\n12,0\\n' >wide.csv && \"$ATTUNE\" erp wide.csv --layout times:time=t "
      "--from -4 --to "
      "12 --polarity positive --measure peak_latency,peak_amplitude --peak parabola",
      folder_.path());
  ASSERT_EQ(result.code, 0) << result.err;
  const auto measured = to_measures(parse_table(result.out, "out.tsv"));
  ASSERT_EQ(measured.size(), 2u);
  // The vertex of the parabola through 1, 5, 2: half of (1 - 2) / (1 - 10 + 2) of a step behind the sample.
  EXPECT_NEAR(measured[0].value, 4 + 4.0 / 14, 1e-9);
  EXPECT_NEAR(measured[1].value, 5 + 1.0 / 56, 1e-9);
  EXPECT_FALSE(measured[0].n.has_value());  // nobody said how many trials
  EXPECT_EQ(run("wide.csv --from 0 --to 8 --layout times:tim=t").code, 2);
  EXPECT_EQ(run("wide.csv --from 0 --to 8 --layout times:time=x").code, 3);
}

TEST_F(ErpCommand, StopsAtAMissingLocalPeakIfAsked) {
  const std::string arguments =
      "epochs.h5 --from 340 --to 360 --polarity negative --measure peak_latency --neighbourhood 200 --channels Cz";
  EXPECT_EQ(rows(arguments)[0].excluded, "no local peak in the window");
  const ProgramResult refused = run(arguments + " --without-local-peak error");
  EXPECT_EQ(refused.code, 5);
  EXPECT_THAT(refused.err, HasSubstr("peak_latency at Cz has no local peak"));
  EXPECT_NE(rows(arguments + " --without-local-peak absolute")[0].excluded, "no local peak in the window");
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

TEST_F(ErpCommand, RefusesAFileThatIsGivenTwice) {
  const ProgramResult result = run("epochs.h5 ./epochs.h5 --component N400 --channels Cz");
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err, HasSubstr("epochs.h5"));
  EXPECT_EQ(result.out, "");
}

}  // namespace
}  // namespace attune::test
