#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "attune/table/delimited.hpp"
#include "json_result.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string sample(const std::string& name) { return ATTUNE_SOURCE_DIR "/data-samples/eeg/" + name; }

std::string groups(const std::string& more = "") {
  return "erp compare " + sample("averages.tsv") + " --participants " + sample("people.tsv") +
         " --by group --levels secure,insecure --component N400 --channels CPz --condition rejection " + more;
}

TEST(ErpCompare, AnswersByEveryMethodSideBySide) {
  const json answer = result_of(groups("--sesoi 20 --permutations 199 --bootstrap 1000"));
  ASSERT_EQ(answer["methods"].size(), 6u);
  for (const char* method :
       {"individual", "jackknife", "permutation", "permutation_grand", "bootstrap", "bootstrap_grand"})
    EXPECT_NEAR(row_of(answer["methods"], "method", method)["estimate"].get<double>(), 14, 1) << method;
  EXPECT_EQ(answer["estimate"], row_of(answer["methods"], "method", "individual")["estimate"]);
  EXPECT_EQ(answer["n"], json({6, 6}));
  EXPECT_EQ(answer["measure"], "N400.fractional_area_latency");
  EXPECT_EQ(answer["unit"], "ms");
  EXPECT_EQ(answer["agree"], true);
  EXPECT_NE(answer["difference_of_means"], answer["difference_of_grand_averages"]);
}

// numpy 1.24.2 and scipy 1.10.1 on the same file: areas of the rectified lines between samples, solved for half of
// them; averages that leave one person out; scipy.stats.ttest_ind(equal_var=False) of scores and of retrieved scores.
constexpr double kRelative = 1e-9;

TEST(ErpCompare, GivesTheNumbersOfNumpyAndScipy) {
  const json answer = result_of(groups());
  const auto expect = [&](const char* method, const std::map<std::string, double>& known) {
    const json row = row_of(answer["methods"], "method", method);
    for (const auto& [field, value] : known)
      EXPECT_NEAR(row[field].get<double>(), value, kRelative * std::abs(value)) << method << " " << field;
  };
  expect("individual", {{"estimate", 14.305682062170604},
                        {"se", 4.982695105359071},
                        {"t", 2.871073136059302},
                        {"df", 8.783295826407358},
                        {"p", 0.01890037401939285}});
  expect("jackknife", {{"estimate", 14.198542185035535},
                       {"se", 5.331635151508784},
                       {"t", 2.663074606861937},
                       {"df", 8.56330986882238},
                       {"p", 0.027028318725140207}});
  EXPECT_NEAR(row_of(answer["sides"], "level", "secure")["grand_average"].get<double>(), 386.33306386203986, 1e-7);
  EXPECT_NEAR(row_of(answer["sides"], "level", "insecure")["grand_average"].get<double>(), 372.14054079447175, 1e-7);
}

TEST(ErpCompare, ScoresAreThoseOfErp) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_attune(groups("--scores " + (folder / "scores.tsv").string())).code, 0);
  const Table scores = read_table(folder / "scores.tsv");
  const ProgramResult measured = run_attune("erp " + sample("averages.tsv") +
                                            " --component N400 --channels CPz --measure fractional_area_latency");
  const Table all = parse_table(measured.out, "erp");
  std::map<std::string, double> known;
  for (std::size_t row = 0; row < all.rows(); ++row)
    if (all.text("condition")[row] == "rejection") known[all.text("participant_id")[row]] = all.numbers("value")[row];
  ASSERT_EQ(scores.rows(), 12u);
  for (std::size_t row = 0; row < scores.rows(); ++row)
    EXPECT_EQ(scores.numbers("value")[row], known.at(scores.text("participant_id")[row])) << row;
}

