#include "attune/stats/meta_record.hpp"

#include <cmath>

#include "record_fields.hpp"

namespace attune::stats {
namespace {

void add_estimate(Record& out, const MetaEstimate& e, const std::optional<double>& df) {
  out.emplace_back("estimate", e.estimate);
  out.emplace_back("se", e.se);
  out.emplace_back(df ? "t" : "z", e.statistic);
  add_number(out, "df", df);
  out.emplace_back("p", e.p);
  out.emplace_back("ci_low", e.interval.low);
  out.emplace_back("ci_high", e.interval.high);
}

void add_test(Record& out, const ModeratorTest& test) {
  out.emplace_back(test.den_df ? "f" : "chi_squared", test.statistic);
  out.emplace_back("num_df", test.num_df);
  add_number(out, "den_df", test.den_df);
  out.emplace_back("p", test.p);
}

// The summary on the scale that people read: r or the risk ratio.
void add_readable(Record& out, const MetaAnalysis& m, EffectKind kind) {
  if (kind != EffectKind::zcor && kind != EffectKind::rr) return;
  const auto back = [&](double x) { return kind == EffectKind::zcor ? std::tanh(x) : std::exp(x); };
  const std::string name = kind == EffectKind::zcor ? "r" : "rr";
  out.emplace_back(name, back(m.overall.estimate));
  out.emplace_back(name + "_ci_low", back(m.overall.interval.low));
  out.emplace_back(name + "_ci_high", back(m.overall.interval.high));
  if (!m.prediction) return;
  out.emplace_back(name + "_prediction_low", back(m.prediction->low));
  out.emplace_back(name + "_prediction_high", back(m.prediction->high));
}

void add_moderators(Record& out, const MetaAnalysis& m) {
  if (m.all_moderators) {
    add_number(out, "r2", m.r2);
    out.emplace_back(m.all_moderators->den_df ? "moderators_f" : "moderators_chi_squared", m.all_moderators->statistic);
    out.emplace_back("moderators_num_df", m.all_moderators->num_df);
    add_number(out, "moderators_den_df", m.all_moderators->den_df);
    out.emplace_back("moderators_p", m.all_moderators->p);
  }
  RecordList coefficients, tests;
  for (const MetaCoefficient& c : m.coefficients) {
    Record& one = coefficients.records.emplace_back();
    one.emplace_back("term", c.term);
    add_estimate(one, c.value, m.df);
  }
  for (const ModeratorTest& test : m.moderator_tests) {
    Record& one = tests.records.emplace_back();
    one.emplace_back("moderator", test.moderator);
    add_test(one, test);
  }
  out.emplace_back("coefficients", std::move(coefficients));
  if (m.all_moderators) out.emplace_back("moderators", std::move(tests));
}

}  // namespace

Record to_record(const MetaAnalysis& m, EffectKind kind) {
  Record out;
  out.emplace_back("method", name_of(m.method));
  out.emplace_back("test", name_of(m.test));
  out.emplace_back("k", static_cast<std::int64_t>(m.k));
  add_estimate(out, m.overall, m.df);
  add_readable(out, m, kind);
  out.emplace_back("tau2", m.tau2);
  out.emplace_back("i2", m.i2);
  out.emplace_back("q", m.q);
  out.emplace_back("q_df", m.q_df);
  out.emplace_back("q_p", m.q_p);
  if (m.prediction) {
    out.emplace_back("prediction_low", m.prediction->low);
    out.emplace_back("prediction_high", m.prediction->high);
    add_number(out, "prediction_df", m.prediction_df);
  }
  out.emplace_back("confidence", m.confidence);
  add_moderators(out, m);
  return out;
}

std::vector<Record> to_records(const MetaAnalysis& all, const std::vector<LeftOut>& left_out, EffectKind kind) {
  std::vector<Record> out;
  const auto add = [&](const std::string& name, Record fields) {
    Record& record = out.emplace_back();
    record.emplace_back("left_out", name);
    record.insert(record.end(), fields.begin(), fields.end());
  };
  add("none", to_record(all, kind));
  for (const LeftOut& one : left_out)
    add(one.study, one.analysis ? to_record(*one.analysis, kind) : Record{{"problem", one.problem}});
  return out;
}

std::vector<ColumnMeaning> meta_meanings() {
  std::vector<ColumnMeaning> out{
      {"left_out", "--leave-one-out: the study that this row is without", ""},
      {"problem", "--leave-one-out: why there is no analysis without this study", ""},
      {"method", "estimator of tau2: fixed (none), dl (DerSimonian-Laird) or reml", ""},
      {"test", "z, or knapp-hartung (t)", ""},
      {"k", "studies", ""},
      {"estimate", "mean effect; with moderators the expected effect at their unweighted means", "unit of the effect"},
      {"se", "its standard error", "unit of the effect"},
      {"z", "estimate / se", ""},
      {"t", "estimate / se, Knapp-Hartung", ""},
      {"df", "of t: studies less coefficients", ""},
      {"p", "two-sided p", ""},
      {"ci_low", "lower end of the interval of the estimate", "unit of the effect"},
      {"ci_high", "upper end of the interval of the estimate", "unit of the effect"},
      {"tau2", "variance between studies that moderators leave", "squared unit of the effect"},
      {"i2", "share of the variance that is between studies", "percent"},
      {"q", "Cochran's Q, with moderators the residual one", ""},
      {"q_df", "its degrees of freedom: studies less coefficients", ""},
      {"q_p", "its p against chi-squared", ""},
      {"prediction_low", "lower end of the interval of the effect in a new study", "unit of the effect"},
      {"prediction_high", "upper end of the interval of the effect in a new study", "unit of the effect"},
      {"prediction_df", "degrees of freedom of the prediction interval; absent: normal", ""},
      {"confidence", "of the intervals", ""},
      {"r2", "share of tau2 without moderators that they account for", "percent"},
      {"moderators_chi_squared", "test of all moderators together", ""},
      {"moderators_f", "test of all moderators together, Knapp-Hartung", ""},
      {"moderators_num_df", "its degrees of freedom", ""},
      {"moderators_den_df", "its denominator degrees of freedom, Knapp-Hartung", ""},
      {"moderators_p", "its p", ""},
      {"coefficients", "one for each term: term, estimate, se, z or t with df, p, ci_low, ci_high", ""},
      {"moderators", "one for each moderator: its test as above", ""},
  };
  for (const char* name : {"r", "rr"}) {
    const std::string what = std::string(name) == "r" ? "correlation" : "risk ratio";
    out.push_back({name, "the estimate as a " + what, ""});
    for (const char* end : {"_ci_low", "_ci_high", "_prediction_low", "_prediction_high"})
      out.push_back({std::string(name) + end, "that end as a " + what, ""});
  }
  append(out, exclusion_meanings("studies"));
  return out;
}

std::vector<Record> study_records(const Studies& studies, const MetaAnalysis& m) {
  const double reach = -normal_quantile(0.5 * (1.0 - m.confidence));
  std::vector<Record> out;
  for (std::size_t i = 0; i < studies.effects.size(); ++i) {
    const double effect = studies.effects[i], se = std::sqrt(studies.variances[i]);
    out.push_back({{"study", studies.names[i]},
                   {"effect", effect},
                   {"variance", studies.variances[i]},
                   {"ci_low", effect - reach * se},
                   {"ci_high", effect + reach * se},
                   {"weight", m.weights[i]},
                   {"fitted", m.fitted[i]},
                   {"residual", effect - m.fitted[i]}});
  }
  return out;
}

std::vector<ColumnMeaning> study_meanings() {
  return {{"study", "name", ""},
          {"effect", "as given, or computed from its summaries", ""},
          {"variance", "its sampling variance", ""},
          {"ci_low", "lower end of its own interval (normal)", ""},
          {"ci_high", "upper end of its own interval (normal)", ""},
          {"weight", "in the summary", "percent"},
          {"fitted", "expected effect", ""},
          {"residual", "effect less fitted", ""}};
}

}  // namespace attune::stats
