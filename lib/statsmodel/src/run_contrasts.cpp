#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/number_text.hpp"
#include "attune/statsmodel/run_design.hpp"

namespace attune::statsmodel {
namespace {

/// The column of a condition, or why there is none.
std::string reason_against(const StatsModel& model, const Contrast& contrast, const std::string& condition,
                           const RunDesign& design) {
  const std::vector<std::string>& names = design.design.names;
  if (std::find(names.begin(), names.end(), condition) != names.end()) return "";
  const std::string first_bin = condition + "_delay_0";
  if (std::find(names.begin(), names.end(), first_bin) != names.end())
    throw model_error(
        model, contrast.origin,
        fmt::format("{} has a column for every delay; name them, as {}", in_quotes(condition), in_quotes(first_bin)));
  for (const Variables::Missing& missing : design.missing)
    if (missing.name == condition) return fmt::format("{} {}", in_quotes(condition), missing.reason);
  return fmt::format("{} is not among the variables of the run", in_quotes(condition));
}

RunContrast one(const StatsModel& model, const Contrast& contrast, const RunDesign& design) {
  RunContrast out{contrast.name, contrast.test, {}, ""};
  for (const std::vector<double>& row : contrast.weights) {
    bold::Contrast weights{contrast.name, {}, {}};
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i] == 0.0) continue;
      if (out.reason.empty()) out.reason = reason_against(model, contrast, contrast.conditions[i], design);
      weights.weights.emplace_back(contrast.conditions[i], row[i]);
    }
    out.rows.push_back(std::move(weights));
  }
  return out;
}

}  // namespace

std::vector<RunContrast> run_contrasts(const StatsModel& model, const Node& node, const RunDesign& design,
                                       const std::vector<std::string>& variables) {
  std::vector<RunContrast> out;
  for (const Contrast& contrast : node.contrasts) out.push_back(one(model, contrast, design));
  if (!node.dummy_contrasts) return out;
  const DummyContrasts& dummies = *node.dummy_contrasts;
  for (const std::string& name : dummies.contrasts ? *dummies.contrasts : variables) {
    if (std::any_of(out.begin(), out.end(), [&](const RunContrast& other) { return other.name == name; })) continue;
    out.push_back(one(model, Contrast{name, {name}, {{1.0}}, dummies.test, dummies.origin}, design));
  }
  return out;
}

}  // namespace attune::statsmodel
