#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "attune/base/nearest_name.hpp"
#include "attune/trials/trial_ledger.hpp"
#include "ledger_rows.hpp"

namespace attune::trials {
namespace {

void check(const std::vector<ModalityLedger>& ledgers, const JoinOptions& options) {
  if (ledgers.empty()) throw usage_error("there is no ledger to join");
  if (!(options.tolerance.count() >= 0 && options.tolerance.count() < 1e9))
    throw usage_error(fmt::format("the tolerance is {} ms; expected 0 or more", options.tolerance.count()));
  std::vector<std::string> names;
  for (const ModalityLedger& ledger : ledgers) {
    const std::string& name = ledger.modality;
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const bool fits = !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
      return letter(c) || (c >= '0' && c <= '9');
    });
    if (!fits || name == "joint")
      throw usage_error(
          fmt::format("{} is no name of a modality; expected letters and digits, but not joint", in_quotes(name)));
    if (std::find(names.begin(), names.end(), name) != names.end())
      throw usage_error(fmt::format("two ledgers are of modality {}", in_quotes(name)));
    names.push_back(name);
  }
  for (const std::string& name : options.deciding)
    if (std::find(names.begin(), names.end(), name) == names.end())
      throw usage_error(fmt::format("no ledger is of modality {}{}", in_quotes(name), suggestion(name, names)));
}

constexpr const char* kLabels[] = {"participant_id", "session", "task", "run"};

// Two rows of one ledger that only a label tells apart that another ledger lacks would become one trial.
void check_cleared(const std::vector<ModalityLedger>& ledgers, const std::vector<LedgerRow>& rows, std::size_t label) {
  std::map<std::tuple<std::size_t, std::array<std::string, 4>, double>, const LedgerRow*> seen;
  for (const LedgerRow& row : rows) {
    std::array<std::string, 4> others = row.labels;
    others[label].clear();
    const LedgerRow& first = *seen.try_emplace({row.modality, std::move(others), row.place}, &row).first->second;
    if (first.labels[label] == row.labels[label]) continue;
    const auto lacks = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.labels[label].empty(); });
    const ModalityLedger& ledger = ledgers[row.modality];
    throw input_error(ledger.table.where(row.row),
                      fmt::format("{} has trials of {} {} and {} at {}, which the ledger of {} does not tell apart: it "
                                  "needs a column {}",
                                  in_quotes(ledger.modality), kLabels[label], in_quotes(first.labels[label]),
                                  in_quotes(row.labels[label]), row.place, in_quotes(ledgers[lacks->modality].modality),
                                  kLabels[label]));
  }
}

// A label that only some ledgers have cannot tell trials apart; one that no ledger lacks does. Participants have to be
// named by all or none, because trials of two people at one onset would become one.
void align_labels(const std::vector<ModalityLedger>& ledgers, std::vector<LedgerRow>& rows) {
  for (std::size_t label = 0; label < 4; ++label) {
    std::set<std::size_t> with, without;
    for (const LedgerRow& row : rows) (row.labels[label].empty() ? without : with).insert(row.modality);
    if (with.empty() || without.empty()) continue;
    if (label == 0) {
      const auto row = std::find_if(rows.begin(), rows.end(), [](const LedgerRow& r) { return r.labels[0].empty(); });
      const ModalityLedger& ledger = ledgers[row->modality];
      throw input_error(
          ledger.table.where(row->row),
          fmt::format("the ledger of {} does not name the participant; another one does", in_quotes(ledger.modality)));
    }
    check_cleared(ledgers, rows, label);
    for (LedgerRow& row : rows) row.labels[label].clear();
  }
}

// The rows of one trial.
JointTrial trial_of(const std::vector<LedgerRow>& rows, std::size_t begin, std::size_t end, std::size_t modalities) {
  JointTrial out;
  std::tie(out.participant_id, out.session, out.task, out.run) =
      std::tie(rows[begin].labels[0], rows[begin].labels[1], rows[begin].labels[2], rows[begin].labels[3]);
  out.verdicts.resize(modalities);
  const LedgerRow* first = &rows[begin];
  for (std::size_t i = begin; i < end; ++i) {
    const LedgerRow& row = rows[i];
    if (row.modality < first->modality) first = &row;
    Verdict& verdict = out.verdicts[row.modality];
    if (!verdict.present || (verdict.kept && !row.kept)) verdict = {true, row.kept, row.reason};
  }
  out.onset_s = first->onset_s;
  out.number = first->number;
  out.condition = first->condition;
  out.type = first->type;
  return out;
}

