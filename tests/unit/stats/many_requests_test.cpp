#include "attune/stats/many_requests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "attune/stats/p_adjust.hpp"
#include "attune/table/row_filter.hpp"
#include "expect_error.hpp"
#include "long_measures.hpp"

namespace attune::stats {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

CompareRequest two_groups() {
  CompareRequest out;
  out.by = "group";
  out.levels = {"secure", "insecure"};
  return out;
}

ManyRequest each_measure(const std::string& adjust = "none") { return {{"measure"}, adjust, {}}; }

TEST(ManyMeasures, AreARowEachInTheOrderOfTheirBytes) {
  const Table table = test::long_measures(1, 24, 11, 0.0, 1.0);
  const Table rows = to_table(run_many(table, two_groups(), {"value"}, each_measure("holm")).records);
  EXPECT_THAT(rows.text("measure"), ElementsAre("m1", "m10", "m11", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"));
  EXPECT_EQ(rows.numbers("p_adjusted"), p_adjust(rows.numbers("p"), PAdjustment::holm));
  EXPECT_THAT(rows.text("family_size"), Contains("11").Times(11));
  EXPECT_THAT(rows.text("reason"), Contains("n/a").Times(11));
}

TEST(ManyMeasures, AnswerWhatOneMeasureAnswers) {
  const Table table = test::long_measures(2, 24, 3, 0.0, 1.0);
  const Table rows = to_table(run_many(table, two_groups(), {"value"}, each_measure()).records);
  CompareRequest one = two_groups();
  one.value = "value";
  const std::vector<RowFilter> second{{"measure", {"m2"}}};
  const Table alone = to_table(run_compare(filter_rows(table, second), one).records);
  for (const Column& column : alone.columns()) EXPECT_EQ(rows.column(column.name).cell(1), column.cell(0));
}

TEST(ManyMeasures, SayWhyOneHasNoAnswer) {
  Table table = test::long_measures(3, 8, 3, 0.0, 0.0);
  Column::Text cells = table.text("value"), groups = table.text("group");
  const std::vector<std::string> measures = table.text("measure");
  for (std::size_t row = 0; row < cells.size(); ++row) {
    if (measures[row] == "m2") cells[row] = "3";
    if (measures[row] == "m3") groups[row] = "secure";
  }
  table.replace("value", cells);
  table.replace("group", groups);
  const Answers answers = run_many(table, two_groups(), {"value"}, each_measure("bonferroni"));
  const Table rows = to_table(answers.records);
  EXPECT_THAT(rows.text("p_adjusted")[1], "n/a");
  EXPECT_THAT(rows.text("reason"), ElementsAre("n/a", HasSubstr("var"), HasSubstr("no row has the level 'insecure'")));
  EXPECT_THAT(rows.text("family_size"), Contains("1").Times(3));
  EXPECT_THAT(answers.warnings, Contains(HasSubstr("2 of 3 rows cannot be answered")));
  const std::vector<RowFilter> unanswerable{{"measure", {"m2", "m3"}}};
  test::error_of(Fault::analysis, [&] {
    Table rest = filter_rows(table, unanswerable);
    Column::Text both = rest.text("group");
    both[0] = "insecure";
    rest.replace("group", both);
    run_many(rest, two_groups(), {"value"}, each_measure());
  });
}

TEST(ManyMeasures, CountWhatChanceGivesWithoutACorrection) {
  const Answers answers = run_many(test::long_measures(4, 24, 20, 0.0, 0.0), two_groups(), {"value"}, each_measure());
  EXPECT_THAT(answers.warnings,
              Contains(HasSubstr("20 tests, none corrected: if nothing were there, about 1 of them")));
}

TEST(ManyMeasures, OfferTheTestOfTheDifferenceBetweenTwoPlaces) {
  const Answers answers = run_many(test::long_measures(5, 40, 2, 0.0, 3.0), two_groups(), {"value"},
                                   each_measure("holm"), {"big table.tsv", {"task=faces"}});
  EXPECT_THAT(answers.warnings,
              Contains(HasSubstr("attune model 'big table.tsv' --formula 'value ~ group * measure + (1 | "
                                 "participant_id)' --where task=faces --where measure=m1,m2 --levels "
                                 "group=secure,insecure")));
  for (const std::string& warning : answers.warnings) EXPECT_THAT(warning, HasSubstr("measure=m1 is below 0.05"));
}

TEST(ManyMeasures, HaveFamiliesOfTheirOwn) {
  Table table = test::long_measures(6, 24, 4, 0.0, 1.0);
  Column::Text sites;
  for (const std::string& measure : table.text("measure")) sites.push_back(measure < "m3" ? "left" : "right");
  table.add("site", sites);
  const ManyRequest request{{"site", "measure"}, "bonferroni", {"site"}};
  const Table rows = to_table(run_many(table, two_groups(), {"value"}, request).records);
  EXPECT_THAT(rows.text("family_size"), Contains("2").Times(4));
}

TEST(ManyMeasures, CorrectByMaxTLessThanByBonferroniWhereTheyGoTogether) {
  CompareRequest request = two_groups();
  request.permutations = 2000;
  const Table table = test::long_measures(7, 40, 10, 0.9, 0.5);
  const Table max_t = to_table(run_many(table, request, {"value"}, each_measure("max-t")).records);
  const Table bonferroni = to_table(run_many(table, request, {"value"}, each_measure("bonferroni")).records);
  EXPECT_LT(max_t.numbers("p_adjusted")[0], 0.7 * bonferroni.numbers("p_adjusted")[0]);
}

TEST(ManyMeasures, CorrectThePThatTheReadingRestsOn) {
  Table table = test::long_measures(9, 24, 3, 0.0, 0.5);
  CompareRequest ranks = two_groups();
  ranks.test = "mann-whitney";
  const Table counted = to_table(run_many(table, ranks, {"value"}, each_measure("holm")).records);
  EXPECT_EQ(counted.numbers("p_adjusted"), p_adjust(counted.numbers("p_exact"), PAdjustment::holm));
  Column::Text dyads;
  std::map<std::string, std::size_t> index;
  for (const std::string& person : table.text("participant_id"))
    dyads.push_back("d" + std::to_string(index.emplace(person, index.size()).first->second / 4));
  table.add("dyad", dyads);
  CompareRequest blocks = two_groups();
  blocks.blocks = "dyad";
  blocks.exchange = "within";
  test::error_of(Fault::usage, [&] { run_many(table, blocks, {"value"}, each_measure("holm")); });
  blocks.permutations = 500;
  const Table within = to_table(run_many(table, blocks, {"value"}, each_measure("holm")).records);
  EXPECT_EQ(within.numbers("p_adjusted"), p_adjust(within.numbers("p_perm"), PAdjustment::holm));
}

TEST(ManyMeasures, TakeAReadingBackThatTheCorrectionDoesNotBear) {
  const Table table = test::long_measures(3, 24, 20, 0.0, 0.6);
  const Table rows = to_table(run_many(table, two_groups(), {"value"}, each_measure("bonferroni")).records);
  std::size_t taken_back = 0;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const bool found = rows.numbers("p")[row] < 0.05, left = rows.numbers("p_adjusted")[row] < 0.05;
    const std::string reading = rows.text("reading")[row];
    EXPECT_EQ(reading.starts_with("difference"), left) << reading;
    if (found && !left) {
      EXPECT_THAT(reading, HasSubstr("before the correction: difference"));
    }
    taken_back += found && !left ? 1U : 0U;
  }
  EXPECT_GT(taken_back, 0U);
}

TEST(ManyMeasures, WarnWhereMaxTTakesGroupsToBeExchangeableThatAreNot) {
  Table table;
  Column::Text people, groups, measures;
  Column::Numbers values;
  for (int person = 0; person < 12; ++person) {
    people.push_back("p" + std::to_string(person));
    groups.emplace_back(person < 4 ? "secure" : "insecure");
    measures.emplace_back("m1");
    values.push_back((person % 2 == 0 ? 1.0 : -1.0) * (person < 4 ? 5.0 : 1.0) + 0.01 * person);
  }
  table.add("participant_id", people);
  table.add("group", groups);
  table.add("measure", measures);
  table.add("value", values);
  CompareRequest request = two_groups();
  request.permutations = 200;
  EXPECT_THAT(run_many(table, request, {"value"}, each_measure("max-t")).warnings,
              Contains(HasSubstr("in 1 row the groups differ in size and their SDs by half or more")));
  EXPECT_THAT(run_many(test::long_measures(7, 40, 3, 0.0, 0.5), request, {"value"}, each_measure("max-t")).warnings,
              Not(Contains(HasSubstr("exchangeable"))));
}

TEST(ManyMeasures, RefuseWhatDoesNotGoTogether) {
  const Table table = test::long_measures(8, 8, 2, 0.0, 0.0);
  const auto usage = [&](const CompareRequest& request, const ManyRequest& many) {
    return test::error_of(Fault::usage, [&] { run_many(table, request, {"value"}, many); });
  };
  EXPECT_THAT(usage(two_groups(), each_measure("max-t")), HasSubstr("--permutations"));
  EXPECT_THAT(usage(two_groups(), {{"measure"}, "none", {"measure"}}), HasSubstr("--family needs --adjust"));
  EXPECT_THAT(usage(two_groups(), {{"measure"}, "holm", {"site"}}), HasSubstr("no column of --each"));
  EXPECT_THAT(usage(two_groups(), {{"group"}, "holm", {}}), HasSubstr("also compared"));
  EXPECT_THAT(usage(two_groups(), {{"measure", "measure"}, "holm", {}}), HasSubstr("twice"));
}

TEST(ManyMeasures, RefusePlacesNamedLikeAFieldOfTheAnswer) {
  const Table table = test::long_measures(8, 8, 2, 0.0, 0.0);
  const auto compare = [&](const ManyRequest& many, const std::vector<std::string>& values) {
    return test::error_of(Fault::usage, [&] { run_many(table, two_groups(), values, many); });
  };
  for (const std::string name : {"n", "n_1", "test", "p", "reading", "reason"})
    EXPECT_THAT(compare({{name}, "none", {}}, {"value"}), HasSubstr("has a column '" + name + "' already"));
  EXPECT_THAT(compare({{"p_adjusted"}, "holm", {}}, {"value"}), HasSubstr("already"));
  EXPECT_THAT(compare({{"field"}, "none", {}}, {"value", "other"}), HasSubstr("already"));
  CorrelateRequest correlate;
  correlate.y = "y";
  EXPECT_THAT(test::error_of(Fault::usage,
                             [&] {
                               check_many(correlate, {"x"}, {{"method"}, "none", {}});
                             }),
              HasSubstr("has a column 'method' already"));
}

}  // namespace
}  // namespace attune::stats
