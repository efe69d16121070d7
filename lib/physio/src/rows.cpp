#include "attune/physio/rows.hpp"

#include <fmt/format.h>

#include <variant>

#include "attune/base/error.hpp"
#include "attune/physio/source.hpp"

namespace attune::physio {

std::vector<Measure> with_labels(std::vector<Measure> rows, const std::filesystem::path& recording) {
  const Measure labels = row_of(recording);
  for (Measure& row : rows) {
    row.participant_id = labels.participant_id;
    row.session = labels.session;
    row.task = labels.task;
    row.run = labels.run;
    row.modality = labels.modality;
    row.source = labels.source;
  }
  return rows;
}

Table with_labels(const Table& trials, const std::filesystem::path& recording) {
  const Measure labels = row_of(recording);
  Table out;
  const auto add = [&](const char* name, const std::string& label) {
    out.add(name, Column::Text(trials.rows(), label.empty() ? "n/a" : label));
  };
  add("participant_id", labels.participant_id);
  add("session", labels.session);
  add("task", labels.task);
  add("run", labels.run);
  for (const Column& column : trials.columns())
    std::visit([&](const auto& values) { out.add(column.name, values); }, column.values);
  return out;
}

std::vector<ColumnMeaning> label_meanings(std::vector<ColumnMeaning> own) {
  std::vector<ColumnMeaning> out{{"participant_id", "participant, as the recording's name says", ""},
                                 {"session", "session, likewise", ""},
                                 {"task", "task, likewise", ""},
                                 {"run", "run, likewise", ""}};
  out.insert(out.end(), own.begin(), own.end());
  return out;
}

Table with_windows(const std::vector<Measure>& rows, std::span<const Window> windows) {
  if (windows.empty() || rows.size() % windows.size() != 0)
    throw Error(Fault::internal, fmt::format("{} rows of {} windows", rows.size(), windows.size()));
  const std::size_t each = rows.size() / windows.size();
  Column::Integers number;
  Column::Numbers from, to;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const Window& window = windows[row / each];
    number.push_back(static_cast<std::int64_t>(window.number));
    from.push_back(window.from.count());
    to.push_back(window.to.count());
  }
  Table table = to_table(rows);
  table.add("window", std::move(number));
  table.add("from_s", std::move(from));
  table.add("to_s", std::move(to));
  return table;
}

std::vector<ColumnMeaning> window_meanings(const std::string& quality, const std::string& counted) {
  std::vector<ColumnMeaning> out = measure_meanings(quality, counted);
  out.push_back({"window", "number of the window within its condition, from 1", ""});
  out.push_back({"from_s", "start of the window on the clock of the events", "s"});
  out.push_back({"to_s", "its end, which does not belong to it", "s"});
  return out;
}

}  // namespace attune::physio