void check_apart(const std::vector<ModalityLedger>& ledgers, const std::vector<LedgerRow>& rows, std::size_t begin,
                 std::size_t end, const JoinOptions& options) {
  for (std::size_t i = begin; i < end; ++i)
    for (std::size_t j = begin; j < i; ++j)
      if (rows[i].modality == rows[j].modality && rows[i].place != rows[j].place)
        throw input_error(
            ledgers[rows[i].modality].table.where(rows[i].row),
            fmt::format("trials of {} at {} and {} s are within the tolerance of {} ms of one trial; make "
                        "it smaller, or match by trial number",
                        in_quotes(ledgers[rows[i].modality].modality), rows[j].place, rows[i].place,
                        options.tolerance.count()));
}

void decide(const std::vector<std::string>& modalities, const JoinOptions& options, JointTrial& trial) {
  std::vector<std::string> reasons;
  std::size_t present = 0, dropped = 0;
  bool missing = false;
  for (std::size_t m = 0; m < modalities.size(); ++m) {
    const bool decides = options.deciding.empty() || std::find(options.deciding.begin(), options.deciding.end(),
                                                               modalities[m]) != options.deciding.end();
    if (!decides) continue;
    const Verdict& verdict = trial.verdicts[m];
    if (!verdict.present && options.drop_missing) {
      missing = true;
      reasons.push_back(modalities[m] + ": not there");
    }
    if (!verdict.present) continue;
    ++present;
    if (verdict.kept) continue;
    ++dropped;
    reasons.push_back(modalities[m] + ": " + verdict.reason);
  }
  const bool rejected = options.rule == Rule::any ? dropped > 0 : present > 0 && dropped == present;
  trial.kept = !rejected && !missing;
  if (!trial.kept) trial.reason = fmt::format("{}", fmt::join(reasons, "; "));
}

void count_missing(JointLedger& out) {
  for (std::size_t m = 0; m < out.modalities.size(); ++m) {
    const auto missing = std::count_if(out.trials.begin(), out.trials.end(),
                                       [&](const JointTrial& trial) { return !trial.verdicts[m].present; });
    if (missing > 0)
      out.warnings.push_back(fmt::format("ledger: {} of {} trials are not in the ledger of {}", missing,
                                         out.trials.size(), in_quotes(out.modalities[m])));
  }
}

}  // namespace

JointLedger join(const std::vector<ModalityLedger>& ledgers, const JoinOptions& options) {
  check(ledgers, options);
  JointLedger out;
  std::vector<LedgerRow> rows;
  for (std::size_t m = 0; m < ledgers.size(); ++m) {
    out.modalities.push_back(ledgers[m].modality);
    for (LedgerRow& row : rows_of(ledgers[m], m, options.match)) rows.push_back(std::move(row));
  }
  align_labels(ledgers, rows);
  std::sort(rows.begin(), rows.end(), [](const LedgerRow& a, const LedgerRow& b) {
    return std::tie(a.labels, a.place, a.modality, a.condition, a.type, a.kept, a.reason) <
           std::tie(b.labels, b.place, b.modality, b.condition, b.type, b.kept, b.reason);
  });
  // A hair wider, so that 20 ms apart as decimal fractions are 20 ms apart as doubles.
  const double reach = options.match == Match::onset ? options.tolerance.count() / 1000.0 + 1e-9 : 0.0;
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    while (end < rows.size() && rows[end].labels == rows[begin].labels && rows[end].place - rows[begin].place <= reach)
      ++end;
    check_apart(ledgers, rows, begin, end, options);
    out.trials.push_back(trial_of(rows, begin, end, ledgers.size()));
    decide(out.modalities, options, out.trials.back());
  }
  count_missing(out);
  return out;
}

Rule parse_rule(std::string_view text) {
  if (text == "any") return Rule::any;
  if (text == "all") return Rule::all;
  throw usage_error(fmt::format("{} is no rule; expected any or all", in_quotes(text)));
}

Match parse_match(std::string_view text) {
  if (text == "onset") return Match::onset;
  if (text == "trial") return Match::trial;
  throw usage_error(fmt::format("{} is no way to match trials; expected onset or trial", in_quotes(text)));
}

}  // namespace attune::trials
