#include "attune/precision/quality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "people.hpp"

namespace attune::precision {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// The values and errors of one group, in the order of the people's names; `all` takes everyone.
NoiseShare share_of(const Cell& cell, const std::string& group, bool all, double confidence) {
  std::vector<double> values, smes;
  for (const auto& [person, value] : cell.people) {
    if (!all && value.group != group) continue;
    values.push_back(value.value);
    smes.push_back(value.sme);
  }
  return noise_share(values, smes, confidence);
}

LeftOut left_out_of(const Cell& cell, const std::string& group, bool all) {
  LeftOut out;
  for (const auto& [name, count] : cell.left_out) {
    if (!all && name != group) continue;
    out.before += count.before;
    out.by_sme += count.by_sme;
    out.without_sme += count.without_sme;
  }
  return out;
}

Record cell_fields(const Cell& cell) {
  Record out;
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) out.emplace_back(name, text);
  };
  add("session", cell.session);
  add("task", cell.task);
  add("run", cell.run);
  out.emplace_back("measure", cell.measure);
  add("site", cell.site);
  add("condition", cell.condition);
  return out;
}

std::string reading_of(const NoiseShare& share) {
  if (!share.remark.empty()) return share.remark;
  if (share.share >= 1) return "the noise explains all that people differ by: no difference between people is seen";
  std::string out = fmt::format(
      "{:.0f} % of the variance between people is noise; a correlation with this measure can "
      "reach {:.2f} at most",
      100 * share.share, share.ceiling_r);
  if (share.trials_factor > 1)
    out += fmt::format("; {:.1f} times the trials would give a reliability of 0.8", share.trials_factor);
  return out;
}

