#include "attune/study/exclusion.hpp"

#include <algorithm>

#include "attune/base/number_text.hpp"

namespace attune::study {
namespace {

std::string or_missing(const std::string& text) { return text.empty() ? "n/a" : text; }
std::string or_empty(const std::string& text) { return is_missing(text) ? std::string() : text; }

}  // namespace

Table to_table(const std::vector<Exclusion>& exclusions) {
  const auto column = [&](std::string Exclusion::*member) {
    Column::Text cells;
    for (const Exclusion& row : exclusions) cells.push_back(or_missing(row.*member));
    return cells;
  };
  Column::Integers counts, totals;
  for (const Exclusion& row : exclusions) {
    counts.push_back(row.count);
    totals.push_back(row.of);
  }
  Table table;
  table.add("participant_id", column(&Exclusion::participant_id));
  table.add("group", column(&Exclusion::group));
  table.add("session", column(&Exclusion::session));
  table.add("task", column(&Exclusion::task));
  table.add("run", column(&Exclusion::run));
  table.add("what", column(&Exclusion::what));
  table.add("condition", column(&Exclusion::condition));
  table.add("reason", column(&Exclusion::reason));
  table.add("count", std::move(counts));
  table.add("of", std::move(totals));
  return table;
}

std::vector<Exclusion> to_exclusions(const Table& table) {
  std::vector<Exclusion> exclusions(table.rows());
  const auto fill = [&](const char* name, std::string Exclusion::*member) {
    const std::vector<std::string> cells = table.text(name);
    for (std::size_t row = 0; row < cells.size(); ++row) exclusions[row].*member = or_empty(cells[row]);
  };
  fill("participant_id", &Exclusion::participant_id);
  fill("group", &Exclusion::group);
  fill("session", &Exclusion::session);
  fill("task", &Exclusion::task);
  fill("run", &Exclusion::run);
  fill("what", &Exclusion::what);
  fill("condition", &Exclusion::condition);
  fill("reason", &Exclusion::reason);
  const auto numbers = [&](const char* name, std::int64_t Exclusion::*member) {
    const std::vector<double> cells = table.numbers(name);
    for (std::size_t row = 0; row < cells.size(); ++row) {
      constexpr double kMost = 9007199254740992.0;  // 2^53: beyond it a double is no count
      if (!(cells[row] >= 0 && cells[row] <= kMost)) table.throw_at(row, name, "expected a count");
      exclusions[row].*member = static_cast<std::int64_t>(cells[row]);
    }
  };
  numbers("count", &Exclusion::count);
  numbers("of", &Exclusion::of);
  return exclusions;
}

std::vector<ColumnMeaning> exclusion_meanings() {
  return {{"participant_id", "whose data", ""},
          {"group", "group of the participant", ""},
          {"session", "session label", ""},
          {"task", "task label", ""},
          {"run", "run label", ""},
          {"what", "what was left out: participant, measure, run, region, volume, voxel or trial", ""},
          {"condition", "trials: their condition; regions and measures: their name; else n/a", ""},
          {"reason", "why", ""},
          {"count", "how many were left out for this reason", ""},
          {"of", "how many there were", ""}};
}

}  // namespace attune::study
