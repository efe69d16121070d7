#include "attune/stats/proportion_request.hpp"

#include <fmt/format.h>

#include <array>

#include "attune/base/number_text.hpp"
#include "record_fields.hpp"

namespace attune::stats {
namespace {

std::array<std::string, 2> levels_of(const ProportionRequest& r) {
  if (r.levels.empty()) return {"A", "B"};
  return {r.levels[0], r.levels[1]};
}

// One share or two, as there are counts.
void describe_counts(const ProportionRequest& r, std::span<const Count> counts, ProportionAnswer& out) {
  Record fields;
  if (counts.size() == 1) {
    fields = to_record(estimate_proportion(counts[0], {r.null, r.confidence}));
    out.meanings = proportion_meanings();
  } else {
    fields = to_record(compare_proportions(counts[0], counts[1], {levels_of(r), r.confidence, r.compat}));
    add_compat(fields, r.compat);
    out.meanings = two_proportions_meanings();
  }
  out.record.insert(out.record.end(), fields.begin(), fields.end());
}

ReliableChangeOptions change_options(const ProportionRequest& r, const Table& table) {
  ReliableChangeOptions out;
  out.reliability = *r.reliability;
  if (r.sd_from && !table.has(*r.sd_from)) out.sd = parse_double(*r.sd_from);
  if (r.cutoff == "a") out.rule = CutoffRule::a;
  if (r.cutoff == "b") out.rule = CutoffRule::b;
  if (r.cutoff == "c") out.rule = CutoffRule::c;
  if (r.cutoff && !out.rule) out.cutoff = parse_double(*r.cutoff);
  if (!r.functional.empty()) out.functional = parse_population(r.functional);
  if (!r.better.empty()) out.higher_is_better = r.better == "higher";
  return out;
}

ProportionAnswer answer_change(const ProportionRequest& r, const Table& table) {
  const ReliableChangeOptions options = change_options(r, table);
  const std::string spread = options.sd ? r.change[0] : r.sd_from.value_or(r.change[0]);
  const ChangeScores scores =
      take_changes(table, {r.change[0], r.change[1], r.by, levels_of(r), spread, r.outcome.identifiers});
  const ReliableChange change = reliable_change(scores.pre, scores.post, scores.spread, options);
  ProportionAnswer out;
  out.warnings = scores.warnings;
  out.warnings.insert(out.warnings.end(), change.warnings.begin(), change.warnings.end());
  std::vector<std::array<std::int64_t, 4>> classes{count_classes(change, scores.level, 0)};
  if (!r.by.empty()) classes.push_back(count_classes(change, scores.level, 1));
  std::vector<Count> counts;
  for (const auto& c : classes) counts.push_back({c[0] + (r.improved ? c[1] : 0), c[0] + c[1] + c[2] + c[3]});
  out.record = to_record(change, classes);
  out.record.emplace_back("outcome", std::string(r.improved ? "improved" : "recovered"));
  describe_counts(r, counts, out);
  add_exclusions(out.record, scores.exclusions);
  append(out.meanings, reliable_change_meanings());
  append(out.meanings, {{"outcome", "whose share is estimated: recovered, or improved with recovered", ""}});
  for (std::size_t i = 0; i < scores.pre.size(); ++i) {
    Record person{{"participant_id", scores.people[i]}};
    if (!r.by.empty()) person.emplace_back("group", r.levels[scores.level[i]]);
    person.emplace_back("pre", scores.pre[i]);
    person.emplace_back("post", scores.post[i]);
    person.emplace_back("rci", change.index[i]);
    person.emplace_back("change", name_of(change.classes[i]));
    out.people.push_back(std::move(person));
  }
  return out;
}

void check_change(const ProportionRequest& r) {
  if (r.change.empty()) {
    if (r.reliability || r.cutoff || r.sd_from || !r.functional.empty() || !r.better.empty())
      throw usage_error("--reliability, --cutoff, --sd-from, --functional and --better need --change");
    return;
  }
  if (r.change.size() != 2) throw usage_error("--change names two columns, before and after: pre,post");
  if (!r.reliability) throw usage_error("--change needs --reliability, of the measure in a sample like this");
  if (!r.outcome.value.empty() || !r.paired.empty()) throw usage_error("--change takes no --value and no --paired");
  if (r.cutoff && *r.cutoff != "a" && *r.cutoff != "b" && *r.cutoff != "c" && !parse_double(*r.cutoff))
    throw usage_error(fmt::format("--cutoff is {}; expected a, b, c or a score", in_quotes(*r.cutoff)));
}

}  // namespace

void check_request(const ProportionRequest& r, bool has_table) {
  if (r.levels.size() != 0 && r.levels.size() != 2) throw usage_error("--levels names two levels, as therapy,waiting");
  if (r.compat == Compat::r && (!r.paired.empty() || (r.by.empty() && r.counts.size() != 2)))
    throw usage_error(
        "--compat r is for the conditional odds ratio of two groups: give --by and --levels, or two counts");
  if (!r.counts.empty()) {
    if (has_table || !r.outcome.value.empty() || !r.by.empty() || !r.change.empty() || !r.paired.empty())
      throw usage_error("--counts stands alone: no table, --value, --by, --paired or --change beside it");
    if (r.counts.size() > 2) throw usage_error("--counts takes one count or two, as 36/50,21/48");
    return;
  }
  if (!has_table) throw usage_error("expected a table, or --counts as 36/50,21/48");
  if (r.change.empty() && r.outcome.value.empty())
    throw usage_error("--value is required: column with the outcome (or --change pre,post)");
  if (r.by.empty() != r.levels.empty()) throw usage_error("--by and --levels go together");
  if (!r.paired.empty() && r.by.empty()) throw usage_error("--paired needs --by and --levels");
  check_change(r);
}

std::vector<std::string> columns_of(const ProportionRequest& r) {
  std::vector<std::string> out{r.outcome.value, r.by, r.paired, r.sd_from.value_or("")};
  out.insert(out.end(), r.change.begin(), r.change.end());
  return out;
}

ProportionAnswer answer(const ProportionRequest& r, const Table& table) {
  ProportionAnswer out;
  if (!r.counts.empty()) {
    std::vector<Count> counts;
    for (const std::string& text : r.counts) counts.push_back(parse_count(text));
    describe_counts(r, counts, out);
    return out;
  }
  if (!r.change.empty()) return answer_change(r, table);
  const Outcomes outcomes =
      r.by.empty()
          ? count_outcomes(table, r.outcome)
          : count_outcomes(table, r.outcome, {r.outcome.value, r.by, levels_of(r), r.paired, r.outcome.identifiers});
  out.warnings = outcomes.warnings;
  if (!r.paired.empty()) {
    out.record = to_record(compare_paired_proportions(outcomes.pairs, {levels_of(r), r.confidence, Compat::none}));
    out.meanings = paired_proportions_meanings();
  } else {
    describe_counts(r, outcomes.counts, out);
  }
  add_exclusions(out.record, outcomes.exclusions);
  return out;
}

std::vector<ColumnMeaning> people_meanings() {
  return {{"participant_id", "the person", ""},
          {"group", "level of the groups compared", ""},
          {"pre", "score before", ""},
          {"post", "score after", ""},
          {"rci", "reliable change index, positive for higher scores", ""},
          {"change", "recovered, improved, unchanged or deteriorated", ""}};
}

}  // namespace attune::stats
