#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "attune/base/files.hpp"
#include "attune/table/delimited.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kGroup = "'" ATTUNE_SOURCE_DIR "/data-samples/group.tsv'";

json result_of(const std::string& arguments, const std::filesystem::path& folder = ".") {
  const ProgramResult result = run_attune(arguments + " --format json", folder);
  EXPECT_EQ(result.code, 0) << result.err;
  return json::parse(result.out);
}

TEST(Correlate, GivesEveryFieldOfTheDesign) {
  const json r = result_of("correlate " + kGroup + " --x anxiety --y n400_latency_ms");
  for (const char* field : {"r", "ci_low", "ci_high", "t", "df", "p", "bf10", "n"}) EXPECT_TRUE(r.contains(field));
  EXPECT_EQ(r.at("n"), 24);
}

TEST(Correlate, TestsEquivalenceBlocksAndOneSide) {
  const std::string base = "correlate " + kGroup + " --x anxiety --y n400_latency_ms ";
  const json r = result_of(base + "--sesoi 0.3 --alternative less --sensitivity --bootstrap 1000 --strata group");
  for (const char* field : {"p_lower", "p_upper", "sesoi", "boot_ci_low", "boot_ci_high", "reading"})
    EXPECT_TRUE(r.contains(field)) << field;
  EXPECT_EQ(r.at("sensitivity").size(), 4U);
  const json blocks = result_of(base + "--blocks group --permutations 999 --threads 1");
  EXPECT_EQ(blocks.at("blocks"), 2);
  EXPECT_TRUE(blocks.contains("block_r"));
  EXPECT_EQ(blocks, result_of(base + "--blocks group --permutations 999 --threads 3"));
  EXPECT_EQ(run_attune(base + "--blocks group").code, 2);
}

TEST(Correlate, HoldsColumnsConstant) {
  EXPECT_EQ(result_of("correlate " + kGroup + " --x anxiety --y striatum_psc --given age,avoidance").at("df"), 20.0);
  const std::string arguments =
      "correlate " + kGroup + " --x anxiety --y striatum_psc --given age,avoidance --permutations 999";
  const json one = result_of(arguments + " --threads 1");
  EXPECT_EQ(one.at("permutations"), 999);
  EXPECT_EQ(one.at("p_perm"), result_of(arguments + " --threads 2").at("p_perm"));
  EXPECT_EQ(result_of("correlate " + kGroup + " --x anxiety --y striatum_psc --given avoidance,age --permutations 999"),
            one);
}

// A table of region values by image, and scores by subject that names the images in another order.
TEST(Correlate, JoinsRegionsOfImagesToScoresBySubject) {
  const TemporaryFolder folder;
  std::string maps = "source\tsite\tvalue\n", scores = "subject\timage\tsuccess\n";
  for (int i = 0; i < 8; ++i) {
    const std::string image = "con_" + std::to_string(i) + ".img";
    maps += image + "\taccumbens_L\t" + std::to_string(i * i) + "\n" + image + "\taccumbens_R\t0\n";
    const int other = 7 - i;
    scores += "0" + std::to_string(other) + "\tcon_" + std::to_string(other) + ".img\t" +
              std::to_string(3 * other * other + 2) + "\n";
  }
  write_text(folder / "maps.tsv", maps, Overwrite::refuse);
  write_text(folder / "scores.tsv", scores, Overwrite::refuse);
  const std::string arguments = "correlate maps.tsv --x value --y success --join scores.tsv --key source=image";
  EXPECT_EQ(result_of(arguments + " --where site=accumbens_L", folder.path()).at("r"), 1.0);
  const ProgramResult both = run_attune(arguments, folder.path());
  EXPECT_EQ(both.code, 3);
  EXPECT_THAT(both.err, HasSubstr("'con_0.img' has another row here"));
}

TEST(Correlate, CountsRowsWithoutAPartner) {
  const TemporaryFolder folder;
  write_text(folder / "a.tsv", "participant_id\tx\n01\t1\n02\t2\n03\t4\n04\t3\n05\tn/a\n", Overwrite::refuse);
  write_text(folder / "b.tsv", "participant_id\ty\n03\t1\n02\t2\n01\t4\n05\t3\n", Overwrite::refuse);
  const json r = result_of("correlate a.tsv --x x --y y --join b.tsv", folder.path());
  EXPECT_EQ(r.at("n"), 3);
  EXPECT_EQ(r.at("excluded"), 2);
  EXPECT_EQ(r.at("excluded_reasons"), "x missing: 1; y missing: 1");
}

