#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "attune/base/files.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/table/delimited.hpp"
#include "recorded_words.hpp"
#include "run_program.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

class EegCleaning : public testing::Test {
 protected:
  void SetUp() override { record_words(folder_.path()); }
  ProgramResult run(const std::string& arguments, const std::string& recording = "sub-01_task-words_eeg.vhdr") const {
    return run_attune("eeg " + recording + " --events rejection,acceptance " + arguments, folder_.path());
  }
  std::string text(const char* name) const { return read_text(folder_ / name); }
  void write(const char* name, const std::string& text) const { write_text(folder_ / name, text, Overwrite::allow); }
  TemporaryFolder folder_;
};

constexpr const char* kSteps = "--step filter:highpass=1,lowpass=30 --step reference";

TEST_F(EegCleaning, RecordsEveryStepInTheSidecar) {
  const ProgramResult result = run(std::string(kSteps) + " --out averages.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  const std::string sidecar = text("averages.json");
  EXPECT_THAT(sidecar, HasSubstr("\"Preprocessing\""));
  EXPECT_THAT(sidecar, HasSubstr("filter:highpass=1,lowpass=30,window=hamming,phase=zero,padding=reflect"));
  EXPECT_THAT(sidecar, HasSubstr("\"minus_6_db_hz\""));
  EXPECT_THAT(sidecar, HasSubstr("\"Rank\""));
}

TEST_F(EegCleaning, TakesStepsFromAFile) {
  write("steps.txt", "# slow drifts and muscles\nfilter:highpass=1,lowpass=30\n\nreference  # of all\n");
  const ProgramResult from_file = run("--steps steps.txt"), from_words = run(kSteps);
  ASSERT_EQ(from_file.code, 0) << from_file.err;
  EXPECT_EQ(from_file.out, from_words.out);
  EXPECT_NE(from_file.out, run("").out);
}

TEST_F(EegCleaning, NamesTheLineOfAStepThatIsNone) {
  write("steps.txt", "filter:highpass=1\nfiltre:lowpass=30\n");
  const ProgramResult result = run("--steps steps.txt");
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("steps.txt:2"));
  EXPECT_THAT(result.err, HasSubstr("filter"));
}

TEST_F(EegCleaning, GivesTheSameBytesForAnyNumberOfThreads) {
  const ProgramResult one = run(std::string(kSteps) + " --threads 1"), two = run(std::string(kSteps) + " --threads 2");
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
}

TEST_F(EegCleaning, FilteringWhileReadingGivesTheBytesOfTheWholeRecording) {
  const ProgramResult while_reading = run("--step filter:highpass=1,lowpass=30");
  const ProgramResult whole = run("--step filter:highpass=1,lowpass=30 --steps-dir did");
  ASSERT_EQ(while_reading.code, 0) << while_reading.err;
  EXPECT_EQ(while_reading.out, whole.out);
  EXPECT_THAT(whole.err, HasSubstr("median SD"));
  EXPECT_THAT(while_reading.err, testing::Not(HasSubstr("median SD")));
}

TEST_F(EegCleaning, WritesWhatTheStepsDidIntoAFolderOnce) {
  ASSERT_EQ(run(std::string(kSteps) + " --steps-dir did --out averages.tsv").code, 0);
  EXPECT_THAT(text("did/steps.json"), HasSubstr("\"step\": \"reference\""));
  const ProgramResult again = run(std::string(kSteps) + " --steps-dir did --out others.tsv");
  EXPECT_EQ(again.code, 4);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "others.tsv"));
}

TEST_F(EegCleaning, TheCleanedRecordingGivesTheSameAverages) {
  ASSERT_EQ(run(std::string(kSteps) + " --clean clean_eeg.vhdr --out averages.tsv").code, 0);
  const ProgramResult direct = run(kSteps), by_file = run("", "clean_eeg.vhdr");
  ASSERT_EQ(by_file.code, 0) << by_file.err;
  const auto before = eeg::evoked_from_table(parse_table(direct.out, "direct.tsv"));
  const auto after = eeg::evoked_from_table(parse_table(by_file.out, "by_file.tsv"));
  constexpr double kSinglePrecision = 1e-11;  // volts: the file holds 32-bit floats of some ten microvolts
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i)
    EXPECT_LT((before[i].average - after[i].average).cwiseAbs().maxCoeff(), kSinglePrecision);
}

TEST_F(EegCleaning, TheCleanedRecordingKeepsWhatItsTablesSaid) {
  write("sub-01_task-words_channels.tsv",
        "name\ttype\tunits\tstatus\nFz\tEEG\tuV\tgood\nCz\tEEG\tuV\tbad\nPz\tEEG\tuV\tgood\nEOG\tEOG\tuV\tgood\n");
  ASSERT_EQ(run("--step filter:highpass=1 --clean sub-01_task-words_desc-clean_eeg.vhdr --out averages.tsv").code, 0);
  EXPECT_THAT(text("sub-01_task-words_desc-clean_channels.tsv"), HasSubstr("Cz\tEEG\tuV\tbad\n"));
  const ProgramResult averages = run("", "sub-01_task-words_desc-clean_eeg.vhdr");
  ASSERT_EQ(averages.code, 0) << averages.err;
  EXPECT_EQ(parse_table(averages.out, "averages.tsv").names(), read_table(folder_ / "averages.tsv").names());
}

