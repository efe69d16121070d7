#include "attune/study/study_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "attune/base/error.hpp"
#include "temporary_folder.hpp"

namespace attune::study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kSmall = R"(study: words
question: Faster?
participants:
  group: {from: phenotype/aai.tsv, rule: aai-two-way, levels: [secure, insecure]}
  exclude: [trials < 20]
eeg:
  task: words
  events: {rejection: type == 'rejection'}
  components: {n400: {window_ms: [300, 500], polarity: negative, channels: [CPz, Pz]}}
measures:
  latency: {modality: eeg, component: n400, measure: fractional_area_latency, condition: rejection}
tests:
  faster: {compare: latency, sesoi: 0.5d}
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

std::string error_of(const std::string& text) {
  try {
    parse_study(text, "study.yaml");
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    return error.what();
  }
  return "no error";
}

TEST(StudyFile, TakesStepsOfCleaningAsTextAndAsMaps) {
  const Study study = parse_study(replaced(kSmall, "  events: {rejection",
                                           "  steps:\n    - filter:highpass=0.1,lowpass=30\n"
                                           "    - reference: {channels: [M1, M2]}\n    - interpolate\n"
                                           "  events: {rejection"),
                                  "study.yaml");
  EXPECT_THAT(study.eeg->steps,
              ElementsAre("filter:highpass=0.1,lowpass=30", "reference:channels=M1+M2", "interpolate"));
}

TEST(StudyFile, NamesTheLineOfAStepThatIsNone) {
  const std::string what =
      error_of(replaced(kSmall, "  events: {rejection", "  steps:\n    - filtre:highpass=1\n  events: {rejection"));
  EXPECT_THAT(what, HasSubstr("study.yaml:9"));
  EXPECT_THAT(what, HasSubstr("filter"));
}

TEST(StudyFile, FillsWhatItLeavesOut) {
  const Study study = parse_study(kSmall, "study.yaml");
  EXPECT_EQ(study.name, "words");
  EXPECT_EQ(study.group.column, "aai");
  ASSERT_TRUE(study.eeg);
  EXPECT_EQ(study.eeg->epoch_from, Milliseconds(-200));
  EXPECT_FALSE(study.eeg->baseline);
  EXPECT_THAT(study.eeg->components[0].channels, ElementsAre("CPz", "Pz"));
  EXPECT_EQ(study.measure("latency").row_measure(), "n400.fractional_area_latency");
  EXPECT_EQ(study.measure("latency").unit(), "ms");
  EXPECT_EQ(study.measure("latency").label, "latency");
  EXPECT_THAT(study.test("faster").levels, ElementsAre("secure", "insecure"));
  EXPECT_EQ(study.test("faster").method, "welch");
  EXPECT_EQ(study.seed, 1U);
}

TEST(StudyFile, NamesTheNearestKeyAndTheLineOfAnUnknownOne) {
  EXPECT_THAT(error_of(replaced(kSmall, "polarity", "polarty")),
              testing::AllOf(HasSubstr("study.yaml:9: 'polarty'"), HasSubstr("polarity")));
  EXPECT_THAT(error_of(replaced(kSmall, "question", "qestion")),
              testing::AllOf(HasSubstr("study.yaml:2:"), HasSubstr("did you mean 'question'")));
}

TEST(StudyFile, RefusesNamesThatReferToNothing) {
  EXPECT_THAT(error_of(replaced(kSmall, "component: n400", "component: n40")), HasSubstr("did you mean 'n400'"));
  EXPECT_THAT(error_of(replaced(kSmall, "compare: latency", "compare: latncy")), HasSubstr("did you mean 'latency'"));
  EXPECT_THAT(error_of(replaced(kSmall, "condition: rejection", "condition: rejections")), HasSubstr("study.yaml:11"));
}

TEST(StudyFile, RefusesWrongValuesWithTheirLine) {
  EXPECT_THAT(error_of(replaced(kSmall, "[300, 500]", "[500, 300]")), HasSubstr("study.yaml:9: 'window_ms'"));
  EXPECT_THAT(error_of(replaced(kSmall, "[300, 500]", "[300, 900]")), HasSubstr("outside epoch_ms"));
  EXPECT_THAT(error_of(replaced(kSmall, "0.5d", "halfd")), HasSubstr("study.yaml:13: 'sesoi'"));
  EXPECT_THAT(error_of(replaced(kSmall, "trials < 20", "trials about 20")), HasSubstr("study.yaml:5"));
  EXPECT_THAT(error_of(replaced(kSmall, "phenotype/aai.tsv", "../aai.tsv")), HasSubstr("leaves its folder"));
  EXPECT_THAT(error_of("study: [\n"), HasSubstr("is not YAML"));
  EXPECT_THAT(error_of(""), HasSubstr("study.yaml:1"));
}

TEST(StudyFile, RefusesAnEventExpressionThatDoesNotParse) {
  EXPECT_THAT(error_of(replaced(kSmall, "type == 'rejection'", "type is 'rejection'")),
              HasSubstr("study.yaml:8: 'rejection': "));
}

