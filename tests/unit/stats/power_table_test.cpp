#include "attune/stats/power_table.hpp"

#include <gtest/gtest.h>

#include "expect_refused.hpp"

namespace attune::stats {
namespace {

using test::expect_refused;

PowerQuestion ask(PowerTest test, std::vector<std::string> n, std::vector<std::string> effect,
                  std::vector<std::string> power) {
  PowerQuestion q;
  q.test = test;
  q.n = std::move(n);
  q.effect = std::move(effect);
  q.power = std::move(power);
  return q;
}

TEST(PowerTable, HasOnePointForEveryCombination) {
  const auto points = answer(ask(PowerTest::student, {"20", "30"}, {"0.2", "0.5", "0.8"}, {}));
  ASSERT_EQ(points.size(), 6u);
  EXPECT_EQ(points[1].n, 20.0);
  EXPECT_EQ(points[1].effect, 0.5);
  EXPECT_EQ(points[5].power, power_of({}, 30.0, 0.8));
}

TEST(PowerTable, SolvesForWhatIsNotGiven) {
  EXPECT_EQ(answer(ask(PowerTest::student, {}, {"0.5"}, {"0.8"}))[0].solved, Unknown::n);
  EXPECT_EQ(answer(ask(PowerTest::student, {"20"}, {}, {"0.8"}))[0].solved, Unknown::effect);
  expect_refused(Fault::usage, {"1 of --n, --effect and --power is given"},
                 [] { answer(ask(PowerTest::student, {"20"}, {}, {})); });
  expect_refused(Fault::usage, {"3 of --n, --effect and --power are given"},
                 [] { answer(ask(PowerTest::student, {"20"}, {"0.5"}, {"0.8"})); });
}

TEST(PowerTable, RefusesWhatIsNoNumberAndTooManyRows) {
  expect_refused(Fault::usage, {"--n has 'twenty'"}, [] { answer(ask(PowerTest::student, {"twenty"}, {"0.5"}, {})); });
  const std::vector<std::string> many(101, "20");
  expect_refused(Fault::usage, {"10201 combinations"}, [&] { answer(ask(PowerTest::student, many, many, {})); });
}

TEST(PowerTable, RefusesWhatTheTestDoesNotHave) {
  PowerQuestion q = ask(PowerTest::paired, {"20"}, {"0.5"}, {});
  q.ratio = 2.0;
  expect_refused(Fault::usage, {"--ratio does not go with --test paired"}, [&] { answer(q); });
  PowerQuestion sides = ask(PowerTest::equivalence, {"20"}, {"0.5"}, {});
  sides.sides = "one";
  expect_refused(Fault::usage, {"--sides does not go with --test equivalence"}, [&] { answer(sides); });
  expect_refused(Fault::usage, {"needs --baseline"}, [] { answer(ask(PowerTest::proportions, {"20"}, {"0.2"}, {})); });
  expect_refused(Fault::usage, {"needs --groups"}, [] { answer(ask(PowerTest::anova, {"20"}, {"0.2"}, {})); });
}

TEST(PowerTable, CountsEveryoneInTheTotal) {
  PowerQuestion q = ask(PowerTest::anova, {}, {"0.25"}, {"0.8"});
  q.groups = 3;
  const Record record = to_record(design_of(q), answer(q)[0]);
  for (const auto& [name, value] : record) {
    if (name == "whole_n") {
      EXPECT_EQ(std::get<std::int64_t>(value), 53);
    }
    if (name == "whole_n_total") {
      EXPECT_EQ(std::get<std::int64_t>(value), 159);
    }
  }
}

}  // namespace
}  // namespace attune::stats
