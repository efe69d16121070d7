#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "attune/stats/distributions.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

/// How many of `n` people have what is counted.
struct Count {
  std::int64_t successes = 0;
  std::int64_t n = 0;
  double share() const { return static_cast<double>(successes) / static_cast<double>(n); }
};

/// "36/50"; anything else, or more successes than people, is a usage error.
Count parse_count(std::string_view text);
/// Refuses n = 0 (analysis error that names `what`) and a confidence outside 0.5 to 1 (usage error).
void check_count(const Count& count, const std::string& what);
void check_confidence(double confidence);

/// Clopper & Pearson (1934): both tails of the binomial inverted; covers at least `confidence` for any true share.
Interval exact_interval(const Count& count, double confidence);
/// Wilson (1927): the shares that the score test without continuity correction does not reject.
Interval wilson_interval(const Count& count, double confidence);
/// Two-sided exact binomial p against 0 < `null` < 1: all outcomes no more probable than the observed one, which is
/// the rule of R's binom.test (ties told with a relative tolerance of 1e-7).
double binomial_two_sided(const Count& count, double null);

/// log BF10 of a share with a uniform prior, beta(1, 1), against the point `null`: the ratio of the two marginal
/// likelihoods in closed form (Jeffreys 1961, section 5.1).
double log_proportion_bayes_factor(const Count& count, double null);
/// log BF10 of two shares with independent uniform priors against one common share with a uniform prior: the
/// independent multinomial model of Gunel & Dickey (1974) with concentration 1, groups fixed.
double log_two_proportions_bayes_factor(const Count& a, const Count& b);

struct ProportionOptions {
  double null = 0.5;  ///< share of the null hypothesis, 0 < null < 1
  double confidence = 0.95;
};

/// One share with both intervals and the evidence against `null`.
struct Proportion {
  Count count;
  double estimate = 0.0;
  Interval exact, wilson;
  double null = 0.5;
  double p = 1.0;
  double log_bf10 = 0.0;
  double confidence = 0.95;
};

/// Analysis error for n = 0, usage error for a null or confidence out of range.
Proportion estimate_proportion(const Count& count, const ProportionOptions& options = {});

/// The fields of `attune proportion` for one share and their meanings.
Record to_record(const Proportion& proportion);
std::vector<ColumnMeaning> proportion_meanings();

}  // namespace attune::stats
