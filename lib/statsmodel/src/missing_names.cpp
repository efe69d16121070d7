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

}  // namespace attune::statsmodel
