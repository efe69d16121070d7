#include "attune/stats/many_measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include "attune/base/error.hpp"
#include "many_parts.hpp"
#include "record_fields.hpp"

namespace attune::stats {
namespace {

constexpr const char* kField = "field";
constexpr const char* kReason = "reason";

// What one place gave: an answer, or the reason why there is none.
struct Outcome {
  std::optional<Record> record;
  std::string reason = "n/a";
  Warnings warnings;
};

Outcome outcome_of(const Question& question, const std::function<Answers(const Question&)>& answer) {
  Outcome out;
  try {
    Answers answers = answer(question);
    out.record = std::move(answers.records.at(0));
    out.warnings = std::move(answers.warnings);
  } catch (const Error& error) {
    if (error.fault() != Fault::analysis) throw;
    out.reason = error.what();
  }
  return out;
}

FieldValue missing_like(const FieldValue& value) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  if (const auto* list = std::get_if<std::vector<double>>(&value)) return std::vector<double>(list->size(), kMissing);
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&value))
    return std::vector<double>(list->size(), kMissing);
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return *list;
  if (std::holds_alternative<std::string>(value)) return std::string("n/a");
  return kMissing;
}

// A warning said once, with the place if it is of one place, else with how many there are.
Warnings gathered_warnings(std::span<const Question> questions, const std::vector<Outcome>& outcomes) {
  std::vector<std::string> order;
  std::map<std::string, std::pair<std::size_t, std::size_t>> first_and_count;
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    for (const std::string& warning : outcomes[i].warnings) {
      const auto [known, is_new] = first_and_count.try_emplace(warning, i, 0);
      if (is_new) order.push_back(warning);
      ++known->second.second;
    }
  Warnings out;
  for (const std::string& warning : order) {
    const auto [first, count] = first_and_count.at(warning);
    if (count == outcomes.size())
      out.push_back(warning);
    else if (count == 1)
      out.push_back(fmt::format("{}: {}", describe(questions[first].place), warning));
    else
      out.push_back(fmt::format("{} (in {} of {} rows, first {})", warning, count, outcomes.size(),
                                describe(questions[first].place)));
  }
  return out;
}

}  // namespace

std::string describe(const Place& place) {
  std::string out;
  for (const auto& [column, value] : place) out += fmt::format("{}{}={}", out.empty() ? "" : ", ", column, value);
  return out;
}

std::vector<Question> questions_of(const Table& table, const std::vector<std::string>& each,
                                   const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < each.size(); ++i)
    if (std::find(each.begin(), each.begin() + static_cast<std::ptrdiff_t>(i), each[i]) !=
        each.begin() + static_cast<std::ptrdiff_t>(i))
      throw usage_error(fmt::format("--each names {} twice", in_quotes(each[i])));
  std::vector<std::vector<std::string>> columns;
  for (const std::string& name : each) columns.push_back(table.text(name));
  std::map<std::vector<std::string>, std::vector<std::size_t>> cells;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<std::string> key;
    for (const auto& column : columns) key.push_back(column[row]);
    cells[std::move(key)].push_back(row);
  }
  std::vector<Question> out;
  for (const auto& [key, rows] : cells) {
    Place place;
    for (std::size_t i = 0; i < each.size(); ++i) place.emplace_back(each[i], key[i]);
    for (const std::string& field : fields) {
      out.push_back({place, field, table.select(rows)});
      if (fields.size() > 1) out.back().place.emplace_back(kField, field);
    }
  }
  return out;
}

Answers answer_each(std::span<const Question> questions, parallel::Threads threads,
                    const std::function<Answers(const Question&)>& answer) {
  std::vector<Outcome> outcomes(questions.size());
  parallel::for_each(questions.size(), threads, [&](std::size_t i) { outcomes[i] = outcome_of(questions[i], answer); });
  const auto unanswered = std::find_if(outcomes.begin(), outcomes.end(), [](const Outcome& o) { return !o.record; });
  const auto answered = std::find_if(outcomes.begin(), outcomes.end(), [](const Outcome& o) { return !!o.record; });
  const auto place_at = [&](const auto& at) {
    return describe(questions[static_cast<std::size_t>(at - outcomes.begin())].place);
  };
  if (answered == outcomes.end())
    throw analysis_error(questions.empty() ? "there is no row to ask about"
                                           : fmt::format("none of {} rows can be answered; the first, {}: {}",
                                                         questions.size(), place_at(unanswered), unanswered->reason));
  Answers out;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    Record record;
    for (const auto& [column, value] : questions[i].place) record.emplace_back(column, value);
    if (outcomes[i].record)
      record.insert(record.end(), outcomes[i].record->begin(), outcomes[i].record->end());
    else
      for (const auto& [name, value] : *answered->record) record.emplace_back(name, missing_like(value));
    record.emplace_back(kReason, outcomes[i].reason);
    out.records.push_back(std::move(record));
  }
  out.warnings = gathered_warnings(questions, outcomes);
  if (unanswered != outcomes.end())
    out.warnings.push_back(
        fmt::format("{} of {} rows cannot be answered and are n/a, the first {}: {}",
                    std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& o) { return !o.record; }),
                    outcomes.size(), place_at(unanswered), unanswered->reason));
  return out;
}

std::string person_column(const Table& table, const std::vector<std::string>& identifiers) {
  const auto known =
      std::find_if(identifiers.begin(), identifiers.end(), [&](const std::string& name) { return table.has(name); });
  return known == identifiers.end() ? "participant_id" : *known;
}

void check_corrected_p(const ManyRequest& many, const std::string& blocks, std::int64_t permutations) {
  if (many.corrects() && many.adjust != kMaxT && !blocks.empty() && permutations == 0)
    throw usage_error(
        "--adjust with --blocks corrects the p of the permutation, as the others take rows as independent; name "
        "--permutations, as 10000");
}

void warn_of_families(Answers& answers, const std::vector<Question>& questions, const ManyRequest& many, double alpha,
                      const InteractionCommand& command) {
  std::vector<Place> places;
  for (const Question& question : questions) places.push_back(question.place);
  append(answers.warnings, warn_uncorrected(answers.records, many, alpha));
  append(answers.warnings, warn_untested_difference(answers.records, places, many, alpha, command));
}

}  // namespace attune::stats
