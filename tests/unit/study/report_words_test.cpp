#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "group_data.hpp"
#include "report_parts.hpp"

namespace attune::study {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Blanks that do not break read like others.
std::string plain(std::string text) {
  const std::string blank = "\u00a0";
  for (std::size_t at = text.find(blank); at != std::string::npos; at = text.find(blank)) text.replace(at, 2, " ");
  return text;
}

Study study_of(const std::string& test) {
  return parse_study(
      "study: words\nquestion: Faster?\nparticipants:\n  group: {levels: [early, late]}\neeg:\n"
      "  task: words\n  events: {reject: type == 'r'}\n"
      "  components: {n400: {window_ms: [300, 500], polarity: negative, channels: [Cz]}}\nmeasures:\n"
      "  latency: {label: N400, modality: eeg, component: n400, measure: peak_latency, condition: reject}\n"
      "  size: {modality: eeg, component: n400, measure: mean_amplitude, condition: reject}\ntests:\n  t: " +
          test + "\n",
      "study.yaml");
}

/// Participants with these latencies, early ones first; amplitudes are their number.
Table people(const std::vector<double>& early, const std::vector<double>& late) {
  Column::Text ids, groups, excluded;
  Column::Numbers latencies, sizes;
  for (const auto* values : {&early, &late})
    for (const double value : *values) {
      ids.push_back(fmt::format("sub-{:02}", ids.size() + 1));
      groups.emplace_back(values == &early ? "early" : "late");
      excluded.emplace_back("n/a");
      latencies.push_back(value);
      sizes.push_back(static_cast<double>(ids.size()));
    }
  Table table;
  table.add("participant_id", ids);
  table.add("group", groups);
  table.add("latency", latencies);
  table.add("size", sizes);
  table.add("excluded", excluded);
  return table;
}

struct Told {
  Record record;
  std::string found, in_favour, against;
  std::string all() const { return found + in_favour + against; }
};

Told told(const std::string& test, const Table& values) {
  const Study study = study_of(test);
  const Hypotheses hypotheses = test_hypotheses(study, values, {1});
  const Table results = attune::to_table(std::span<const Record>(hypotheses.results));
  const Evidence evidence = evidence_of(study, Row{results, 0});
  return {hypotheses.results[0], plain(evidence.found), plain(evidence.in_favour), plain(evidence.against)};
}

const Table kTwelve = people({310, 320, 335, 341, 352, 366}, {351, 362, 371, 385, 390, 402});

TEST(Evidence, OfMeansNamesGroupsUnitsAndInterval) {
  const Told words = told("{compare: latency, sesoi: 10}", kTwelve);
  EXPECT_THAT(words.found,
              AllOf(HasSubstr("early: mean 337.3 ms (SD"), HasSubstr("Difference of the means, early minus late"),
                    HasSubstr("Hedges' g ="), HasSubstr("95 % confidence interval [")));
  EXPECT_THAT(words.in_favour, AllOf(HasSubstr("Welch's t test: t("), HasSubstr("times as likely with a difference")));
  EXPECT_THAT(words.against, AllOf(HasSubstr("±10 ms. Two one-sided tests"), HasSubstr("is not shown to be smaller")));
}

TEST(Evidence, OfRanksGivesShiftStatisticAndExactPButNoHedges) {
  const Told words = told("{compare: latency, test: mann-whitney}", kTwelve);
  EXPECT_THAT(words.found,
              AllOf(HasSubstr("Hodges-Lehmann shift, early minus late: −39.5 ms, 95 % confidence interval ["),
                    HasSubstr("Rank-biserial correlation = −0.833"), Not(HasSubstr("Hedges")),
                    Not(HasSubstr("Difference of the means"))));
  // Early is above late in 3 of 36 pairs. 1 + 1 + 2 + 3 = 7 of the C(12, 6) = 924 orders have U <= 3: p = 14 / 924.
  EXPECT_THAT(words.in_favour,
              AllOf(HasSubstr("Mann-Whitney test: U = 3, p = .015 (exact)"), HasSubstr("A shift of zero")));
  EXPECT_THAT(words.against, HasSubstr("cannot speak for the absence"));
  EXPECT_THAT(words.all(), Not(HasSubstr("n/a")));
}

TEST(Evidence, OfRanksWithTiesSaysThatPIsApproximate) {
  EXPECT_THAT(told("{compare: latency, test: mann-whitney}", people({1, 2, 2, 3}, {2, 3, 4, 5})).in_favour,
              HasSubstr("(normal approximation)"));
}

TEST(Evidence, OfRanksShowsTheIntervalOfTheEffectWhereTheRowHasOne) {
  Table row;
  for (const auto& [name, cell] : {std::pair{"name", "t"},
                                   {"kind", "compare"},
                                   {"test", "signed-rank"},
                                   {"unit", "ms"},
                                   {"V", "3"},
                                   {"p", "0.04"},
                                   {"z", "2"},
                                   {"rank_biserial", "0.5"},
                                   {"rank_biserial_ci_low", "0.1"},
                                   {"rank_biserial_ci_high", "0.8"}})
    row.add(name, Column::Text{cell});
  const Evidence evidence = evidence_of(study_of("{compare: latency}"), Row{row, 0});
  EXPECT_THAT(plain(evidence.found),
              AllOf(HasSubstr("= 0.500, 95 % confidence interval [0.100, 0.800]"),
                    HasSubstr("averages of all pairs of differences"), HasSubstr("interval not")));
  EXPECT_THAT(plain(evidence.in_favour), HasSubstr("signed-rank test: V = 3, p = .040"));
}

TEST(Evidence, OfCorrelationsNamesTheCoefficientOfTheMethod) {
  EXPECT_THAT(told("{correlate: [latency, size]}", kTwelve).found,
              HasSubstr("latency (N400) with size (n = 12): r = "));
  EXPECT_THAT(told("{correlate: [latency, size], method: spearman}", kTwelve).found, HasSubstr("rho = "));
  const Told kendall = told("{correlate: [latency, size], method: kendall}", kTwelve);
  EXPECT_THAT(kendall.found, HasSubstr("tau-b = "));
  EXPECT_THAT(kendall.in_favour, HasSubstr("(exact)"));
}

TEST(Evidence, WithoutAnIntervalSaysSo) {
  const Told words = told("{correlate: [latency, size]}", people({1, 3}, {2}));
  EXPECT_THAT(words.found, AllOf(HasSubstr("interval not available"), Not(HasSubstr("n/a"))));
}

TEST(Evidence, ThatDoesNotExistNamesTheGroupAndEndsWithAStop) {
  const Told words = told("{compare: latency}", people({310}, {351, 362}));
  EXPECT_THAT(words.found, AllOf(HasSubstr("There is no answer: "), HasSubstr("'early' has 1 value"),
                                 Not(HasSubstr("'A'")), testing::EndsWith(".")));
}

TEST(Evidence, TakesTheGroupsFromTheResultNotFromTheStudyFile) {
  const Study before = study_of("{compare: latency, levels: [early, late]}");
  const Study after = study_of("{compare: latency, levels: [late, early]}");
  const Table results = attune::to_table(std::span<const Record>(test_hypotheses(before, kTwelve, {1}).results));
  EXPECT_EQ(evidence_of(after, Row{results, 0}).found, evidence_of(before, Row{results, 0}).found);
}

std::string card(const std::vector<std::pair<const char*, const char*>>& cells) {
  Table row;
  for (const auto& [name, cell] : cells) row.add(name, Column::Text{cell});
  return plain(claim_sentence(Row{row, 0}));
}

TEST(ClaimSentence, SaysWhyInWordsForEveryVerdict) {
  using Cells = std::vector<std::pair<const char*, const char*>>;
  const Cells base{{"estimand", "latency"}, {"estimate", "20"}, {"ci_low", "5"},          {"ci_high", "35"},
                   {"unit", "ms"},          {"p", "0.01"},      {"direction", "positive"}};
  const auto with = [&](Cells more) {
    more.insert(more.begin(), base.begin(), base.end());
    return card(more);
  };
  EXPECT_EQ(with({{"verdict", "supported"}}),
            "Latency: 20.0 ms, 95 % confidence interval [5.0, 35.0], p = .010. Zero is rejected at 5 %, and the "
            "estimate lies on the claim's side.");
  EXPECT_THAT(with({{"verdict", "supported"}, {"at_least", "5"}}), HasSubstr("reaches the claimed size of 5 ms."));
  EXPECT_THAT(with({{"verdict", "contradicted"}}), HasSubstr("on the side opposite to the claim"));
  EXPECT_THAT(with({{"verdict", "contradicted"}, {"at_least", "300"}}),
              HasSubstr("lies below the claimed size of 300 ms"));
  EXPECT_THAT(with({{"verdict", "inconclusive"}, {"at_least", "10"}}),
              HasSubstr("holds sizes below the claimed 10 ms"));
  EXPECT_THAT(with({{"verdict", "equivalent to none"}, {"sesoi", "0.5d"}}),
              AllOf(HasSubstr("(0.5 standard deviations)"), HasSubstr("zero is rejected too")));
}

TEST(ClaimSentence, OfAClaimOfNoEffectRestsOnEquivalence) {
  const auto of = [](const char* verdict, const char* p) {
    return card({{"estimate", "2"},
                 {"ci_low", "-3"},
                 {"ci_high", "7"},
                 {"unit", "ms"},
                 {"p", p},
                 {"direction", "none"},
                 {"sesoi", "10"},
                 {"verdict", verdict}});
  };
  EXPECT_THAT(of("supported", "0.4"), HasSubstr("it is smaller than the smallest effect of interest (10 ms)"));
  EXPECT_THAT(of("supported", "0.04"), HasSubstr("one too small to matter"));
  EXPECT_THAT(of("contradicted", "0.001"), HasSubstr("Zero is rejected at 5 %, and an effect as large as"));
  EXPECT_THAT(of("inconclusive", "0.4"), HasSubstr("neither an effect nor that it is too small to matter is shown"));
}

TEST(ClaimSentence, OfAnOpenClaimDoesNotReadAsNoEffect) {
  EXPECT_THAT(card({{"estimate", "1"}, {"ci_low", "-1"}, {"ci_high", "3"}, {"p", "0.3"}, {"verdict", "inconclusive"}}),
              HasSubstr("no evidence that there is no effect"));
  EXPECT_THAT(
      card({{"estimate", "1"}, {"ci_low", "n/a"}, {"ci_high", "n/a"}, {"p", "0.01"}, {"verdict", "inconclusive"}}),
      AllOf(HasSubstr("interval not available"), HasSubstr("stays open"), Not(HasSubstr("n/a"))));
  EXPECT_EQ(card({{"estimate", "n/a"}, {"reason", "\"early\" has 1 value"}, {"verdict", "inconclusive"}}),
            "There is no answer: \"early\" has 1 value.");
}

TEST(Sidecars, SayWhatExclusionsCanBe) {
  const std::vector<ColumnMeaning> meanings = exclusion_meanings();
  const auto what = std::find_if(meanings.begin(), meanings.end(), [](const auto& m) { return m.column == "what"; });
  ASSERT_NE(what, meanings.end());
  EXPECT_THAT(what->meaning, AllOf(HasSubstr("measure"), HasSubstr("run"), HasSubstr("voxel"), HasSubstr("trial")));
}

}  // namespace
}  // namespace attune::study
