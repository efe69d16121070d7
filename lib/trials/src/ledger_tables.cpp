#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "attune/trials/trial_ledger.hpp"

namespace attune::trials {
namespace {

std::string or_missing(const std::string& text) { return text.empty() ? "n/a" : text; }

// Whether the trial would be kept but for this modality.
bool is_alone(const JointTrial& trial, std::size_t modality) {
  for (std::size_t m = 0; m < trial.verdicts.size(); ++m)
    if (m != modality && trial.verdicts[m].present && !trial.verdicts[m].kept) return false;
  return !trial.kept;
}

struct Count {
  std::int64_t trials = 0, alone = 0;
};

}  // namespace

Table to_table(const JointLedger& ledger) {
  const std::size_t rows = ledger.trials.size();
  Column::Integers numbers;
  std::map<std::string, Column::Text> texts;
  Column::Numbers onsets;
  bool has_numbers = rows > 0;
  for (const JointTrial& trial : ledger.trials) has_numbers = has_numbers && trial.number.has_value();
  for (const JointTrial& trial : ledger.trials) {
    numbers.push_back(has_numbers ? *trial.number : static_cast<std::int64_t>(numbers.size()) + 1);
    texts["participant_id"].push_back(or_missing(trial.participant_id));
    texts["session"].push_back(or_missing(trial.session));
    texts["task"].push_back(or_missing(trial.task));
    texts["run"].push_back(or_missing(trial.run));
    texts["condition"].push_back(or_missing(trial.condition));
    texts["type"].push_back(or_missing(trial.type));
    texts["kept"].push_back(trial.kept ? "yes" : "no");
    texts["reason"].push_back(or_missing(trial.reason));
    onsets.push_back(trial.onset_s.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  Table table;
  table.add("trial", std::move(numbers));
  for (const char* name : {"participant_id", "session", "task", "run", "condition", "type"})
    table.add(name, std::move(texts[name]));
  table.add("onset_s", std::move(onsets));
  for (const char* name : {"kept", "reason"}) table.add(name, std::move(texts[name]));
  for (std::size_t m = 0; m < ledger.modalities.size(); ++m) {
    Column::Text kept, reasons;
    for (const JointTrial& trial : ledger.trials) {
      const Verdict& verdict = trial.verdicts[m];
      kept.push_back(!verdict.present ? "n/a" : verdict.kept ? "yes" : "no");
      reasons.push_back(or_missing(verdict.reason));
    }
    table.add(ledger.modalities[m] + "_kept", std::move(kept));
    table.add(ledger.modalities[m] + "_reason", std::move(reasons));
  }
  return table;
}

std::vector<ColumnMeaning> joint_meanings(const JointLedger& ledger) {
  std::vector<ColumnMeaning> out{
      {"trial", "number in the first ledger that has the trial; within this table if one has none", ""},
      {"participant_id", "participant", ""},
      {"session", "BIDS session label; n/a if not every ledger has one", ""},
      {"task", "BIDS task label; n/a if not every ledger has one", ""},
      {"run", "BIDS run index; n/a if not every ledger has one", ""},
      {"condition", "condition in the first ledger that has the trial", ""},
      {"type", "type of event in the first ledger that has the trial", ""},
      {"onset_s", "onset in the first ledger that has the trial", "s"},
      {"kept", "yes, or no: the trial leaves every modality", ""},
      {"reason", "modality and reason of those that decided", ""}};
  for (const std::string& modality : ledger.modalities) {
    out.push_back({modality + "_kept", "whether " + modality + " kept it; n/a: it has no such trial", ""});
    out.push_back({modality + "_reason", "why " + modality + " dropped it", ""});
  }
  return out;
}

Table summary(const JointLedger& ledger) {
  Column::Text modalities, reasons;
  Column::Integers trials, alone;
  const auto add = [&](const std::string& modality, const std::map<std::string, Count>& counts) {
    for (const auto& [reason, count] : counts) {
      modalities.push_back(modality);
      reasons.push_back(reason);
      trials.push_back(count.trials);
      alone.push_back(count.alone);
    }
  };
  for (std::size_t m = 0; m < ledger.modalities.size(); ++m) {
    std::map<std::string, Count> counts;
    for (const JointTrial& trial : ledger.trials) {
      const Verdict& verdict = trial.verdicts[m];
      Count& count = counts[!verdict.present ? "not there" : verdict.kept ? "kept" : verdict.reason];
      ++count.trials;
      if (verdict.present && !verdict.kept && is_alone(trial, m)) ++count.alone;
    }
    add(ledger.modalities[m], counts);
  }
  std::map<std::string, Count> joint;
  for (const JointTrial& trial : ledger.trials) ++joint[trial.kept ? "kept" : "dropped"].trials;
  add("joint", joint);
  Table table;
  table.add("modality", std::move(modalities));
  table.add("reason", std::move(reasons));
  table.add("trials", std::move(trials));
  table.add("only_this", std::move(alone));
  return table;
}

std::vector<ColumnMeaning> summary_meanings() {
  return {{"modality", "whose ledger; joint: the result", ""},
          {"reason", "why trials were dropped; kept; not there", ""},
          {"trials", "number of trials", "count"},
          {"only_this", "those that leave because of this modality alone", "count"}};
}

}  // namespace attune::trials
