#pragma once

#include <span>
#include <string>
#include <string_view>

namespace attune::decode {

/// How well decisions tell the classes apart; 0.5 is chance for both.
enum class Score {
  auc,                ///< chance that a trial of the second class has the larger decision value; ties count half
  balanced_accuracy,  ///< mean share of right decisions in each class; a decision value of exactly 0 counts half
};
/// "auc", "balanced_accuracy".
std::string name_of(Score score);
/// Anything else is a usage error.
Score parse_score(std::string_view text);

inline constexpr double kChance = 0.5;

/// From the decision values of trials of both classes; NaN without a trial in one of them or with a NaN among them.
double score_of(Score score, std::span<const double> first, std::span<const double> second);

}  // namespace attune::decode
