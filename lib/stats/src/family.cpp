#include "attune/stats/family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "attune/base/number_text.hpp"
#include "attune/base/shell_word.hpp"
#include "attune/stats/p_adjust.hpp"

namespace attune::stats {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

double number_of(const Record& record, std::string_view name) {
  for (const auto& [field, value] : record)
    if (field == name)
      if (const auto* number = std::get_if<double>(&value)) return *number;
  return kMissing;
}

std::string text_of(const Record& record, std::string_view name) {
  for (const auto& [field, value] : record)
    if (field == name)
      if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return "n/a";
}

// The p that a row's reading rests on: that of the permutation where there are blocks, as the others take every value
// as independent; the counted one of a rank test.
double unadjusted_p(const Record& record) {
  if (text_of(record, "exchange") != "n/a") return number_of(record, "p_perm");
  const double exact = number_of(record, "p_exact");
  return std::isnan(exact) ? number_of(record, "p") : exact;
}

// A reading that was made before the correction, where the correction takes its finding back.
void correct_reading(Record& record, double adjusted, const std::string& adjustment) {
  const double alpha = 1.0 - number_of(record, "confidence");
  if (!(unadjusted_p(record) < alpha) || !(adjusted >= alpha)) return;
  for (auto& [field, value] : record)
    if (auto* text = field == "reading" ? std::get_if<std::string>(&value) : nullptr)
      *text = fmt::format("inconclusive: p_adjusted = {:.3g} ({}) is not evidence of none; before the correction: {}",
                          adjusted, adjustment, *text);
}

std::size_t tests_in(std::span<const Record> records, const std::vector<std::size_t>& family) {
  return static_cast<std::size_t>(std::count_if(
      family.begin(), family.end(), [&](std::size_t row) { return !std::isnan(unadjusted_p(records[row])); }));
}

double decisive_p(const Record& record) {
  const double adjusted = number_of(record, "p_adjusted");
  return std::isnan(adjusted) ? unadjusted_p(record) : adjusted;
}

std::size_t differing(const Place& a, const Place& b) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < a.size(); ++i) out += a[i].second == b[i].second ? 0u : 1u;
  return out;
}

// Two rows of one family, one on each side of alpha.
struct Contrast {
  std::size_t below = 0, above = 0;
};

// Few columns apart first, then the largest difference in p.
std::optional<Contrast> clearest_contrast(std::span<const Record> records, std::span<const Place> places,
                                          const std::vector<std::size_t>& family, double alpha) {
  std::optional<Contrast> best;
  std::size_t best_apart = 0;
  double best_gap = 0.0;
  for (const std::size_t below : family) {
    const double p_below = decisive_p(records[below]);
    if (!(p_below < alpha)) continue;
    for (const std::size_t above : family) {
      const double p_above = decisive_p(records[above]);
      if (!(p_above >= alpha)) continue;
      const std::size_t apart = differing(places[below], places[above]);
      const double gap = p_above - p_below;
      if (best && (apart > best_apart || (apart == best_apart && gap <= best_gap))) continue;
      best = Contrast{below, above};
      best_apart = apart;
      best_gap = gap;
    }
  }
  return best;
}

bool is_word(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }) && !(name.front() >= '0' && name.front() <= '9');
}

// A name of a formula.
std::string in_formula(const std::string& name) { return is_word(name) ? name : "`" + name + "`"; }

std::string command_text(const InteractionCommand& c, const Place& one, const Place& other) {
  std::string formula = fmt::format("{} ~ {}", in_formula(c.outcome), in_formula(c.effect));
  std::vector<std::string> where = c.where;
  for (std::size_t i = 0; i < one.size(); ++i) {
    const auto& [column, value] = one[i];
    const bool same = value == other[i].second;
    if (!same) formula += " * " + in_formula(column);
    where.push_back(fmt::format("{}={}", column, same ? value : value + "," + other[i].second));
  }
  formula += fmt::format(" + (1 | {})", in_formula(c.id));
  std::string out = fmt::format("attune model {} --formula {}", shell_word(c.table), shell_word(formula));
  for (const std::string& text : where) out += " --where " + shell_word(text);
  for (const std::string& text : c.options) out += " " + shell_word(text);
  return out;
}

}  // namespace

void check_request(const ManyRequest& r, bool many_fields) {
  if (r.adjust != kMaxT) (void)parse_p_adjustment(r.adjust);
  if (!r.family.empty() && !r.corrects())
    throw usage_error("--family needs --adjust: it says what is corrected together");
  for (const std::string& name : r.family) {
    const bool known =
        std::find(r.each.begin(), r.each.end(), name) != r.each.end() || (many_fields && name == "field");
    if (!known) throw usage_error(fmt::format("--family {} is no column of --each", in_quotes(name)));
  }
}

