#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "attune/base/files.hpp"
#include "attune/table/delimited.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kTherapy = "'" ATTUNE_SOURCE_DIR "/data-samples/therapy.tsv'";
constexpr double kDigits = 1e-12;

json result_of(const std::string& arguments, const std::filesystem::path& folder = ".") {
  const ProgramResult result = run_attune("proportion " + arguments + " --format json", folder);
  EXPECT_EQ(result.code, 0) << result.err;
  return json::parse(result.out);
}

TEST(Proportion, OfATableIsThatOfItsCounts) {
  const json table = result_of(kTherapy + " --value attachment_post --equals secure --by arm --levels therapy,waiting");
  const json counts = result_of("--counts 17/29,5/29 --levels therapy,waiting");
  EXPECT_EQ(table.at("excluded"), 2);
  EXPECT_EQ(table.at("excluded_reasons"), "attachment_post missing: 2");
  for (const auto& [name, value] : counts.items()) EXPECT_EQ(table.at(name), value) << name;
  const json swapped = result_of("--counts 5/29,17/29");
  EXPECT_NEAR(swapped.at("estimate").get<double>(), -table.at("estimate").get<double>(), kDigits);
}

TEST(Proportion, OfOneColumn) {
  const json r = result_of(kTherapy + " --value attachment_post --equals secure --where arm=waiting --null 0.25");
  EXPECT_EQ(r.at("n"), 29);
  EXPECT_EQ(r.at("successes"), 5);
  EXPECT_EQ(r.at("null"), 0.25);
  EXPECT_TRUE(r.contains("exact_ci_low") && r.contains("bf10"));
}

TEST(Proportion, OfPairs) {
  const TemporaryFolder folder;
  std::string text = "participant_id\ttime\tsafe\n";
  for (int i = 0; i < 12; ++i)
    for (const bool post : {false, true})
      text += fmt::format("s{}\t{}\t{}\n", i, post ? "post" : "pre", post ? i < 9 : i < 2);
  write_text(folder / "a.tsv", text, Overwrite::refuse);
  const std::string arguments = "a.tsv --value safe --equals true --by time --levels post,pre";
  const json r = result_of(arguments + " --paired participant_id", folder.path());
  EXPECT_EQ(r.at("first_only"), 7);
  EXPECT_EQ(r.at("second_only"), 0);
  EXPECT_NEAR(r.at("exact_p").get<double>(), 2.0 / 128.0, kDigits);
  EXPECT_TRUE(r.at("odds_ratio_ci_high").is_null());  // infinite
  const ProgramResult unpaired = run_attune("proportion " + arguments, folder.path());
  EXPECT_EQ(unpaired.code, 3);
  EXPECT_THAT(unpaired.err, HasSubstr("--paired"));
}

TEST(Proportion, CountsReliableChangeAndWritesEveryone) {
  const TemporaryFolder folder;
  const std::string arguments = kTherapy +
                                " --change distress_pre,distress_post --reliability 0.9 --functional 30,8 --by arm "
                                "--levels therapy,waiting";
  const json r = result_of(arguments);
  ASSERT_EQ(run_attune("proportion " + arguments + " --people people.tsv", folder.path()).code, 0);
  EXPECT_EQ(r.at("cutoff_rule"), "c");
  EXPECT_EQ(r.at("better"), "lower");
  EXPECT_EQ(r.at("n"), json({29, 29}));
  EXPECT_EQ(r.at("successes"), r.at("recovered"));
  const Table people = read_table(folder / "people.tsv");
  EXPECT_EQ(people.rows(), 58u);
  std::vector<int> recovered{0, 0};
  for (std::size_t i = 0; i < people.rows(); ++i)
    if (people.text("change")[i] == "recovered") ++recovered[people.text("group")[i] == "therapy" ? 0 : 1];
  EXPECT_EQ(r.at("recovered"), json(recovered));
  const json improved = result_of(arguments + " --outcome improved --cutoff b", folder.path());
  EXPECT_EQ(improved.at("cutoff"), 46.0);
  EXPECT_EQ(improved.at("successes")[0],
            improved.at("recovered")[0].get<int>() + improved.at("improved")[0].get<int>());
  const json norms = result_of(arguments + " --sd-from 10 --cutoff 40", folder.path());
  EXPECT_EQ(norms.at("sd"), 10.0);
  EXPECT_EQ(norms.at("cutoff_rule"), "given");
}

TEST(Proportion, RefusesWhatDoesNotGoTogetherBeforeReading) {
  const std::pair<const char*, const char*> kRefused[] = {
      {"--counts 1/2 missing.tsv", "--counts stands alone"},
      {"--counts 1/2,3/4,5/6", "one count or two"},
      {"missing.tsv", "--value is required"},
      {"", "expected a table, or --counts"},
      {"missing.tsv --value x --by g", "--by and --levels go together"},
      {"missing.tsv --value x --levels a", "--levels names two levels"},
      {"missing.tsv --change a,b", "--change needs --reliability"},
      {"missing.tsv --change a,b --reliability 0.8 --cutoff d", "expected a, b, c or a score"},
      {"missing.tsv --value x --cutoff 3", "need --change"},
      {"missing.tsv --value x --people p.tsv", "--people needs --change"}};
  for (const auto& [arguments, message] : kRefused) {
    const ProgramResult result = run_attune(std::string("proportion ") + arguments);
    EXPECT_EQ(result.code, 2) << arguments;
    EXPECT_THAT(result.err, HasSubstr(message)) << arguments;
  }
  EXPECT_EQ(run_attune("proportion --counts 3/2").code, 2);
}

TEST(Proportion, WarnsOfAWordThatNobodyHas) {
  const ProgramResult r = run_attune("proportion " + kTherapy + " --value attachment_post --equals secur");
  EXPECT_EQ(r.code, 0);
  EXPECT_THAT(r.err, HasSubstr("no row has 'secur' in column 'attachment_post'; nobody is counted for it; did you mean "
                               "'secure'?"));
  EXPECT_EQ(run_attune("proportion " + kTherapy + " --value attachment_post --equals secur --strict").code, 3);
}

}  // namespace
}  // namespace attune::test
