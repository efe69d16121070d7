#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "attune/eeg/epoch_files.hpp"
#include "attune/table/delimited.hpp"
#include "made_people.hpp"
#include "run_program.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

/// A person's trials as a file of epochs.
void write_person(const decode::PeopleTrials& all, const decode::PersonTrials& person,
                  const std::filesystem::path& path) {
  eeg::Epochs epochs;
  epochs.labels.participant_id = person.participant_id;
  epochs.source = "made";
  epochs.times = all.times;
  epochs.channels = all.channels;
  epochs.conditions = {"a", "b"};
  for (std::size_t i = 0; i < person.trials(); ++i) {
    Eigen::MatrixXd data(static_cast<Eigen::Index>(all.channels.size()), all.times.samples);
    for (std::size_t t = 0; t < person.at.size(); ++t)
      data.col(static_cast<Eigen::Index>(t)) = 1e-6 * person.at[t].col(static_cast<Eigen::Index>(i));
    epochs.data.push_back(data);
    eeg::Trial trial;
    trial.condition = person.second[i] ? "b" : "a";
    trial.type = trial.condition;
    trial.onset_sample = 100.0 * static_cast<double>(i);
    trial.sample = 100 * static_cast<Eigen::Index>(i);
    trial.kept = true;
    epochs.trials.push_back(trial);
  }
  eeg::write_epochs(path, epochs, Overwrite::allow);
}

class DecodeCommand : public testing::Test {
 protected:
  void SetUp() override {
    const decode::PeopleTrials all = made_people(
        {.people = 8, .channels = 4, .trials = 12, .samples = 12, .effect = 2, .from_ms = 20, .memory = 0.3}, 3);
    std::ofstream participants(folder_.path() / "participants.tsv");
    participants << "participant_id\tgroup\n";
    for (std::size_t p = 0; p < all.people.size(); ++p) {
      const std::string& id = all.people[p].participant_id;
      write_person(all, all.people[p], folder_.path() / (id + ".h5"));
      participants << id << '\t' << (p % 2 == 0 ? "secure" : "anxious") << '\n';
    }
  }
  ProgramResult run(const std::string& arguments) const {
    return run_shell("\"$ATTUNE\" decode " + arguments, folder_.path());
  }
  std::string file(const char* name) const {
    std::ifstream stream(folder_.path() / name, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }
  TemporaryFolder folder_;
};

TEST_F(DecodeCommand, TellsGroupsApartFromChanceAndComparesTheirOnsets) {
  const ProgramResult result = run(
      "sub-*.h5 --conditions a,b --folds 4 --repeats 1 --permutations 20 --draws 500 --participants participants.tsv "
      "--group group --levels secure,anxious --curves curves.tsv --generalisation square.tsv --figure figure.svg "
      "--out summary.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  const Table summary = parse_table(file("summary.tsv"), "summary.tsv");
  ASSERT_EQ(summary.rows(), 3u);
  EXPECT_EQ(summary.text("group")[2], "secure - anxious");
  EXPECT_EQ(summary.numbers("arrangements")[0], 500);
  EXPECT_LT(summary.numbers("p_adjusted")[0], 0.05);
  EXPECT_GT(summary.numbers("peak_score")[1], 0.85);
  EXPECT_NEAR(summary.numbers("fraction_onset_ms")[0], 15, 5) << "between 10 and 20 ms";
  EXPECT_GT(summary.numbers("p_onset")[2], 0);
  const Table curves = parse_table(file("curves.tsv"), "curves.tsv");
  EXPECT_EQ(curves.rows(), 12u * (2 + 8));
  EXPECT_EQ(parse_table(file("square.tsv"), "square.tsv").rows(), 144u);
  EXPECT_THAT(file("figure.svg"), HasSubstr("Trained at one time, tested at another"));
  EXPECT_THAT(file("figure.svg.provenance.json"), HasSubstr("sub-03.h5"));
}

TEST_F(DecodeCommand, DecodesPeopleItWasNotTrainedOn) {
  const ProgramResult result = run("sub-*.h5 --conditions a,b --by participant --permutations 49 --format json");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\"test\": \"classes permuted\""));
  EXPECT_THAT(result.out, HasSubstr("\"p_adjusted\": 0.02,"));
}

