#include "attune/stats/correlate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"

namespace attune::stats {
namespace {

using Values = std::vector<double>;
using Given = std::vector<Values>;
constexpr double kRounding = 1e-13;

const Values kX{1, 2, 3, 4, 5, 6};
const Values kY{2, 1, 4, 3, 7, 5};

CorrelateOptions with(CorrelationMethod method, std::int64_t permutations = 0) {
  CorrelateOptions options;
  options.method = method;
  options.permutations = permutations;
  return options;
}

std::string message_of(const Values& x, const Values& y, const Given& given = {}) {
  try {
    correlate(x, y, given);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::analysis);
    return error.what();
  }
  return "no error";
}

TEST(Correlate, PearsonByHand) {
  // Sums of squares 17.5 and 23.333, of products 16.
  const Correlation c = correlate(kX, kY);
  const double r = 16.0 / std::sqrt(17.5 * (104.0 - 22.0 * 22.0 / 6.0));
  EXPECT_NEAR(c.r, r, kRounding);
  EXPECT_EQ(*c.df, 4.0);
  EXPECT_NEAR(*c.t, r * 2.0 / std::sqrt(1.0 - r * r), kRounding);
  EXPECT_NEAR(c.interval->low, std::tanh(std::atanh(r) - 1.959963984540054 / std::sqrt(3.0)), kRounding);
}

TEST(Correlate, OfFewRanksIsCounted) {
  CorrelateOptions options;
  options.method = CorrelationMethod::spearman;
  // Of the 6 arrangements of three ranks, 2 are as far from 0 as a perfect order.
  const std::vector<double> three{1.0, 5.0, 9.0};
  const Correlation perfect = correlate(three, three, {}, options);
  EXPECT_TRUE(perfect.exact);
  EXPECT_EQ(perfect.p, 2.0 / 6.0);
  // Two neighbours changed twice in five: rho 0.8, 16 of 120 (R 4.2, cor.test: 0.1333).
  const std::vector<double> x{1.0, 2.0, 3.0, 4.0, 5.0}, y{2.0, 1.0, 4.0, 3.0, 5.0};
  EXPECT_DOUBLE_EQ(correlate(x, y, {}, options).p, 16.0 / 120.0);
  const std::vector<double> tied{2.0, 2.0, 4.0, 3.0, 5.0};
  EXPECT_FALSE(correlate(x, tied, {}, options).exact);
}

TEST(Correlate, SpearmanIsPearsonOfRanks) {
  const Correlation c = correlate(kX, kY, {}, with(CorrelationMethod::spearman));
  EXPECT_NEAR(c.r, 1.0 - 6.0 * 6.0 / (6.0 * 35.0), kRounding);  // squared rank differences 1 1 1 1 1 1
  EXPECT_FALSE(c.bf10);
}

TEST(Correlate, KendallCountsConcordantPairs) {
  const Correlation c = correlate(kX, kY, {}, with(CorrelationMethod::kendall));
  EXPECT_NEAR(c.r, (12.0 - 3.0) / 15.0, kRounding);
  EXPECT_TRUE(c.exact);
  EXPECT_NEAR(c.p, 2.0 * 49.0 / 720.0, kRounding);  // 1 + 5 + 14 + 29 orders have at most 3 inversions
}

TEST(Correlate, KendallWithTiesIsTauB) {
  const Correlation c = correlate(Values{1, 1, 2, 3}, Values{1, 2, 2, 3}, {}, with(CorrelationMethod::kendall));
  EXPECT_NEAR(c.r, 4.0 / 5.0, kRounding);  // 4 concordant, one tie in each
  EXPECT_FALSE(c.exact);
}

TEST(Correlate, PartialByTheTextbookFormula) {
  const Values z{1, 3, 2, 5, 4, 9};
  const double xy = correlate(kX, kY).r, xz = correlate(kX, z).r, yz = correlate(kY, z).r;
  const Correlation c = correlate(kX, kY, Given{z});
  EXPECT_NEAR(c.r, (xy - xz * yz) / std::sqrt((1.0 - xz * xz) * (1.0 - yz * yz)), kRounding);
  EXPECT_EQ(*c.df, 3.0);
}

TEST(Correlate, APerfectCorrelationSaysSo) {
  const Correlation c = correlate(kX, Values{3, 5, 7, 9, 11, 13});
  EXPECT_EQ(c.r, 1.0);
  EXPECT_EQ(c.p, 0.0);
  EXPECT_FALSE(c.t);
  EXPECT_EQ(c.warnings.size(), 1u);
}

TEST(Correlate, SaysWhatIsThereWhenThereIsNoAnswer) {
  EXPECT_THAT(message_of({1, 2}, {2, 3}), testing::HasSubstr("2 complete pairs"));
  EXPECT_THAT(message_of({1, 2, 3}, {4, 4, 4}), testing::HasSubstr("y does not vary"));
  EXPECT_THAT(message_of({1, 2, std::nan("")}, {4, 5, 6}), testing::HasSubstr("x has the value n/a"));
  EXPECT_THAT(message_of(kX, kY, {{2, 2, 2, 2, 2, 2}}), testing::HasSubstr("rank 0"));
  EXPECT_THAT(message_of(kX, kY, {kX}), testing::HasSubstr("follows exactly"));
  EXPECT_THROW(correlate(kX, kY, Given{kX}, with(CorrelationMethod::kendall)), Error);
}

TEST(Correlate, PermutationOfEachMethodIsEnumeratedWhenSmall) {
  for (const auto method : {CorrelationMethod::pearson, CorrelationMethod::spearman, CorrelationMethod::kendall}) {
    const Correlation c = correlate(kX, kY, {}, with(method, 720));
    EXPECT_TRUE(c.permutation->enumerated);
    if (method == CorrelationMethod::kendall) {
      EXPECT_NEAR(c.permutation->p, c.p, kRounding);
    }
  }
}

// z halves the pairs, so residuals are those from the means of the halves: y leaves -0.5 0.5 -1.5 1.5. Of the 24 orders
// 12 reach r = 4 / sqrt(20) once they are fitted again; without that it would be 8.
TEST(Correlate, PartialPermutationByHand) {
  const Values x{0, 1, 0, 1}, y{1, 2, 5, 8}, z{-1, -1, 1, 1};
  const Correlation c = correlate(x, y, Given{z}, with(CorrelationMethod::pearson, 24));
  EXPECT_NEAR(c.r, 4.0 / std::sqrt(20.0), kRounding);
  EXPECT_TRUE(c.permutation->enumerated);
  EXPECT_EQ(c.permutation->arrangements, 24);
  EXPECT_EQ(c.permutation->p, 0.5);
}

TEST(Correlate, PartialPermutationOfSpearmanIsThatOfRanks) {
  const Values z{1, 3, 2, 5, 4, 9}, z_ranks{1, 3, 2, 5, 4, 6}, y_ranks{2, 1, 4, 3, 6, 5};
  const Correlation ranks = correlate(kX, y_ranks, Given{z_ranks}, with(CorrelationMethod::pearson, 720));
  const Correlation spearman = correlate(kX, kY, Given{z}, with(CorrelationMethod::spearman, 720));
  EXPECT_TRUE(spearman.permutation->enumerated);
  EXPECT_EQ(spearman.permutation->p, ranks.permutation->p);
}

TEST(Correlate, RefusesMorePermutationsThanItWillDo) {
  EXPECT_THROW(correlate(kX, kY, {}, with(CorrelationMethod::pearson, kMostPermutations + 1)), Error);
}

TEST(Correlate, EveryFieldHasAMeaning) {
  std::vector<Record> records;
  for (const auto method : {CorrelationMethod::pearson, CorrelationMethod::spearman, CorrelationMethod::kendall})
    records.push_back(to_record(correlate(kX, kY, {}, with(method, 100))));
  std::vector<std::string> known;
  for (const ColumnMeaning& meaning : correlation_meanings()) known.push_back(meaning.column);
  for (const std::string& column : to_table(records).names()) EXPECT_THAT(known, testing::Contains(column));
}

}  // namespace
}  // namespace attune::stats
