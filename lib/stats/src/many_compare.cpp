#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/stats/many_requests.hpp"
#include "attune/stats/max_t.hpp"
#include "attune/stats/summary.hpp"
#include "many_parts.hpp"
#include "record_fields.hpp"

namespace attune::stats {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

bool has_level(const Table& table, const std::string& by, const std::string& level) {
  const std::vector<std::string> cells = table.text(by);
  return std::find(cells.begin(), cells.end(), level) != cells.end();
}

// A level that no row of the table has is a slip; one that a place lacks is its reason.
void check_levels(const Table& table, const CompareRequest& r) {
  for (const std::string& level : r.levels) {
    if (has_level(table, r.by, level)) continue;
    std::vector<std::string> known = table.text(r.by);
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    std::erase(known, "n/a");
    throw input_error(
        table.path().empty() ? "table" : table.path(),
        fmt::format("column {} has no level {}{}", in_quotes(r.by), in_quotes(level), suggestion(level, known)));
  }
}

TwoSamples samples_of(const Question& question, const CompareRequest& r, const std::string& labels) {
  CompareRequest one = r;
  one.value = question.field;
  for (const std::string& level : r.levels)
    if (!has_level(question.rows, r.by, level))
      throw analysis_error(fmt::format("no row has the level {} of {}", in_quotes(level), in_quotes(r.by)));
  GroupSelection selection = selection_of(one);
  if (!labels.empty()) selection.block_by = labels;
  return take_groups(question.rows, selection);
}

Answers answer_one(const Question& question, const CompareRequest& r) {
  CompareRequest one = r;
  one.value = question.field;
  one.threads = {1};
  return answer_compare(samples_of(question, r, ""), one);
}

// Whom max-t permutes.
std::string whole_person_column(const Table& table, const CompareRequest& r) {
  const std::string name = r.paired.empty() ? person_column(table, r.identifiers) : r.paired;
  if (table.has(name)) return name;
  throw input_error(table.path().empty() ? "table" : table.path(),
                    "--adjust max-t permutes whole people; name the column that names them with --key");
}

// Whether max-t may keep its level: groups of one size, or of one spread (a ratio of SDs below 1.5).
bool are_exchangeable(const TwoSamples& samples) {
  constexpr double kRatio = 1.5;
  const double a = summarise(samples.a).sd(), b = summarise(samples.b).sd();
  return samples.a.size() == samples.b.size() || std::max(a, b) < kRatio * std::min(a, b);
}

// What a family's measures say about each person.
struct People {
  std::map<std::string, bool> in_a;
  std::vector<std::map<std::string, double>> measures;
};

void add_measure(People& people, const Table& table, const TwoSamples& samples, bool paired) {
  auto& values = people.measures.emplace_back();
  const auto add = [&](const std::string& name, double value, bool in_a) {
    const auto [known, is_new] = people.in_a.emplace(name, in_a);
    if (!is_new && known->second != in_a)
      throw input_error(
          table.path().empty() ? "table" : table.path(),
          fmt::format("{} is in both groups; --adjust max-t permutes whole people, who are in one", in_quotes(name)));
    values.emplace(name, value);
  };
  for (std::size_t i = 0; i < samples.a.size(); ++i)
    add(samples.blocks[0][i], paired ? samples.a[i] - samples.b[i] : samples.a[i], true);
  for (std::size_t i = 0; i < samples.b.size() && !paired; ++i) add(samples.blocks[1][i], samples.b[i], false);
}

std::vector<double> family_max_t(const People& people, const CompareRequest& r, std::size_t& lacking) {
  PeopleByMeasure table{people.in_a.size(), people.measures.size(), {}};
  std::vector<bool> in_a;
  for (const auto& [name, is_a] : people.in_a) {
    in_a.push_back(is_a);
    bool complete = true;
    for (const auto& measure : people.measures) {
      const auto at = measure.find(name);
      complete = complete && at != measure.end();
      table.values.push_back(at == measure.end() ? kMissing : at->second);
    }
    lacking += complete ? 0u : 1u;
  }
  const PermutationOptions options{r.permutations, r.seed, r.threads};
  if (!r.paired.empty()) return max_t_signs(table, options).p;
  return max_t_groups(table, in_a, r.test == "student" ? GroupStatistic::mean_difference : GroupStatistic::welch_t,
                      options)
      .p;
}

void adjust_by_max_t(Answers& answers, const std::vector<Question>& questions, const Table& table,
                     const CompareRequest& r, const ManyRequest& many) {
  const std::string labels = whole_person_column(table, r);
  std::vector<double> adjusted(questions.size(), kMissing);
  std::size_t lacking = 0, uneven = 0;
  for (const auto& family : families_of(answers.records, many.family)) {
    People people;
    std::vector<std::size_t> answered;
    for (const std::size_t row : family) {
      const auto& reason = answers.records[row].back().second;
      if (std::get<std::string>(reason) != "n/a") continue;
      answered.push_back(row);
      const TwoSamples samples = samples_of(questions[row], r, labels);
      add_measure(people, table, samples, !r.paired.empty());
      uneven += r.paired.empty() && !are_exchangeable(samples) ? 1u : 0u;
    }
    if (answered.empty()) continue;
    const std::vector<double> p = family_max_t(people, r, lacking);
    for (std::size_t i = 0; i < answered.size(); ++i) adjusted[answered[i]] = p[i];
  }
  add_adjusted(answers.records, many, adjusted);
  if (lacking > 0)
    answers.warnings.push_back(
        fmt::format("max-t: {} participant{} no value in some row of a family; what is missing stays missing "
                    "with its participant when people are permuted",
                    lacking, lacking == 1 ? " has" : "s have"));
  if (uneven > 0)
    answers.warnings.push_back(
        fmt::format("max-t: in {} row{} the groups differ in size and their SDs by half or more; max-t takes people to "
                    "be exchangeable and errs too often then: take --adjust holm",
                    uneven, uneven == 1 ? "" : "s"));
}

}  // namespace

