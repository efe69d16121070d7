#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "attune/table/delimited.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

const std::string kAverages = "'" ATTUNE_SOURCE_DIR "/data-samples/eeg/words-averages.tsv'";
const std::string kPeople = "'" ATTUNE_SOURCE_DIR "/data-samples/eeg/words-people.tsv'";
const std::string kGroups = " --condition rejection --participants " + kPeople + " --by group --levels insecure,secure";

class ClusterCommand : public testing::Test {
 protected:
  ProgramResult run(const std::string& arguments) const {
    return run_attune("cluster " + kAverages + " " + arguments, folder_.path());
  }
  nlohmann::json json(const std::string& arguments) const {
    const ProgramResult result = run(arguments + " --format json");
    EXPECT_EQ(result.code, 0) << result.err;
    return nlohmann::json::parse(result.out);
  }
  std::string text_of(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  TemporaryFolder folder_;
};

// The sample's wave at 400 ms is 3 uV more negative in the insecure group: one large negative cluster, whose p is that
// of all 924 splits.
TEST_F(ClusterCommand, FindsWhatTheSampleHolds) {
  const nlohmann::json out = json(kGroups + " --montage 10-10");
  const auto& test = out.at("test").at(0);
  EXPECT_EQ(test.at("n_a"), 6);
  EXPECT_EQ(test.at("n_b"), 6);
  EXPECT_EQ(test.at("arrangements"), 924);
  EXPECT_TRUE(test.at("enumerated"));
  EXPECT_THAT(test.at("adjacency").get<std::string>(), HasSubstr("6 channels"));
  const auto& first = out.at("clusters").at(0);
  EXPECT_EQ(first.at("sign"), "negative");
  EXPECT_LT(first.at("p").get<double>(), 0.05);
  EXPECT_GT(first.at("peak_ms").get<double>(), 300);
  EXPECT_THAT(first.at("reading").get<std::string>(), HasSubstr("no estimate of an onset"));
}

TEST_F(ClusterCommand, SaysThatEdgesAreNoLatenciesInTheSidecar) {
  ASSERT_EQ(run(kGroups + " --montage 10-10 --out clusters.tsv").code, 0);
  EXPECT_THAT(text_of("clusters.json"), HasSubstr("is no latency (Sassenhagen"));
}

TEST_F(ClusterCommand, WritesPointsNeighboursAndPictures) {
  const ProgramResult result = run(kGroups +
                                   " --montage 10-10 --from 100 --to 450 --points points.tsv --neighbours pairs.tsv "
                                   "--figure map.svg --heads heads.svg");
  ASSERT_EQ(result.code, 0) << result.err;
  const Table points = read_table(folder_ / "points.tsv");
  EXPECT_EQ(points.rows(), 6u * 18u);  // 100, 120 ... 440 ms
  EXPECT_EQ(points.numbers("time_ms").front(), 100);
  EXPECT_THAT(text_of("map.svg"), HasSubstr("no latencies"));
  EXPECT_THAT(text_of("heads.svg"), HasSubstr("</svg>"));
  // The pairs that were used give the same answer.
  EXPECT_EQ(json(kGroups + " --montage 10-10").at("clusters"), json(kGroups + " --adjacency pairs.tsv").at("clusters"));
}

TEST_F(ClusterCommand, GivesTheSameBytesForAnyNumberOfThreads) {
  for (const std::string method : {"mass", "tfce"}) {
    const std::string arguments = kGroups + " --montage 10-10 --permutations 300 --method " + method;
    const ProgramResult one = run(arguments + " --threads 1"), two = run(arguments + " --threads 2");
    EXPECT_EQ(one.code, 0) << one.err;
    EXPECT_EQ(one.out, two.out);
  }
}

// Differences left - right of 2 4 6 8 10.
std::string two_conditions() {
  std::string table = "participant_id\tcondition\tchannel\ttime_ms\tamplitude_uv\tn\n";
  for (int person = 1; person <= 5; ++person)
    for (const char* condition : {"left", "right"})
      for (int time = 0; time < 3; ++time)
        table += "sub-0" + std::string(1, static_cast<char>('0' + person)) + "\t" + condition + "\tCz\t" +
                 std::to_string(10 * time) + "\t" + std::to_string(person * (condition[0] == 'l' ? 3 : 1)) + "\t9\n";
  return table;
}

TEST_F(ClusterCommand, TestsDifferencesWithinPeople) {
  write("two.tsv", two_conditions());
  const ProgramResult result =
      run_attune("cluster two.tsv --difference effect=left-right --format json", folder_.path());
  ASSERT_EQ(result.code, 0) << result.err;
  const auto out = nlohmann::json::parse(result.out);
  // Differences 2 4 6 8 10: t = 6 / sqrt(10 / 5); of 32 patterns of signs two are as large.
  EXPECT_NEAR(out.at("clusters").at(0).at("peak_t").get<double>(), 6 / std::sqrt(2.0), 1e-9);
  EXPECT_NEAR(out.at("clusters").at(0).at("peak_difference").get<double>(), 6, 1e-9);
  EXPECT_EQ(out.at("clusters").at(0).at("p"), 2.0 / 32);
  EXPECT_EQ(out.at("test").at(0).at("difference"), "left-right");
}

// 2 of 32 patterns of signs, more than alpha: no cluster, and no p of 1 either.
TEST_F(ClusterCommand, GivesTheSmallestPOfEnhancedPointsThatAreInNoCluster) {
  write("two.tsv", two_conditions());
  const ProgramResult result =
      run_attune("cluster two.tsv --difference effect=left-right --method tfce --format json", folder_.path());
  ASSERT_EQ(result.code, 0) << result.err;
  const auto out = nlohmann::json::parse(result.out);
  EXPECT_TRUE(out.at("clusters").empty());
  EXPECT_EQ(out.at("test").at(0).at("p"), 2.0 / 32);
}

TEST_F(ClusterCommand, DoesNotWarnOfChannelsThatOnlyPeopleWhoAreLeftOutLack) {
  write("some.tsv",
        "participant_id\tcondition\tchannel\ttime_ms\tamplitude_uv\tn\n"
        "sub-01\ta\tCz\t0\t1\t9\nsub-01\ta\tCz\t10\t1\t9\nsub-01\ta\tPz\t0\t1\t9\nsub-01\ta\tPz\t10\t2\t9\n"
        "sub-02\ta\tCz\t0\t3\t9\nsub-02\ta\tCz\t10\t5\t9\nsub-02\ta\tPz\t0\t2\t9\nsub-02\ta\tPz\t10\t1\t9\n"
        "sub-03\ta\tCz\t0\t4\t9\nsub-03\ta\tCz\t10\t1\t9\nsub-03\ta\tPz\t0\t7\t9\nsub-03\ta\tPz\t10\t2\t9\n"
        "sub-04\ta\tCz\t0\t2\t9\nsub-04\ta\tCz\t10\t9\t9\nsub-04\ta\tPz\t0\t3\t9\nsub-04\ta\tPz\t10\t8\t9\n"
        "sub-05\ta\tCz\t0\t1\t9\nsub-05\ta\tCz\t10\t6\t9\n");
  const std::string rest = " --condition a --by group --levels x,y --montage 10-10 --participants ";
  write("five.tsv", "participant_id\tgroup\nsub-01\tx\nsub-02\tx\nsub-03\ty\nsub-04\ty\nsub-05\ty\n");
  const ProgramResult lacking = run_attune("cluster some.tsv" + rest + "five.tsv", folder_.path());
  EXPECT_EQ(lacking.code, 0) << lacking.err;
  EXPECT_THAT(lacking.err, HasSubstr("some of 5 people lack them or have them bad: Pz (1)"));
  write("four.tsv", "participant_id\tgroup\nsub-01\tx\nsub-02\tx\nsub-03\ty\nsub-04\ty\nsub-05\tz\n");
  const ProgramResult complete = run_attune("cluster some.tsv" + rest + "four.tsv", folder_.path());
  EXPECT_EQ(complete.code, 0) << complete.err;
  EXPECT_THAT(complete.err, testing::Not(HasSubstr("lack")));
}

TEST_F(ClusterCommand, DrawsNoHeadWhereThereIsNoCluster) {
  const ProgramResult none =
      run(kGroups + " --montage 10-10 --from 0 --to 20 --forming-p 0.000001 --heads heads.svg --format json");
  ASSERT_EQ(none.code, 0) << none.err;
  EXPECT_THAT(none.err, HasSubstr("there is no cluster: the figure of heads holds none"));
  EXPECT_THAT(text_of("heads.svg"), HasSubstr("there is no cluster"));
  EXPECT_EQ(nlohmann::json::parse(none.out).at("test").at(0).at("p"), 1);
  const ProgramResult nowhere =
      run("--condition rejection --channels Cz --heads nowhere.svg --points points.tsv --out out.tsv");
  EXPECT_EQ(nowhere.code, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("--heads needs positions of the channels"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "points.tsv"));
}

TEST_F(ClusterCommand, LeavesPeopleOutWithTheirReason) {
  write("people.tsv",
        "participant_id\tgroup\texcluded\nsub-01\tsecure\tn/a\nsub-02\tinsecure\tn/a\nsub-03\tsecure\tn/a\n"
        "sub-04\tinsecure\tn/a\nsub-05\tsecure\ttoo few trials\nsub-06\tinsecure\tn/a\nsub-07\tn/a\tn/a\n"
        "sub-08\tinsecure\tn/a\nsub-09\tsecure\tn/a\nsub-10\tother\tn/a\nsub-11\tsecure\tn/a\nsub-12\tinsecure\tn/a\n");
  const auto out =
      json("--condition rejection --participants people.tsv --by group --levels insecure,secure --channels Cz");
  EXPECT_EQ(out.at("test").at(0).at("left_out"), 3);
  EXPECT_EQ(out.at("left_out").at(0).at("participant_id"), "sub-05");
  EXPECT_EQ(out.at("left_out").at(0).at("reason"), "excluded: too few trials");
  EXPECT_EQ(out.at("left_out").at(1).at("reason"), "group: n/a");
}

TEST_F(ClusterCommand, RefusesWithOneLineThatSaysWhatToDo) {
  const ProgramResult no_neighbours = run(kGroups);
  EXPECT_EQ(no_neighbours.code, 2);
  EXPECT_THAT(no_neighbours.err, HasSubstr("6 channels and neither --montage nor --adjacency"));
  EXPECT_THAT(no_neighbours.err, HasSubstr("most of these channels are in 10-10"));
  const ProgramResult neither = run("--channels Cz");
  EXPECT_EQ(neither.code, 2);
  EXPECT_THAT(neither.err, HasSubstr("expected either --condition NAME or --difference NAME=A-B"));
  const ProgramResult level =
      run("--condition rejection --participants " + kPeople + " --by group --levels insecur,secure --channels Cz");
  EXPECT_EQ(level.code, 3);
  EXPECT_THAT(level.err, HasSubstr("column 'group' has no 'insecur'; did you mean 'insecure'?"));
  const ProgramResult alpha = run("--condition rejection --channels Cz --alpha 5");
  EXPECT_EQ(alpha.code, 2);
  EXPECT_THAT(alpha.err, HasSubstr("alpha is 5; expected one between 0 and 1"));
  const ProgramResult window = run("--condition rejection --channels Cz --from 900");
  EXPECT_EQ(window.code, 3);
  EXPECT_THAT(window.err, HasSubstr("the averages go from 0 to 500 ms"));
  write("people.tsv", "participant_id\tgroup\nsub-01\tsecure\nsub-02\tinsecure\n");
  const ProgramResult missing =
      run("--condition rejection --participants people.tsv --by group --levels insecure,secure --channels Cz");
  EXPECT_EQ(missing.code, 3);
  EXPECT_THAT(missing.err, HasSubstr("people.tsv: no row has the participant_id sub-03"));
}

TEST_F(ClusterCommand, RefusesAPersonWhoComesTwice) {
  const ProgramResult twice = run(kAverages + " --condition rejection --channels Cz");
  EXPECT_EQ(twice.code, 3);
  EXPECT_THAT(twice.err, HasSubstr("sub-01 is also in"));
}

TEST_F(ClusterCommand, TellsOfChannelsItCannotPlace) {
  const ProgramResult result = run(kGroups + " --electrodes places.tsv");
  EXPECT_EQ(result.code, 3);
  write("places.tsv", "name\tx\ty\tz\nCz\t0\t0\t95\nPz\t0\t-60\t70\nFz\t0\t60\t70\nC3\t-60\t0\t70\nC4\t60\t0\t70\n");
  const ProgramResult placed = run(kGroups + " --electrodes places.tsv");
  EXPECT_EQ(placed.code, 0) << placed.err;
  EXPECT_THAT(placed.err, HasSubstr("no electrodes of places: CPz, P3, P4"));
}

}  // namespace
}  // namespace attune::test
