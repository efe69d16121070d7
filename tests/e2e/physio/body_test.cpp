// Heart, breath and skin: one recording in one table, and a study of them from BIDS to the report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "../run/small_study.hpp"
#include "attune/table/delimited.hpp"

namespace attune::test {
namespace {

using ::testing::HasSubstr;

const std::string kSample =
    std::string(ATTUNE_SOURCE_DIR) + "/data-samples/physio/sub-01_task-rest_physio.tsv.gz --conditions calm,stress ";

double value_of(const Table& rows, const std::string& measure, const std::string& condition) {
  for (std::size_t row = 0; row < rows.rows(); ++row)
    if (rows.text("measure")[row] == measure && rows.text("condition")[row] == condition)
      return rows.numbers("value")[row];
  ADD_FAILURE() << measure << " of " << condition << " is not there";
  return std::nan("");
}

// What data-samples/physio/make_physio.py planted.
TEST(Physio, MeasuresHeartBreathAndSkinOfOneRecording) {
  const TemporaryFolder folder;
  const std::string out = (folder / "measures.tsv").string(), marks = (folder / "marks.tsv").string();
  const ProgramResult result =
      run_attune("physio " + kSample + "--measure heart_rate,rmssd,breath_rate,scl,scr_rate --out '" + out +
                 "' --events-out '" + marks + "'");
  ASSERT_EQ(result.code, 0) << result.err;
  const Table rows = read_table(out), found = read_table(marks);
  EXPECT_EQ(rows.rows(), 10U);
  EXPECT_NEAR(value_of(rows, "heart_rate", "calm"), 60000 / 880.0, 1);
  EXPECT_NEAR(value_of(rows, "heart_rate", "stress"), 60000 / 740.0, 1);
  EXPECT_GT(value_of(rows, "rmssd", "calm"), 1.5 * value_of(rows, "rmssd", "stress"));
  EXPECT_NEAR(value_of(rows, "breath_rate", "calm"), 14, 0.5);
  EXPECT_NEAR(value_of(rows, "breath_rate", "stress"), 18, 0.5);
  EXPECT_NEAR(value_of(rows, "scl", "stress") - value_of(rows, "scl", "calm"), 0.75, 0.15);
  std::map<std::string, int> kinds;
  double last = 0;
  for (std::size_t row = 0; row < found.rows(); ++row) {
    ++kinds[found.text("kind")[row]];
    EXPECT_GE(found.numbers("time_s")[row], last);
    last = found.numbers("time_s")[row];
  }
  EXPECT_NEAR(kinds["beat"], 148, 3);
  EXPECT_NEAR(kinds["inhale"], 31, 2);
  EXPECT_NEAR(kinds["scr"], 8, 2);
}

TEST(Physio, SaysWhatIsNotThere) {
  const TemporaryFolder folder;
  const std::filesystem::path plain = folder / "plain.csv";
  std::ofstream(plain) << "a,b\n1,2\n3,4\n5,6\n";
  const ProgramResult none = run_attune("physio '" + plain.string() + "' --sampling-frequency 10");
  EXPECT_EQ(none.code, 3);
  EXPECT_THAT(none.err, HasSubstr("has no channel of ECG, pulse, respiration or skin conductance"));
  const ProgramResult slip = run_attune("physio " + kSample + "--measure rmsd");
  EXPECT_EQ(slip.code, 2);
  EXPECT_THAT(slip.err, HasSubstr("did you mean 'rmssd'?"));
}

TEST(Physio, GivesTheSameBytesForAnyNumberOfThreads) {
  const ProgramResult one = run_attune("physio " + kSample + "--threads 1"),
                      two = run_attune("physio " + kSample + "--threads 2");
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
}

class Separation : public testing::Test {
 protected:
  Separation() : study_("separation-stress", "--participants 3,3 --small --no-defects") {}
  SmallStudy study_;
};

TEST_F(Separation, GoesFromBidsToTheReport) {
  ASSERT_EQ(study_.simulated().code, 0) << study_.simulated().err;
  const ProgramResult people = study_.run("participant", "--threads 1");
  ASSERT_EQ(people.code, 0) << people.err;
  ASSERT_EQ(study_.run("group").code, 0);
  ASSERT_EQ(run_attune("report '" + study_.results().string() + "'").code, 0);
  const std::string page = content(study_.results() / "report.html");
  EXPECT_THAT(page, HasSubstr("Intervals between heart beats (cardiac)"));
  EXPECT_THAT(page, HasSubstr("Skin conductance (skin)"));
  EXPECT_THAT(page, HasSubstr("alone_gt_together is alone less together"));
  // Every participant's heart period is what was planted.
  const Table truth = read_table(study_.data() / "truth_participants.tsv");
  const Table rows = read_table(study_.results() / "measures.tsv");
  std::size_t seen = 0;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    if (rows.text("measure")[row] != "mean_nn" || rows.text("condition")[row] != "alone") continue;
    for (std::size_t person = 0; person < truth.rows(); ++person)
      if (truth.text("participant_id")[person] == rows.text("participant_id")[row]) {
        ++seen;
        EXPECT_NEAR(rows.numbers("value")[row], truth.numbers("heart_period_alone")[person], 8);
      }
  }
  EXPECT_EQ(seen, 6U);
  // Nothing is done twice, and threads change no byte.
  EXPECT_THAT(study_.run("participant", "--verbose").err, HasSubstr("unchanged"));
  ASSERT_EQ(study_.run("participant", "--threads 2", "again").code, 0);
  const auto first = contents(study_.results()), second = contents(study_.file("again"));
  for (const auto& [name, bytes] : second) EXPECT_EQ(bytes, first.at(name)) << name;
}

// The electrode of one participant is loose while alone: no value, counted once a measure, and no part of the tests.
TEST(SeparationWithDefects, CountsWhatALooseElectrodeSpoils) {
  SmallStudy study("separation-stress", "--participants 6,6 --small");
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group").code, 0);
  const Table truth = read_table(study.data() / "truth_participants.tsv");
  std::string loose;
  for (std::size_t person = 0; person < truth.rows(); ++person)
    if (truth.text("defect")[person] == "artefacts") loose = truth.text("participant_id")[person];
  ASSERT_NE(loose, "");
  const Table left_out = read_table(study.results() / "exclusions.tsv");
  std::vector<std::string> measures;
  for (std::size_t row = 0; row < left_out.rows(); ++row)
    if (left_out.text("what")[row] == "measure") {
      EXPECT_EQ(left_out.text("participant_id")[row], loose);
      EXPECT_THAT(left_out.text("reason")[row], HasSubstr("artefact share"));
      measures.push_back(left_out.text("condition")[row]);
    }
  EXPECT_THAT(measures, testing::UnorderedElementsAre("mean_nn of alone", "rmssd of alone"));
  const Table values = read_table(study.results() / "group/values.tsv");
  for (std::size_t row = 0; row < values.rows(); ++row)
    if (values.text("participant_id")[row] == loose) {
      EXPECT_NE(values.text("excluded")[row], "n/a");
      EXPECT_TRUE(std::isnan(values.numbers("heart_period_change")[row]));
    }
}

TEST_F(Separation, NamesTheSlipsOfItsStudyFile) {
  const std::filesystem::path file = study_.own_study_file();
  const auto refused = [&](const std::string& what, const std::string& with) {
    const std::string before = content(file);
    edit(file, what, with);
    const ProgramResult result = study_.run("participant", "--dry-run");
    std::ofstream(file, std::ios::binary) << before;
    EXPECT_EQ(result.code, 2) << result.err;
    return result.err;
  };
  EXPECT_THAT(refused("measure: rmssd, condition: alone", "measure: rmsd, condition: alone"), HasSubstr("rmssd"));
  EXPECT_THAT(refused("alone - together", "alone - togther"), HasSubstr("did you mean 'together'?"));
  EXPECT_THAT(refused("condition: alone_gt_together}", "condition: alone_gt}"), HasSubstr("alone_gt_together"));
  EXPECT_THAT(refused("ecg: cardiac", "egc: cardiac"), HasSubstr("ecg"));
  edit(file, "ecg: cardiac", "ecg: cardaic");
  const ProgramResult missing = study_.run("participant");
  EXPECT_EQ(missing.code, 6);
  EXPECT_THAT(missing.err, HasSubstr("has no channel 'cardaic', which the study calls ecg; did you mean 'cardiac'?"));
}

}  // namespace
}  // namespace attune::test
