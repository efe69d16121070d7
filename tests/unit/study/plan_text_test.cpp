#include "plan_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attune::study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr const char* kStudy = R"(study: words
question: Faster?
participants:
  group: {from: phenotype/aai.tsv, rule: aai-two-way, levels: [secure, insecure]}
  covariates: [age]
  exclude: [trials < 20, kept_share < 0.5]
eeg:
  task: words
  events: {rejection: type == 'rejection', acceptance: type == 'acceptance'}
  components: {n400: {window_ms: [300, 500], polarity: negative, channels: [CPz, Pz]}}
measures:
  latency: {modality: eeg, component: n400, measure: fractional_area_latency, condition: rejection}
  other: {modality: eeg, component: n400, measure: fractional_area_latency, condition: acceptance}
tests:
  faster: {compare: latency, sesoi: 0.5d}
  slower: {compare: other}
  with_age: {correlate: [age, latency]}
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

nlohmann::ordered_json plan(const std::string& text) { return plan_of(parse_study(text, "study.yaml"), {}); }

std::vector<std::string> changes(const std::string& what, const std::string& with) {
  return plan_changes(plan(kStudy), plan(replaced(kStudy, what, with)));
}

/// The tests that stay confirmatory after a change.
std::vector<std::string> still_planned(const std::string& what, const std::string& with) {
  const auto locked = plan(kStudy), now = plan(replaced(kStudy, what, with));
  std::vector<std::string> names;
  for (const auto& [name, test] : now.at("tests").items())
    if (test_is_as_planned(locked, now, name)) names.push_back(name);
  return names;
}

TEST(Plan, IsTheSameForOtherCommentsWordsAndOrder) {
  EXPECT_THAT(changes("study: words", "# a comment\nstudy: words"), IsEmpty());
  EXPECT_THAT(changes("question: Faster?", "question: Are they faster?"), IsEmpty());
  EXPECT_THAT(changes("[trials < 20, kept_share < 0.5]", "[kept_share<0.50, trials < 20]"), IsEmpty());
  EXPECT_THAT(changes("condition: rejection}", "condition: rejection, label: to rejection}"), IsEmpty());
  EXPECT_THAT(changes("{compare: latency, sesoi: 0.5d}", "{compare: latency, test: welch, sesoi: 0.5d}"), IsEmpty());
}

TEST(Plan, NamesWhatChangedFromAndTo) {
  EXPECT_THAT(changes("sesoi: 0.5d", "sesoi: 0.3d"), ElementsAre("tests.faster.sesoi: 0.5d -> 0.3d"));
  EXPECT_THAT(changes("[300, 500]", "[300, 550]"),
              ElementsAre("eeg.components.n400.window_ms: [300.0,500.0] -> [300.0,550.0]"));
  EXPECT_THAT(changes("trials < 20", "trials < 10"), ElementsAre(HasSubstr("exclude: [")));
}

TEST(Plan, NamesWhatCameAndWhatWent) {
  EXPECT_THAT(changes("  slower: {compare: other}\n", "  ranks: {compare: other, test: mann-whitney}\n"),
              UnorderedElementsAre("tests.slower: removed (planned, not run)", "tests.ranks: added"));
}

TEST(Plan, ChangesWithTheContentOfTheAtlas) {
  const Study study = parse_study(kStudy, "study.yaml");
  EXPECT_THAT(plan_changes(plan_of(study, {{"a/core.nii.gz", "11", 5}}), plan_of(study, {{"b/core.nii.gz", "22", 5}})),
              ElementsAre("fmri.atlas_files.core.nii.gz: 11 -> 22"));
}

TEST(PlannedTest, StaysConfirmatoryWhereItsNumbersCannotChange) {
  EXPECT_THAT(still_planned("question: Faster?", "question: Slower?"), ElementsAre("faster", "slower", "with_age"));
  EXPECT_THAT(still_planned("  slower: {", "  again: {compare: other, permutations: 0}\n  slower: {"),
              ElementsAre("faster", "slower", "with_age"));
  EXPECT_THAT(still_planned("channels: [CPz, Pz]}}",
                            "channels: [CPz, Pz]}, p3: {window_ms: [300, 500], polarity: positive, channels: [Pz]}}"),
              ElementsAre("faster", "slower", "with_age"));
}

TEST(PlannedTest, IsExploratoryAfterAChangeOfWhatItRestsOn) {
  EXPECT_THAT(still_planned("sesoi: 0.5d", "sesoi: 0.3d"), ElementsAre("slower", "with_age"));
  EXPECT_THAT(still_planned("condition: acceptance", "condition: rejection"), ElementsAre("faster", "with_age"));
  EXPECT_THAT(still_planned("trials < 20", "trials < 10"), IsEmpty());
  EXPECT_THAT(still_planned("[300, 500]", "[300, 550]"), IsEmpty());
  EXPECT_THAT(still_planned("aai-two-way, levels: [secure, insecure]", "aai-three-way, levels: [secure, dismissing]"),
              IsEmpty());
}

/// The plan of the group level that was asked for these people.
nlohmann::ordered_json plan_of_people(std::vector<std::string> participants, std::vector<std::string> sessions = {}) {
  RunOptions options;
  options.participants = std::move(participants);
  options.sessions = std::move(sessions);
  return with_people(plan(kStudy), chosen_people(options));
}

TEST(Plan, OfEverybodyNamesNobody) { EXPECT_EQ(plan_of_people({}).dump(), plan(kStudy).dump()); }

TEST(Plan, NamesTheChosenPeople) {
  EXPECT_THAT(plan_changes(plan(kStudy), plan_of_people({"02", "sub-01", "01"})),
              ElementsAre("participants: all -> 01, 02"));
  EXPECT_THAT(plan_changes(plan(kStudy), plan_of_people({}, {"ses-2"})), ElementsAre("sessions: all -> 2"));
  EXPECT_THAT(plan_changes(plan_of_people({"01"}), plan(kStudy)), ElementsAre("participants: 01 -> all"));
  EXPECT_THAT(plan_changes(plan_of_people({"02", "01"}), plan_of_people({"sub-01", "sub-02"})), IsEmpty());
}

TEST(Plan, TakesTheChoiceOfPeopleFromAnother) {
  EXPECT_EQ(with_people(plan(kStudy), plan_of_people({"01"}, {"2"})).dump(), plan_of_people({"01"}, {"2"}).dump());
  EXPECT_EQ(with_people(plan_of_people({"01"}, {"2"}), plan(kStudy)).dump(), plan(kStudy).dump());
}

TEST(PlannedTest, IsExploratoryOfOtherPeople) {
  for (const char* test : {"faster", "slower", "with_age"}) {
    EXPECT_FALSE(test_is_as_planned(plan(kStudy), plan_of_people({"01", "02"}), test));
    EXPECT_FALSE(test_is_as_planned(plan(kStudy), plan_of_people({}, {"2"}), test));
    EXPECT_FALSE(test_is_as_planned(plan_of_people({"01", "02"}), plan(kStudy), test));
    EXPECT_TRUE(test_is_as_planned(plan_of_people({"01", "02"}), plan_of_people({"02", "01"}), test));
  }
}

}  // namespace
}  // namespace attune::study