TEST(ErpCompare, PairsConditionsAndDrawsBoth) {
  const TemporaryFolder folder;
  const json answer =
      result_of("erp compare " + sample("averages.tsv") +
                " --paired --levels rejection,acceptance --component N400 --channels CPz --measure "
                "peak_latency --figure " +
                (folder / "waves.svg").string() + " --methods-figure " + (folder / "methods.svg").string());
  EXPECT_NEAR(answer["estimate"].get<double>(), -16, 5);
  EXPECT_EQ(answer["pairs"], 12);
  EXPECT_EQ(answer["df"], 11);
  for (const char* name : {"waves.svg", "methods.svg"}) {
    std::ifstream file(folder / name);
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_THAT(text.str(), HasSubstr("<svg")) << name;
    EXPECT_THAT(text.str(), Not(HasSubstr("nan"))) << name;
  }
}

TEST(ErpCompare, MeasuresADifferenceOfConditions) {
  const json answer = result_of("erp compare " + sample("averages.tsv") + " --participants " + sample("people.tsv") +
                                " --by group --levels secure,insecure --component N400:250:450:negative --channels CPz "
                                "--difference effect=rejection-acceptance --measure mean_amplitude");
  EXPECT_EQ(answer["condition"], "effect");
  EXPECT_EQ(answer["unit"], "uV");
  // A mean is linear: every way of averaging gives the same.
  EXPECT_NEAR(answer["difference_of_means"].get<double>(), answer["difference_of_grand_averages"].get<double>(), 1e-9);
  EXPECT_NEAR(row_of(answer["methods"], "method", "jackknife")["p"].get<double>(), answer["p"].get<double>(), 1e-9);
}

TEST(ErpCompare, RefusesOtherPicturesBeforeItReads) {
  for (const std::string option : {"--figure", "--methods-figure"}) {
    const ProgramResult result = run_attune("erp compare not-there.h5 --paired --levels a,b --component N400 " +
                                            option + " x.png --channels Cz");
    EXPECT_EQ(result.code, 2) << option;
    EXPECT_THAT(result.err, HasSubstr("x.png is to be a figure"));
  }
}

const std::string kWide =
    " --layout waveforms:participant=partCode,condition=phase+cs,channel_name=Pz,rate=1024,"
    "first=-199.0234375 --component LPP:300:700:positive --channels Pz ";

// numpy 1.24.2 and scipy 1.10.1 on the two files: means of samples, areas of the rectified samples' lines solved for
// half of them; ttest_ind(equal_var=False) and ttest_rel.
TEST(ErpCompare, ReadsWideTablesOfOtherSoftware) {
  ATTUNE_NEED_SHARED(waves, "data/eeg-physio/groups/imacond3/erp_Pz_Akquges_Hab.csv");
  ATTUNE_NEED_SHARED(people, "data/eeg-physio/groups/imacond3/imaCond3_demographicsAndRatings.txt");
  const std::string start = "erp compare " + waves.string() + kWide, by = "--participants " + people.string() +
                                                                          " --key partCode --by group --levels "
                                                                          "ima,real --condition Akquges/S51 --measure ";
  const json amplitude = result_of(start + by + "mean_amplitude");
  EXPECT_EQ(amplitude["n"], json({24, 24}));
  EXPECT_NEAR(amplitude["t"].get<double>(), -0.41235087461894804, kRelative);
  EXPECT_NEAR(amplitude["p"].get<double>(), 0.6820026765759594, kRelative);
  const json latency = result_of(start + by + "fractional_area_latency");
  EXPECT_NEAR(latency["estimate"].get<double>(), 1.344889035135452, kRelative);
  EXPECT_NEAR(latency["t"].get<double>(), 0.09371209026217148, kRelative);
  EXPECT_NEAR(latency["df"].get<double>(), 40.658112005019156, 1e2 * kRelative);
  const json paired = result_of(start + "--paired --levels Akquges/S51,Akquges/S53 --measure mean_amplitude");
  EXPECT_EQ(paired["pairs"], 48);
  EXPECT_NEAR(paired["t"].get<double>(), 1.7811413952126418, kRelative);
}

