#include "attune/stats/meta_studies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/stats/study_effect.hpp"

namespace attune::stats {
namespace {

using Names = std::vector<std::string>;

void need_columns(const Names& columns, std::size_t count, const char* option, const char* kind) {
  if (columns.size() == count) return;
  if (count == 0) throw usage_error(fmt::format("--{} does not go with --kind {}", option, kind));
  throw usage_error(fmt::format("--kind {} needs --{} with {} (there {} {})", kind, option,
                                count == 1 ? "one column" : "two columns A,B", columns.size() == 1 ? "is" : "are",
                                columns.size()));
}

Names one_if_named(const std::string& column) { return column.empty() ? Names{} : Names{column}; }

// The columns a kind of effect is computed from, in the order in which `effect_of` takes their numbers.
Names columns_of(const StudySelection& s) {
  struct Needs {
    const char* name;
    std::size_t effect, means, sds, ns, r, events, non_events;
  };
  const bool cells = s.kind == EffectKind::rr && !s.non_events.empty();
  const std::map<EffectKind, Needs> all{{EffectKind::given, {"given", 1, 0, 0, 0, 0, 0, 0}},
                                        {EffectKind::smd, {"smd", 0, 2, 2, 2, 0, 0, 0}},
                                        {EffectKind::md, {"md", 0, 2, 2, 2, 0, 0, 0}},
                                        {EffectKind::zcor, {"zcor", 0, 0, 0, 1, 1, 0, 0}},
                                        {EffectKind::rr, {"rr", 0, 0, 0, cells ? 0U : 2U, 0, 2, cells ? 2U : 0U}}};
  const Needs& needs = all.at(s.kind);
  const Names effect = one_if_named(s.effect), variance = one_if_named(s.variance), r = one_if_named(s.r);
  need_columns(effect, needs.effect, "effect", needs.name);
  need_columns(variance, needs.effect, "variance", needs.name);
  need_columns(s.means, needs.means, "means", needs.name);
  need_columns(s.sds, needs.sds, "sds", needs.name);
  need_columns(r, needs.r, "r", needs.name);
  need_columns(s.events, needs.events, "events", needs.name);
  need_columns(s.non_events, needs.non_events, "non-events", needs.name);
  need_columns(s.ns, needs.ns, "ns", needs.name);
  Names out;
  for (const Names* part : {&effect, &variance, &s.means, &s.sds, &r, &s.events, &s.non_events, &s.ns})
    out.insert(out.end(), part->begin(), part->end());
  return out;
}

// A cell of the row in hand, for checks that name it.
struct Cells {
  const Table& table;
  const Names& columns;
  std::vector<double> values;
  std::size_t row = 0;

