#include "attune/decode/score.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::decode {
namespace {

TEST(AreaUnderCurve, CountsPairsAndTiesAsHalf) {
  // Of 2 x 3 pairs: 1 < 2, 1 < 3 and 2 < 3 are won, 2 = 2 is tied, 0 loses twice.
  EXPECT_DOUBLE_EQ(score_of(Score::auc, std::vector<double>{1, 2}, std::vector<double>{0, 2, 3}), 3.5 / 6);
  EXPECT_EQ(score_of(Score::auc, std::vector<double>{-1, 0}, std::vector<double>{1, 2}), 1);
}

TEST(BalancedAccuracy, IsTheMeanOfTheClassesHoweverUnequal) {
  EXPECT_DOUBLE_EQ(score_of(Score::balanced_accuracy, std::vector<double>{-1, -1, -1, 1}, std::vector<double>{1}),
                   (0.75 + 1) / 2);
  EXPECT_DOUBLE_EQ(score_of(Score::balanced_accuracy, std::vector<double>{0}, std::vector<double>{0}), 0.5);
}

TEST(Score, OfNothingIsMissing) {
  for (const Score score : {Score::auc, Score::balanced_accuracy}) {
    EXPECT_TRUE(std::isnan(score_of(score, {}, std::vector<double>{1})));
    EXPECT_TRUE(std::isnan(score_of(score, std::vector<double>{std::nan("")}, std::vector<double>{1})));
  }
}

TEST(Score, HasNamesThatReadBack) {
  for (const Score score : {Score::auc, Score::balanced_accuracy}) EXPECT_EQ(parse_score(name_of(score)), score);
  EXPECT_THROW(parse_score("accuracy"), Error);
}

}  // namespace
}  // namespace attune::decode
