#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "attune/base/files.hpp"
#include "attune/table/delimited.hpp"
#include "attune/table/measures.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

class Eda : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_symlink(std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples",
                                    folder_ / "data-samples");
  }
  ProgramResult run(const std::string& arguments) const { return run_attune(arguments, folder_.path()); }
  Measure row(const std::string& file, const std::string& measure, const std::string& condition) const {
    for (const Measure& one : to_measures(read_table(folder_ / file)))
      if (one.measure == measure && one.condition == condition) return one;
    ADD_FAILURE() << "no row " << measure << " " << condition;
    return {};
  }
  TemporaryFolder folder_;
};

const std::string kEda = "eda data-samples/physio/sub-01_task-rest_physio.tsv.gz ";

// make_physio.py: responses 1.8 s after pictures, of some 0.12 uS (neutral) and 0.45 uS (threat).
TEST_F(Eda, FindsTheResponsesThatWerePlanted) {
  const ProgramResult result =
      run(kEda +
          "--conditions calm,stress --responses neutral,threat --cvxeda --trials t.tsv --events-out s.tsv "
          "--epoch 20 --epochs e.tsv --figure f.svg --out m.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  const Measure threat = row("m.tsv", "event_scr_magnitude", "threat");
  EXPECT_EQ(threat.participant_id, "sub-01");
  EXPECT_EQ(threat.unit, "uS");
  EXPECT_NEAR(threat.value, 0.47, 0.15);
  EXPECT_LT(row("m.tsv", "event_scr_magnitude", "neutral").value, 0.5 * threat.value);
  EXPECT_NEAR(row("m.tsv", "event_scr_latency", "threat").value, 1.8, 0.3);
  EXPECT_GT(row("m.tsv", "tonic_level", "stress").value, row("m.tsv", "tonic_level", "calm").value + 0.5);
  const Table trials = read_table(folder_ / "t.tsv"), epochs = read_table(folder_ / "e.tsv");
  EXPECT_EQ(trials.rows(), 8U);
  EXPECT_EQ(trials.text("participant_id")[0], "sub-01");
  EXPECT_TRUE(epochs.has("from_s"));
  EXPECT_EQ(read_table(folder_ / "s.tsv").text("kind")[0], "scr");
  EXPECT_THAT(read_text(folder_ / "f.svg"), HasSubstr("tonic"));
}

TEST_F(Eda, GivesTrialsThatALedgerTakes) {
  ASSERT_EQ(run(kEda + "--responses neutral,threat --trials t.tsv --out m.tsv").code, 0);
  const ProgramResult joint = run("ledger scr=t.tsv --out j.tsv");
  ASSERT_EQ(joint.code, 0) << joint.err;
  EXPECT_EQ(read_table(folder_ / "j.tsv").rows(), 8U);
}

TEST_F(Eda, GivesTheSameBytesForAnyNumberOfThreads) {
  const ProgramResult one = run(kEda + "--cvxeda --threads 1"), two = run(kEda + "--cvxeda --threads 2");
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
}

TEST_F(Eda, SaysWhatIsWrong) {
  EXPECT_THAT(run(kEda + "--responses neutrl").err, HasSubstr("did you mean 'neutral'?"));
  EXPECT_THAT(run(kEda + "--threshold 0").err, HasSubstr("a threshold of 0 uS"));
  EXPECT_THAT(run(kEda + "--trials t.tsv").err, HasSubstr("--trials needs --responses"));
  EXPECT_THAT(run(kEda + "--measure sclx").err, HasSubstr("did you mean 'scl'?"));
  std::ofstream(folder_ / "raw.csv") << "EDA\n1\n2\n3\n4\n";
  const ProgramResult raw = run("eda raw.csv --sampling-frequency 25");
  EXPECT_EQ(raw.code, 5);
  EXPECT_THAT(raw.err, HasSubstr("its unit is not stated, not uS; say what it is, as --column eda=EDA:uS"));
  const ProgramResult parts = run(kEda + "--measure tonic_level");
  EXPECT_EQ(parts.code, 2);
  EXPECT_THAT(parts.err, HasSubstr("tonic_level is a part of cvxEDA's decomposition; give --cvxeda"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "t.tsv"));
}

}  // namespace
}  // namespace attune::test