void check_places(const ManyRequest& r, bool many_fields, const std::vector<ColumnMeaning>& answer) {
  ManyRequest beside = r;
  beside.each.clear();
  std::vector<ColumnMeaning> fields = meanings_in_places(answer, beside, many_fields);
  fields.push_back({"reason", "", ""});
  for (const std::string& name : r.each)
    if (std::any_of(fields.begin(), fields.end(),
                    [&](const auto& field) { return field.column == name || field.column == name + "_1"; }))
      throw usage_error(
          fmt::format("the result has a column {} already; take or rename another one for --each", in_quotes(name)));
}

std::vector<std::vector<std::size_t>> families_of(std::span<const Record> records,
                                                  const std::vector<std::string>& columns) {
  std::map<std::vector<std::string>, std::size_t> index;
  std::vector<std::vector<std::size_t>> out;
  for (std::size_t row = 0; row < records.size(); ++row) {
    std::vector<std::string> key;
    for (const std::string& column : columns) key.push_back(text_of(records[row], column));
    const auto [at, is_new] = index.try_emplace(std::move(key), out.size());
    if (is_new) out.emplace_back();
    out[at->second].push_back(row);
  }
  return out;
}

void add_adjusted(std::vector<Record>& records, const ManyRequest& request) {
  std::vector<double> adjusted(records.size());
  for (const auto& family : families_of(records, request.family)) {
    std::vector<double> p;
    for (const std::size_t row : family) p.push_back(unadjusted_p(records[row]));
    const std::vector<double> corrected = p_adjust(p, parse_p_adjustment(request.adjust));
    for (std::size_t i = 0; i < family.size(); ++i) adjusted[family[i]] = corrected[i];
  }
  add_adjusted(records, request, adjusted);
}

void add_adjusted(std::vector<Record>& records, const ManyRequest& request, std::span<const double> adjusted) {
  for (const auto& family : families_of(records, request.family)) {
    const auto size = static_cast<std::int64_t>(tests_in(records, family));
    for (const std::size_t row : family) {
      Record& record = records[row];
      correct_reading(record, adjusted[row], request.adjust);
      auto after = std::find_if(record.begin(), record.end(), [](const auto& field) { return field.first == "p"; });
      if (after != record.end()) ++after;
      const Record fields{{"p_adjusted", adjusted[row]}, {"adjustment", request.adjust}, {"family_size", size}};
      record.insert(after, fields.begin(), fields.end());
    }
  }
}

std::vector<ColumnMeaning> meanings_in_places(std::vector<ColumnMeaning> answer, const ManyRequest& request,
                                              bool many_fields) {
  if (request.each.empty() && !many_fields && !request.corrects()) return answer;
  for (const std::string& column : request.each) answer.push_back({column, "where the question is asked", ""});
  if (many_fields) answer.push_back({"field", "the column whose values are asked about", ""});
  if (request.corrects()) {
    answer.push_back(
        {"p_adjusted",
         "p corrected for the tests of its family: p_perm where there are blocks, p_exact where there is one", ""});
    answer.push_back({"adjustment", "the correction", ""});
    answer.push_back({"family_size", "tests in the family", "count"});
  }
  answer.push_back({"reason", "why there is no answer, or n/a", ""});
  return answer;
}

Warnings warn_uncorrected(std::span<const Record> records, const ManyRequest& request, double alpha) {
  if (request.corrects()) return {};
  const auto tests =
      std::count_if(records.begin(), records.end(), [](const Record& r) { return !std::isnan(unadjusted_p(r)); });
  if (tests < 2) return {};
  return {fmt::format(
      "{} tests, none corrected: if nothing were there, about {:.3g} of them would be below {:.3g}; name a correction "
      "with --adjust (holm, bh, max-t)",
      tests, static_cast<double>(tests) * alpha, alpha)};
}

Warnings warn_untested_difference(std::span<const Record> records, std::span<const Place> places,
                                  const ManyRequest& request, double alpha, const InteractionCommand& command) {
  for (const auto& family : families_of(records, request.family)) {
    const auto found = clearest_contrast(records, places, family, alpha);
    if (!found) continue;
    const Place &below = places[found->below], &above = places[found->above];
    const bool by_field = std::any_of(below.begin(), below.end(), [](const auto& p) { return p.first == "field"; });
    const std::string how = by_field
                                ? "put both columns into one with --gather and test their interaction with attune model"
                                : "test it: " + command_text(command, below, above);
    return {
        fmt::format("{} is below {:.3g} (p = {:.3g}) and {} is not (p = {:.3g}), but that does not show that they "
                    "differ: the difference between them is not tested here; {}",
                    describe(below), alpha, decisive_p(records[found->below]), describe(above),
                    decisive_p(records[found->above]), how)};
  }
  return {};
}

}  // namespace attune::stats
