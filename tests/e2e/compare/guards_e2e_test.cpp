// The guard rails of commands that test a table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "run_program.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// Ten people, five in each group, whose groups are the halves of their anxiety and the scanners they were in.
struct People {
  TemporaryFolder folder;
  std::string compare = "compare values.tsv --value striatum --by group --levels secure,insecure ";
  People() {
    write_bytes(folder / "values.tsv",
                "participant_id\tgroup\tanxiety\tscanner\tage\tstriatum\n"
                "s1\tsecure\t1.2\tA\t31\t0.5\ns2\tsecure\t2.0\tA\t25\t0.7\ns3\tsecure\t2.8\tA\t40\t0.4\n"
                "s4\tsecure\t1.9\tA\t28\t0.9\ns5\tsecure\t2.5\tA\t33\t0.6\ni1\tinsecure\t3.6\tB\t30\t0.2\n"
                "i2\tinsecure\t4.1\tB\t27\t0.5\ni3\tinsecure\t3.4\tB\t35\t0.1\ni4\tinsecure\t5.0\tB\t26\t0.4\n"
                "i5\tinsecure\t3.9\tB\t38\t0.3\n");
  }
  ProgramResult run(const std::string& arguments) const { return run_attune(arguments, folder.path()); }
};

TEST(Guards, NameHalvesOfAScoreAndWhatGroupsCannotBeToldFrom) {
  const People people;
  const ProgramResult result = people.run(people.compare + "--check scanner,age --format json");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("the groups are anxiety cut at 3.1"));
  EXPECT_THAT(result.err, HasSubstr("attune correlate values.tsv --x anxiety --y striatum"));
  EXPECT_THAT(result.err, HasSubstr("group cannot be told from scanner"));
  const json checks = json::parse(result.out).at("checks");
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_EQ(checks[0].at("flag"), "confounded");
  EXPECT_EQ(checks[1].at("column"), "age");
  EXPECT_THAT(checks[1].at("reading").get<std::string>(), HasSubstr("no sign"));
}

TEST(Guards, RefuseRegionsThatWereMadeFromTheTestedImages) {
  const People people;
  write_bytes(people.folder / "sub-01.nii", "one");
  write_bytes(people.folder / "regions.nii", "regions");
  write_bytes(people.folder / "values.tsv.provenance.json",
              R"({"Command": "roi", "Inputs": [{"Path": "regions.nii", "Role": "atlas"}, {"Path": "sub-01.nii"}]})");
  EXPECT_EQ(people.run(people.compare).code, 0);
  write_bytes(people.folder / "regions.nii.provenance.json",
              R"({"Command": "atlas", "Inputs": [{"Path": "sub-01.nii"}]})");
  const std::string commands[]{people.compare, "correlate values.tsv --x anxiety --y striatum ",
                               "model values.tsv --formula 'striatum ~ group' "};
  for (const std::string& command : commands) {
    const ProgramResult refused = people.run(command);
    EXPECT_EQ(refused.code, 3) << command;
    EXPECT_THAT(refused.err, HasSubstr("regions.nii"));
    EXPECT_THAT(refused.err, HasSubstr("--allow-circular"));
    EXPECT_EQ(refused.out, "");
    const ProgramResult allowed = people.run(command + "--allow-circular 'the map was smoothed over'");
    EXPECT_EQ(allowed.code, 0) << allowed.err;
    EXPECT_THAT(allowed.err, HasSubstr("the map was smoothed over"));
  }
}

TEST(Guards, NeverCallALargePNoDifference) {
  const People people;
  const ProgramResult result =
      people.run("compare values.tsv --value age --by group --levels secure,insecure --format json");
  const std::string reading = json::parse(result.out).at("reading");
  EXPECT_THAT(reading, HasSubstr("inconclusive"));
  EXPECT_THAT(reading, Not(testing::StartsWith("no difference")));
}

TEST(Guards, AreForGroups) {
  const People people;
  const ProgramResult result = people.run(people.compare + "--paired participant_id --check age");
  EXPECT_EQ(result.code, 2) << result.err;
  EXPECT_THAT(result.err, HasSubstr("--check is for groups"));
}

}  // namespace
}  // namespace attune::test
