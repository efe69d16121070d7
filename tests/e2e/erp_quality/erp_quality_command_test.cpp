#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "run_program.hpp"
#include "write_bytes.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

// Six people, one of them noisy.
constexpr const char* kMeasures =
    "participant_"
    "id\tsession\ttask\trun\tmodality\tmeasure\tsite\tcondition\tvalue\tunit\tn\tquality\texcluded\tsource\n"
    "a\tn/a\tw\tn/a\teeg\tp3.peak_latency\tPz\tword\t400\tms\t40\t10\tn/a\tf\n"
    "b\tn/a\tw\tn/a\teeg\tp3.peak_latency\tPz\tword\t420\tms\t40\t10\tn/a\tf\n"
    "c\tn/a\tw\tn/a\teeg\tp3.peak_latency\tPz\tword\t440\tms\t40\t10\tn/a\tf\n"
    "d\tn/a\tw\tn/a\teeg\tp3.peak_latency\tPz\tword\t380\tms\t40\t10\tn/a\tf\n"
    "e\tn/a\tw\tn/a\teeg\tp3.peak_latency\tPz\tword\t400\tms\t40\t10\tn/a\tf\n"
    "f\tn/a\tw\tn/a\teeg\tp3.peak_latency\tPz\tword\t420\tms\t40\t60\tn/a\tf\n";
constexpr const char* kPeople =
    "participant_id\tgroup\na\tanxious\nb\tanxious\nc\tanxious\nd\tsecure\ne\tsecure\nf\tsecure\n";

class ErpQualityCommand : public testing::Test {
 protected:
  void SetUp() override {
    write_bytes(folder_ / "measures.tsv", kMeasures);
    write_bytes(folder_ / "people.tsv", kPeople);
  }
  ProgramResult run(const std::string& arguments) const {
    return run_attune("erp quality " + arguments, folder_.path());
  }
  TemporaryFolder folder_;
};

TEST_F(ErpQualityCommand, SaysHowMuchIsNoise) {
  const ProgramResult result = run("measures.tsv --exclude-sme 30ms --format json");
  ASSERT_EQ(result.code, 0) << result.err;
  // Five people: variance 520, mean squared SME 100.
  EXPECT_THAT(result.out, HasSubstr("\"noise_share\": 0.19230769230769"));
  EXPECT_THAT(result.out, HasSubstr("\"rows_excluded_sme\": 1"));
}

TEST_F(ErpQualityCommand, WritesWhomItLeavesOutAndCompareLeavesThemOutToo) {
  const ProgramResult result =
      run("measures.tsv --participants people.tsv --by group --levels anxious,secure --exclude-sme 30ms --excluded "
          "left.tsv "
          "--out quality.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  const Table left = read_table(folder_ / "left.tsv");
  EXPECT_EQ(left.text("excluded")[5], "SME above 30 ms");
  EXPECT_EQ(left.rows(), 6u);
  const Table quality = read_table(folder_ / "quality.tsv");
  EXPECT_EQ(quality.text("part"), (std::vector<std::string>{"quality", "quality", "effects", "whole"}));
  for (const char* name : {"quality.json", "quality.tsv.provenance.json", "left.tsv.provenance.json"})
    EXPECT_TRUE(std::filesystem::exists(folder_ / name)) << name;
  const ProgramResult again = run("measures.tsv --exclude-sme 30ms --excluded left.tsv");
  EXPECT_EQ(again.code, 4) << again.err;
}

TEST_F(ErpQualityCommand, ReadsItsOwnTableAgain) {
  ASSERT_EQ(run("measures.tsv --exclude-sme robust --excluded left.tsv").code, 0);
  const ProgramResult second = run("left.tsv --format json");
  EXPECT_EQ(second.code, 0) << second.err;
  EXPECT_THAT(second.out, HasSubstr("\"excluded\": 1"));
}

TEST_F(ErpQualityCommand, GivesTheSameBytesForAnyOrderOfRows) {
  const ProgramResult sorted = run("measures.tsv");
  const ProgramResult shuffled = run_shell(
      "(head -n 1 measures.tsv; tail -n 3 measures.tsv; sed -n 2,4p measures.tsv) >mixed.tsv && \"$ATTUNE\" erp "
      "quality "
      "mixed.tsv",
      folder_.path());
  ASSERT_EQ(sorted.code, 0) << sorted.err;
  EXPECT_EQ(shuffled.out, sorted.out);
}

TEST_F(ErpQualityCommand, RefusesWhatItCannotUse) {
  EXPECT_EQ(run("measures.tsv --levels a,b").code, 2);
  EXPECT_EQ(run("measures.tsv --exclude-sme much").code, 2);
  EXPECT_EQ(run("measures.tsv --participants people.tsv --join people.tsv --by group").code, 2);
  EXPECT_EQ(run("missing.tsv").code, 3);
  EXPECT_EQ(run("measures.tsv --by grp --participants people.tsv").code, 3);
  const ProgramResult none = run("people.tsv");
  EXPECT_EQ(none.code, 3);
  EXPECT_THAT(none.err, HasSubstr("people.tsv"));
}

}  // namespace
}  // namespace attune::test
