#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "attune/base/files.hpp"
#include "attune/table/delimited.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

class Ecg : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_symlink(std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples",
                                    folder_ / "data-samples");
  }
  ProgramResult run(const std::string& arguments) const { return run_attune(arguments, folder_.path()); }
  // The value of a measure in a table that was written.
  double value(const std::string& file, const std::string& measure) const {
    const Table table = read_table(folder_ / file);
    const std::vector<std::string> names = table.text("measure");
    for (std::size_t row = 0; row < names.size(); ++row)
      if (names[row] == measure) return table.numbers("value")[row];
    ADD_FAILURE() << "no row of " << measure;
    return std::nan("");
  }
  TemporaryFolder folder_;
};

const std::string kSample = "ecg data-samples/physio/sub-01_task-rest_physio.tsv.gz ";

TEST_F(Ecg, GivesTheSameBytesForAnyNumberOfThreads) {
  const std::string what = kSample + "--conditions calm,stress --measure time,frequency,rsa --epoch 20 ";
  const ProgramResult one = run(what + "--threads 1"), two = run(what + "--threads 2");
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
  EXPECT_THAT(one.out, HasSubstr("sub-01\tn/a\trest\tn/a\tphysio\tmean_nn\tcardiac\tcalm\t"));
}

TEST_F(Ecg, WritesBeatsWindowsTrialsAndAPictureWithTheirRecords) {
  const ProgramResult result = run(kSample +
                                   "--conditions calm,stress --responses neutral,threat --events-out b.tsv --epochs "
                                   "e.tsv --trials t.tsv --figure f.svg --out m.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(read_table(folder_ / "b.tsv").names(),
            (std::vector<std::string>{"time_s", "kind", "channel", "value", "unit", "note"}));
  EXPECT_TRUE(read_table(folder_ / "e.tsv").has("from_s"));
  const Table ledger = read_table(folder_ / "t.tsv");
  EXPECT_EQ(ledger.rows(), 8u);
  EXPECT_EQ(ledger.text("participant_id")[0], "sub-01") << "so that it joins with other ledgers";
  EXPECT_TRUE(std::isfinite(value("m.tsv", "ibi_change_6s")));
  EXPECT_THAT(read_text(folder_ / "f.svg"), HasSubstr("Change of the heart after events"));
  for (const char* output : {"b.tsv", "e.tsv", "t.tsv", "f.svg", "m.tsv"})
    EXPECT_TRUE(std::filesystem::exists(folder_ / (std::string(output) + ".provenance.json"))) << output;
}

TEST_F(Ecg, TakesTheBeatsItWrote) {
  ASSERT_EQ(run(kSample + "--artefacts keep --events-out b.tsv --measure rmssd,mean_nn --out one.tsv").code, 0);
  ASSERT_EQ(run(kSample + "--artefacts keep --beats b.tsv --measure rmssd,mean_nn --out two.tsv").code, 0);
  constexpr double kDecimals = 1e-6;  // times are sums of intervals
  EXPECT_NEAR(value("one.tsv", "rmssd"), value("two.tsv", "rmssd"), kDecimals);
  EXPECT_NEAR(value("one.tsv", "mean_nn"), value("two.tsv", "mean_nn"), kDecimals);
}

TEST_F(Ecg, SeesTheSlowerHeartOfTheCalmHalf) {
  ASSERT_EQ(run(kSample + "--conditions calm --measure heart_rate,ln_hf,peak_to_valley --out calm.tsv").code, 0);
  ASSERT_EQ(run(kSample + "--conditions stress --measure heart_rate,ln_hf,peak_to_valley --out stress.tsv").code, 0);
  EXPECT_LT(value("calm.tsv", "heart_rate"), value("stress.tsv", "heart_rate") - 5);
  EXPECT_GT(value("calm.tsv", "ln_hf"), value("stress.tsv", "ln_hf") + 0.5);
  EXPECT_GT(value("calm.tsv", "peak_to_valley"), value("stress.tsv", "peak_to_valley"));
}

