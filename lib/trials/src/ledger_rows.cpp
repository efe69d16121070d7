#include "ledger_rows.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/number_text.hpp"

namespace attune::trials {
namespace {

constexpr double kLargestNumber = 1e15;  // whole numbers are exact below

std::string file_of(const Table& table) {
  return table.path().empty() ? std::string("the ledger") : table.path().string();
}

std::vector<std::string> text_or_empty(const Table& table, const char* column) {
  std::vector<std::string> out(table.rows());
  if (!table.has(column)) return out;
  out = table.text(column);
  for (std::string& cell : out)
    if (is_missing(cell)) cell.clear();
  return out;
}

std::vector<double> onsets_of(const Table& table) {
  if (table.has("onset_s")) return table.numbers("onset_s");
  if (table.has("onset")) return table.numbers("onset");
  return {};
}

// kept and reason of every row.
std::vector<Verdict> verdicts_of(const ModalityLedger& ledger) {
  const Table& table = ledger.table;
  std::vector<Verdict> out(table.rows());
  if (table.has("kept")) {
    const std::vector<std::string> kept = table.text("kept"), reasons = text_or_empty(table, "reason");
    for (std::size_t row = 0; row < out.size(); ++row) {
      if (kept[row] != "yes" && kept[row] != "no")
        table.throw_at(row, "kept", fmt::format("is {}; expected yes or no", in_quotes(kept[row])));
      out[row] = {true, kept[row] == "yes", reasons[row]};
    }
  } else if (table.has("excluded")) {
    const std::vector<std::string> excluded = text_or_empty(table, "excluded");
    for (std::size_t row = 0; row < out.size(); ++row) out[row] = {true, excluded[row].empty(), excluded[row]};
  } else {
    throw input_error(file_of(table), fmt::format("the ledger of {} has neither a column kept (yes, no) nor excluded",
                                                  in_quotes(ledger.modality)));
  }
  for (Verdict& verdict : out) {
    if (verdict.kept) verdict.reason.clear();
    if (!verdict.kept && verdict.reason.empty()) verdict.reason = "no reason given";
  }
  return out;
}

}  // namespace

std::vector<LedgerRow> rows_of(const ModalityLedger& ledger, std::size_t modality, Match match) {
  const Table& table = ledger.table;
  const char* labels[] = {"participant_id", "session", "task", "run"};
  const std::vector<double> onsets = onsets_of(table),
                            numbers = table.has("trial") ? table.numbers("trial") : std::vector<double>{};
  const bool by_onset = match == Match::onset;
  if (by_onset ? onsets.empty() && table.rows() > 0 : numbers.empty() && table.rows() > 0)
    throw input_error(file_of(table),
                      fmt::format("the ledger of {} has no column {}; {}", in_quotes(ledger.modality),
                                  by_onset ? "onset_s or onset" : "trial",
                                  by_onset ? "match by trial number instead" : "match by onset instead"));
  const std::vector<Verdict> verdicts = verdicts_of(ledger);
  const std::vector<std::string> conditions = text_or_empty(table, "condition"), types = text_or_empty(table, "type");
  std::vector<LedgerRow> out(table.rows());
  for (std::size_t l = 0; l < 4; ++l) {
    const std::vector<std::string> cells = text_or_empty(table, labels[l]);
    for (std::size_t row = 0; row < out.size(); ++row) out[row].labels[l] = cells[row];
  }
  for (std::size_t row = 0; row < out.size(); ++row) {
    LedgerRow& r = out[row];
    if (!onsets.empty() && std::isfinite(onsets[row])) r.onset_s = onsets[row];
    const bool whole =
        !numbers.empty() && std::abs(numbers[row]) < kLargestNumber && numbers[row] == std::floor(numbers[row]);
    if (whole) r.number = static_cast<long>(numbers[row]);
    if (by_onset && !r.onset_s) table.throw_at(row, "onset_s", "is not a time");
    if (!by_onset && !r.number) table.throw_at(row, "trial", "is not a whole number");
    r.place = by_onset ? *r.onset_s : static_cast<double>(*r.number);
    r.condition = conditions[row];
    r.type = types[row];
    r.kept = verdicts[row].kept;
    r.reason = verdicts[row].reason;
    r.modality = modality;
    r.row = row;
  }
  return out;
}

}  // namespace attune::trials
