#include "attune/preprocess/step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "work.hpp"

namespace attune::preprocess {

const std::vector<StepKind>& step_kinds() {
  static const std::vector<StepKind> kinds = [] {
    std::vector<StepKind> all;
    for (const auto& part : {channel_kinds(), filter_kinds(), spatial_kinds(), eye_kinds(), trial_kinds()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return kinds;
}

const StepKind& kind_of(const Step& step) {
  std::vector<std::string> names;
  for (const StepKind& kind : step_kinds()) {
    if (kind.description.name == step.name) return kind;
    names.emplace_back(kind.description.name);
  }
  throw usage_error(fmt::format("there is no step {}{}; the steps are {}", in_quotes(step.name),
                                suggestion(step.name, names), fmt::join(names, ", ")));
}

void check_step(const Step& step) {
  const StepDescription& description = kind_of(step).description;
  std::set<std::string> given;
  for (const auto& [name, value] : step.parameters) {
    std::vector<std::string> known;
    for (const ParameterKind& kind : description.parameters) known.emplace_back(kind.name);
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw usage_error(fmt::format("step {} has no parameter {}{}", step.name, in_quotes(name),
                                    known.empty() ? "" : suggestion(name, known)));
    if (!given.insert(name).second) throw usage_error(fmt::format("step {}: {} is given twice", step.name, name));
    if (value.empty()) throw usage_error(fmt::format("step {}: {}= has no value", step.name, name));
  }
}

Step parse_step(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  Step step{std::string(text.substr(0, colon)), {}};
  std::string_view rest = text.substr(std::min(colon + 1, text.size()));
  if (colon < text.size() && rest.empty())
    throw usage_error(fmt::format("step {}: nothing follows the colon; write name:parameter=value", in_quotes(text)));
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, std::min(rest.find(','), rest.size()));
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos || equals == 0)
      throw usage_error(fmt::format("step {}: {} is not parameter=value (items of a list are joined by +)", step.name,
                                    in_quotes(item)));
    step.parameters.emplace_back(item.substr(0, equals), item.substr(equals + 1));
    rest.remove_prefix(std::min(item.size() + 1, rest.size()));
  }
  check_step(step);
  return step;
}

std::string to_text(const Step& step) {
  std::string out = step.name;
  char separator = ':';
  for (const auto& [name, value] : step.parameters) {
    if (value.empty()) continue;
    out += fmt::format("{}{}={}", separator, name, value);
    separator = ',';
  }
  return out;
}

std::vector<std::filesystem::path> files_of(const Step& step) {
  std::vector<std::filesystem::path> files;
  for (const auto& [name, value] : step.parameters)
    if (name == "file") files.emplace_back(value);
  return files;
}

std::vector<StepDescription> step_descriptions() {
  std::vector<StepDescription> out;
  for (const StepKind& kind : step_kinds()) out.push_back(kind.description);
  return out;
}

std::vector<std::string> step_paragraphs() {
  std::vector<std::string> out;
  for (const StepDescription& step : step_descriptions()) {
    std::string text = fmt::format("Step {}: {}", step.name, step.summary);
    for (const ParameterKind& parameter : step.parameters)
      text += fmt::format("; {}{} {}", parameter.name,
                          parameter.initial.empty() ? "" : fmt::format("={}", parameter.initial), parameter.meaning);
    out.push_back(text + ".");
  }
  return out;
}

}  // namespace attune::preprocess
