#include "attune/stats/meta_studies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/table/delimited.hpp"
#include "expect_refused.hpp"

namespace attune::stats {
namespace {

using test::expect_refused;
using testing::ElementsAre;
using testing::HasSubstr;

StudySelection given() {
  StudySelection s;
  s.effect = "y";
  s.variance = "v";
  return s;
}

TakenStudies take(const std::string& text, const StudySelection& s = given()) {
  return take_studies(parse_table(text, "t.tsv"), s);
}

TEST(TakeStudies, CountsRowsThatAreLeftOut) {
  const TakenStudies t =
      take("study\ty\tv\texcluded\nA\t1\t0.1\tn/a\nB\tn/a\tn/a\tn/a\nC\t2\t0.2\tretracted\nD\t3\t0.3\tn/a\n");
  EXPECT_THAT(t.studies.names, ElementsAre("A", "D"));
  EXPECT_THAT(t.studies.variances, ElementsAre(0.1, 0.3));
  EXPECT_THAT(describe(t.exclusions), ElementsAre("excluded: retracted: 1", "y missing: 1"));
  EXPECT_TRUE(t.warnings.empty());
}

TEST(TakeStudies, RefusesVariancesThatAreNone) {
  expect_refused(Fault::input, {"t.tsv:2", "column 'v'", "is 0; expected a sampling variance above 0"},
                 [] { take("study\ty\tv\nA\t1\t0\n"); });
  expect_refused(Fault::input, {"t.tsv:3", "is -0.1"}, [] { take("study\ty\tv\nA\t1\t1\nB\t1\t-0.1\n"); });
  expect_refused(Fault::input, {"t.tsv:2", "is missing where there is an effect"},
                 [] { take("study\ty\tv\nA\t1\tn/a\n"); });
  expect_refused(Fault::input, {"t.tsv:2", "infinite"}, [] { take("study\ty\tv\nA\tinf\t1\n"); });
}

TEST(TakeStudies, RefusesTwoStudiesOfOneNameAndNoName) {
  expect_refused(Fault::input, {"t.tsv:4: column 'study': 'A' has another row here, first at t.tsv:2"},
                 [] { take("study\ty\tv\nA\t1\t1\nB\t1\t1\nA\t2\t1\n"); });
  expect_refused(Fault::input, {"t.tsv:3", "needs a name"}, [] { take("study\ty\tv\nA\t1\t1\nn/a\t1\t1\n"); });
}

TEST(TakeStudies, WarnsWhereNothingNamesTheStudies) {
  const TakenStudies t = take("trial\ty\tv\n1\t1\t1\n2\t2\t1\n");
  ASSERT_EQ(t.warnings.size(), 1u);
  EXPECT_THAT(t.warnings[0], HasSubstr("name the column with --study"));
  EXPECT_THAT(t.studies.names, ElementsAre("row 1", "row 2"));
  StudySelection named = given();
  named.study = "trial";
  EXPECT_TRUE(take("trial\ty\tv\n1\t1\t1\n2\t2\t1\n", named).warnings.empty());
}

TEST(TakeStudies, MakesFactorsAgainstAReference) {
  StudySelection s = given();
  s.moderators = {"task", "age"};
  const std::string text = "study\ty\tv\ttask\tage\nA\t1\t1\tvideos\t30\nB\t2\t1\tfaces\t31\nC\t3\t1\twords\t33\n";
  const TakenStudies plain = take(text, s);
  EXPECT_THAT(plain.studies.moderators[0].terms, ElementsAre("task[videos]", "task[words]"));
  EXPECT_THAT(plain.studies.moderators[0].columns[0], ElementsAre(1.0, 0.0, 0.0));
  EXPECT_THAT(plain.studies.moderators[1].columns[0], ElementsAre(30.0, 31.0, 33.0));
  s.references = {"task=words"};
  EXPECT_THAT(take(text, s).studies.moderators[0].terms, ElementsAre("task[faces]", "task[videos]"));
  s.references = {"task=word"};
  expect_refused(Fault::usage, {"task has no level 'word'", "did you mean 'words'"}, [&] { take(text, s); });
  s.references = {"year=1"};
  expect_refused(Fault::usage, {"not a moderator"}, [&] { take(text, s); });
}

TEST(TakeStudies, LeavesOutAndCountsStudiesWithoutAModerator) {
  StudySelection s = given();
  s.moderators = {"age"};
  const TakenStudies t = take("study\ty\tv\tage\nA\t1\t1\t30\nB\t2\t1\tn/a\n", s);
  EXPECT_THAT(describe(t.exclusions), ElementsAre("age missing: 1"));
}

StudySelection risks() {
  StudySelection s;
  s.kind = EffectKind::rr;
  s.events = {"a", "c"};
  s.ns = {"n1", "n2"};
  return s;
}

TEST(TakeStudies, ComputesRiskRatiosFromSizesOrFromNonEvents) {
  const TakenStudies by_size = take("study\ta\tc\tn1\tn2\nA\t10\t5\t20\t20\nB\t0\t0\t9\t9\n", risks());
  EXPECT_NEAR(by_size.studies.effects[0], std::log(2.0), 1e-14);
  EXPECT_THAT(describe(by_size.exclusions), ElementsAre("no event in either group: 1"));
  StudySelection s = risks();
  s.ns.clear();
  s.non_events = {"b", "d"};
  EXPECT_EQ(take("study\ta\tb\tc\td\nA\t10\t10\t5\t15\n", s).studies.effects[0], by_size.studies.effects[0]);
}

TEST(TakeStudies, RefusesSummariesThatCannotBe) {
  expect_refused(Fault::input, {"column 'a'", "is 21; expected no more events than the 20 participants"},
                 [] { take("study\ta\tc\tn1\tn2\nA\t21\t5\t20\t20\n", risks()); });
  expect_refused(Fault::input, {"column 'c'", "is 2.5; expected a whole number"},
                 [] { take("study\ta\tc\tn1\tn2\nA\t1\t2.5\t20\t20\n", risks()); });
  StudySelection r;
  r.kind = EffectKind::zcor;
  r.r = "r";
  r.ns = {"n"};
  expect_refused(Fault::input, {"column 'r'", "is 1; expected a correlation"},
                 [&] { take("study\tr\tn\nA\t1\t20\n", r); });
  expect_refused(Fault::input, {"column 'n'", "is 3; expected a whole number of at least 4"},
                 [&] { take("study\tr\tn\nA\t0.5\t3\n", r); });
  StudySelection d;
  d.kind = EffectKind::smd;
  d.means = {"m1", "m2"};
  d.sds = {"s1", "s2"};
  d.ns = {"n1", "n2"};
  const std::string header = "study\tm1\tm2\ts1\ts2\tn1\tn2\n";
  expect_refused(Fault::input, {"column 's1'", "is -1"}, [&] { take(header + "A\t1\t2\t-1\t1\t9\t9\n", d); });
  expect_refused(Fault::input, {"column 's1'", "above 0"}, [&] { take(header + "A\t1\t2\t0\t0\t9\t9\n", d); });
  expect_refused(Fault::input, {"column 'n2'", "is 1;"}, [&] { take(header + "A\t1\t2\t1\t1\t9\t1\n", d); });
}

TEST(TakeStudies, RefusesColumnsThatDoNotGoWithTheKind) {
  StudySelection s = risks();
  s.effect = "y";
  expect_refused(Fault::usage, {"--effect does not go with --kind rr"}, [&] { take("study\ty\nA\t1\n", s); });
  StudySelection half;
  half.effect = "y";
  expect_refused(Fault::usage, {"--kind given needs --variance"}, [&] { take("study\ty\nA\t1\n", half); });
  StudySelection d;
  d.kind = EffectKind::md;
  d.means = {"m1"};
  expect_refused(Fault::usage, {"--kind md needs --means with two columns A,B (there is 1)"},
                 [&] { take("study\tm1\nA\t1\n", d); });
}

}  // namespace
}  // namespace attune::stats
