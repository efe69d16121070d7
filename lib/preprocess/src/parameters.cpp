#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "work.hpp"

namespace attune::preprocess {
namespace {

const std::string kNothing;

}  // namespace

Parameters::Parameters(const Step& step, const StepDescription& description) : step_{step.name, {}} {
  for (const ParameterKind& kind : description.parameters) {
    const auto given = std::find_if(step.parameters.begin(), step.parameters.end(),
                                    [&](const auto& parameter) { return parameter.first == kind.name; });
    step_.parameters.emplace_back(kind.name,
                                  given == step.parameters.end() ? std::string(kind.initial) : given->second);
  }
}

const std::string& Parameters::text(std::string_view name) const {
  for (const auto& [known, value] : step_.parameters)
    if (known == name) return value;
  throw Error(Fault::internal, fmt::format("step {} has no parameter {}", step_.name, name));
}

void Parameters::fail(std::string_view name, const std::string& what) const {
  throw usage_error(fmt::format("{}={} {}", name, text(name), what));
}

std::vector<std::string> Parameters::list(std::string_view name) const {
  std::vector<std::string> items;
  std::string_view rest = text(name);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('+'), rest.size());
    if (end == 0) fail(name, "has an empty item; items are joined by +");
    if (std::find(items.begin(), items.end(), rest.substr(0, end)) != items.end())
      fail(name, fmt::format("names {} twice", rest.substr(0, end)));
    items.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return items;
}

double Parameters::number(std::string_view name) const {
  const auto value = parse_double(text(name));
  if (!value || !std::isfinite(*value)) fail(name, "is not a number");
  return *value;
}

double Parameters::positive(std::string_view name) const {
  const double value = number(name);
  if (!(value > 0)) fail(name, "must be above 0");
  return value;
}

std::optional<double> Parameters::optional_positive(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return positive(name);
}

int Parameters::whole(std::string_view name, int low, int high) const {
  const double value = number(name);
  if (value != static_cast<int>(value) || value < low || value > high)
    fail(name, fmt::format("must be a whole number from {} to {}", low, high));
  return static_cast<int>(value);
}

bool Parameters::yes(std::string_view name) const {
  if (text(name) == "yes") return true;
  if (text(name) != "no") fail(name, "is neither yes nor no");
  return false;
}

std::string Parameters::one_of(std::string_view name, std::span<const std::string> words) const {
  if (std::find(words.begin(), words.end(), text(name)) == words.end())
    fail(name, fmt::format("is none of {}{}", fmt::join(words, ", "), suggestion(text(name), words)));
  return text(name);
}

}  // namespace attune::preprocess
