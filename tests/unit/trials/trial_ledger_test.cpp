#include "attune/trials/trial_ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "attune/table/delimited.hpp"
#include "expect_error.hpp"

namespace attune::trials {
namespace {

using test::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

ModalityLedger ledger_of(const std::string& modality, const std::string& text) {
  return {modality, parse_table(text, modality + ".tsv")};
}

std::vector<ModalityLedger> three() {
  return {ledger_of("eeg",
                    "trial\tparticipant_id\tsession\tcondition\tonset_s\tkept\treason\n"
                    "1\tsub-01\tA\tx\t1.000\tyes\tn/a\n"
                    "2\tsub-01\tA\ty\t2.000\tno\tpeak-to-peak\n"
                    "3\tsub-01\tA\tx\t3.000\tyes\tn/a\n"
                    "4\tsub-02\tA\tx\t1.000\tno\tstep\n"),
          ledger_of("reaction",
                    "participant_id\tonset\texcluded\n"
                    "sub-01\t1.010\tn/a\nsub-01\t1.990\tn/a\nsub-01\t3.020\ttoo fast\nsub-02\t1.005\tno response\n"),
          ledger_of("scr",
                    "participant_id\tonset_s\tkept\treason\nsub-01\t1\tyes\tn/a\nsub-01\t2\tyes\tn/a\n"
                    "sub-02\t1\tyes\tn/a\n")};
}

std::vector<std::string> reasons(const JointLedger& ledger) {
  std::vector<std::string> out;
  for (const JointTrial& trial : ledger.trials) out.push_back(trial.kept ? "kept" : trial.reason);
  return out;
}

TEST(JointLedger, DropsWhatOneModalityRejects) {
  const JointLedger joint = join(three(), {});
  EXPECT_THAT(reasons(joint),
              ElementsAre("kept", "eeg: peak-to-peak", "reaction: too fast", "eeg: step; reaction: no response"));
  EXPECT_THAT(joint.warnings, ElementsAre(HasSubstr("1 of 4 trials are not in the ledger of 'scr'")));
}

TEST(JointLedger, DropsOnlyWhatAllRejectOrWhatTheDecidingOnesReject) {
  JoinOptions options;
  options.rule = Rule::all;
  EXPECT_THAT(reasons(join(three(), options)), ElementsAre("kept", "kept", "kept", "kept"));
  options.deciding = {"eeg", "reaction"};
  EXPECT_THAT(reasons(join(three(), options)), ElementsAre("kept", "kept", "kept", "eeg: step; reaction: no response"));
  options.rule = Rule::any;
  options.deciding = {"reaction"};
  EXPECT_THAT(reasons(join(three(), options)),
              ElementsAre("kept", "kept", "reaction: too fast", "reaction: no response"));
  options.deciding = {"scr"};
  options.drop_missing = true;
  EXPECT_THAT(reasons(join(three(), options)), ElementsAre("kept", "kept", "scr: not there", "kept"));
}

TEST(JointLedger, KeepsWhatEveryModalitySaid) {
  const Table table = to_table(join(three(), {}));
  EXPECT_THAT(table.text("eeg_kept"), ElementsAre("yes", "no", "yes", "no"));
  EXPECT_THAT(table.text("reaction_reason"), ElementsAre("n/a", "n/a", "too fast", "no response"));
  EXPECT_THAT(table.text("scr_kept"), ElementsAre("yes", "yes", "n/a", "yes"));
  EXPECT_THAT(table.text("condition"), ElementsAre("x", "y", "x", "x"));
  EXPECT_THAT(table.text("session"), ElementsAre("n/a", "n/a", "n/a", "n/a")) << "two ledgers do not know it";
  EXPECT_THAT(table.numbers("onset_s"), ElementsAre(1.0, 2.0, 3.0, 1.0));
  const auto meanings = joint_meanings(join(three(), {}));
  ASSERT_EQ(meanings.size(), table.columns().size());
  for (std::size_t c = 0; c < meanings.size(); ++c) EXPECT_EQ(meanings[c].column, table.columns()[c].name);
}

TEST(JointLedger, CountsReasonsByModality) {
  const Table counts = summary(join(three(), {}));
  std::vector<std::string> lines;
  for (std::size_t row = 0; row < counts.rows(); ++row)
    lines.push_back(counts.text("modality")[row] + "/" + counts.text("reason")[row] + "/" + counts.text("trials")[row] +
                    "/" + counts.text("only_this")[row]);
  EXPECT_THAT(lines, ElementsAre("eeg/kept/2/0", "eeg/peak-to-peak/1/1", "eeg/step/1/0", "reaction/kept/2/0",
                                 "reaction/no response/1/0", "reaction/too fast/1/1", "scr/kept/3/0",
                                 "scr/not there/1/0", "joint/dropped/3/0", "joint/kept/1/0"));
}

TEST(JointLedger, DoesNotDependOnTheOrderOfRows) {
  const std::string before = to_tsv(to_table(join(three(), {})));
  for (std::size_t turn = 1; turn < 4; ++turn) {
    std::vector<ModalityLedger> ledgers = three();
    for (ModalityLedger& ledger : ledgers) {
      std::vector<std::size_t> rows(ledger.table.rows());
      std::iota(rows.begin(), rows.end(), 0);
      std::rotate(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(turn % rows.size()), rows.end());
      ledger.table = ledger.table.select(rows);
    }
    EXPECT_EQ(to_tsv(to_table(join(ledgers, {}))), before) << turn;
  }
}

TEST(JointLedger, CanBeJoinedAgain) {
  const Table joint = to_table(join(three(), {}));
  const JointLedger again = join({{"before", joint}}, {});
  EXPECT_THAT(reasons(again), ElementsAre("kept", "before: eeg: peak-to-peak", "before: reaction: too fast",
                                          "before: eeg: step; reaction: no response"));
}

TEST(JointLedger, MatchesByTrialNumber) {
  JoinOptions options;
  options.match = Match::trial;
  const JointLedger joint = join({ledger_of("eeg", "trial\tkept\treason\n1\tyes\tn/a\n2\tno\tflat\n3\tyes\tn/a\n"),
                                  ledger_of("heart", "trial\tkept\treason\n3\tno\tectopic beat\n2\tyes\tn/a\n")},
                                 options);
  EXPECT_THAT(reasons(joint), ElementsAre("kept", "eeg: flat", "heart: ectopic beat"));
}

TEST(JointLedger, TakesAnEventInTwoConditionsForOneTrial) {
  const JointLedger joint = join({ledger_of("eeg",
                                            "trial\tcondition\tonset_s\tkept\treason\n"
                                            "1\tall\t4\tyes\tn/a\n2\trare\t4\tno\tflat\n")},
                                 {});
  EXPECT_THAT(reasons(joint), ElementsAre("eeg: flat"));
}

TEST(JointLedger, IsWithinTheToleranceToTheLastDigit) {
  JoinOptions options;
  options.tolerance = Milliseconds(20);
  const ModalityLedger eeg = ledger_of("eeg", "onset_s\tkept\treason\n0.3\tyes\tn/a\n");
  EXPECT_EQ(join({eeg, ledger_of("scr", "onset_s\tkept\treason\n0.32\tno\tlost\n")}, options).trials.size(), 1u);
  EXPECT_EQ(join({eeg, ledger_of("scr", "onset_s\tkept\treason\n0.3201\tno\tlost\n")}, options).trials.size(), 2u);
}

// Two runs have an event at 1.2 s each. A ledger without runs cannot say which of them it means.
TEST(JointLedger, RefusesRunsThatAnotherLedgerDoesNotTellApart) {
  const std::string rows = "onset_s\tkept\trun\n1.2\tyes\t1\n3\tyes\t1\n1.2\tno\t2\n5\tyes\t2\n";
  const ModalityLedger without = ledger_of("b", "onset_s\tkept\n1.2\tyes\n3\tyes\n");
  EXPECT_THAT(error_of(Fault::input,
                       [&] {
                         join({ledger_of("a", rows), without}, {});
                       }),
              ::testing::AllOf(HasSubstr("a.tsv:4: 'a' has trials of run '1' and '2' at 1.2"),
                               HasSubstr("the ledger of 'b' does not tell apart")));
  const ModalityLedger with = ledger_of("b", "onset_s\tkept\trun\n1.2\tyes\t1\n3\tyes\t1\n");
  EXPECT_EQ(join({ledger_of("a", rows), with}, {}).trials.size(), 4u);
  const ModalityLedger apart = ledger_of("a", "onset_s\tkept\trun\n1.2\tyes\t1\n3\tyes\t2\n");
  EXPECT_EQ(join({apart, without}, {}).trials.size(), 2u) << "onsets tell them apart";
}

TEST(JointLedger, RefusesWhatItCannotTellApart) {
  const auto message = [](std::vector<ModalityLedger> ledgers, JoinOptions options = {}, Fault fault = Fault::input) {
    return error_of(fault, [&] { join(ledgers, options); });
  };
  EXPECT_THAT(message({ledger_of("eeg", "onset_s\tkept\n1.000\tyes\n1.015\tyes\n")}),
              HasSubstr("eeg.tsv:3: trials of 'eeg' at 1 and 1.015 s are within the tolerance of 20 ms"));
  EXPECT_THAT(message({ledger_of("eeg", "onset_s\tkept\n1\tmaybe\n")}), HasSubstr("expected yes or no"));
  EXPECT_THAT(message({ledger_of("eeg", "onset_s\n1\n")}), HasSubstr("neither a column kept (yes, no) nor excluded"));
  EXPECT_THAT(message({ledger_of("eeg", "trial\tkept\n1\tyes\n")}), HasSubstr("has no column onset_s or onset"));
  EXPECT_THAT(message({ledger_of("eeg", "onset_s\tkept\nn/a\tyes\n")}), HasSubstr("is not a time"));
  EXPECT_THAT(message({ledger_of("eeg", "participant_id\tonset_s\tkept\nsub-01\t1\tyes\n"),
                       ledger_of("scr", "onset_s\tkept\n1\tyes\n")}),
              HasSubstr("scr.tsv:2: the ledger of 'scr' does not name the participant"));
  const ModalityLedger fine = ledger_of("eeg", "onset_s\tkept\n1\tyes\n");
  EXPECT_THAT(message({}, {}, Fault::usage), HasSubstr("no ledger"));
  EXPECT_THAT(message({fine, fine}, {}, Fault::usage), HasSubstr("two ledgers"));
  EXPECT_THAT(message({{"1x", fine.table}}, {}, Fault::usage), HasSubstr("is no name of a modality"));
  JoinOptions options;
  options.deciding = {"ege"};
  EXPECT_THAT(message({fine}, options, Fault::usage), HasSubstr("no ledger is of modality"));
  options.deciding.clear();
  options.tolerance = Milliseconds(-1);
  EXPECT_THAT(message({fine}, options, Fault::usage), HasSubstr("tolerance"));
}

TEST(Words, OfRulesAndMatches) {
  EXPECT_EQ(parse_rule("all"), Rule::all);
  EXPECT_EQ(parse_match("trial"), Match::trial);
  EXPECT_THAT(error_of(Fault::usage, [] { parse_rule("some"); }), HasSubstr("expected any or all"));
  EXPECT_THAT(error_of(Fault::usage, [] { parse_match("time"); }), HasSubstr("expected onset or trial"));
}

}  // namespace
}  // namespace attune::trials
