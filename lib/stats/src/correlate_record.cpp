#include "attune/stats/correlate.hpp"
#include "attune/stats/reading.hpp"
#include "record_fields.hpp"

namespace attune::stats {

Record to_record(const Correlation& c) {
  Record out;
  out.emplace_back("method", name_of(c.method));
  out.emplace_back("n", static_cast<std::int64_t>(c.n));
  out.emplace_back("r", c.r);
  if (c.interval) {
    out.emplace_back("ci_low", c.interval->low);
    out.emplace_back("ci_high", c.interval->high);
  }
  add_number(out, "t", c.t);
  add_number(out, "df", c.df);
  add_number(out, "z", c.z);
  out.emplace_back("alternative", name_of(c.alternative));
  out.emplace_back("p", c.p);
  if (c.method != CorrelationMethod::pearson) out.emplace_back("exact", c.exact);
  add_bayes_factor(out, c.bf10, c.log_bf10, c.prior_width);
  add_sensitivity(out, c.sensitivity);
  if (c.equivalence) {
    out.emplace_back("p_lower", c.equivalence->p_lower);
    out.emplace_back("p_upper", c.equivalence->p_upper);
    out.emplace_back("sesoi", c.equivalence->bound);
    out.emplace_back("tost_ci_low", c.equivalence->interval.low);
    out.emplace_back("tost_ci_high", c.equivalence->interval.high);
  }
  add_permutation(out, c.permutation);
  add_blocks(out, c.blocks);
  add_number(out, "block_r", c.block_r);
  if (c.bootstrap) {
    add_number(out, "boot_se", c.bootstrap->of[0].standard_error);
    add_bootstrap_interval(out, "", c.bootstrap->of[0]);
    out.emplace_back("bootstrap", c.bootstrap->draws);
    out.emplace_back("bootstrap_undefined", c.bootstrap->undefined);
  }
  out.emplace_back("confidence", c.confidence);
  out.emplace_back("reading", reading_of(c));
  return out;
}

std::vector<ColumnMeaning> correlation_meanings() {
  std::vector<ColumnMeaning> out{
      {"method", "pearson, spearman or kendall", ""},
      {"n", "complete pairs", ""},
      {"r", "Pearson's r, Spearman's rho or Kendall's tau-b, partial where columns are given", ""},
      {"ci_low", "lower end of its interval (Fisher's transformation)", ""},
      {"ci_high", "upper end of its interval (Fisher's transformation)", ""},
      {"t", "r sqrt(df / (1 - r^2))", ""},
      {"df", "degrees of freedom, n - 2 - columns given", ""},
      {"z", "Kendall: normal deviate of the score, ties taken into account", ""},
      {"alternative", "what p, p_perm and bf10 are for: two-sided, greater (r above 0) or less", ""},
      {"p", "p for that alternative", ""},
      {"exact", "Spearman, Kendall: true if p was counted rather than approximated", ""},
  };
  append(out, bayes_factor_meanings("a correlation", "width of the stretched beta prior on the correlation"));
  append(out, sensitivity_meanings(4));
  append(out, {{"p_lower", "one-sided p against a correlation of -sesoi or less", ""},
               {"p_upper", "one-sided p against a correlation of +sesoi or more", ""},
               {"sesoi", "smallest correlation of interest", ""},
               {"tost_ci_low", "lower end of the interval with confidence 2 x confidence - 1", ""},
               {"tost_ci_high", "upper end of the interval with confidence 2 x confidence - 1", ""}});
  append(out, permutation_meanings());
  append(out, block_meanings());
  append(out, {{"block_r", "r beside the means of the blocks, which p_perm tests within them", ""},
               {"boot_se", "standard deviation of r over bootstrap draws", ""},
               {"boot_ci_low", "lower end of the BCa interval of r", ""},
               {"boot_ci_high", "upper end of the BCa interval of r", ""},
               {"bootstrap", "bootstrap draws", ""},
               {"bootstrap_undefined", "draws without an answer, left out", ""},
               {"confidence", "of the intervals", ""},
               {"reading", "what the row is evidence of, by rule, at alpha = 1 - confidence", ""}});
  append(out, exclusion_meanings("rows"));
  return out;
}

}  // namespace attune::stats
