#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "attune/base/number_text.hpp"
#include "attune/bids/confounds.hpp"
#include "attune/statsmodel/run_design.hpp"

namespace attune::statsmodel {
namespace {

/// Columns whose first value has nothing to be a difference to.
bool is_difference(const std::string& name) {
  return name.find("_derivative1") != std::string::npos || name == "framewise_displacement" || name == "dvars" ||
         name == "std_dvars" || name == "rmsd";
}

Variable confound(const bids::Confounds& confounds, const std::string& name) {
  Variable out;
  out.name = name;
  out.shape = Shape::volumes;
  out.values = confounds.column(name);
  const Table& table = confounds.table();
  for (std::size_t row = 0; row < out.values.size(); ++row) {
    if (std::isfinite(out.values[row])) continue;
    if (row > 0 || !is_difference(bids::confound_name(name)))
      throw input_error(table.path(), fmt::format("column {} has no finite number in volume {}, expected one for every "
                                                  "volume",
                                                  in_quotes(name), row));
    out.values[row] = 0;
  }
  return out;
}

void add_events(const bids::Events& events, Variables& variables) {
  const Table& table = events.table;
  for (const Column& column : table.columns()) {
    if (column.name == "onset" || column.name == "duration") continue;
    Variable variable;
    variable.name = column.name;
    variable.shape = Shape::events;
    variable.kind = bold::ColumnKind::condition;
    const std::vector<std::string> cells = table.text(column.name);
    const bool numeric = std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
      return is_missing(cell) || parse_double(trimmed(cell));
    });
    for (const bids::Event& event : events.events) {
      const std::string cell(trimmed(cells[event.row]));
      variable.onsets.push_back(event.onset);
      variable.durations.push_back(event.duration);
      if (numeric)
        variable.values.push_back(parse_double(cell).value_or(std::nan("")));
      else
        variable.text.push_back(is_missing(cell) ? "n/a" : cell);
    }
    variables.put(std::move(variable));
  }
}

}  // namespace

Variables run_variables(const RunTables& tables) {
  Variables variables;
  if (tables.confounds) {
    const auto confounds = std::make_shared<bids::Confounds>(*tables.confounds);
    std::vector<std::string> names = confounds->names();
    for (const std::string& own : tables.confounds->names())
      if (std::find(names.begin(), names.end(), own) == names.end()) names.push_back(own);
    variables =
        Variables(std::move(names), [confounds](const std::string& name) { return confound(*confounds, name); });
  }
  if (tables.events) add_events(*tables.events, variables);
  return variables;
}

}  // namespace attune::statsmodel