// Four people, two at either time; nobody says of how many trials.
TEST(ErpCompare, TakesPeopleOfAnyTableByTheColumnThatNamesThem) {
  const TemporaryFolder folder;
  std::ofstream(folder / "wide.csv") << "who,cs,-4,0,4,8,12\na1,x,0,1,5,1,0\nb2,x,0,1,5,2,0\nc3,x,0,1,5,4,0\nd4,x,0,"
                                        "0,1,5,1\n";
  std::ofstream(folder / "people.txt") << "\"who\",\"group\"\n\"a1\",\"p\"\n\"b2\",\"p\"\n\"c3\",\"q\"\n\"d4\",\"q\"\n";
  const std::string start =
      "erp compare wide.csv --component P:-4:12:positive --channels Cz --by group --levels p,q "
      "--measure mean_amplitude --participants people.txt ";
  const std::string layout = "--layout waveforms:participant=who,condition=cs,channel_name=Cz ";
  const ProgramResult result = run_attune(start + layout + "--key who --scores scores.tsv", folder.path());
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.err, Not(HasSubstr("lack the prefix")));
  const Table scores = read_table(folder / "scores.tsv");
  EXPECT_THAT(scores.text("participant_id"), testing::ElementsAre("a1", "b2", "c3", "d4"));
  EXPECT_THAT(scores.text("side"), testing::ElementsAre("p", "p", "q", "q"));
  EXPECT_THAT(scores.text("n"), testing::Each("n/a"));
  EXPECT_NEAR(scores.numbers("value")[1], 8.0 / 5, 1e-12);
  const ProgramResult unknown = run_attune(start + layout + "--key whom", folder.path());
  EXPECT_EQ(unknown.code, 3);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'who'?"));
  EXPECT_EQ(run_attune(start + "--key who --layout waveforms:channel=", folder.path()).code, 2);
}

struct Refusal {
  std::string arguments, message;
  int code;
};
class ErpCompareRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(ErpCompareRefuses, InOneLine) {
  const ProgramResult result = run_attune("erp compare " + sample("averages.tsv") + " " + GetParam().arguments);
  EXPECT_EQ(result.code, GetParam().code) << result.err;
  EXPECT_THAT(result.err, HasSubstr(GetParam().message));
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1);
}

const std::string kPeople = "--participants " + sample("people.tsv") + " --by group ";
const std::string kN400 = "--component N400 --channels CPz ";

INSTANTIATE_TEST_SUITE_P(
    Cases, ErpCompareRefuses,
    testing::Values(
        Refusal{kN400 + "--levels a,b", "expected --participants with --by, or --paired", 2},
        Refusal{kN400 + kPeople + "--levels secure", "--levels: expected two different ones", 2},
        Refusal{kN400 + kPeople + "--levels secure,insecure --paired", "leave --participants and --by out", 2},
        Refusal{"--component N400 --paired --levels rejection,acceptance", "--channels is required", 2},
        Refusal{kN400 + kPeople + "--levels secure,insecure --sesoi -3", "--sesoi is -3; expected", 2},
        Refusal{kN400 + kPeople + "--levels secure,insecure --bootstrap 10",
                "10 bootstrap draws; a bootstrap-t interval", 2},
        Refusal{kN400 + kPeople + "--levels secure,insecure",
                "averages.tsv: has the conditions rejection, acceptance; name one by --condition", 3},
        Refusal{kN400 + kPeople + "--levels secure,insecure --condition rejection --difference d=rejection-acceptance",
                "'d' is derived and not compared, which is rejection", 2},
        Refusal{"--component N400 --channels CPz,CPz " + kPeople + "--levels secure,insecure --condition rejection",
                "'CPz' is named twice", 2},
        Refusal{"--component N400:5000:6000:negative --channels CPz " + kPeople +
                    "--levels secure,insecure --condition rejection",
                "secure - insecure: no method has an answer", 5},
        Refusal{kN400 + kPeople + "--levels secure,insecure --condition rejektion", "did you mean 'rejection'?", 3},
        Refusal{kN400 + kPeople + "--levels secure,unsecure --condition rejection",
                "people.tsv: column 'group': nobody is 'unsecure'", 3},
        Refusal{kN400 + "--participants " + sample("people.tsv") +
                    " --by grup --levels secure,insecure --condition rejection",
                "did you mean 'group'?", 3}));

}  // namespace
}  // namespace attune::test
