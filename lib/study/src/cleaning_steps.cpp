#include <fmt/format.h>

#include "attune/base/error.hpp"
#include "attune/preprocess/step.hpp"
#include "study_sections.hpp"

namespace attune::study {
namespace {

preprocess::Step step_of(const Entry& item) {
  if (item.is_text()) {
    try {
      return preprocess::parse_step(item.text());
    } catch (const Error& error) {
      item.fail(error.what());
    }
  }
  const std::vector<Entry> named = item.entries();
  if (named.size() != 1) item.fail("is not one step; write name:parameter=value or name: {parameter: value}");
  preprocess::Step step{named.front().name(), {}};
  for (const Entry& parameter : named.front().entries()) {
    step.parameters.emplace_back(parameter.name(), fmt::format("{}", fmt::join(parameter.words(), "+")));
    if (step.parameters.back().second.find(',') != std::string::npos)
      parameter.fail("holds a comma, which separates the parameters of a step; rename the channel in channels.tsv");
  }
  return step;
}

}  // namespace

std::vector<std::string> read_cleaning(const Entry& entry) {
  std::vector<std::string> steps;
  for (const Entry& item : entry.list()) {
    const preprocess::Step step = step_of(item);
    try {
      preprocess::check_step(step);
    } catch (const Error& error) {
      item.fail(error.what());
    }
    steps.push_back(preprocess::to_text(step));
  }
  return steps;
}

}  // namespace attune::study
