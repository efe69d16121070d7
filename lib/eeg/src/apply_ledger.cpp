#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "attune/eeg/ledger.hpp"

namespace attune::eeg {
namespace {

// A row of the other ledger.
struct OtherTrial {
  double onset_s = 0;
  std::string condition;  // empty: any
  bool kept = false;
  std::string reason;
  bool used = false;
};

std::string file_of(const Table& table) {
  return table.path().empty() ? std::string("the ledger") : table.path().string();
}

std::vector<std::string> cells(const Table& table, std::string_view column) {
  std::vector<std::string> out = table.has(column) ? table.text(column) : std::vector<std::string>(table.rows());
  for (std::string& cell : out)
    if (is_missing(cell)) cell.clear();
  return out;
}

bool is_joint(const Table& table) {
  const std::vector<std::string> names = table.names();
  return std::any_of(names.begin(), names.end(), [](const std::string& name) { return name.ends_with("_kept"); });
}

// The rows that are about the recording of these labels.
std::vector<OtherTrial> rows_about(const Labels& labels, const Table& table) {
  const bool has_kept = table.has("kept");
  if (!has_kept && !table.has("excluded"))
    throw input_error(file_of(table), "has neither a column kept (yes, no) nor excluded; it is no ledger of trials");
  const std::string onset = table.has("onset_s") ? "onset_s" : "onset";
  const std::vector<double> onsets = table.numbers(onset);
  const std::vector<std::string> kept = cells(table, has_kept ? "kept" : "excluded"),
                                 reasons = cells(table, has_kept ? "reason" : "excluded"),
                                 conditions = is_joint(table) ? std::vector<std::string>(table.rows())
                                                              : cells(table, "condition");
  const std::pair<const char*, const std::string*> keys[] = {{"participant_id", &labels.participant_id},
                                                             {"session", &labels.session},
                                                             {"task", &labels.task},
                                                             {"run", &labels.run}};
  const std::vector<std::string> participants = cells(table, "participant_id");
  if (labels.participant_id.empty() && std::set(participants.begin(), participants.end()).size() > 1)
    throw input_error(file_of(table),
                      "is about several participants, and the recording's name does not say whose it "
                      "is; give --participant");
  std::vector<bool> about(table.rows(), true);
  for (const auto& [name, own] : keys) {
    const std::vector<std::string> theirs = cells(table, name);
    for (std::size_t row = 0; row < about.size(); ++row)
      if (!own->empty() && !theirs[row].empty() && theirs[row] != *own) about[row] = false;
  }
  std::vector<OtherTrial> out;
  for (std::size_t row = 0; row < about.size(); ++row) {
    if (!about[row]) continue;
    if (!std::isfinite(onsets[row])) table.throw_at(row, onset, "is not a time");
    if (has_kept && kept[row] != "yes" && kept[row] != "no")
      table.throw_at(row, "kept", fmt::format("is {}; expected yes or no", in_quotes(kept[row])));
    const bool stays = has_kept ? kept[row] == "yes" : kept[row].empty();
    out.push_back({onsets[row], conditions[row], stays, reasons[row].empty() ? "dropped by a ledger" : reasons[row]});
  }
  return out;
}

// The row nearest to a trial, among those within reach and of its condition.
OtherTrial* row_of(const Trial& trial, double onset_s, double reach, std::vector<OtherTrial>& rows) {
  OtherTrial* nearest = nullptr;
  for (OtherTrial& row : rows) {
    const double distance = std::abs(row.onset_s - onset_s);
    if (distance > reach || (!row.condition.empty() && row.condition != trial.condition)) continue;
    if (!nearest || distance < std::abs(nearest->onset_s - onset_s)) nearest = &row;
  }
  return nearest;
}

}  // namespace

void apply_ledger(Epochs& epochs, const Table& other, Milliseconds tolerance) {
  if (!(tolerance.count() >= 0 && tolerance.count() < 1e9))
    throw usage_error(fmt::format("the tolerance of onsets is {} ms; expected 0 or more", tolerance.count()));
  std::vector<OtherTrial> rows = rows_about(epochs.labels, other);
  const double reach = tolerance.count() / 1000.0 + 1e-9;  // a hair wider than decimal fractions as doubles
  std::vector<const OtherTrial*> partners;
  for (const Trial& trial : epochs.trials) {
    const Seconds stored(trial.onset_sample / epochs.times.sampling_frequency.value());
    OtherTrial* row = row_of(trial, trial.onset.value_or(stored).count(), reach, rows);
    if (row) row->used = true;
    partners.push_back(row);
  }
  const auto without = std::count(partners.begin(), partners.end(), nullptr);
  if (!partners.empty() && without == static_cast<std::ptrdiff_t>(partners.size()))
    throw input_error(file_of(other), fmt::format("has no row for any of the {} trials of {} within {} ms; are they on "
                                                  "one clock, and of one participant and task?",
                                                  partners.size(), describe(epochs.source), tolerance.count()));
  std::size_t index = 0;
  std::vector<Eigen::MatrixXd> data;
  for (std::size_t t = 0; t < partners.size(); ++t) {
    Trial& trial = epochs.trials[t];
    if (!trial.kept) continue;
    const std::size_t place = index++;
    if (const OtherTrial* row = partners[t]; row && !row->kept) {
      trial.kept = false;
      trial.reason = row->reason;
      trial.channel.clear();
      trial.value_uv = std::numeric_limits<double>::quiet_NaN();
    } else {
      data.push_back(std::move(epochs.data[place]));
    }
  }
  epochs.data = std::move(data);
  const auto unused =
      std::count_if(rows.begin(), rows.end(), [](const OtherTrial& row) { return !row.used && !row.kept; });
  if (without > 0)
    epochs.warnings.push_back(fmt::format("{}: {} of {} trials have no row in {} and stay as they are",
                                          describe(epochs.source), without, epochs.trials.size(), file_of(other)));
  if (unused > 0)
    epochs.warnings.push_back(
        fmt::format("{}: {} rows that drop a trial fit none of {}", file_of(other), unused, describe(epochs.source)));
}

}  // namespace attune::eeg
