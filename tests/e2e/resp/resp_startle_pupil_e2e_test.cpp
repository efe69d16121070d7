#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "attune/base/files.hpp"
#include "attune/table/delimited.hpp"
#include "attune/table/measures.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

class Body : public testing::Test {
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

const std::string kResp = "resp data-samples/physio/sub-01_task-rest_physio.tsv.gz ";
const std::string kStartle =
    "startle data-samples/physio/sub-02_task-startle_physio.tsv.gz --conditions partner,stranger ";
const std::string kPupil = "pupil data-samples/physio/sub-02_task-infants_physio.tsv.gz --conditions cry,laugh ";

TEST_F(Body, RespFindsFasterBreathUnderStress) {
  const ProgramResult result = run(kResp +
                                   "--conditions calm,stress --epoch 10 --epochs e.tsv --events-out b.tsv "
                                   "--figure f.svg --out m.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  const Measure calm = row("m.tsv", "breath_rate", "calm"), stress = row("m.tsv", "breath_rate", "stress");
  EXPECT_EQ(calm.participant_id, "sub-01");
  EXPECT_EQ(calm.unit, "1/min");
  // make_physio.py: the sample breathes at 14 and 18 a minute.
  EXPECT_NEAR(calm.value, 14, 0.5);
  EXPECT_NEAR(stress.value, 18, 0.5);
  const Table epochs = read_table(folder_ / "e.tsv"), marks = read_table(folder_ / "b.tsv");
  EXPECT_TRUE(epochs.has("from_s"));
  EXPECT_EQ(marks.text("kind")[0], "inhale");
  EXPECT_THAT(read_text(folder_ / "f.svg"), HasSubstr("inhalation"));
}

TEST_F(Body, StartleFindsTheBurstsOfTheSampleAndNoOthers) {
  const ProgramResult result = run(kStartle + "--trials t.tsv --events-out p.tsv --figure f.svg --out m.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("up to 450 Hz only"));
  // make_startle_pupil.py: no burst after probes 5 and 9, a blink of its own before the answer to probe 8.
  const Table trials = read_table(folder_ / "t.tsv");
  for (std::size_t i = 0; i < trials.rows(); ++i) {
    const std::string expected = i == 7 ? "n/a" : i == 4 || i == 8 ? "no" : "yes";
    EXPECT_EQ(trials.text("response")[i], expected) << i + 1;
  }
  EXPECT_EQ(trials.text("participant_id")[0], "sub-02");
  EXPECT_NEAR(row("m.tsv", "startle_probability", "partner").value, 4.0 / 6, 1e-12);
  EXPECT_EQ(row("m.tsv", "startle_amplitude", "partner").n, 4);
  EXPECT_GT(row("m.tsv", "startle_t", "stranger").value, 50);
  EXPECT_NEAR(row("m.tsv", "startle_onset", "stranger").value, 45, 6);
}

TEST_F(Body, PupilFindsThePlantedDilation) {
  const ProgramResult result = run(kPupil + "--trials t.tsv --events-out b.tsv --figure f.svg --out m.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  // make_startle_pupil.py: 0.3 mm to crying, 0.15 mm to laughing, largest 1.55 s after the picture; the pupil wanders.
  EXPECT_NEAR(row("m.tsv", "pupil_peak", "cry").value, 0.3, 0.05);
  EXPECT_NEAR(row("m.tsv", "pupil_peak", "laugh").value, 0.15, 0.05);
  EXPECT_NEAR(row("m.tsv", "pupil_peak_latency", "cry").value, 1550, 150);
  EXPECT_EQ(read_table(folder_ / "b.tsv").text("kind")[0], "blink");
}

TEST_F(Body, LedgersOfEyelidAndPupilJoin) {
  ASSERT_EQ(run(kStartle + "--trials s.tsv --out m.tsv").code, 0);
  ASSERT_EQ(run(kPupil + "--trials p.tsv --out n.tsv").code, 0);
  const ProgramResult joined = run("ledger startle=s.tsv pupil=p.tsv");
  EXPECT_EQ(joined.code, 0) << joined.err;
  EXPECT_THAT(joined.out, HasSubstr("noisy baseline"));
}

TEST_F(Body, TheBytesAreTheSameForAnyNumberOfThreads) {
  for (const std::string& command : {kResp, kStartle, kPupil})
    EXPECT_EQ(run(command + "--threads 1").out, run(command + "--threads 3").out) << command;
}

TEST_F(Body, RefusalsNameWhatIsThere) {
  EXPECT_THAT(run(kResp + "--channel breath").err, HasSubstr("has no channel 'breath'"));
  EXPECT_THAT(run(kStartle + "--least-sds 0").err, HasSubstr("expected numbers above 0"));
  EXPECT_EQ(run(kStartle + "--onset-from 90").code, 2);
  EXPECT_THAT(run(kPupil + "--to 0").err, HasSubstr("windows from -0.5 to 0 s and 0 to 0 s"));
  const ProgramResult other =
      run("startle data-samples/physio/sub-02_task-startle_physio.tsv.gz --conditions partners");
  EXPECT_EQ(other.code, 3);
  EXPECT_THAT(other.err, HasSubstr("did you mean 'partner'?"));
}

TEST_F(Body, ReadsAChestBeltInColumns) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/multi/bio_100Hz.csv");
  const ProgramResult result =
      run("resp " + std::filesystem::absolute(path).string() + " --sampling-frequency 100 --out m.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_NEAR(row("m.tsv", "breath_rate", "").value, 16.88, 0.01);
}

}  // namespace
}  // namespace attune::test