TEST_F(EegCleaning, ANameUnderWhichTablesWouldBeLostIsRefusedBeforeAnyWork) {
  write("sub-01_task-words_channels.tsv", "name\tstatus\nFz\tgood\nCz\tbad\nPz\tgood\nEOG\tgood\n");
  const ProgramResult result = run("--clean clean.vhdr --ledger l.tsv");
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("name it sub-01_task-words_desc-clean_eeg.vhdr"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "l.tsv"));
  EXPECT_EQ(run("--clean clean.edf").code, 2);
}

TEST_F(EegCleaning, AnyFileOfTheCleanedRecordingThatIsThereIsRefused) {
  write("sub-01_task-words_desc-clean_events.tsv", "onset\tduration\ttrial_type\n");
  const ProgramResult result = run("--clean sub-01_task-words_desc-clean_eeg.vhdr --ledger l.tsv");
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.err, HasSubstr("desc-clean_events.tsv"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "l.tsv"));
}

TEST_F(EegCleaning, EventsBetweenSamplesGoToTheNearestOrAreCutOff) {
  write("late_events.tsv", "onset\tduration\ttrial_type\n1.2035\t0\trejection\n2.4001\t0\tacceptance\n");
  const auto ledger = [&](const char* rounding) {
    const ProgramResult result =
        run(std::string("--events-table late_events.tsv --epochs e.h5 --force --ledger l.tsv ") + "--event-rounding " +
            rounding);
    EXPECT_EQ(result.code, 0) << result.err;
    return read_table(folder_ / "l.tsv").numbers("sample");
  };
  EXPECT_EQ(ledger("nearest"), (std::vector<double>{301, 600}));
  EXPECT_EQ(ledger("truncate"), (std::vector<double>{300, 600}));
}

TEST_F(EegCleaning, AnotherLedgerIsAboutTheParticipantThatIsNamed) {
  write("other.tsv", "participant_id\tonset_s\tkept\treason\nP1\t0.4\tno\tblink\nP7\t0.4\tyes\tn/a\n");
  const auto kept = [&](const char* participant) {
    const ProgramResult result = run(std::string("--exclude-trials other.tsv --epochs e.h5 --force --ledger l.tsv "
                                                 "--participant ") +
                                     participant);
    EXPECT_EQ(result.code, 0) << result.err;
    return read_table(folder_ / "l.tsv").text("kept")[0];
  };
  EXPECT_EQ(kept("P1"), "no");
  EXPECT_EQ(kept("P7"), "yes");
}

TEST_F(EegCleaning, RefusesARecordingWithoutAGoodChannel) {
  const ProgramResult result = run("--step bad:channels=Fz+Cz+Pz+EOG");
  EXPECT_EQ(result.code, 5);
  EXPECT_THAT(result.err, HasSubstr("every channel is bad"));
}

TEST_F(EegCleaning, AFormerRunLeavesNoTablesBehind) {
  ASSERT_EQ(run("--step montage:name=10-20 --steps-dir did --out a.tsv").code, 0);
  ASSERT_TRUE(std::filesystem::exists(folder_ / "did/01_montage_channels.tsv"));
  write("did/notes.tsv", "mine\n");
  ASSERT_EQ(run("--step reference --steps-dir did --out a.tsv --force").code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "did/01_montage_channels.tsv"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "did/notes.tsv"));
}

TEST_F(EegCleaning, AFileOfPositionsIsAnInput) {
  write("caps.tsv", "name\tx\ty\tz\nFz\t0\t60\t70\nCz\t0\t0\t95\nPz\t0\t-60\t70\n");
  ASSERT_EQ(run("--step montage:file=caps.tsv --out a.tsv").code, 0);
  EXPECT_THAT(text("a.tsv.provenance.json"), HasSubstr("caps.tsv"));
}

TEST_F(EegCleaning, ADryRunWritesNothing) {
  ASSERT_EQ(run(std::string(kSteps) + " --dry-run --steps-dir did --clean clean.vhdr --out averages.tsv").code, 0);
  for (const char* name : {"did", "clean.vhdr", "averages.tsv"})
    EXPECT_FALSE(std::filesystem::exists(folder_ / name)) << name;
}

TEST_F(EegCleaning, SaysWhichStepCannotBeDone) {
  const ProgramResult result = run("--step filter:lowpass=4000");
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("step filter"));
}

}  // namespace
}  // namespace attune::test