std::vector<std::string> columns_of(const CompareRequest& request, const std::vector<std::string>& values,
                                    const ManyRequest& many) {
  std::vector<std::string> out = columns_of(request);
  out.insert(out.end(), values.begin(), values.end());
  out.insert(out.end(), many.each.begin(), many.each.end());
  return out;
}

void check_many(const CompareRequest& request, const std::vector<std::string>& values, const ManyRequest& many) {
  CompareRequest r = request;
  r.value = values.empty() ? "" : values.front();
  check_request(r);
  check_request(many, values.size() > 1);
  for (const std::string& name : many.each)
    if (name == r.by || name == r.paired || std::find(values.begin(), values.end(), name) != values.end())
      throw usage_error(
          fmt::format("--each {} is also compared; name columns that tell measures apart", in_quotes(name)));
  check_corrected_p(many, r.blocks, r.permutations);
  check_places(many, values.size() > 1, comparison_meanings());
  if (many.adjust != kMaxT) return;
  if (r.permutations == 0) throw usage_error("--adjust max-t needs --permutations, as 10000");
  if ((r.test != "welch" && r.test != "student") || r.alternative != "two-sided" || !r.blocks.empty())
    throw usage_error("--adjust max-t is for two-sided t tests (--test welch or student) without --blocks");
}

Answers run_many(const Table& table, const CompareRequest& request, const std::vector<std::string>& values,
                 const ManyRequest& many, const CalledWith& called) {
  check_many(request, values, many);
  CompareRequest r = request;
  r.value = values.front();
  if (many.each.empty() && values.size() == 1 && !many.corrects()) return run_compare(table, r);
  check_levels(table, r);
  const std::vector<Question> questions = questions_of(table, many.each, values);
  Answers out = answer_each(questions, r.threads, [&](const Question& question) { return answer_one(question, r); });
  if (many.adjust == kMaxT)
    adjust_by_max_t(out, questions, table, r, many);
  else if (many.corrects())
    add_adjusted(out.records, many);
  const std::string id = r.paired.empty() ? person_column(table, r.identifiers) : r.paired;
  const std::vector<std::string> levels{"--levels", fmt::format("{}={},{}", r.by, r.levels[0], r.levels[1])};
  warn_of_families(out, questions, many, 1.0 - r.confidence, {called.table, r.value, r.by, id, called.where, levels});
  return out;
}

}  // namespace attune::stats
