#include "attune/stats/compare.hpp"
#include "attune/stats/reading.hpp"
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

void add(Record& record, const std::optional<TrimmedSamples>& trimmed) {
  if (!trimmed) return;
  record.emplace_back("trim", trimmed->trim);
  record.emplace_back("n_kept", std::vector<std::int64_t>(trimmed->kept.begin(), trimmed->kept.end()));
  record.emplace_back("trimmed_mean", std::vector<double>(trimmed->mean.begin(), trimmed->mean.end()));
  record.emplace_back("winsorised_sd",
                      std::vector<double>(trimmed->winsorised_sd.begin(), trimmed->winsorised_sd.end()));
}

void add_bootstrap(Record& record, const Comparison& c) {
  if (!c.bootstrap) return;
  const auto& [estimate, effect] = c.bootstrap->of;
  add_number(record, "boot_se", estimate.standard_error);
  add_bootstrap_interval(record, "", estimate);
  add_bootstrap_interval(record, c.d_robust ? "d_robust_" : "d_", effect);
  if (c.d && c.g) add_bootstrap_interval(record, "g_", effect, c.correction);
  record.emplace_back("bootstrap", c.bootstrap->draws);
  record.emplace_back("bootstrap_undefined", c.bootstrap->undefined);
}

}  // namespace

Record to_record(const Comparison& c) {
  Record out;
  out.emplace_back("test", name_of(c.test));
  out.emplace_back("levels", std::vector<std::string>(c.levels.begin(), c.levels.end()));
  out.emplace_back("n", std::vector<std::int64_t>(c.n.begin(), c.n.end()));
  out.emplace_back("mean", std::vector<double>(c.mean.begin(), c.mean.end()));
  out.emplace_back("sd", std::vector<double>(c.sd.begin(), c.sd.end()));
  add(out, c.trimmed);
  out.emplace_back("estimate", c.estimate);
  out.emplace_back("ci_low", c.interval.low);
  out.emplace_back("ci_high", c.interval.high);
  add_number(out, "t", c.t);
  add_number(out, "df", c.df);
  add_number(out, "U", c.u);
  add_number(out, "V", c.v);
  add_number(out, "z", c.z);
  out.emplace_back("alternative", name_of(c.alternative));
  out.emplace_back("p", c.p);
  add_number(out, "p_exact", c.p_exact);
  add_number(out, "rank_biserial", c.rank_biserial);
  add(out, "d", c.d);
  add(out, "g", c.g);
  add_number(out, "d_robust", c.d_robust);
  add_bayes_factor(out, c.bf10, c.log_bf10, c.r_scale);
  add_sensitivity(out, c.sensitivity);
  add(out, c.equivalence);
  add_permutation(out, c.permutation);
  add_blocks(out, c.blocks);
  add_number(out, "block_estimate", c.block_estimate);
  add_bootstrap(out, c);
  out.emplace_back("confidence", c.confidence);
  add_compat(out, c.compat);
  out.emplace_back("reading", reading_of(c));
  return out;
}

std::vector<ColumnMeaning> comparison_meanings() {
  std::vector<ColumnMeaning> out{
      {"test", "welch, student, mann-whitney, yuen, paired-t, signed-rank or paired-yuen", ""},
      {"levels_1", "the level A", ""},
      {"levels_2", "the level B", ""},
      {"n_1", "values of A", ""},
      {"n_2", "values of B", ""},
      {"mean_1", "mean of A", "of the value"},
      {"mean_2", "mean of B", "of the value"},
      {"sd_1", "standard deviation of A (n - 1)", "of the value"},
      {"sd_2", "standard deviation of B (n - 1)", "of the value"},
      {"trim", "share of the values cut at either end", ""},
      {"n_kept_1", "values of A left after trimming", ""},
      {"n_kept_2", "values of B left after trimming", ""},
      {"trimmed_mean_1", "trimmed mean of A", "of the value"},
      {"trimmed_mean_2", "trimmed mean of B", "of the value"},
      {"winsorised_sd_1", "Winsorised standard deviation of A (n - 1)", "of the value"},
      {"winsorised_sd_2", "Winsorised standard deviation of B (n - 1)", "of the value"},
      {"estimate", "mean A - mean B; difference of trimmed means for yuen; Hodges-Lehmann shift for rank tests",
       "of the value"},
      {"ci_low", "lower end of the interval of the estimate", "of the value"},
      {"ci_high", "upper end of the interval of the estimate", "of the value"},
      {"t", "t of the test named", ""},
      {"df", "its degrees of freedom (Welch-Satterthwaite for welch)", ""},
      {"U", "Mann-Whitney: pairs with A above B, ties as one half", ""},
      {"V", "signed ranks: sum of the ranks of positive differences", ""},
      {"z", "normal deviate of U or V, corrected for ties and continuity", ""},
      {"alternative", "what p, p_exact, p_perm and bf10 are for: two-sided, greater (A above B) or less", ""},
      {"p", "p of the test named for that alternative (rank tests: normal approximation)", ""},
      {"p_exact", "the same p by counting, without ties and below 50 values", ""},
      {"rank_biserial", "share of the evidence for A above B minus that against", ""},
      {"d", "Cohen's d: pooled SD, or SD of the differences for pairs", ""},
      {"d_ci_low", "lower end of its interval (noncentral t)", ""},
      {"d_ci_high", "upper end of its interval (noncentral t)", ""},
      {"g", "Hedges' g: d times the exact correction", ""},
      {"g_ci_low", "lower end of its interval", ""},
      {"g_ci_high", "upper end of its interval", ""},
      {"d_robust", "yuen: estimate over the pooled Winsorised SD made that of normal values", ""},
  };
  append(out, bayes_factor_meanings("a difference", "scale of the Cauchy prior on the standardised difference"));
  append(out, sensitivity_meanings(5));
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
  append(out, block_meanings());
  append(out, {{"block_estimate", "difference beside the means of the blocks, which p_perm tests within them",
                "of the value"},
               {"boot_se", "standard deviation of the estimate over bootstrap draws", "of the value"},
               {"boot_ci_low", "lower end of the BCa interval of the estimate", "of the value"},
               {"boot_ci_high", "upper end of the BCa interval of the estimate", "of the value"},
               {"d_boot_ci_low", "lower end of the BCa interval of d", ""},
               {"d_boot_ci_high", "upper end of the BCa interval of d", ""},
               {"g_boot_ci_low", "lower end of the BCa interval of g", ""},
               {"g_boot_ci_high", "upper end of the BCa interval of g", ""},
               {"d_robust_boot_ci_low", "lower end of the BCa interval of d_robust", ""},
               {"d_robust_boot_ci_high", "upper end of the BCa interval of d_robust", ""},
               {"bootstrap", "bootstrap draws", ""},
               {"bootstrap_undefined", "draws without an answer, left out", ""},
               {"confidence", "of the intervals", ""},
               compat_meaning(),
               {"reading", "what the row is evidence of, by rule, at alpha = 1 - confidence", ""}});
  append(out, exclusion_meanings("rows or pairs"));
  return out;
}

}  // namespace attune::stats