TEST_F(Ecg, RefusesInOneLine) {
  for (const auto& [arguments, code, words] :
       {std::tuple{"--measure rmsd", 2, "rmssd"}, std::tuple{"--trials t.tsv", 2, "--responses"},
        std::tuple{"--conditions calmer", 3, "calm"}, std::tuple{"--rr --beats b.tsv", 2, "give one of them"},
        std::tuple{"--band hf:0.4:0.2", 2, "hf:0.15:0.5"}, std::tuple{"--max-artefact 2", 2, "from 0 to 1"},
        std::tuple{"--window 0", 2, "positive"}, std::tuple{"--channel cardiacs", 3, "did you mean 'cardiac'"}}) {
    const ProgramResult result = run(kSample + arguments);
    EXPECT_EQ(result.code, code) << arguments << result.err;
    EXPECT_THAT(result.err, HasSubstr(words));
  }
}

TEST_F(Ecg, ReadsListsOfIntervalsOrNamesTheLine) {
  ATTUNE_NEED_SHARED(lists, "data/eeg-physio/physio/rr");
  const auto list = [&](const char* name) { return "ecg " + (lists / name).string() + " --rr --artefacts keep "; };
  ASSERT_EQ(run(list("rest_rri.txt") + "--out rest.tsv").code, 0);
  EXPECT_NEAR(value("rest.tsv", "mean_nn"), 1058.7186813186813, 1e-6);
  EXPECT_NEAR(value("rest.tsv", "sdnn"), 57.81817771970009, 1e-6);
  EXPECT_NEAR(value("rest.tsv", "rmssd"), 55.13744203126742, 1e-6);
  EXPECT_NEAR(value("rest.tsv", "pnn50"), 35.31353135313531, 1e-6);
  const ProgramResult real = run(list("real_rri.txt") + "--out real.tsv");
  EXPECT_THAT(real.err, HasSubstr("real_rri.txt:772:")) << "its last line is 0";
  EXPECT_NEAR(value("real.tsv", "mean_nn"), 1188.154345006485, 1e-6);
  for (const char* name : {"edge/rri_header.csv", "edge/rri_semicolon.csv", "edge/rri_multiple_columns.csv"}) {
    ASSERT_EQ(run(list(name) + "--force --out edge.tsv").code, 0) << name;
    EXPECT_NEAR(value("edge.tsv", "mean_nn"), 800, 1e-9);
  }
  const ProgramResult empty = run(list("edge/empty.txt")), word = run(list("edge/test_file_mistake_1.txt"));
  EXPECT_EQ(empty.code, 3);
  EXPECT_THAT(empty.err, HasSubstr("empty.txt:1:"));
  EXPECT_EQ(word.code, 3);
  EXPECT_THAT(word.err, HasSubstr("test_file_mistake_1.txt:3:"));
}

// The reference says 5.763 % for pNN50: of the 2,169 differences 33 are exactly 18 samples, 50 ms, and in floating
// point nine of these come out larger. Counted in samples 116 are larger: 5.348 %.
TEST_F(Ecg, OfNormalBeatsOfRecord100IsWhatTheirAnnotationsSay) {
  ATTUNE_NEED_SHARED(record, "data/eeg-physio/physio/ecg/mitbih/100.hea");
  const std::string beats = std::filesystem::path(record).replace_extension(".atr").string();
  const ProgramResult result = run("ecg " + record.string() + " --channel MLII --beats " + beats +
                                   " --artefacts keep --measure time --out m.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  constexpr double kRelative = 1e-9;
  EXPECT_EQ(read_table(folder_ / "m.tsv").text("n")[0], "2204");
  EXPECT_NEAR(value("m.tsv", "mean_nn"), 795.0115950796531, 795 * kRelative);
  EXPECT_NEAR(value("m.tsv", "sdnn"), 35.96090217597539, 36 * kRelative);
  EXPECT_NEAR(value("m.tsv", "rmssd"), 27.48054436562743, 27 * kRelative);
  EXPECT_NEAR(value("m.tsv", "pnn50"), 100 * 116 / 2169.0, kRelative);
}

TEST_F(Ecg, SaysWhichOfTwoNoisyRecordsIsWorse) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio/ecg/nst");
  const auto measure = [&](const char* name) {
    const ProgramResult result = run("ecg " + (folder / name).string() +
                                     " --sampling-frequency 360 --column ecg=1:mV --measure beat_quality --force --out "
                                     "m.tsv");
    EXPECT_EQ(result.code, 0) << result.err;
    return value("m.tsv", "beat_quality");
  };
  EXPECT_GT(measure("118e24.csv"), measure("118e12.csv") + 0.05);
}

}  // namespace
}  // namespace attune::test