Record quality_record(const Cell& cell, const std::string& group, bool all, double confidence) {
  const NoiseShare share = share_of(cell, group, all, confidence);
  const LeftOut left_out = left_out_of(cell, group, all);
  Record out = cell_fields(cell);
  if (!all) out.emplace_back("group", group);
  const Record more{{"unit", cell.unit},
                    {"n", share.n},
                    {"excluded", left_out.before},
                    {"excluded_sme", left_out.by_sme},
                    {"without_sme", left_out.without_sme},
                    {"limit", std::isinf(cell.limit) ? kNone : cell.limit},
                    {"mean", share.mean},
                    {"sd", share.sd},
                    {"rms_sme", share.rms_sme},
                    {"median_sme", share.median_sme},
                    {"max_sme", share.max_sme},
                    {"noise_share", share.share},
                    {"noise_share_low", share.share_interval.low},
                    {"noise_share_high", share.share_interval.high},
                    {"reliability", share.reliability},
                    {"reliability_low", share.reliability_interval.low},
                    {"reliability_high", share.reliability_interval.high},
                    {"true_sd", share.true_sd},
                    {"ceiling_r", share.ceiling_r},
                    {"trials_factor_80", share.trials_factor},
                    {"reading", reading_of(share)}};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

std::string reading_of(const DisattenuatedEffect& effect) {
  std::string out = effect.remark;
  if (std::isnan(effect.value)) return out;
  if (!out.empty()) out += "; ";
  return out + fmt::format(
                   "d is {:.2f} as observed and {:.2f} without the noise of measuring, for comparing studies of "
                   "unequal trials: it is no stronger evidence, and p stays as it is",
                   effect.d.value, effect.value);
}

Record effect_record(const Cell& cell, const std::string& what, const std::vector<std::int64_t>& n,
                     const DisattenuatedEffect& effect) {
  Record out = cell_fields(cell);
  const Record more{{"effect", what},
                    {"unit", cell.unit},
                    {"n", n},
                    {"estimate", effect.estimate},
                    {"reliability", effect.reliability},
                    {"d", effect.d.value},
                    {"d_ci_low", effect.d.interval.low},
                    {"d_ci_high", effect.d.interval.high},
                    {"d_disattenuated", effect.value},
                    {"d_disattenuated_low", effect.interval.low},
                    {"d_disattenuated_high", effect.interval.high},
                    {"reading", reading_of(effect)}};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

// An effect that does not exist, and why.
DisattenuatedEffect no_effect(double estimate, std::string why) {
  DisattenuatedEffect out;
  out.estimate = estimate;
  out.d.value = out.reliability = out.value = kNone;
  out.d.interval = out.interval = {kNone, kNone};
  out.remark = std::move(why);
  return out;
}

Record between_groups(const Cell& cell, const QualityRequest& request) {
  const std::string &first = request.levels[0], &second = request.levels[1];
  const NoiseShare a = share_of(cell, first, false, request.confidence);
  const NoiseShare b = share_of(cell, second, false, request.confidence);
  const auto effect = [&] {
    const double estimate = a.n > 0 && b.n > 0 ? a.mean - b.mean : kNone;
    if (a.n < 2 || b.n < 2)
      return no_effect(estimate, fmt::format("{} has n = {} and {} n = {}; an effect needs two people in each", first,
                                             a.n, second, b.n));
    if (!(a.sd > 0 || b.sd > 0)) return no_effect(estimate, "the values do not vary within groups");
    return disattenuate(a, b, request.confidence);
  };
  return effect_record(cell, fmt::format("{} - {}", first, second), {a.n, b.n}, effect());
}

Record within_people(const Cell& cell, const QualityRequest& request) {
  const NoiseShare all = share_of(cell, "", true, request.confidence);
  const auto effect = [&] {
    const double estimate = all.n > 0 ? all.mean : kNone;
    if (all.n < 2) return no_effect(estimate, fmt::format("n = {}; an effect needs two people", all.n));
    if (!(all.sd > 0)) return no_effect(estimate, "the differences do not vary between people");
    return disattenuate(all, request.confidence);
  };
  return effect_record(cell, "within people", {all.n}, effect());
}

// The groups that get a record: the levels asked for, or all there are, in order of their names.
std::vector<std::string> groups_in(const Cells& cells, const QualityRequest& request) {
  if (!request.levels.empty()) return request.levels;
  std::vector<std::string> out;
  for (const Cell& cell : cells.cells)
    for (const auto& [group, count] : cell.left_out)
      if (!group.empty() && std::find(out.begin(), out.end(), group) == out.end()) out.push_back(group);
  std::sort(out.begin(), out.end());
  return out;
}

void add_effects(const Cell& cell, const QualityRequest& request, std::vector<Record>& effects) {
  if (request.levels.size() == 2) effects.push_back(between_groups(cell, request));
  if (cell.is_difference) effects.push_back(within_people(cell, request));
}

}  // namespace

void check_request(const QualityRequest& request) {
  if (!(request.confidence > 0.5 && request.confidence < 1))
    throw usage_error(fmt::format("--confidence is {}; expected between 0.5 and 1, as 0.95", request.confidence));
  if (!request.levels.empty() && request.by.empty())
    throw usage_error("--levels needs --by, the column with the groups");
  for (const auto& [option, names] :
       {std::pair("--levels", &request.levels), std::pair("--conditions", &request.conditions)})
    if (!names->empty() && (names->size() != 2 || names->front() == names->back()))
      throw usage_error(fmt::format("{} is {}; expected two different names A,B", option,
                                    in_quotes(fmt::format("{}", fmt::join(*names, ",")))));
  static_cast<void>(parse_sme_rule(request.exclude));
}

QualityAnswer assess(const Table& table, const QualityRequest& request) {
  check_request(request);
  Cells cells = cells_of(table, request);
  std::int64_t by_sme = 0, without = 0, used = 0;
  for (const Cell& cell : cells.cells) {
    used += static_cast<std::int64_t>(cell.people.size());
    by_sme += left_out_of(cell, "", true).by_sme;
    without += left_out_of(cell, "", true).without_sme;
  }
  if (used + by_sme == 0)
    throw analysis_error(
        fmt::format("{}: none of {} rows has a value with an SME in `quality`; measure epochs with attune erp --sme "
                    "bootstrap",
                    describe(table.path()), cells.rows));
  if (!request.conditions.empty()) add_differences(cells, request.conditions);
  QualityAnswer answer{{}, std::move(cells.table), std::move(cells.warnings)};
  std::vector<Record> quality, effects;
  const std::vector<std::string> groups = request.by.empty() ? std::vector<std::string>{""} : groups_in(cells, request);
  for (const Cell& cell : cells.cells) {
    for (const std::string& group : groups)
      quality.push_back(quality_record(cell, group, request.by.empty(), request.confidence));
    add_effects(cell, request, effects);
  }
  answer.document.parts = {{"quality", std::move(quality)}, {"effects", std::move(effects)}};
  answer.document.fields = {{"rows", cells.rows},
                            {"rows_used", used},
                            {"rows_excluded_sme", by_sme},
                            {"rows_without_sme", without},
                            {"confidence", request.confidence}};
  if (without > 0) answer.warnings.push_back(fmt::format("{} values have no SME; they are in no number here", without));
  return answer;
}

std::vector<ColumnMeaning> quality_meanings() {
  return {{"measure", "what was measured", ""},
          {"site", "channel or channels", ""},
          {"condition", "trial type; A - B is a difference within people", ""},
          {"group", "level of --by", ""},
          {"effect", "what is compared: two groups, or conditions within people", ""},
          {"unit", "of the values", ""},
          {"n", "people with a value and an SME", "count"},
          {"excluded", "rows with a reason in excluded before, without a value, or without a partner", "count"},
          {"excluded_sme", "rows left out for their SME", "count"},
          {"without_sme", "rows with a value of which no SME is known", "count"},
          {"limit", "largest SME that stays; missing where there is no limit", "see unit"},
          {"mean", "of the values", "see unit"},
          {"sd", "between people, n - 1", "see unit"},
          {"rms_sme", "root mean square of the SMEs", "see unit"},
          {"median_sme", "their median", "see unit"},
          {"max_sme", "the largest", "see unit"},
          {"noise_share", "rms_sme^2 / sd^2: share of the variance between people that is noise", ""},
          {"noise_share_low", "lower end of its interval, from F", ""},
          {"noise_share_high", "upper end, 1 at most", ""},
          {"reliability", "1 - noise_share, 0 at least", ""},
          {"reliability_low", "lower end of its interval", ""},
          {"reliability_high", "upper end", ""},
          {"true_sd", "root of sd^2 - rms_sme^2, 0 at least", "see unit"},
          {"ceiling_r", "root of the reliability: the largest correlation the measure can show", ""},
          {"trials_factor_80", "that many times the trials give a reliability of 0.8", ""},
          {"estimate", "A - B", "see unit"},
          {"d", "standardised difference as observed", ""},
          {"d_ci_low", "lower end of its interval", ""},
          {"d_ci_high", "upper end", ""},
          {"d_disattenuated", "d / root of the reliability", ""},
          {"d_disattenuated_low", "its interval, the reliability taken as known", ""},
          {"d_disattenuated_high", "upper end", ""},
          {"reading", "what the row says", ""},
          {"rows", "of the table", "count"},
          {"rows_used", "values with an SME that stayed", "count"},
          {"rows_excluded_sme", "left out for their SME", "count"},
          {"rows_without_sme", "values without one", "count"},
          {"confidence", "of the intervals", ""}};
}

}  // namespace attune::precision