TEST(StudyFile, RefusesGroupsThatTheRuleCannotGive) {
  EXPECT_THAT(error_of(replaced(kSmall, "[secure, insecure]", "[secure, insecur]")),
              HasSubstr("study.yaml:4: 'levels': 'insecur' is no group of the rule aai-two-way; expected "
                        "some of secure, insecure"));
  EXPECT_THAT(error_of(replaced(kSmall, "aai-two-way", "aai-three-way")),
              HasSubstr("expected some of secure, dismissing, preoccupied"));
  EXPECT_EQ(error_of(replaced(replaced(kSmall, "aai-two-way", "as-is"), "insecure", "anxious")), "no error");
}

TEST(StudyFile, RefusesAKeyGivenTwice) {
  EXPECT_THAT(error_of(std::string(kSmall) + "study: again\n"), HasSubstr("study.yaml:14: 'study' is here twice"));
}

TEST(StudyFile, SaysThatModelsAreNotRunYet) {
  EXPECT_THAT(error_of(replaced(kSmall, "{compare: latency, sesoi: 0.5d}", "{model: y ~ group}")),
              HasSubstr("models are not run yet"));
}

TEST(StudyFile, ReadsTheTwoStudiesOfTheProject) {
  for (const char* name : {"own-infant-reward", "rejection-erp"}) {
    const Study study = read_study(std::filesystem::path(ATTUNE_SOURCE_DIR) / "pipelines" / name / "study.yaml");
    EXPECT_EQ(study.name, name);
    EXPECT_EQ(study.claims.size(), 3U);
  }
}

TEST(StudySchema, HasTheKeysOfTheReader) {
  std::ifstream file(std::filesystem::path(ATTUNE_SOURCE_DIR) / "docs" / "study.schema.json");
  const nlohmann::json schema = nlohmann::json::parse(file);
  for (const auto& [kind, keys] : known_keys()) {
    const nlohmann::json& part = kind == "study file" ? schema : schema.at("$defs").at(kind);
    std::set<std::string> in_schema;
    for (const auto& [key, value] : part.at("properties").items()) in_schema.insert(key);
    EXPECT_EQ(in_schema, std::set<std::string>(keys.begin(), keys.end())) << kind;
    EXPECT_EQ(part.at("additionalProperties"), false) << kind;
  }
}

TEST(ExclusionRule, HoldsAsItIsWritten) {
  EXPECT_TRUE(parse_exclusion_rule("mean_fd > 0.5").holds(0.51));
  EXPECT_FALSE(parse_exclusion_rule("mean_fd > 0.5").holds(0.5));
  EXPECT_TRUE(parse_exclusion_rule("mean_fd>=0.5").holds(0.5));
  EXPECT_TRUE(parse_exclusion_rule("trials<20").holds(19));
  EXPECT_FALSE(parse_exclusion_rule("trials <= 20").holds(std::nan("")));
  EXPECT_THROW(parse_exclusion_rule("mean fd > 1"), Error);
  EXPECT_THROW(parse_exclusion_rule("mean_fd = 1"), Error);
}

TEST(Claim, NeedsATestAndADirection) {
  const Claim claim = parse_claim("claim: Faster.\ntest: t\ndirection: negative\nat_least: 300\n", "claims/x.yaml");
  EXPECT_EQ(claim.name, "x");
  EXPECT_FALSE(claim.positive);
  EXPECT_EQ(claim.at_least, 300.0);
  EXPECT_THROW(parse_claim("claim: Faster.\ntest: t\n", "x.yaml"), Error);
  EXPECT_THROW(parse_claim("claim: Faster.\ntest: t\ndirection: up\n", "x.yaml"), Error);
}

TEST(Claim, OfNoEffectNeedsASmallestEffectOfInterest) {
  const test::TemporaryFolder folder;
  const auto message = [&](const std::string& study, const std::string& claim) {
    std::ofstream(folder / "none.yaml") << "claim: No difference.\n" << claim;
    std::ofstream(folder / "study.yaml") << study << "claims: [none.yaml]\n";
    try {
      EXPECT_TRUE(read_study(folder / "study.yaml").claims.front().none);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::usage);
      return std::string(error.what());
    }
    return std::string("no error");
  };
  const std::string without = replaced(kSmall, ", sesoi: 0.5d", "");
  EXPECT_EQ(message(kSmall, "test: faster\ndirection: none\n"), "no error");
  EXPECT_EQ(message(without, "test: faster\ndirection: none\nsesoi: 10\n"), "no error");
  EXPECT_THAT(message(without, "test: faster\ndirection: none\n"), HasSubstr("which p > .05 does not show"));
  EXPECT_THAT(message(kSmall, "test: faster\ndirection: none\nat_least: 3\n"), HasSubstr("this one claims none"));
  const std::string relates = std::string(kSmall) + "  both: {correlate: [latency, age]}\n";
  EXPECT_THAT(
      message(replaced(relates, "  exclude:", "  covariates: [age]\n  exclude:"), "test: both\ndirection: none\n"),
      HasSubstr("no correlation"));
}

}  // namespace
}  // namespace attune::study