  void expect(std::size_t i, bool good, const std::string& wanted) const {
    if (!good) table.throw_at(row, columns[i], fmt::format("is {}; expected {}", format_double(values[i]), wanted));
  }
  void expect_count(std::size_t i, double least) const {
    expect(i, values[i] == std::floor(values[i]) && values[i] >= least,
           fmt::format("a whole number of at least {}", least));
  }
};

StudyEffect given_effect(const Cells& c) {
  c.expect(1, c.values[1] > 0.0, "a sampling variance above 0");
  return {c.values[0], c.values[1]};
}

StudyEffect mean_effect(const Cells& c, EffectKind kind) {
  for (const std::size_t i : {std::size_t{2}, std::size_t{3}}) {
    c.expect(i, c.values[i] >= 0.0, "a standard deviation");
    c.expect_count(i + 2, 2.0);
  }
  c.expect(2, c.values[2] > 0.0 || c.values[3] > 0.0, "a standard deviation above 0 in one of the groups");
  const GroupSummary a{c.values[0], c.values[2], c.values[4]}, b{c.values[1], c.values[3], c.values[5]};
  return kind == EffectKind::smd ? standardised_mean_difference(a, b) : mean_difference(a, b);
}

StudyEffect correlation_effect(const Cells& c) {
  c.expect(0, std::abs(c.values[0]) < 1.0, "a correlation between -1 and 1");
  c.expect_count(1, 4.0);
  return fisher_z(c.values[0], c.values[1]);
}

// Columns: events A, B, then non-events A, B or sample sizes A, B.
StudyEffect risk_effect(const Cells& c, bool cells) {
  std::array<double, 2> n{};
  for (std::size_t g = 0; g < 2; ++g) {
    c.expect_count(g, 0.0);
    c.expect_count(g + 2, 0.0);
    n[g] = cells ? c.values[g] + c.values[g + 2] : c.values[g + 2];
    c.expect(g + 2, n[g] >= 1.0, "at least one participant in the group");
    c.expect(g, c.values[g] <= n[g], fmt::format("no more events than the {} participants", n[g]));
  }
  return log_risk_ratio(c.values[0], n[0], c.values[1], n[1]);
}

StudyEffect effect_of(const Cells& cells, const StudySelection& s) {
  switch (s.kind) {
    case EffectKind::given:
      return given_effect(cells);
    case EffectKind::zcor:
      return correlation_effect(cells);
    case EffectKind::rr:
      return risk_effect(cells, !s.non_events.empty());
    default:
      return mean_effect(cells, s.kind);
  }
}

std::vector<std::vector<double>> numbers_of(const Table& table, const Names& columns) {
  std::vector<std::vector<double>> out;
  for (const std::string& name : columns) {
    out.push_back(table.numbers(name));
    for (std::size_t row = 0; row < table.rows(); ++row)
      if (std::isinf(out.back()[row])) table.throw_at(row, name, "is infinite; write a finite number or n/a");
  }
  return out;
}

// The reason to leave a row out, or nothing.
std::string reason_to_leave(const Table& table, std::size_t row, const Names& columns,
                            const std::vector<std::vector<double>>& numbers, const StudySelection& s) {
  if (table.has("excluded"))
    if (const std::string reason = table.column("excluded").cell(row); reason != "n/a") return "excluded: " + reason;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (!std::isnan(numbers[c][row])) continue;
    if (s.kind == EffectKind::given && c == 1)
      table.throw_at(row, columns[c],
                     "is missing where there is an effect; write the sampling variance, or a reason in a column "
                     "`excluded`");
    return columns[c] + " missing";
  }
  for (const std::string& name : s.moderators)
    if (table.column(name).cell(row) == "n/a") return name + " missing";
  return "";
}

Names study_names(const Table& table, const std::vector<std::size_t>& rows, const StudySelection& s,
                  Warnings& warnings) {
  const std::string column = s.study.value_or("study");
  Names out;
  if (!s.study && !table.has(column)) {
    for (const std::size_t row : rows) out.push_back(fmt::format("row {}", row + 1));
    warnings.push_back(fmt::format(
        "{}: no column names the studies; every row is taken as another study, name the column with --study",
        table.path().empty() ? "table" : table.path().string()));
    return out;
  }
  std::map<std::string, std::size_t> first;
  for (const std::size_t row : rows) {
    out.push_back(table.column(column).cell(row));
    if (out.back() == "n/a") table.throw_at(row, column, "is missing; every study needs a name");
    const auto [existing, inserted] = first.emplace(out.back(), row);
    if (!inserted)
      table.throw_at(row, column,
                     fmt::format("{} has another row here, first at {}; one row each is expected: give them different "
                                 "names or choose rows with --where column=value",
                                 in_quotes(out.back()), table.where(existing->second)));
  }
  return out;
}

std::map<std::string, std::string> references_of(const StudySelection& s) {
  std::map<std::string, std::string> out;
  for (const std::string& text : s.references) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      throw usage_error(fmt::format("--reference {} is not moderator=level", in_quotes(text)));
    const std::string name = text.substr(0, equals);
    if (std::find(s.moderators.begin(), s.moderators.end(), name) == s.moderators.end())
      throw usage_error(fmt::format("--reference names {}, which is not a moderator{}", in_quotes(name),
                                    suggestion(name, s.moderators)));
    out[name] = text.substr(equals + 1);
  }
  return out;
}

