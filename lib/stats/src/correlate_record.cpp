#include "attune/stats/correlate.hpp"

namespace attune::stats {
namespace {

void add(Record& record, const char* name, const std::optional<double>& value) {
  if (value) record.emplace_back(name, *value);
}

}  // namespace

Record to_record(const Correlation& c) {
  Record out;
  out.emplace_back("method", name_of(c.method));
  out.emplace_back("n", static_cast<std::int64_t>(c.n));
  out.emplace_back("r", c.r);
  if (c.interval) {
    out.emplace_back("ci_low", c.interval->low);
    out.emplace_back("ci_high", c.interval->high);
  }
  add(out, "t", c.t);
  add(out, "df", c.df);
  add(out, "z", c.z);
  out.emplace_back("p", c.p);
  if (c.method == CorrelationMethod::kendall) out.emplace_back("exact", c.exact);
  add(out, "bf10", c.bf10);
  add(out, "log_bf10", c.log_bf10);
  if (c.bf10) out.emplace_back("r_scale", c.prior_width);
  if (c.permutation) {
    out.emplace_back("p_perm", c.permutation->p);
    out.emplace_back("permutations", c.permutation->arrangements);
    out.emplace_back("enumerated", c.permutation->enumerated);
  }
  out.emplace_back("confidence", c.confidence);
  return out;
}

std::vector<ColumnMeaning> correlation_meanings() {
  return {
      {"method", "pearson, spearman or kendall", ""},
      {"n", "complete pairs", ""},
      {"r", "Pearson's r, Spearman's rho or Kendall's tau-b, partial where columns are given", ""},
      {"ci_low", "lower end of its interval (Fisher's transformation)", ""},
      {"ci_high", "upper end of its interval (Fisher's transformation)", ""},
      {"t", "r sqrt(df / (1 - r^2))", ""},
      {"df", "degrees of freedom, n - 2 - columns given", ""},
      {"z", "Kendall: normal deviate of the score, ties taken into account", ""},
      {"p", "two-sided p", ""},
      {"exact", "Kendall: true if p was counted rather than approximated", ""},
      {"bf10", "Bayes factor for a correlation against none", ""},
      {"log_bf10", "its natural logarithm", ""},
      {"r_scale", "width of the stretched beta prior on the correlation", ""},
      {"p_perm", "two-sided permutation p, the identity included", ""},
      {"permutations", "arrangements it rests on", ""},
      {"enumerated", "true if these are all there are", ""},
      {"confidence", "of the interval", ""},
      {"excluded", "rows left out", ""},
      {"excluded_reasons", "why, with counts", ""},
  };
}

}  // namespace attune::stats
