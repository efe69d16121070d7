#include "model_record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "attune/model/analysis.hpp"

namespace attune::model {
namespace {

void add_known(Record& record, const char* name, double value) {
  if (!std::isnan(value)) record.emplace_back(name, value);
}

}  // namespace

Record to_record(const Coefficient& row) {
  return {{"term", row.term}, {"estimate", row.estimate}, {"se", row.se},          {"df", row.df}, {"t", row.t},
          {"p", row.p},       {"ci_low", row.ci_low},     {"ci_high", row.ci_high}};
}

Record to_record(const AnovaRow& row) {
  Record out{{"term", row.term}, {"num_df", row.num_df}};
  add_known(out, "den_df", row.den_df);
  add_known(out, "F", row.f);
  add_known(out, "p", row.p);
  add_known(out, "ss", row.ss);
  add_known(out, "pes", row.pes);
  return out;
}

Record to_record(const WithinRow& row, const std::string& sphericity) {
  Record out{{"term", row.term}, {"num_df", row.num_df},     {"den_df", row.den_df}, {"F", row.f},    {"p", row.p},
             {"ss", row.ss},     {"error_ss", row.error_ss}, {"ges", row.ges},       {"pes", row.pes}};
  add_known(out, "gg_eps", row.gg_eps);
  add_known(out, "gg_p", row.gg_p);
  add_known(out, "hf_eps", row.hf_eps);
  add_known(out, "hf_p", row.hf_p);
  add_known(out, "mauchly_w", row.mauchly_w);
  add_known(out, "mauchly_p", row.mauchly_p);
  add_known(out, "pillai", row.pillai);
  add_known(out, "pillai_p", row.pillai_p);
  add_known(out, "wilks", row.wilks);
  add_known(out, "wilks_p", row.wilks_p);
  const double corrected = sphericity == "gg" ? row.gg_p : row.hf_p;
  out.emplace_back("p_corrected", sphericity == "none" || std::isnan(corrected) ? row.p : corrected);
  return out;
}

Record to_record(const RandomComponent& row) {
  Record out{{"group", row.group}};
  if (!row.term.empty()) out.emplace_back("term", row.term);
  if (!row.term2.empty()) out.emplace_back("term2", row.term2);
  out.emplace_back("variance", row.variance);
  add_known(out, "sd", row.sd);
  add_known(out, "correlation", row.correlation);
  return out;
}

Record to_record(const MarginalRow& row, const std::vector<std::string>& names) {
  Record out;
  for (std::size_t i = 0; i < names.size(); ++i) out.emplace_back(names[i], row.levels[i]);
  const Record numbers{{"estimate", row.estimate}, {"se", row.se},          {"df", row.df}, {"t", row.t}, {"p", row.p},
                       {"ci_low", row.ci_low},     {"ci_high", row.ci_high}};
  out.insert(out.end(), numbers.begin(), numbers.end());
  return out;
}

std::vector<Record> to_records(const ModelComparison& comparison) {
  std::vector<Record> out;
  for (const ComparedModel& model : comparison.models) {
    out.push_back({{"formula", model.formula},
                   {"estimation", std::string(comparison.reml ? "REML" : "ML")},
                   {"df", model.parameters},
                   {"loglik", model.loglik},
                   {"aic", model.aic},
                   {"bic", model.bic}});
    if (model.singular) out.back().emplace_back("singular", true);
  }
  Record& larger = out.back();
  larger.emplace_back("chisq", comparison.chisq);
  larger.emplace_back("chi_df", comparison.chi_df);
  larger.emplace_back("p", comparison.p);
  add_known(larger, "p_mixture", comparison.p_mixture);
  add_known(larger, "F", comparison.f);
  add_known(larger, "num_df", comparison.num_df);
  add_known(larger, "den_df", comparison.den_df);
  add_known(larger, "p_F", comparison.f_p);
  return out;
}

void add_level_orders(Record& record, const Formula& formula, const Frame& frame) {
  std::vector<std::string> out;
  for (std::size_t v = 0; v < formula.variables.size(); ++v) {
    const FrameVariable& variable = frame.variables[v];
    const bool fixed = std::any_of(formula.terms.begin(), formula.terms.end(), [&](const Term& term) {
      return std::find(term.begin(), term.end(), v) != term.end();
    });
    if (!fixed || !variable.is_factor()) continue;
    const char* const from = variable.order == LevelOrder::stated    ? "--levels"
                             : variable.order == LevelOrder::sidecar ? "sidecar"
                                                                     : "byte order";
    out.push_back(fmt::format("{}: {} ({})", variable.column, fmt::join(variable.levels, ", "), from));
  }
  if (!out.empty()) record.emplace_back("levels", out);
}

void add_rows(Record& record, std::size_t used, const std::vector<LeftOut>& left_out) {
  std::int64_t dropped = 0;
  std::map<std::string, std::size_t> counts;  // in one order for any order of rows
  for (const LeftOut& entry : left_out) {
    dropped += static_cast<std::int64_t>(entry.rows);
    counts[entry.reason] += entry.rows;
  }
  std::vector<std::string> reasons;
  for (const auto& [reason, rows] : counts) reasons.push_back(fmt::format("{}: {}", reason, rows));
  record.emplace_back("n", static_cast<std::int64_t>(used));
  record.emplace_back("dropped", dropped);
  if (!reasons.empty()) record.emplace_back("dropped_because", reasons);
}

std::vector<ColumnMeaning> model_meanings() {
  return {
      {"part",
       "coefficients, anova, random, means, pairs, contrasts, slopes, region, comparison, bayes, bayes_models or whole",
       ""},
      {"term", "of the formula, or a column of the design matrix", ""},
      {"term2", "the other term of a covariance", ""},
      {"group", "grouping column of a random effect, or Residual", ""},
      {"estimate", "coefficient, marginal mean, difference or slope, in the response's unit", ""},
      {"se", "its standard error", ""},
      {"df", "its degrees of freedom", ""},
      {"t", "estimate / se (z where df is infinite)", ""},
      {"p", "two-sided p, or p of F", ""},
      {"ci_low", "lower end of the interval of the estimate", ""},
      {"ci_high", "upper end of the interval of the estimate", ""},
      {"num_df", "degrees of freedom of the term", ""},
      {"den_df", "degrees of freedom of its error", ""},
      {"F", "mean square of the term over that of its error", ""},
      {"ss", "sum of squares of the term", ""},
      {"error_ss", "sum of squares of its error", ""},
      {"ges", "generalised eta squared", ""},
      {"pes", "partial eta squared", ""},
      {"gg_eps", "Greenhouse and Geisser's epsilon", ""},
      {"gg_p", "p with the degrees of freedom times gg_eps", ""},
      {"hf_eps", "Huynh and Feldt's epsilon as Lecoutre corrected it", ""},
      {"hf_p", "p with the degrees of freedom times hf_eps, at most 1", ""},
      {"mauchly_w", "Mauchly's W of sphericity", ""},
      {"mauchly_p", "its p", ""},
      {"pillai", "Pillai's trace", ""},
      {"pillai_p", "its p", ""},
      {"wilks", "Wilks' lambda", ""},
      {"wilks_p", "its p", ""},
      {"p_corrected", "the p that --sphericity asks for", ""},
      {"variance", "variance, or covariance of two random effects", ""},
      {"sd", "its square root", ""},
      {"correlation", "of two random effects", ""},
      {"p_adjusted", "p over the family: the pairs within one combination of --by, or all contrasts", ""},
      {"adjust", "how: tukey, holm, sidak, bonferroni or none", ""},
      {"contrast", "first minus second, or the contrast's name", ""},
      {"coefficients", "of the cells in the contrast", ""},
      {"estimation", "REML, or ML where fixed terms differ", ""},
      {"chisq", "twice the difference of log likelihoods", ""},
      {"chi_df", "by how many parameters the models differ", ""},
      {"p_mixture", "p where one random variance is tested at its bound of 0: half of chi_df, half of chi_df - 1", ""},
      {"p_F", "p of F", ""},
      {"terms", "of one model of the Bayes factors; random terms are in every model", ""},
      {"bf10", "evidence for the model against the one without these terms", ""},
      {"log_bf10", "its natural logarithm", ""},
      {"bf_inclusion",
       "evidence for the term: models with it and without its interactions, against the same models without it", ""},
      {"log_bf_inclusion", "its natural logarithm", ""},
      {"bf_top", "evidence for the full model against the full model without the term", ""},
      {"log_bf_top", "its natural logarithm", ""},
      {"r_scale", "width of the Cauchy prior of the term's standardised effects", ""},
      {"error", "relative error of the Bayes factor", ""},
      {"at", "value of the moderator", ""},
      {"differs", "where the slope differs from 0: outside or between the two values, everywhere, nowhere", ""},
      {"moderator_low", "smaller end of the region", ""},
      {"moderator_high", "larger end of the region", ""},
      {"confidence", "of the region", ""},
      {"model", "linear, within or mixed", ""},
      {"formula", "as it was fitted", ""},
      {"errors", "classical, hc3, cr2 or welch", ""},
      {"levels", "of each factor, in order, and where the order comes from", ""},
      {"criterion", "REML criterion or deviance", ""},
      {"reml", "true for restricted maximum likelihood", ""},
      {"loglik", "log likelihood", ""},
      {"aic", "Akaike's information criterion", ""},
      {"bic", "Bayesian information criterion", ""},
      {"parameters", "estimated: fixed, random and residual", ""},
      {"singular", "true if a random variance is 0 or a correlation 1", ""},
      {"sigma", "residual SD", ""},
      {"r_squared", "share of variance explained", ""},
      {"adjusted_r_squared", "the same, adjusted for the number of terms", ""},
      {"residual_df", "rows minus coefficients", ""},
      {"rss", "residual sum of squares", ""},
      {"participants", "in the analysis", ""},
      {"averaged_cells", "participant x condition cells whose rows were averaged", ""},
      {"groups", "of each grouping column", ""},
      {"n", "rows used", ""},
      {"dropped", "rows left out", ""},
      {"dropped_because", "why, with counts", ""},
      stats::compat_meaning()};
}

}  // namespace attune::model
