#include "attune/stats/compare.hpp"
#include "record_fields.hpp"

namespace attune::stats {
namespace {

void add(Record& record, const std::string& name, const std::optional<EffectSize>& effect) {
  if (!effect) return;
  record.emplace_back(name, effect->value);
  record.emplace_back(name + "_ci_low", effect->interval.low);
  record.emplace_back(name + "_ci_high", effect->interval.high);
}

void add(Record& record, const std::optional<Equivalence>& e) {
  if (!e) return;
  record.emplace_back("p_lower", e->p_lower);
  record.emplace_back("p_upper", e->p_upper);
  add_number(record, "t_lower", e->t_lower);
  add_number(record, "t_upper", e->t_upper);
  record.emplace_back("sesoi", e->bound);
  record.emplace_back("tost_ci_low", e->interval.low);
  record.emplace_back("tost_ci_high", e->interval.high);
}

}  // namespace

Record to_record(const Comparison& c) {
  Record out;
  out.emplace_back("test", name_of(c.test));
  out.emplace_back("levels", std::vector<std::string>(c.levels.begin(), c.levels.end()));
  out.emplace_back("n", std::vector<std::int64_t>(c.n.begin(), c.n.end()));
  out.emplace_back("mean", std::vector<double>(c.mean.begin(), c.mean.end()));
  out.emplace_back("sd", std::vector<double>(c.sd.begin(), c.sd.end()));
  out.emplace_back("estimate", c.estimate);
  out.emplace_back("ci_low", c.interval.low);
  out.emplace_back("ci_high", c.interval.high);
  add_number(out, "t", c.t);
  add_number(out, "df", c.df);
  add_number(out, "U", c.u);
  add_number(out, "V", c.v);
  add_number(out, "z", c.z);
  out.emplace_back("p", c.p);
  add_number(out, "p_exact", c.p_exact);
  add_number(out, "rank_biserial", c.rank_biserial);
  add(out, "d", c.d);
  add(out, "g", c.g);
  add_bayes_factor(out, c.bf10, c.log_bf10, c.r_scale);
  add(out, c.equivalence);
  add_permutation(out, c.permutation);
  out.emplace_back("confidence", c.confidence);
  add_compat(out, c.compat);
  return out;
}

std::vector<ColumnMeaning> comparison_meanings() {
  std::vector<ColumnMeaning> out{
      {"test", "welch, student, mann-whitney, paired-t or signed-rank", ""},
      {"levels_1", "the level A", ""},
      {"levels_2", "the level B", ""},
      {"n_1", "values of A", ""},
      {"n_2", "values of B", ""},
      {"mean_1", "mean of A", "of the value"},
      {"mean_2", "mean of B", "of the value"},
      {"sd_1", "standard deviation of A (n - 1)", "of the value"},
      {"sd_2", "standard deviation of B (n - 1)", "of the value"},
      {"estimate", "mean A - mean B; Hodges-Lehmann shift for rank tests", "of the value"},
      {"ci_low", "lower end of the interval of the estimate", "of the value"},
      {"ci_high", "upper end of the interval of the estimate", "of the value"},
      {"t", "t of the test named", ""},
      {"df", "its degrees of freedom (Welch-Satterthwaite for welch)", ""},
      {"U", "Mann-Whitney: pairs with A above B, ties as one half", ""},
      {"V", "signed ranks: sum of the ranks of positive differences", ""},
      {"z", "normal deviate of U or V, corrected for ties and continuity", ""},
      {"p", "two-sided p of the test named (rank tests: normal approximation)", ""},
      {"p_exact", "two-sided p by counting, without ties and below 50 values", ""},
      {"rank_biserial", "share of the evidence for A above B minus that against", ""},
      {"d", "Cohen's d: pooled SD, or SD of the differences for pairs", ""},
      {"d_ci_low", "lower end of its interval (noncentral t)", ""},
      {"d_ci_high", "upper end of its interval (noncentral t)", ""},
      {"g", "Hedges' g: d times the exact correction", ""},
      {"g_ci_low", "lower end of its interval", ""},
      {"g_ci_high", "upper end of its interval", ""},
  };
  append(out, bayes_factor_meanings("a difference", "scale of the Cauchy prior on the standardised difference"));
  append(out, {
                  {"p_lower", "one-sided p against a difference of -sesoi or less", ""},
                  {"p_upper", "one-sided p against a difference of +sesoi or more", ""},
                  {"t_lower", "t of the difference from -sesoi", ""},
                  {"t_upper", "t of the difference from +sesoi", ""},
                  {"sesoi", "smallest effect of interest", "of the value"},
                  {"tost_ci_low", "lower end of the interval with confidence 2 x confidence - 1", "of the value"},
                  {"tost_ci_high", "upper end of the interval with confidence 2 x confidence - 1", "of the value"},
              });
  append(out, permutation_meanings());
  append(out, {{"confidence", "of the intervals", ""}, compat_meaning()});
  append(out, exclusion_meanings("rows or pairs"));
  return out;
}

}  // namespace attune::stats
