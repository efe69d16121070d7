#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "attune/eeg/epoch_files.hpp"
#include "attune/table/delimited.hpp"
#include "recorded_words.hpp"
#include "run_program.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

class EegCommand : public testing::Test {
 protected:
  void SetUp() override { record_words(folder_.path()); }
  ProgramResult run(const std::string& arguments) const {
    return run_attune("eeg sub-01_task-words_eeg.vhdr " + arguments, folder_.path());
  }
  std::filesystem::path at(const char* name) const { return folder_ / name; }
  TemporaryFolder folder_;
};

TEST_F(EegCommand, AveragesOneConditionPerType) {
  const ProgramResult result = run("--events rejection,acceptance");
  ASSERT_EQ(result.code, 0) << result.err;
  const auto evoked = eeg::evoked_from_table(parse_table(result.out, "out.tsv"));
  ASSERT_EQ(evoked.size(), 2u);
  EXPECT_EQ(evoked[0].condition, "rejection");
  EXPECT_EQ(evoked[0].trials, 20);
  EXPECT_EQ(evoked[1].trials, 19);
  EXPECT_EQ(evoked[0].labels.participant_id, "sub-01");
  EXPECT_EQ(evoked[0].labels.task, "words");
  EXPECT_EQ(evoked[0].times.first, -50);
  EXPECT_EQ(evoked[0].times.samples, 251);
}

TEST_F(EegCommand, WritesEpochsLedgerAndAverages) {
  const ProgramResult result = run(
      "--events rejection,acceptance --reject-uv 150 --epochs epochs.h5 --ledger ledger.tsv --out evoked.h5 --baseline "
      "-100,0");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, "");
  const eeg::Epochs epochs = eeg::read_epochs(at("epochs.h5"));
  EXPECT_EQ(epochs.data.size(), 38u);
  EXPECT_EQ(epochs.baseline->from.count(), -100);
  EXPECT_TRUE(eeg::read_evoked(at("evoked.h5"))[0].average == eeg::average(epochs)[0].average);
  const Table ledger = read_table(at("ledger.tsv"));
  EXPECT_EQ(ledger.rows(), 40u);
  EXPECT_EQ(ledger.text("reason")[1], "peak-to-peak");
  EXPECT_EQ(ledger.text("channel")[1], "EOG");
  EXPECT_EQ(ledger.text("reason")[39], "outside the data");
  for (const char* name :
       {"epochs.h5.provenance.json", "ledger.tsv.provenance.json", "ledger.json", "evoked.h5.provenance.json"})
    EXPECT_TRUE(std::filesystem::exists(at(name))) << name;
}

TEST_F(EegCommand, CountsTrialsWhenOnlyEpochsAreWanted) {
  const ProgramResult result = run("--events rejection --reject-uv 150 --epochs epochs.h5");
  EXPECT_EQ(result.out, "condition\ttrials\tkept\tpeak-to-peak\nrejection\t20\t19\t1\n") << result.err;
}

TEST_F(EegCommand, ChoosesTrialsByExpression) {
  const ProgramResult result =
      run("--condition \"early=type in ('rejection', 'acceptance') && onset < 12\" --epochs epochs.h5");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(eeg::read_epochs(at("epochs.h5")).data.size(), 10u);
}

TEST_F(EegCommand, TakesEventsFromATable) {
  const ProgramResult result = run_shell(
      "printf 'onset\\tduration\\ttrial_type\\tspeed\\n1.2\\t0\\tword\\tfast\\n4.8\\t0\\tword\\tslow\\n' >events.tsv; "
      "\"$ATTUNE\" eeg sub-01_task-words_eeg.vhdr --events-table events.tsv --condition \"fast=speed == 'fast'\" "
      "--epochs epochs.h5",
      folder_.path());
  ASSERT_EQ(result.code, 0) << result.err;
  const eeg::Epochs epochs = eeg::read_epochs(at("epochs.h5"));
  ASSERT_EQ(epochs.trials.size(), 1u);
  EXPECT_EQ(epochs.trials[0].sample, 300);
}

TEST_F(EegCommand, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(run("--events rejections").code, 3);
  EXPECT_THAT(run("--events rejections").err, HasSubstr("did you mean 'rejection'"));
  EXPECT_EQ(run("--condition 'a=type = 3'").code, 2);
  EXPECT_EQ(run("--baseline 3").code, 2);
  EXPECT_EQ(run("--events rejection --channels Oz").code, 3);
  EXPECT_EQ(run_attune("eeg missing.vhdr", folder_.path()).code, 3);
}

TEST_F(EegCommand, WritesTheLedgerEvenIfNoTrialIsKept) {
  const ProgramResult result = run("--events rejection --reject-uv 0.001 --ledger ledger.tsv --epochs epochs.h5");
  EXPECT_EQ(result.code, 5);
  EXPECT_THAT(result.err, HasSubstr("20 peak-to-peak"));
  EXPECT_EQ(read_table(at("ledger.tsv")).rows(), 20u);
  EXPECT_FALSE(std::filesystem::exists(at("epochs.h5")));
}

TEST_F(EegCommand, DoesNotReplaceOutputsUnasked) {
  EXPECT_EQ(run("--events rejection --epochs epochs.h5").code, 0);
  EXPECT_EQ(run("--events rejection --epochs epochs.h5").code, 4);
  EXPECT_EQ(run("--events rejection --epochs epochs.h5 --force").code, 0);
}

TEST_F(EegCommand, WritesNothingInADryRun) {
  EXPECT_EQ(run("--events rejection --epochs epochs.h5 --ledger ledger.tsv --out e.h5 --dry-run").code, 0);
  for (const char* name : {"epochs.h5", "ledger.tsv", "e.h5"}) EXPECT_FALSE(std::filesystem::exists(at(name))) << name;
}

}  // namespace
}  // namespace attune::test
