#include "attune/stats/reliable_change.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/stats/outcome_samples.hpp"
#include "attune/table/delimited.hpp"
#include "expect_error.hpp"

namespace attune::stats {
namespace {

using test::error_of;
using testing::HasSubstr;

constexpr double kRounding = 1e-12;

ReliableChangeOptions with_sd(double sd, double reliability) {
  ReliableChangeOptions out;
  out.sd = sd;
  out.reliability = reliability;
  return out;
}

TEST(ReliableChange, OfThePublishedExample) {
  // Jacobson & Truax (1991), p. 14: 32.5 before and 47.5 after, SD 7.5, reliability 0.80: S_diff 4.74, RCI 3.16.
  ReliableChangeOptions options = with_sd(7.5, 0.80);
  options.functional = Population{60.0, 7.5};
  const std::vector<double> pre{32.5, 47.5}, post{47.5, 47.5};
  const ReliableChange c = reliable_change(pre, post, pre, options);
  EXPECT_NEAR(c.se_difference, 4.743416490252569, kRounding);
  EXPECT_NEAR(c.index[0], 3.162277660168379, kRounding);
  EXPECT_EQ(c.rule, CutoffRule::c);
  EXPECT_TRUE(c.higher_is_better);
}

TEST(ReliableChange, CutsWhereTheRuleSays) {
  // SD before: 7.5 * sqrt(2) / sqrt(2) for two people 7.5 sqrt(2) apart around 40.
  const double half = 7.5 / std::sqrt(2.0);
  const std::vector<double> pre{40.0 - half, 40.0 + half};
  ReliableChangeOptions options = with_sd(7.5, 0.8);
  options.functional = Population{60.0, 7.5};
  const double expected[] = {55.0, 45.0, 50.0};
  for (const CutoffRule rule : {CutoffRule::a, CutoffRule::b, CutoffRule::c}) {
    options.rule = rule;
    EXPECT_NEAR(reliable_change(pre, pre, pre, options).cutoff, expected[static_cast<int>(rule)], kRounding * 100);
  }
  options.functional = Population{20.0, 7.5};  // lower is better
  options.rule = CutoffRule::a;
  EXPECT_NEAR(reliable_change(pre, pre, pre, options).cutoff, 25.0, kRounding * 100);
}

TEST(ReliableChange, TellsFourClassesApart) {
  // S_diff = 2 sqrt(2) sqrt(1 - 0.5) = 2: a change beyond 3.92 is reliable; cut at 10, lower is better.
  ReliableChangeOptions options = with_sd(2.0, 0.5);
  options.cutoff = 10.0;
  const std::vector<double> pre{20, 20, 20, 20, 9, 13.9}, post{9, 12, 17, 24, 4, 9.98};
  const ReliableChange c = reliable_change(pre, post, pre, options);
  using enum ChangeClass;
  EXPECT_THAT(c.classes, testing::ElementsAre(recovered, improved, unchanged, deteriorated, improved, unchanged));
  const std::vector<std::size_t> level{0, 0, 0, 1, 1, 1};
  EXPECT_THAT(count_classes(c, level, 0), testing::ElementsAre(1, 1, 1, 0));
  EXPECT_THAT(count_classes(c, level, 1), testing::ElementsAre(0, 1, 1, 1));
}

TEST(ReliableChange, NeedsADirectionAndAPlausibleCutoff) {
  const std::vector<double> pre{20, 24, 22}, post{10, 11, 12};
  ReliableChangeOptions options = with_sd(2.0, 0.5);
  EXPECT_THAT(error_of(Fault::usage, [&] { reliable_change(pre, post, pre, options); }), HasSubstr("--better"));
  options.cutoff = 30.0;
  options.higher_is_better = false;
  EXPECT_THAT(reliable_change(pre, post, pre, options).warnings, testing::ElementsAre(HasSubstr("worse side")));
  options.reliability = 1.0;
  EXPECT_THAT(error_of(Fault::usage, [&] { reliable_change(pre, post, pre, options); }), HasSubstr("0 to below 1"));
  EXPECT_THAT(error_of(Fault::usage, [] { parse_population(std::vector<std::string>{"3", "0"}); }), HasSubstr("38.5"));
}

TEST(OutcomeSamples, CountWordsNumbersAndPairs) {
  const Table t = parse_table(
      "participant_id\ttime\tclass\tflag\n1\tpre\tF\t1\n1\tpost\tDs\t0\n2\tpre\tDs\t1.0\n2\tpost\tF\t1\n3\tpre\tF\t0\n"
      "3\tpost\tF\tn/a\n4\tpre\tE\t0\n",
      "t.tsv");
  const GroupSelection pairs{"class", "time", {"pre", "post"}, "participant_id"};
  const Outcomes c = count_outcomes(t, {"class", {"F"}}, pairs);
  EXPECT_EQ(c.pairs.both, 1);
  EXPECT_EQ(c.pairs.first_only, 1);
  EXPECT_EQ(c.pairs.second_only, 1);
  EXPECT_EQ(c.exclusions.total(), 1);  // no value of post
  Warnings warnings;
  EXPECT_EQ(mark_successes(t, {"flag", {}}, warnings).text("flag")[2], "1");
  EXPECT_THAT(error_of(Fault::input,
                       [&] {
                         mark_successes(t, {"class", {}}, warnings);
                       }),
              HasSubstr("t.tsv:2: column 'class': 'F' is neither 0 nor 1"));
  mark_successes(t, {"class", {"DS"}}, warnings);
  EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr("did you mean 'Ds'?")));
}

TEST(OutcomeSamples, ChangesKeepPeopleAndCountWhoIsMissing) {
  const Table t = parse_table(
      "participant_id\tarm\tpre\tpost\na\tx\t1\t2\nb\ty\t3\tn/a\nc\tn/a\t1\t1\nd\tz\t1\t1\ne\ty\t5\t6\n", "t.tsv");
  const ChangeScores c = take_changes(t, {"pre", "post", "arm", {"x", "y"}, "pre"});
  EXPECT_THAT(c.people, testing::ElementsAre("a", "e"));
  EXPECT_THAT(c.level, testing::ElementsAre(0u, 1u));
  EXPECT_THAT(describe(c.exclusions), testing::ElementsAre("arm missing: 1", "post missing: 1"));
}

}  // namespace
}  // namespace attune::stats