TEST(Correlate, TellsPeopleApartByTheKeyColumn) {
  const TemporaryFolder folder;
  write_text(folder / "a.tsv", "code\tx\ty\nA\t1\t2\nB\t2\t1\nC\t4\t4\nA\t3\t5\n", Overwrite::refuse);
  const ProgramResult twice = run_attune("correlate a.tsv --x x --y y --key code", folder.path());
  EXPECT_EQ(twice.code, 3);
  EXPECT_THAT(twice.err, HasSubstr("a.tsv:5: column 'code': 'A' has another row here"));
  const ProgramResult unknown = run_attune("correlate a.tsv --x x --y y --key cod", folder.path());
  EXPECT_EQ(unknown.code, 3);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'code'"));
  const ProgramResult warned = run_attune("correlate a.tsv --x x --y y", folder.path());
  EXPECT_EQ(warned.code, 0);
  EXPECT_THAT(warned.err, HasSubstr("warning: a.tsv: no column names the participants"));
}

TEST(Correlate, RefusesTooManyPermutationsBeforeReading) {
  const ProgramResult result = run_attune("correlate missing.tsv --x x --y y --permutations 10000001");
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("--permutations is 10000001; expected 0 to 10000000"));
}

TEST(Correlate, RefusesDuplicateKeysAndConstantColumns) {
  const TemporaryFolder folder;
  write_text(folder / "a.tsv", "participant_id\tx\tk\n01\t1\t7\n02\t2\t7\n03\t4\t7\n", Overwrite::refuse);
  write_text(folder / "b.tsv", "participant_id\ty\n01\t1\n01\t2\n", Overwrite::refuse);
  const ProgramResult twice = run_attune("correlate a.tsv --x x --y y --join b.tsv", folder.path());
  EXPECT_EQ(twice.code, 3);
  EXPECT_THAT(twice.err, HasSubstr("b.tsv:3"));
  const ProgramResult constant = run_attune("correlate a.tsv --x x --y k", folder.path());
  EXPECT_EQ(constant.code, 5);
  EXPECT_THAT(constant.err, HasSubstr("does not vary"));
}

TEST(Correlate, AgreesWithTheReferenceOnRealData) {
  ATTUNE_NEED_SHARED(file, "reference/stats/bfi500.tsv");
  const std::string arguments = "correlate '" + file.string() + "' --x A2 --y A3";
  constexpr double kAgreement = 1e-8;
  const json pearson = result_of(arguments);
  EXPECT_NEAR(pearson.at("r").get<double>(), 0.490866552551553, kAgreement);
  EXPECT_NEAR(pearson.at("ci_low").get<double>(), 0.420572116384892, kAgreement);
  EXPECT_NEAR(result_of(arguments + " --method kendall").at("r").get<double>(), 0.403236041634245, kAgreement);
  EXPECT_NEAR(result_of(arguments + " --given age").at("t").get<double>(), 12.4792293098983, kAgreement);
}

// r of a region's values with the scores of the same images, found by name with a plain map.
double correlation_by_hand(const Table& values, const std::string& site, const Table& scores) {
  std::map<std::string, double> score_of;
  for (std::size_t row = 0; row < scores.rows(); ++row)
    score_of[scores.text("image")[row]] = scores.numbers("reappraisal_success")[row];
  const auto sites = values.text("site"), sources = values.text("source");
  const auto numbers = values.numbers("value");
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t row = 0; row < values.rows(); ++row) {
    if (sites[row] != site) continue;
    const double value = numbers[row], score = score_of.at(sources[row]);
    n += 1;
    x += value;
    y += score;
    xx += value * value;
    yy += score * score;
    xy += value * score;
  }
  return (xy - x * y / n) / std::sqrt((xx - x * x / n) * (yy - y * y / n));
}

TEST(Correlate, JoinsThirtyRealMapsToTheirScores) {
  ATTUNE_NEED_SHARED(maps, "data/fmri/group/wager2008");
  ATTUNE_NEED_SHARED(atlas, "data/fmri/atlas/desikan_killiany/atlas-desikankilliany.nii.gz");
  if (run_attune("roi --help").code != 0) GTEST_SKIP() << "this build has no roi command";
  const TemporaryFolder folder;
  const std::string scores = (maps / "covariate_reappraisal_success.tsv").string();
  const ProgramResult regions = run_attune("roi " + maps.string() + "/con_*.img --atlas " + atlas.string() +
                                               " --analyze-side radiological --same-space --quiet --out regions.tsv",
                                           folder.path());
  ASSERT_EQ(regions.code, 0) << regions.err;
  const std::string arguments =
      "correlate regions.tsv --x value --y reappraisal_success --key source=image --join " + scores;
  constexpr double kRounding = 1e-12;
  for (const std::string site : {"accumbensarea_L", "amygdala_R"}) {
    const json r = result_of(arguments + " --where site=" + site, folder.path());
    EXPECT_EQ(r.at("n"), 30);
    EXPECT_NEAR(r.at("r").get<double>(),
                correlation_by_hand(read_table(folder / "regions.tsv"), site, read_table(scores)), kRounding);
  }
}

}  // namespace
}  // namespace attune::test
