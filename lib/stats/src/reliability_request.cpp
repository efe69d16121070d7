#include "attune/stats/reliability_request.hpp"

#include <fmt/format.h>

#include "attune/stats/attenuation.hpp"
#include "attune/stats/internal_consistency.hpp"
#include "attune/stats/intraclass.hpp"
#include "record_fields.hpp"

namespace attune::stats {
namespace {

void add(Warnings& to, const Warnings& from) { to.insert(to.end(), from.begin(), from.end()); }

void add_split(Record& record, ReliabilityAnswer& out, const SplitHalf& split) {
  const Record fields = to_record(split);
  record.insert(record.end(), fields.begin(), fields.end());
  append(out.meanings, split_half_meanings());
  add(out.warnings, split.warnings);
}

SplitHalfOptions split_options(const ReliabilityRequest& r) {
  SplitHalfOptions out = r.split;
  out.confidence = r.confidence;
  return out;
}

ItemScores items_of(const ReliabilityRequest& r, const Table& table) {
  ItemSelection selection{r.items, r.reverse, {}, r.identifiers};
  if (!r.range.empty()) selection.range = parse_range(r.range);
  return take_items(table, selection);
}

ReliabilityAnswer answer_icc(const ItemScores& scores, const ReliabilityRequest& r) {
  ReliabilityAnswer out;
  out.records = to_records(intraclass_correlations(scores.scores, r.confidence, r.compat));
  for (Record& record : out.records) {
    add_compat(record, r.compat);
    add_exclusions(record, scores.exclusions);
  }
  out.meanings = intraclass_meanings();
  out.warnings = scores.warnings;
  return out;
}

ReliabilityAnswer answer_items(const ReliabilityRequest& r, const ItemScores& scores) {
  const InternalConsistency consistency = internal_consistency(scores.scores, scores.items, r.confidence);
  ReliabilityAnswer out;
  out.warnings = scores.warnings;
  add(out.warnings, consistency.warnings);
  Record record = to_record(consistency);
  out.meanings = internal_consistency_meanings();
  if (r.split.splits > 0) add_split(record, out, split_items(scores.scores, split_options(r)));
  add_exclusions(record, scores.exclusions);
  out.records = {record};
  return out;
}

ReliabilityAnswer answer_trials(const ReliabilityRequest& r, const Table& table) {
  const TrialScores trials = take_trials(table, r.target, r.value);
  ReliabilityAnswer out;
  Record record;
  add_split(record, out, split_trials(trials.values, split_options(r)));
  record.emplace_back("confidence", r.confidence);
  add_exclusions(record, trials.exclusions);
  append(out.meanings, {{"confidence", "of the interval", ""}});
  append(out.meanings, exclusion_meanings("rows or people"));
  out.records = {record};
  return out;
}

ReliabilityAnswer answer_kappa(const ReliabilityRequest& r, const Table& table) {
  const RatedCategories rated = take_categories(table, r.kappa[0], r.kappa[1], r.order);
  if (r.weights != KappaWeights::none && r.order.empty() && !are_numbers(rated.categories))
    throw usage_error(fmt::format("--weights need ordered categories; give their order: --order {}",
                                  fmt::join(rated.categories, ",")));
  Kappa kappa = cohens_kappa(rated.counts, r.weights, r.confidence);
  kappa.categories = rated.categories;
  Record record = to_record(kappa);
  add_exclusions(record, rated.exclusions);
  return {{record}, kappa_meanings(), kappa.warnings};
}

}  // namespace

void check_request(const ReliabilityRequest& r, bool has_table) {
  const int asked =
      (r.items.empty() ? 0 : 1) + (r.target.empty() ? 0 : 1) + (r.kappa.empty() ? 0 : 1) + (r.attenuate ? 1 : 0);
  if (asked != 1)
    throw usage_error("say what is to be described: one of --items, --target with --value, --kappa and --attenuate");
  if (has_table == r.attenuate.has_value())
    throw usage_error(has_table ? "--attenuate takes no table" : "expected a table");
  if (r.attenuate && (!r.reliability_x || !r.reliability_y))
    throw usage_error("--attenuate needs --reliability-x and --reliability-y");
  if (!r.attenuate && (r.reliability_x || r.reliability_y || r.n))
    throw usage_error("--reliability-x, --reliability-y and --n need --attenuate");
  if (r.target.empty() != r.value.empty()) throw usage_error("--target and --value go together");
  if (r.target.empty() && !r.rater.empty()) throw usage_error("--rater needs --target and --value");
  if (!r.target.empty() && r.rater.empty() && r.split.splits == 0)
    throw usage_error("--target and --value need --rater (intraclass correlations) or --splits (halves of trials)");
  if ((r.icc || !r.reverse.empty() || !r.range.empty()) && r.items.empty())
    throw usage_error("--icc, --reverse and --range need --items");
  if (r.compat == Compat::r && !r.icc && r.rater.empty())
    throw usage_error("--compat r is for intraclass correlations: --icc, or --target, --rater and --value");
  if (r.split.splits > 0 && (r.icc || !r.rater.empty() || r.items.empty() == r.target.empty()))
    throw usage_error("--splits goes with --items, or with --target and --value");
  if (!r.kappa.empty() && r.kappa.size() != 2) throw usage_error("--kappa names two columns, as coder1,coder2");
  if (r.kappa.empty() && (!r.order.empty() || r.weights != KappaWeights::none))
    throw usage_error("--weights and --order need --kappa");
}

std::vector<std::string> columns_of(const ReliabilityRequest& r) {
  std::vector<std::string> out{r.target, r.rater, r.value};
  out.insert(out.end(), r.items.begin(), r.items.end());
  out.insert(out.end(), r.kappa.begin(), r.kappa.end());
  return out;
}

ReliabilityAnswer answer(const ReliabilityRequest& r, const Table& table) {
  if (r.attenuate) {
    const Disattenuated d = disattenuate({*r.attenuate, *r.reliability_x, *r.reliability_y, r.n, r.confidence});
    return {{to_record(d)}, attenuation_meanings(), d.warnings};
  }
  if (!r.kappa.empty()) return answer_kappa(r, table);
  if (!r.target.empty())
    return r.rater.empty() ? answer_trials(r, table) : answer_icc(take_ratings(table, r.target, r.rater, r.value), r);
  const ItemScores scores = items_of(r, table);
  return r.icc ? answer_icc(scores, r) : answer_items(r, scores);
}

}  // namespace attune::stats
