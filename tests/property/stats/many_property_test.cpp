#include <gtest/gtest.h>

#include <numeric>

#include "attune/stats/many_requests.hpp"
#include "attune/table/delimited.hpp"
#include "long_measures.hpp"
#include "max_t_calibration.hpp"

namespace attune::stats {
namespace {

std::string written(const Table& table, int threads, const std::string& adjust) {
  CompareRequest request;
  request.by = "group";
  request.levels = {"secure", "insecure"};
  request.permutations = 500;
  request.threads = {threads};
  const Answers answers = run_many(table, request, {"value"}, {{"measure"}, adjust, {}});
  std::string out = to_tsv(to_table(answers.records));
  for (const std::string& warning : answers.warnings) out += warning + "\n";
  return out;
}

TEST(ManyMeasures, AreTheSameBytesForAnyOrderOfRowsAndAnyThreads) {
  const Table table = test::long_measures(11, 30, 12, 0.5, 0.8);
  std::vector<std::size_t> order(table.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  parallel::Stream stream({12}, 0);
  for (const char* adjust : {"none", "holm", "max-t"}) {
    const std::string expected = written(table, 1, adjust);
    for (int i = 0; i < 5; ++i) {
      parallel::shuffle(std::span(order), stream);
      EXPECT_EQ(written(table.select(order), 1 + i, adjust), expected) << adjust;
    }
  }
}

// 1,500 studies of true error 5 %: 3.4 standard errors; where the level is kept by being conservative only the upper
// end is told.
constexpr double kShortMargin = 0.019;
constexpr std::size_t kShortStudies = 1500;

TEST(MaxTCalibration, KeepsTheFamilyWiseErrorWhateverTheCorrelation) {
  for (const double correlation : {0.0, 0.9}) {
    test::NullFamily family;
    family.correlation = correlation;
    EXPECT_NEAR(test::family_wise_error(kShortStudies, family, 99), 0.05, kShortMargin) << correlation;
  }
}

TEST(MaxTCalibration, KeepsItForPairsAndForMissingValues) {
  test::NullFamily pairs, gaps;
  pairs.paired = true;
  gaps.missing = 0.1;
  EXPECT_NEAR(test::family_wise_error(kShortStudies, pairs, 99), 0.05, kShortMargin);
  EXPECT_LT(test::family_wise_error(kShortStudies, gaps, 99), 0.05 + kShortMargin);
}

}  // namespace
}  // namespace attune::stats
