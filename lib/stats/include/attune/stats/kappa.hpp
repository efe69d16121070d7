#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "attune/stats/distributions.hpp"
#include "attune/stats/samples.hpp"
#include "attune/table/measures.hpp"

namespace attune::stats {

/// How much two ratings that differ by d of k - 1 steps agree: 0, 1 - d / (k - 1), or 1 - (d / (k - 1))^2.
enum class KappaWeights { none, linear, quadratic };

/// Agreement of two raters on categories.
struct Kappa {
  std::int64_t n = 0;
  std::vector<std::string> categories;
  double observed = 0.0, expected = 0.0;  ///< (weighted) agreement
  double value = 0.0;                     ///< (observed - expected) / (1 - expected), Cohen (1960, 1968)
  double se = 0.0;       ///< Fleiss, Cohen & Everitt (1969), for the interval; 0 where agreement is perfect
  double se_null = 0.0;  ///< the same authors', where the raters are independent
  double z = 0.0, p = 1.0;
  Interval interval;
  KappaWeights weights = KappaWeights::none;
  double confidence = 0.95;
  Warnings warnings;  ///< fewer than 50 people: the interval is too narrow
};

/// `counts(i, j)` people whom the first rater gave category i and the second j. An analysis error without people or
/// where chance alone agrees on everyone (each rater used one category, the same).
Kappa cohens_kappa(const Eigen::Ref<const Eigen::MatrixXd>& counts, KappaWeights weights, double confidence = 0.95);

/// Two columns with categories; `order` is their order, else numbers by size and words by spelling.
struct RatedCategories {
  std::vector<std::string> categories;
  Eigen::MatrixXd counts;
  Exclusions exclusions;
};
/// Rows with both categories; a category that is not in a given order is an input error naming the row.
RatedCategories take_categories(const Table& table, const std::string& first, const std::string& second,
                                const std::vector<std::string>& order);

/// True if every category is a number, so that their order is known.
bool are_numbers(const std::vector<std::string>& categories);

/// The fields of `attune reliability --kappa` and their meanings.
Record to_record(const Kappa& kappa);
std::vector<ColumnMeaning> kappa_meanings();

}  // namespace attune::stats
