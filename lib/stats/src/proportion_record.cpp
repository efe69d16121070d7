#include <cmath>

#include "attune/stats/two_proportions.hpp"
#include "record_fields.hpp"

namespace attune::stats {
namespace {

// An infinite end of an interval is a fact worth writing; JSON has no number for it and gets null.
void add_interval(Record& out, const std::string& prefix, const Interval& interval) {
  out.emplace_back(prefix + "ci_low", interval.low);
  out.emplace_back(prefix + "ci_high", interval.high);
}

void add_ratio(Record& out, const std::string& name, const Ratio& ratio) {
  if (std::isnan(ratio.value)) return;
  out.emplace_back(name, ratio.value);
  if (ratio.interval) add_interval(out, name + "_", *ratio.interval);
}

void add_chi_squared(Record& out, const std::optional<ChiSquared>& plain, const std::optional<ChiSquared>& corrected) {
  if (!plain) return;
  out.emplace_back("chisq", plain->value);
  out.emplace_back("p", plain->p);
  out.emplace_back("chisq_corrected", corrected->value);
  out.emplace_back("p_corrected", corrected->p);
}

void add_bayes(Record& out, double log_bf10) {
  out.emplace_back("bf10", std::exp(log_bf10));
  out.emplace_back("log_bf10", log_bf10);
}

void add_bayes_meanings(std::vector<ColumnMeaning>& out, const std::string& alternative) {
  append(out, {{"bf10", "Bayes factor for " + alternative, ""}, {"log_bf10", "its natural logarithm", ""}});
}

const std::vector<ColumnMeaning> kChiSquaredMeanings{
    {"chisq", "chi-squared with 1 degree of freedom, without continuity correction", ""},
    {"p", "its two-sided p", ""},
    {"chisq_corrected", "the same with continuity correction", ""},
    {"p_corrected", "its p", ""}};

}  // namespace

Record to_record(const Proportion& s) {
  Record out{{"n", s.count.n}, {"successes", s.count.successes}, {"estimate", s.estimate}};
  add_interval(out, "", s.wilson);
  add_interval(out, "exact_", s.exact);
  out.emplace_back("null", s.null);
  out.emplace_back("p", s.p);
  add_bayes(out, s.log_bf10);
  out.emplace_back("confidence", s.confidence);
  return out;
}

std::vector<ColumnMeaning> proportion_meanings() {
  std::vector<ColumnMeaning> out{{"n", "people with a value", ""},
                                 {"successes", "how many of them are counted", ""},
                                 {"estimate", "their share", ""},
                                 {"ci_low", "lower end of the Wilson interval", ""},
                                 {"ci_high", "upper end of the Wilson interval", ""},
                                 {"exact_ci_low", "lower end of the exact interval of Clopper and Pearson", ""},
                                 {"exact_ci_high", "its upper end", ""},
                                 {"null", "share of the null hypothesis", ""},
                                 {"p", "two-sided exact binomial p against it", ""}};
  add_bayes_meanings(out, "a share with a uniform prior against the null");
  append(out, {{"confidence", "of the intervals", ""}});
  append(out, exclusion_meanings("rows"));
  return out;
}

Record to_record(const TwoProportions& c) {
  Record out{{"levels", std::vector<std::string>{c.levels[0], c.levels[1]}},
             {"n", std::vector<std::int64_t>{c.counts[0].n, c.counts[1].n}},
             {"successes", std::vector<std::int64_t>{c.counts[0].successes, c.counts[1].successes}},
             {"proportion", std::vector<double>{c.counts[0].share(), c.counts[1].share()}},
             {"wilson_ci_low", std::vector<double>{c.wilson[0].low, c.wilson[1].low}},
             {"wilson_ci_high", std::vector<double>{c.wilson[0].high, c.wilson[1].high}},
             {"estimate", c.estimate}};
  add_interval(out, "", c.interval);
  add_interval(out, "wald_", c.wald);
  add_chi_squared(out, c.plain, c.corrected);
  out.emplace_back("fisher_p", c.fisher.p);
  if (!std::isnan(c.fisher.odds_ratio)) {
    out.emplace_back("odds_ratio", c.fisher.odds_ratio);
    add_interval(out, "odds_ratio_", c.fisher.interval);
  }
  add_ratio(out, "sample_odds_ratio", c.odds_ratio);
  add_ratio(out, "risk_ratio", c.risk_ratio);
  add_bayes(out, c.log_bf10);
  out.emplace_back("confidence", c.confidence);
  return out;
}

std::vector<ColumnMeaning> two_proportions_meanings() {
  std::vector<ColumnMeaning> out{{"levels", "A and B", ""},
                                 {"n", "people of A and B with a value", ""},
                                 {"successes", "how many of them are counted", ""},
                                 {"proportion", "share in A and B", ""},
                                 {"wilson_ci_low", "lower ends of their Wilson intervals", ""},
                                 {"wilson_ci_high", "upper ends of their Wilson intervals", ""},
                                 {"estimate", "share of A less share of B", ""},
                                 {"ci_low", "lower end of Newcombe's hybrid score interval", ""},
                                 {"ci_high", "upper end of Newcombe's hybrid score interval", ""},
                                 {"wald_ci_low", "lower end of the Wald interval", ""},
                                 {"wald_ci_high", "upper end of the Wald interval", ""}};
  append(out, kChiSquaredMeanings);
  append(out, {{"fisher_p", "two-sided p of Fisher's exact test", ""},
               {"odds_ratio", "odds of A over odds of B, conditional maximum likelihood", ""},
               {"odds_ratio_ci_low", "lower end of its exact interval", ""},
               {"odds_ratio_ci_high", "upper end of its exact interval; null (inf) where there is none", ""},
               {"sample_odds_ratio", "odds of A over odds of B as counted", ""},
               {"sample_odds_ratio_ci_low", "lower end of Woolf's interval", ""},
               {"sample_odds_ratio_ci_high", "upper end of Woolf's interval", ""},
               {"risk_ratio", "share of A over share of B", ""},
               {"risk_ratio_ci_low", "lower end of its log interval", ""},
               {"risk_ratio_ci_high", "upper end of its log interval", ""},
               compat_meaning()});
  add_bayes_meanings(out, "two shares with independent uniform priors against one (Gunel and Dickey)");
  append(out, {{"confidence", "of the intervals", ""}});
  append(out, exclusion_meanings("rows"));
  return out;
}

Record to_record(const PairedProportions& c) {
  const PairCounts& p = c.pairs;
  const auto share = [&](std::int64_t x) { return Count{x, p.n()}.share(); };
  Record out{{"levels", std::vector<std::string>{c.levels[0], c.levels[1]}},
             {"n", p.n()},
             {"both", p.both},
             {"first_only", p.first_only},
             {"second_only", p.second_only},
             {"neither", p.neither},
             {"proportion", std::vector<double>{share(p.both + p.first_only), share(p.both + p.second_only)}},
             {"estimate", c.estimate}};
  add_interval(out, "", c.interval);
  add_chi_squared(out, c.plain, c.corrected);
  out.emplace_back("exact_p", c.p);
  add_ratio(out, "odds_ratio", c.odds_ratio);
  add_bayes(out, c.log_bf10);
  out.emplace_back("confidence", c.confidence);
  return out;
}

std::vector<ColumnMeaning> paired_proportions_meanings() {
  std::vector<ColumnMeaning> out{{"levels", "A and B", ""},
                                 {"n", "pairs", ""},
                                 {"both", "pairs counted in A and in B", ""},
                                 {"first_only", "pairs counted in A only", ""},
                                 {"second_only", "pairs counted in B only", ""},
                                 {"neither", "pairs counted in neither", ""},
                                 {"proportion", "share in A and B", ""},
                                 {"estimate", "share in A less share in B", ""},
                                 {"ci_low", "lower end of Newcombe's interval for pairs", ""},
                                 {"ci_high", "upper end of Newcombe's interval for pairs", ""}};
  append(out, kChiSquaredMeanings);
  append(out, {{"exact_p", "McNemar's exact two-sided p", ""},
               {"odds_ratio", "pairs of A only over pairs of B only", ""},
               {"odds_ratio_ci_low", "lower end of its exact interval", ""},
               {"odds_ratio_ci_high", "upper end of its exact interval; null (inf) where there is none", ""}});
  add_bayes_meanings(out, "a uniform share of A among the pairs that differ against one half");
  append(out, {{"confidence", "of the intervals", ""}});
  append(out, exclusion_meanings("rows or pairs"));
  return out;
}

}  // namespace attune::stats