TEST_F(DecodeCommand, GivesTheSameBytesWhateverTheThreadsAndTheOrderOfFiles) {
  const std::string rest = " --conditions a,b --by participant --permutations 19 --bootstraps 1000";
  const ProgramResult one = run("sub-01.h5 sub-02.h5 sub-03.h5 --threads 1" + rest);
  const ProgramResult two = run("sub-03.h5 sub-01.h5 sub-02.h5 --threads 2" + rest);
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
}

TEST_F(DecodeCommand, LeavesOutWhoIsExcludedOrHasNoGroup) {
  std::ofstream(folder_.path() / "some.tsv")
      << "participant_id\tgroup\texcluded\nsub-01\tx\tn/a\nsub-02\tx\tn/a\nsub-03\tx\tfell asleep\nsub-04\tn/a\tn/a\n";
  const ProgramResult result = run(
      "sub-01.h5 sub-02.h5 sub-03.h5 sub-04.h5 --conditions a,b --group group --participants some.tsv --permutations 5 "
      "--draws 100 --bootstraps 0 --out summary.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("2 of 4 people are left out: sub-03 (excluded: fell asleep), sub-04 (group: n/a)"));
  const Table summary = parse_table(file("summary.tsv"), "summary.tsv");
  ASSERT_EQ(summary.rows(), 1u) << "n/a is no group";
  EXPECT_EQ(summary.text("group")[0], "x");
  EXPECT_EQ(summary.numbers("people")[0], 2);
}

TEST_F(DecodeCommand, SaysInOneLineWhatIsWrong) {
  const auto refused = [&](const std::string& arguments, int code, const std::string& words) {
    const ProgramResult result = run(arguments);
    EXPECT_EQ(result.code, code) << arguments;
    EXPECT_THAT(result.err, HasSubstr(words));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  };
  refused("sub-01.h5 --conditions a", 2, "--conditions has 1 names, expected two");
  refused("sub-01.h5 ./sub-01.h5 --conditions a,b", 3, "is the same file as sub-01.h5; expected each file once");
  refused("sub-01.h5 --conditions a,z", 3, "sub-01.h5: no condition 'z'");
  refused("sub-01.h5 --conditions a,b --folds 13 --permutations 9", 5, "12 and 12 trials, expected 13");
  refused("sub-01.h5 --conditions a,b --levels x,y", 2, "--levels needs --group");
  refused("sub-01.h5 --conditions a,b --group group", 2, "--group and --participants go together");
  refused("sub-01.h5 --conditions a,b --bootstraps 50", 2, "a percentile interval of 95 % needs 1000 to");
  refused("sub-01.h5 --conditions a,b --confidence 95", 2, "a confidence of 95; expected one between 0 and 1");
  refused("sub-01.h5 --conditions a,b --alpha 5", 2, "alpha is 5; expected a number between 0 and 1");
  const std::string by_group = "sub-0*.h5 --conditions a,b --group group --participants ";
  refused(by_group + "participants.tsv --levels secure,secure", 2, "--levels secure,secure; expected each level once");
  refused(by_group + "participants.tsv --levels secure,anxios", 3, "has no 'anxios'; did you mean 'anxious'?");
  std::ofstream(folder_.path() / "twice.tsv") << "participant_id\tgroup\nsub-01\tx\n01\ty\n";
  refused(by_group + "twice.tsv", 3, "is there twice; keep one row");
  refused("sub-01.h5 --conditions a,b --figure x.png", 2, "expected a name that ends in .svg");
  refused("sub-01.h5 --conditions a,b --group grup --participants participants.tsv", 3, "grup");
}

}  // namespace
}  // namespace attune::test
