#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "group_checks.hpp"

namespace attune::study {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kStudy = R"(study: words
question: Faster?
participants:
  group: {from: phenotype/aai.tsv, rule: aai-two-way, levels: [secure, insecure]}
eeg:
  task: words
  events: {rejection: type == 'rejection', acceptance: type == 'acceptance'}
  components: {n400: {window_ms: [300, 500], polarity: negative, channels: [Pz]}}
measures:
  to_rejection: {modality: eeg, component: n400, measure: mean_amplitude, condition: rejection}
  to_acceptance: {modality: eeg, component: n400, measure: mean_amplitude, condition: acceptance}
  late: {modality: eeg, component: n400, measure: peak_latency, condition: acceptance}
tests:
  rejected: {compare: to_rejection, permutations: 0}
  accepted: {compare: to_acceptance, permutations: 0}
  latency: {compare: late, permutations: 0}
)";

/// Four people a group; the groups differ clearly in the first measure, by chance in the others.
Table values() {
  Table table;
  table.add("participant_id",
            Column::Text{"sub-01", "sub-02", "sub-03", "sub-04", "sub-05", "sub-06", "sub-07", "sub-08"});
  table.add("group",
            Column::Text{"secure", "secure", "secure", "secure", "insecure", "insecure", "insecure", "insecure"});
  table.add("to_rejection", Column::Numbers{5.1, 5.6, 4.7, 5.3, 3.1, 3.6, 2.9, 3.3});
  table.add("to_acceptance", Column::Numbers{4.1, 5.9, 3.2, 5.0, 3.9, 4.6, 3.0, 4.4});
  table.add("late", Column::Numbers{400, 410, 405, 420, 401, 409, 407, 418});
  table.add("excluded", Column::Text(8, "n/a"));
  return table;
}

GroupChecks checks_of(const std::string& text) {
  const Study study = parse_study(text, "study.yaml");
  RunOptions options;
  options.output = "out";
  return compare_significance(study, options, values(), test_hypotheses(study, values(), {1}));
}

TEST(SignificantHereNotThere, OffersTheInteractionAndItsCommand) {
  const GroupChecks found = checks_of(kStudy);
  ASSERT_EQ(found.warnings.size(), 1U);  // the latency is another kind of number
  EXPECT_THAT(
      found.warnings.front(),
      AllOf(HasSubstr("rejected has p = "), HasSubstr("accepted has p = "), HasSubstr("does not mean that they differ"),
            HasSubstr("the interaction, to_rejection less to_acceptance in secure less insecure, is"),
            HasSubstr("attune model out/group/values_long.tsv --formula 'value ~ group * measure' --within measure "
                      "--id participant_id --where measure=to_rejection,to_acceptance --where "
                      "group=secure,insecure")));
}

TEST(SignificantHereNotThere, IsNoWarningWithinOneMeasureOrWithoutASignificantTest) {
  std::string ranks = kStudy;
  ranks.replace(ranks.find("compare: to_acceptance"), 22, "compare: to_rejection, test: mann-whitney");
  EXPECT_TRUE(checks_of(ranks).warnings.empty());
  std::string neither = kStudy;
  neither.replace(neither.find("compare: to_rejection"), 21, "compare: late");
  EXPECT_TRUE(checks_of(neither).warnings.empty());
}

TEST(Spread, OfAPooledTestIsAWarning) {
  std::string pooled = kStudy;
  pooled.replace(pooled.find("compare: to_acceptance"), 22, "compare: to_acceptance, test: student");
  EXPECT_EQ(checks_of(pooled).warnings.size(), 1U);  // the interaction alone: the spreads are alike
  const Study study = parse_study(pooled, "study.yaml");
  Table wide = values();
  wide.remove("to_acceptance");
  wide.add("to_acceptance", Column::Numbers{4.1, 4.2, 4.3, 4.2, 0.9, 9.6, 2.0, 7.4});
  const GroupChecks found = compare_significance(study, {}, wide, test_hypotheses(study, wide, {1}));
  EXPECT_THAT(found.warnings.back(),
              AllOf(HasSubstr("accepted: the pooled t test assumes one spread"), HasSubstr("test: welch")));
}

TEST(LongValues, HaveARowPerKeptParticipantAndMeasure) {
  const Study study = parse_study(kStudy, "study.yaml");
  Table some = values();
  some.replace("excluded", Column::Text{"trials < 20", "n/a", "n/a", "n/a", "n/a", "n/a", "n/a", "n/a"});
  const Table table = long_values(study, some);
  EXPECT_EQ(table.rows(), 7U * 3U);
  EXPECT_EQ(table.text("participant_id")[0], "sub-02");
  EXPECT_EQ(table.text("measure")[1], "to_acceptance");
  EXPECT_EQ(table.numbers("value")[1], 5.9);
}

}  // namespace
}  // namespace attune::study
