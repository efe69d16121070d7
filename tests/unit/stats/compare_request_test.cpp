#include "attune/stats/compare_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "attune/stats/correlate_request.hpp"
#include "attune/table/delimited.hpp"
#include "message_of.hpp"

namespace attune::stats {
namespace {

using test::message_of;
using testing::Contains;
using testing::HasSubstr;

Table dyads() {
  return parse_table(
      "participant_id\tgroup\tdyad\tvalue\tother\n"
      "01\tA\td1\t1\t3\n02\tA\td1\t2\t1\n03\tA\td2\t4\t2\n04\tA\td2\t3\t5\n05\tB\td3\t6\t4\n06\tB\td3\t5\t9\n"
      "07\tB\td4\t8\t7\n08\tB\td4\t7\t6\n",
      "t.tsv");
}

CompareRequest request() {
  CompareRequest r;
  r.value = "value";
  r.by = "group";
  r.levels = {"A", "B"};
  r.threads = {1};
  return r;
}

std::set<std::string> names_of(const Record& record) {
  std::set<std::string> out;
  for (const auto& field : record) out.insert(field.first);
  return out;
}

TEST(RunCompare, AnswersInOneRowWithAReading) {
  const Answers answers = run_compare(dyads(), request());
  ASSERT_EQ(answers.records.size(), 1U);
  EXPECT_THAT(names_of(answers.records[0]), testing::IsSupersetOf({"p", "bf10", "alternative", "reading", "excluded"}));
}

TEST(RunCompare, ExchangesBlocksOfAColumn) {
  CompareRequest r = request();
  r.blocks = "dyad";
  r.exchange = "whole";
  r.permutations = 100;
  const Answers answers = run_compare(dyads(), r);
  EXPECT_THAT(names_of(answers.records[0]), testing::IsSupersetOf({"p_perm", "exchange", "blocks", "blocks_idle"}));
  EXPECT_THAT(answers.warnings, Contains(HasSubstr("of the blocks only p_perm and the bootstrap know")));
  r.exchange = "within";
  EXPECT_THAT(message_of([&] { run_compare(dyads(), r); }), HasSubstr("--exchange whole"));
}

TEST(RunCompare, NeedsTheBlockOfEveryRow) {
  const Table t = parse_table(
      "participant_id\tgroup\tdyad\tvalue\n01\tA\td1\t1\n02\tA\tn/a\t2\n03\tB\td2\t3\n04\tB\td2\t4\n", "t.tsv");
  CompareRequest r = request();
  r.blocks = "dyad";
  r.permutations = 10;
  EXPECT_THAT(message_of([&] { run_compare(t, r); }), HasSubstr("give somebody alone a name of their own"));
}

TEST(RunCompare, WantsThePairInOneBlock) {
  const Table t = parse_table(
      "participant_id\tsession\tfamily\tvalue\n01\tpre\tf1\t1\n01\tpost\tf2\t2\n02\tpre\tf1\t1\n02\tpost\tf1\t5\n",
      "t.tsv");
  CompareRequest r = request();
  r.by = "session";
  r.levels = {"post", "pre"};
  r.paired = "participant_id";
  r.blocks = "family";
  r.exchange = "whole";
  r.permutations = 10;
  EXPECT_THAT(message_of([&] { run_compare(t, r); }), HasSubstr("one block is expected"));
}

TEST(RunCompare, RefusesWhatDoesNotGoTogether) {
  const auto message = [](auto change) {
    CompareRequest r = request();
    change(r);
    return message_of([&] { check_request(r); });
  };
  EXPECT_THAT(message([](auto& r) { r.blocks = "dyad"; }), HasSubstr("--permutations and --bootstrap"));
  EXPECT_THAT(message([](auto& r) { r.exchange = "whole"; }), HasSubstr("needs --blocks"));
  EXPECT_THAT(message([](auto& r) { r.trim = 0.1; }), HasSubstr("--trim is for --test yuen"));
  EXPECT_THAT(message([](auto& r) { r.bootstrap = 500; }), HasSubstr("needs 1000 to"));
  EXPECT_THAT(message([](auto& r) {
                r.test = "yuen";
                r.sensitivity = true;
              }),
              HasSubstr("no Bayes factor"));
}

TEST(RunCompare, GivesAMeaningToEveryColumn) {
  std::set<std::string> known;
  for (const ColumnMeaning& m : comparison_meanings()) known.insert(m.column);
  for (const char* test : {"welch", "yuen", "mann-whitney"}) {
    CompareRequest r = request();
    r.test = test;
    r.sesoi = "0.5d";
    r.sensitivity = r.test == "welch";
    r.permutations = 50;
    r.bootstrap = 1000;
    r.blocks = "dyad";
    r.exchange = "whole";
    const Table rows = to_table(run_compare(dyads(), r).records);
    for (const Column& column : rows.columns()) EXPECT_TRUE(known.count(column.name)) << column.name;
  }
}

TEST(RunCompare, WarnsWhereThePooledTIsWrong) {
  const Table t = parse_table(
      "participant_"
      "id\tgroup\tvalue\n01\tA\t0\n02\tA\t10\n03\tA\t20\n04\tB\t1\n05\tB\t2\n06\tB\t3\n07\tB\t4\n08\tB\t5\n",
      "t.tsv");
  CompareRequest r = request();
  r.test = "student";
  EXPECT_THAT(run_compare(t, r).warnings, Contains(HasSubstr("Welch's test is")));
  r.test = "welch";
  EXPECT_THAT(run_compare(t, r).warnings, Contains(HasSubstr("rest on the pooled SD")));
}

TEST(RunCompare, OneSidedIsHalfOrTheRestOfTwoSides) {
  CompareRequest r = request();
  const auto p_of = [&](const char* test, const char* alternative) {
    r.test = test;
    r.alternative = alternative;
    const Answers answers = run_compare(dyads(), r);
    for (const auto& [name, value] : answers.records[0])
      if (name == "p") return std::get<double>(value);
    return std::nan("");
  };
  for (const char* test : {"welch", "student", "yuen"}) {
    const double both = p_of(test, "two-sided");
    EXPECT_NEAR(p_of(test, "less"), 0.5 * both, 1e-14);
    EXPECT_NEAR(p_of(test, "greater"), 1.0 - 0.5 * both, 1e-14);
  }
  EXPECT_LT(p_of("mann-whitney", "less"), 0.05);
  EXPECT_GT(p_of("mann-whitney", "greater"), 0.95);
}

TEST(RunCorrelate, GivesAMeaningToEveryColumn) {
  std::set<std::string> known;
  for (const ColumnMeaning& m : correlation_meanings()) known.insert(m.column);
  CorrelateRequest r;
  r.x = "value";
  r.y = "other";
  r.sesoi = 0.3;
  r.sensitivity = true;
  r.permutations = 20;
  r.bootstrap = 1000;
  r.strata = "group";
  for (const char* blocks : {"", "dyad"}) {
    r.blocks = blocks;
    const Table rows = to_table(run_correlate(dyads(), r).records);
    for (const Column& column : rows.columns()) EXPECT_TRUE(known.count(column.name)) << column.name;
  }
}

TEST(RunCorrelate, RefusesWhatDoesNotGoTogether) {
  CorrelateRequest r;
  r.strata = "group";
  EXPECT_THAT(message_of([&] { check_request(r); }), HasSubstr("--strata is for --bootstrap"));
  r.strata.clear();
  r.sesoi = 1.5;
  EXPECT_THAT(message_of([&] { check_request(r); }), HasSubstr("above 0 and below 1"));
}

}  // namespace
}  // namespace attune::stats
