#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/files.hpp"
#include "attune/table/delimited.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"

namespace attune {
namespace {

using test::run_attune;
using ::testing::HasSubstr;

const std::string kRecording = ATTUNE_SOURCE_DIR "/data-samples/eeg/sub-02_task-flash_eeg.vhdr";

TEST(Triggers, AuditAndCorrectARecording) {
  const test::TemporaryFolder folder;
  const std::string audit = "triggers '" + kRecording + "' --channel Photo --events flash";
  const test::ProgramResult first = run_attune(audit + " --corrected events.tsv --flashes flashes.tsv", folder.path());
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.err, HasSubstr("96 events were moved to their flash, 0 by the mean offset; 96 others stay"));
  const Table record = parse_table(first.out, "out.tsv");
  EXPECT_NEAR(record.numbers("offset_mean_ms").at(0), 26, 0.3) << "the sample's screen lags by 26 ms";
  const Table events = read_table(folder / "events.tsv"), flashes = read_table(folder / "flashes.tsv");
  EXPECT_EQ(events.rows(), 192u);
  EXPECT_EQ(events.numbers("onset").at(0), flashes.numbers("flash").at(0));
  const test::ProgramResult by_type = run_attune(audit + ",key", folder.path());
  EXPECT_EQ(by_type.code, 0);
  EXPECT_THAT(by_type.err, HasSubstr("events have no flash on Photo")) << "keys have none";
}

TEST(Triggers, OfOneBadFileDoNotLoseTheOthers) {
  const test::TemporaryFolder folder;
  write_text(folder / "broken.vhdr", "nothing\n", Overwrite::refuse);
  const std::string audit = "triggers broken.vhdr '" + kRecording + "' --channel Photo --events flash";
  const test::ProgramResult some = run_attune(audit + " --out audit.tsv", folder.path());
  EXPECT_EQ(some.code, 6);
  EXPECT_THAT(some.err, HasSubstr("1 of 2 files were not done: broken.vhdr"));
  EXPECT_EQ(read_table(folder / "audit.tsv").rows(), 1u);
  const test::ProgramResult none = run_attune("triggers '" + kRecording + "' --channel Pz --events flash");
  EXPECT_THAT(none.err, HasSubstr("sub-02_task-flash_eeg.vhdr: channel Pz shows no flashes"));
}

TEST(Triggers, WriteCorrectedEventsAsATableWhateverTheFormat) {
  const test::TemporaryFolder folder;
  const std::string audit = "triggers '" + kRecording + "' --channel Photo --events flash --format json";
  const test::ProgramResult json = run_attune(audit + " --corrected events.tsv", folder.path());
  ASSERT_EQ(json.code, 0) << json.err;
  EXPECT_EQ(json.out.front(), '{');
  EXPECT_EQ(read_table(folder / "events.tsv").rows(), 192u);
  EXPECT_EQ(run_attune("eeg '" + kRecording + "' --events-table events.tsv --events flash", folder.path()).code, 0);
}

TEST(Triggers, BlockGroupsThatShareNoRig) {
  const test::TemporaryFolder folder;
  write_text(folder / "people.tsv", "participant_id\tgroup\trig\ns1\ta\tx\ns2\ta\tx\ns3\tb\ty\ns4\tb\ty\n",
             Overwrite::refuse);
  const test::ProgramResult blocked = run_attune("triggers --rigs people.tsv", folder.path());
  EXPECT_EQ(blocked.code, 5);
  EXPECT_THAT(blocked.err, HasSubstr("a: 2 on x, 0 on y; b: 0 on x, 2 on y"));
  const test::ProgramResult allowed =
      run_attune("triggers --rigs people.tsv --allow-confounded 'corrected by flash'", folder.path());
  EXPECT_EQ(allowed.code, 0);
  EXPECT_THAT(allowed.err, HasSubstr("allowed because: corrected by flash"));
}

TEST(Triggers, SayWhatTheyNeed) {
  EXPECT_EQ(run_attune("triggers").code, 2);
  EXPECT_EQ(run_attune("triggers '" + kRecording + "'").code, 2);
  EXPECT_EQ(run_attune("triggers '" + kRecording + "' --channel Photo --rigs x.tsv").code, 2);
  EXPECT_EQ(run_attune("triggers '" + kRecording + "' --channel Pz --events flash").code, 5);
}

TEST(Deconvolve, GivesResponsesThatErpCanRead) {
  const test::TemporaryFolder folder;
  const std::string fit = "deconvolve '" + kRecording + "' --event flash --event key --channels Pz --to 600";
  const test::ProgramResult table = run_attune(fit + " --baseline=-200,0", folder.path());
  ASSERT_EQ(table.code, 0) << table.err;
  EXPECT_THAT(table.err, HasSubstr("events: 96 flash, 96 key; standard errors from"));
  const Table responses = parse_table(table.out, "out.tsv");
  EXPECT_EQ(responses.rows(), 2u * 206u);
  EXPECT_EQ(responses.text("condition").front(), "flash");
  const test::ProgramResult file = run_attune(fit + " --out responses.h5", folder.path());
  EXPECT_EQ(file.code, 0) << file.err;
  EXPECT_TRUE(std::filesystem::exists(folder / "responses.h5"));
  EXPECT_EQ(run_attune(fit + " --out responses.h5", folder.path()).code, 4) << "exists";
}

// The sample beside an events.tsv with other events and a channels.tsv in which Pz is bad.
TEST(Deconvolve, AndTriggersTakeTheBidsFilesBesideARecordingUnlessAlone) {
  const test::TemporaryFolder folder;
  for (const std::string end : {"eeg.vhdr", "eeg.vmrk", "eeg.eeg"}) {
    const std::string name = "sub-02_task-flash_" + end;
    std::filesystem::copy_file(ATTUNE_SOURCE_DIR "/data-samples/eeg/" + name, folder / name);
  }
  const std::string fit = "deconvolve sub-02_task-flash_eeg.vhdr --to 600",
                    audit = "triggers sub-02_task-flash_eeg.vhdr";
  ASSERT_EQ(run_attune(audit + " --channel Photo --events flash --corrected own.tsv", folder.path()).code, 0);
  write_text(folder / "sub-02_task-flash_channels.tsv",
             "name\ttype\tunits\tstatus\nPz\tEEG\tV\tgood\nPhoto\tMISC\tV\tbad\n", Overwrite::refuse);
  std::string events = "onset\tduration\ttrial_type\n";
  for (int i = 0; i < 50; ++i) events += std::to_string(2 + 2 * i) + "\t0\tface\n";
  write_text(folder / "sub-02_task-flash_events.tsv", events, Overwrite::refuse);
  const test::ProgramResult with = run_attune(fit + " --event face", folder.path());
  ASSERT_EQ(with.code, 0) << with.err;
  EXPECT_THAT(with.err, HasSubstr("events: 50 face"));
  EXPECT_THAT(with.out, ::testing::Not(HasSubstr("Photo"))) << "it is bad";
  EXPECT_EQ(run_attune(fit + " --event face --alone", folder.path()).code, 3);
  EXPECT_EQ(run_attune(audit + " --channel Photo --events flash", folder.path()).code, 3);
  EXPECT_EQ(run_attune(audit + " --channel Photo --events flash --alone", folder.path()).code, 0);
  const test::ProgramResult moved =
      run_attune(audit + " --channel Photo --events flash --events-table own.tsv", folder.path());
  ASSERT_EQ(moved.code, 0) << moved.err;
  EXPECT_NEAR(parse_table(moved.out, "out.tsv").numbers("offset_mean_ms").at(0), 0, 0.01) << "they were corrected";
}

TEST(Deconvolve, RefusesWithTheCodeOfTheFault) {
  EXPECT_EQ(run_attune("deconvolve '" + kRecording + "'").code, 2);
  EXPECT_EQ(run_attune("deconvolve '" + kRecording + "' --event flahs").code, 3);
  EXPECT_EQ(run_attune("deconvolve '" + kRecording + "' --event 'flash ~ 1 + spline(rt)'").code, 2);
  EXPECT_EQ(run_attune("deconvolve '" + kRecording + "' --event flash --at rt").code, 2);
  EXPECT_EQ(run_attune("deconvolve '" + kRecording + "' --event flash --at rt=3").code, 2) << "no spline";
  EXPECT_EQ(run_attune("deconvolve '" + kRecording + "' --event 'flash ~ spline(rt, 5)' --at rt=3 --at rt=4").code, 2);
  EXPECT_EQ(run_attune("deconvolve '" + kRecording + "' --event 'flash ~ 1 + rt'").code, 3);
  EXPECT_EQ(run_attune("deconvolve '" + kRecording + "' --event flash --event again=type==\\'flash\\'").code, 5);
}

}  // namespace
}  // namespace attune