Moderator factor_of(const std::string& name, const Names& cells, const std::string* reference) {
  const std::set<std::string> distinct(cells.begin(), cells.end());
  const Names levels(distinct.begin(), distinct.end());
  if (levels.empty()) return {name, {}, {}};
  if (levels.size() < 2)
    throw analysis_error(fmt::format("moderator {} is {} in all {} studies; a moderator has to vary", name,
                                     in_quotes(levels[0]), cells.size()));
  if (reference != nullptr && !distinct.contains(*reference))
    throw usage_error(
        fmt::format("--reference: {} has no level {}{}", name, in_quotes(*reference), suggestion(*reference, levels)));
  const std::string left_out = reference != nullptr ? *reference : levels[0];
  Moderator out{name, {}, {}};
  for (const std::string& level : levels) {
    if (level == left_out) continue;
    out.terms.push_back(fmt::format("{}[{}]", name, level));
    std::vector<double>& column = out.columns.emplace_back();
    for (const std::string& cell : cells) column.push_back(cell == level ? 1.0 : 0.0);
  }
  return out;
}

Moderator moderator_of(const Table& table, const std::string& name, const std::vector<std::size_t>& rows,
                       const std::map<std::string, std::string>& references) {
  const auto reference = references.find(name);
  if (table.is_numeric(name) && reference == references.end()) {
    const std::vector<double> numbers = numbers_of(table, {name})[0];
    Moderator out{name, {name}, {{}}};
    for (const std::size_t row : rows) out.columns[0].push_back(numbers[row]);
    return out;
  }
  Names cells;
  for (const std::size_t row : rows) cells.push_back(table.column(name).cell(row));
  return factor_of(name, cells, reference == references.end() ? nullptr : &reference->second);
}

}  // namespace

EffectKind parse_effect_kind(const std::string& text) {
  const std::map<std::string, EffectKind> kinds{{"given", EffectKind::given},
                                                {"smd", EffectKind::smd},
                                                {"md", EffectKind::md},
                                                {"zcor", EffectKind::zcor},
                                                {"rr", EffectKind::rr}};
  const auto found = kinds.find(text);
  if (found == kinds.end())
    throw usage_error(fmt::format("{} is no kind of effect; expected given, smd, md, zcor or rr", in_quotes(text)));
  return found->second;
}

TakenStudies take_studies(const Table& table, const StudySelection& s) {
  const Names columns = columns_of(s);
  const auto references = references_of(s);
  for (std::size_t i = 0; i < s.moderators.size(); ++i)
    if (std::find(s.moderators.begin(), s.moderators.begin() + static_cast<std::ptrdiff_t>(i), s.moderators[i]) !=
        s.moderators.begin() + static_cast<std::ptrdiff_t>(i))
      throw usage_error(fmt::format("--moderators names {} twice", in_quotes(s.moderators[i])));
  const auto numbers = numbers_of(table, columns);
  TakenStudies out;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (const std::string reason = reason_to_leave(table, row, columns, numbers, s); !reason.empty()) {
      out.exclusions.add(reason);
      continue;
    }
    Cells cells{table, columns, {}, row};
    for (const auto& column : numbers) cells.values.push_back(column[row]);
    const StudyEffect effect = effect_of(cells, s);
    if (std::isnan(effect.effect)) {
      out.exclusions.add("no event in either group");
      continue;
    }
    rows.push_back(row);
    out.studies.effects.push_back(effect.effect);
    out.studies.variances.push_back(effect.variance);
  }
  out.studies.names = study_names(table, rows, s, out.warnings);
  for (const std::string& name : s.moderators)
    out.studies.moderators.push_back(moderator_of(table, name, rows, references));
  return out;
}

}  // namespace attune::stats
