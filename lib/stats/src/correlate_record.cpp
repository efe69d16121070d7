#include "attune/stats/correlate.hpp"
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
  out.emplace_back("p", c.p);
  if (c.method != CorrelationMethod::pearson) out.emplace_back("exact", c.exact);
  add_bayes_factor(out, c.bf10, c.log_bf10, c.prior_width);
  add_permutation(out, c.permutation);
  out.emplace_back("confidence", c.confidence);
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
      {"p", "two-sided p", ""},
      {"exact", "Spearman, Kendall: true if p was counted rather than approximated", ""},
  };
  append(out, bayes_factor_meanings("a correlation", "width of the stretched beta prior on the correlation"));
  append(out, permutation_meanings());
  append(out, {{"confidence", "of the interval", ""}});
  append(out, exclusion_meanings("rows"));
  return out;
}

}  // namespace attune::stats
