#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "attune/eeg/epoch_files.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/table/delimited.hpp"
#include "made_jitter.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

/// Epochs of one made person at Pz.
void write_person(const std::filesystem::path& folder, const std::string& name, double jitter_ms, std::uint64_t seed) {
  JitterPlan plan;
  plan.amplitude_uv = 24;
  plan.jitter_ms = jitter_ms;
  const MadeJitter made = made_jitter(plan, seed);
  eeg::Epochs epochs;
  epochs.labels.participant_id = name;
  epochs.times = made.trials.times;
  epochs.channels = {"Pz"};
  epochs.conditions = {"face"};
  for (Eigen::Index i = 0; i < made.trials.data.rows(); ++i) {
    eeg::Trial trial;
    trial.condition = "face";
    trial.type = "face";
    trial.onset_sample = 500.0 * static_cast<double>(i);
    trial.sample = 500 * i;
    trial.kept = true;
    epochs.trials.push_back(trial);
    epochs.data.push_back(made.trials.data.row(i));
  }
  eeg::write_epochs(folder / (name + ".h5"), epochs, Overwrite::allow);
}

class ErpTrials : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder_.path() / "participants.tsv")
        << "participant_id\tgroup\nsub-1\tanxious\nsub-2\tanxious\nsub-3\tsecure\nsub-4\tsecure\n";
    for (int i = 1; i <= 4; ++i)
      write_person(folder_.path(), "sub-" + std::string(1, static_cast<char>('0' + i)), i < 3 ? 50 : 0,
                   static_cast<std::uint64_t>(i));
  }
  ProgramResult run(const std::string& arguments) const {
    return run_attune("erp trials " + arguments, folder_.path());
  }
  Table table(const std::string& name) const { return read_table(folder_.path() / name); }
  TemporaryFolder folder_;
};

const std::string kP3 = " --component P3:250:550:positive --channels Pz --bootstraps 20 ";

TEST_F(ErpTrials, WritesTrialsPeopleAndGroups) {
  const ProgramResult result =
      run("sub-1.h5 sub-2.h5 sub-3.h5 sub-4.h5" + kP3 +
          "--participants participants.tsv --by group --levels anxious,secure --groups g.tsv --people p.tsv --figure "
          "f.svg --out t.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(table("t.tsv").rows(), 160u);
  const Table people = table("p.tsv");
  ASSERT_EQ(people.rows(), 4u);
  EXPECT_EQ(people.text("group")[0], "anxious");
  EXPECT_GT(people.numbers("jitter_ms")[0], 25);
  EXPECT_LT(people.numbers("jitter_ms")[3], 25);
  const Table groups = table("g.tsv");
  EXPECT_EQ(groups.text("quantity")[1], "jitter_ms");
  EXPECT_GT(groups.numbers("estimate")[1], 20);
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "f.svg"));
}

TEST_F(ErpTrials, TheOrderOfFilesAndTheThreadsChangeNothing) {
  const ProgramResult one = run("sub-1.h5 sub-3.h5" + kP3 + "--people a.tsv --threads 1 --out 1.tsv");
  const ProgramResult two = run("sub-3.h5 sub-1.h5" + kP3 + "--people b.tsv --threads 4 --out 2.tsv");
  ASSERT_EQ(one.code, 0) << one.err;
  ASSERT_EQ(two.code, 0) << two.err;
  const Table a = table("a.tsv"), b = table("b.tsv");
  for (const Column& column : a.columns()) {
    EXPECT_EQ(column.cell(0), b.column(column.name).cell(1)) << column.name;
    EXPECT_EQ(column.cell(1), b.column(column.name).cell(0)) << column.name;
  }
}

TEST_F(ErpTrials, RefusesWhatCannotBe) {
  EXPECT_THAT(run("sub-1.h5 --component P3 --channels Qz").err, HasSubstr("there is no channel 'Qz'"));
  EXPECT_EQ(run("sub-1.h5 --component P3 --channels Qz").code, 3);
  EXPECT_EQ(run("sub-1.h5 --component P3:700:950:positive --channels Pz").code, 2);
  EXPECT_EQ(run("sub-1.h5" + kP3 + "--groups g.tsv").code, 2);
  EXPECT_EQ(run("sub-1.h5" + kP3 + "--participants participants.tsv --by grup").code, 3);
  EXPECT_EQ(run("sub-1.h5" + kP3 + "--responses participants.tsv").code, 3);
  EXPECT_THAT(run("sub-1.h5 ./sub-1.h5" + kP3).err, HasSubstr("is the same file as"));
  EXPECT_THAT(run("sub-1.h5" + kP3 + "--conditions face,face").err, HasSubstr("is named twice"));
  const std::string groups = "--participants participants.tsv --by group --groups g.tsv --people never.tsv --levels ";
  EXPECT_EQ(run("sub-1.h5" + kP3 + groups + "anxious").code, 2);
  EXPECT_THAT(run("sub-1.h5" + kP3 + groups + "anxious,secur").err, HasSubstr("did you mean 'secure'"));
  EXPECT_EQ(run("sub-1.h5" + kP3 + groups + "anxious,secure").code, 5);  // one person
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "never.tsv"));
}

TEST(ErpTrialsOnRealData, LatencyOfTheP3GoesWithTheResponseTime) {
  ATTUNE_NEED_SHARED(shared, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  const std::filesystem::path set = std::filesystem::canonical(shared);
  TemporaryFolder folder;
  const eeg::Recording recording = eeg::read_recording(set);
  eeg::EpochOptions options;
  options.conditions = eeg::conditions_of_types(std::vector<std::string>{"square"});
  options.from = Milliseconds(-500);
  options.to = Milliseconds(1200);
  options.baseline = eeg::Span{Milliseconds(-200), Milliseconds(0)};
  eeg::write_epochs(folder.path() / "epochs.h5", eeg::epoch(recording, options), Overwrite::allow);
  const ProgramResult result =
      run_attune("erp trials epochs.h5 --component P3:300:500:positive --channels POz --responses '" + set.string() +
                     "' --response-type rt --bootstraps 20 --people p.tsv --out t.tsv",
                 folder.path());
  ASSERT_EQ(result.code, 0) << result.err;
  const Table people = read_table(folder.path() / "p.tsv");
  EXPECT_EQ(people.numbers("trials")[0], 80);
  EXPECT_EQ(people.numbers("responses")[0], 74);  // as many as there are events of that type
  EXPECT_GT(people.numbers("woody_response_r_low")[0], 0.1);
  EXPECT_GT(people.numbers("response_slope_low")[0], 0.1);
  EXPECT_LT(people.numbers("response_slope_high")[0], 1);  // what a component would have that moves with the response
  for (const char* name : {"stimulus_amplitude_uv", "moved_stimulus_locked_uv", "moved_response_locked_uv"})
    EXPECT_THAT(people.numbers(name)[0], testing::AllOf(testing::Gt(5), testing::Lt(40))) << name;
}

}  // namespace
}  // namespace attune::test
