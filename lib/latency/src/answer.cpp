#include "attune/latency/answer.hpp"

#include <fmt/format.h>

#include <cmath>

namespace attune::latency {
namespace {

void add(Record& record, const char* name, const std::optional<double>& value) {
  if (value) record.emplace_back(name, *value);
}

// Estimate, test and evidence of a method, as far as it gives them.
void add_results(Record& out, const Method& method) {
  add(out, "estimate", method.estimate);
  add(out, "se", method.standard_error);
  if (method.interval) {
    out.emplace_back("ci_low", method.interval->low);
    out.emplace_back("ci_high", method.interval->high);
  }
  add(out, "t", method.t);
  add(out, "df", method.df);
  add(out, "p", method.p);
  if (method.d) {
    out.emplace_back("d", method.d->value);
    out.emplace_back("d_ci_low", method.d->interval.low);
    out.emplace_back("d_ci_high", method.d->interval.high);
  }
  if (method.g) {
    out.emplace_back("g", method.g->value);
    out.emplace_back("g_ci_low", method.g->interval.low);
    out.emplace_back("g_ci_high", method.g->interval.high);
  }
  if (method.log_bf10) {
    out.emplace_back("bf10", std::exp(*method.log_bf10));
    out.emplace_back("log_bf10", *method.log_bf10);
  }
  if (method.equivalence) {
    out.emplace_back("p_lower", method.equivalence->p_lower);
    out.emplace_back("p_upper", method.equivalence->p_upper);
  }
}

Record record_of(const Method& method) {
  Record out{{"method", method.name}, {"of", method.of}};
  add_results(out, method);
  if (method.draws > 0) {
    out.emplace_back("draws", method.draws);
    out.emplace_back("draws_undefined", method.undefined);
  }
  out.emplace_back("says", name_of(method.says));
  if (!method.remark.empty()) out.emplace_back("remark", method.remark);
  return out;
}

Record record_of(const Comparison& comparison, std::size_t side) {
  const Side& of = comparison.sides[side];
  Record out{{"level", comparison.levels[side]},
             {"n", of.people},
             {"n_scores", of.scored()},
             {"mean", of.mean},
             {"sd", of.sd},
             {"grand_average", of.grand_average.value},
             {"edge", of.edge}};
  add(out, "noise_share", of.noise_share);
  if (of.missing.total() > 0)
    out.emplace_back("without_score", fmt::format("{}", fmt::join(stats::describe(of.missing), "; ")));
  return out;
}

Record whole(const Answer& answer) {
  const Comparison& of = answer.comparison;
  const PersonWave& first = answer.sides.people[0].front();
  Record out{{"measure", of.measure}, {"unit", of.unit}, {"site", first.site}};
  if (!of.paired) out.emplace_back("condition", first.condition);
  out.emplace_back("window_from_ms", answer.target.component.window.from.count());
  out.emplace_back("window_to_ms", answer.target.component.window.to.count());
  if (!of.paired) out.emplace_back("by", answer.by);
  out.emplace_back("levels", std::vector<std::string>{of.levels[0], of.levels[1]});
  out.emplace_back("paired", of.paired);
  if (of.paired) out.emplace_back("pairs", of.pairs);
  out.emplace_back("confidence", of.confidence);
  add(out, "sesoi", of.smallest_effect);
  out.emplace_back("n", std::vector<std::int64_t>{of.sides[0].scored(), of.sides[1].scored()});
  out.emplace_back("mean", std::vector<double>{of.sides[0].mean, of.sides[1].mean});
  out.emplace_back("sd", std::vector<double>{of.sides[0].sd, of.sides[1].sd});
  add_results(out, of.methods.front());
  for (const Method& method : of.methods)
    if (method.name == "permutation") add(out, "p_perm", method.p);
  out.emplace_back("difference_of_means", of.sides[0].mean - of.sides[1].mean);
  out.emplace_back("difference_of_grand_averages", of.sides[0].grand_average.value - of.sides[1].grand_average.value);
  out.emplace_back("agree", of.agree);
  out.emplace_back("n_flags", static_cast<std::int64_t>(of.flags.size()));
  stats::add_exclusions(out, answer.sides.left_out);
  out.emplace_back("reading", of.reading);
  return out;
}

Measure row_of(const PersonWave& person, const Comparison& comparison) {
  Measure out;
  out.participant_id = person.participant_id;
  out.modality = "eeg";
  out.measure = comparison.measure;
  out.site = person.site;
  out.condition = person.condition;
  out.unit = comparison.unit;
  if (!person.source.empty()) out.n = person.trials;  // n/a of who has no file
  out.quality = person.sme;
  out.excluded = person.reason;
  out.source = person.source;
  return out;
}

}  // namespace

Document to_document(const Answer& answer) {
  Document out;
  std::vector<Record> methods, flags;
  for (const Method& method : answer.comparison.methods) methods.push_back(record_of(method));
  for (const std::string& flag : answer.comparison.flags) flags.push_back({{"flag", flag}});
  out.parts = {{"methods", methods},
               {"sides", {record_of(answer.comparison, 0), record_of(answer.comparison, 1)}},
               {"flags", flags}};
  out.fields = whole(answer);
  return out;
}

std::vector<ColumnMeaning> answer_meanings(const std::string& unit) {
  return {{"method", "how the two sides were compared", ""},
          {"of", "what was compared", ""},
          {"estimate", "A - B", unit},
          {"se", "standard error of the estimate", unit},
          {"ci_low", "lower end of its interval", unit},
          {"ci_high", "upper end of its interval", unit},
          {"t", "estimate / se", ""},
          {"df", "degrees of freedom of t", ""},
          {"p", "two-sided p", ""},
          {"d", "Cohen's d: estimate / pooled SD (of the differences for pairs)", ""},
          {"g", "d corrected for small samples", ""},
          {"bf10", "JZS Bayes factor of t and df for a difference", ""},
          {"p_lower", "one-sided p of A - B <= -sesoi", ""},
          {"p_upper", "one-sided p of A - B >= sesoi", ""},
          {"draws", "permutations or bootstrap draws", ""},
          {"draws_undefined", "draws without an answer", ""},
          {"says", "difference, equivalent, inconclusive, or nothing", ""},
          {"remark", "why it says nothing, or what weakens it", ""},
          {"level", "group or condition", ""},
          {"n", "people with a wave", ""},
          {"n_scores", "people whose wave can be measured", ""},
          {"mean", "of the scores of single people", unit},
          {"sd", "of the scores of single people", unit},
          {"grand_average", "measured on the average over all people", unit},
          {"edge", "height of the grand average at the higher end of the window over its peak", ""},
          {"noise_share", "share of the variance between people that is measurement error", ""},
          {"difference_of_means", "of the scores of single people, A - B", unit},
          {"difference_of_grand_averages", "A - B, which is not the difference of means", unit},
          {"p_perm", "p of the permutation of scores", ""},
          {"n_flags", "how many flags there are", ""},
          {"agree", "no two methods contradict each other", ""},
          {"flag", "what to know before believing the answer", ""},
          {"reading", "the answer in one sentence", ""}};
}

Table scores_table(const Answer& answer) {
  std::vector<Measure> rows;
  Column::Text sides;
  Column::Numbers retrieved;
  const auto append = [&](Measure row, const std::string& level, double score_by_jackknife) {
    rows.push_back(std::move(row));
    sides.push_back(level);
    retrieved.push_back(score_by_jackknife);
  };
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t s = 0; s < 2; ++s) {
    const Side& side = answer.comparison.sides[s];
    for (std::size_t i = 0; i < side.scores.size(); ++i) {
      Measure row = row_of(answer.sides.people[s][i], answer.comparison);
      row.value = side.scores[i];
      row.excluded = side.reasons[i];
      append(std::move(row), answer.comparison.levels[s], side.retrieved.empty() ? kNone : side.retrieved[i]);
    }
  }
  for (std::size_t i = 0; i < answer.sides.without.size(); ++i)
    append(row_of(answer.sides.without[i], answer.comparison), answer.sides.side_of_those[i], kNone);
  Table out = to_table(rows);
  out.add("side", sides);
  out.add("retrieved", retrieved);
  return out;
}

std::vector<ColumnMeaning> scores_meanings() {
  std::vector<ColumnMeaning> out =
      measure_meanings("standardized measurement error (SME) of value, in its unit", "trials averaged");
  out.push_back({"side", "group or condition that was compared", ""});
  out.push_back({"retrieved", "score of the person by the jackknife (Smulders 2010), in the unit of value", ""});
  return out;
}

}  // namespace attune::latency
