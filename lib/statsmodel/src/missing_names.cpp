#include "missing_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/nearest_name.hpp"

namespace attune::statsmodel {

void refuse_missing_everywhere(const StatsModel& model, const std::vector<std::vector<Variables::Missing>>& missing,
                               const std::vector<std::string>& known, const std::string& part) {
  if (missing.empty()) return;
  for (const Variables::Missing& candidate : missing.front()) {
    const bool everywhere = std::all_of(missing.begin(), missing.end(), [&](const auto& part_missing) {
      return std::any_of(part_missing.begin(), part_missing.end(),
                         [&](const Variables::Missing& other) { return other.name == candidate.name; });
    });
    if (everywhere)
      throw model_error(model, candidate.origin,
                        fmt::format("{} {} in any {}{}", in_quotes(candidate.name), candidate.reason, part,
                                    suggestion(candidate.name, known)));
  }
}

void refuse_unknown_conditions(const StatsModel& model, const Node& node, const std::vector<std::string>& columns,
                               const std::string& part) {
  const auto check = [&](const std::string& name, const Origin& origin) {
    const auto is = [&](const std::string& column) { return column == name || column.starts_with(name + "_delay_"); };
    if (std::none_of(columns.begin(), columns.end(), is))
      throw model_error(model, origin,
                        fmt::format("{} is a column in no {}{}", in_quotes(name), part, suggestion(name, columns)));
  };
  for (const Contrast& contrast : node.contrasts)
    for (const std::string& condition : contrast.conditions) check(condition, contrast.origin);
  if (node.dummy_contrasts && node.dummy_contrasts->contrasts)
    for (const std::string& name : *node.dummy_contrasts->contrasts) check(name, node.dummy_contrasts->origin);
}

}  // namespace attune::statsmodel
