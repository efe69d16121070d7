#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/physio/recording.hpp"
#include "study_sections.hpp"

namespace attune::study {
namespace {

/// `alone - together`: both are conditions of the study.
PhysioContrast read_contrast(const Entry& entry, const std::vector<std::string>& conditions) {
  const std::string text = entry.text();
  const std::size_t at = text.find(" - ");
  if (at == std::string::npos) entry.fail(fmt::format("{} is no difference; expected 'A - B'", in_quotes(text)));
  PhysioContrast out{checked_name(entry, entry.name()), std::string(trimmed(text.substr(0, at))),
                     std::string(trimmed(text.substr(at + 3)))};
  for (const std::string& name : {out.of, out.less})
    if (std::find(conditions.begin(), conditions.end(), name) == conditions.end())
      entry.fail(fmt::format("{} is no condition{}", in_quotes(name), suggestion(name, conditions)));
  if (std::find(conditions.begin(), conditions.end(), out.name) != conditions.end())
    entry.fail(fmt::format("{} is also a condition; name the difference otherwise", in_quotes(out.name)));
  return out;
}

std::vector<std::pair<std::string, std::string>> read_channels(const Entry& entry) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Entry& item : entry.entries()) {
    try {
      physio::parse_kind(item.name());
    } catch (const Error& error) {
      item.fail(error.what());
    }
    out.emplace_back(item.name(), item.text());
  }
  return out;
}

}  // namespace

PhysioSteps read_physio(const Entry& entry) {
  const Section section(entry, "physio");
  PhysioSteps steps;
  const Entry task = section.need("task");
  steps.task = task.text();
  if (!is_label(steps.task)) task.fail(fmt::format("{} is no BIDS label", in_quotes(steps.task)));
  if (const auto conditions = section.find("conditions")) steps.conditions = conditions->words();
  if (const auto window = section.find("window_s")) {
    if (steps.conditions.empty()) window->fail("is counted from the onsets of 'conditions', and there are none");
    steps.window = {Seconds(window->range().first), Seconds(window->range().second)};
  }
  if (const auto channels = section.find("channels")) steps.channels = read_channels(*channels);
  if (const auto bands = section.find("bands")) steps.bands = bands->choice({"adult", "child", "infant"});
  if (const auto share = section.find("max_artefact")) {
    steps.max_artefact = share->number();
    if (steps.max_artefact < 0 || steps.max_artefact > 1) share->fail("is outside 0 to 1");
  }
  if (const auto contrasts = section.find("contrasts"))
    for (const Entry& item : contrasts->entries()) steps.contrasts.push_back(read_contrast(item, steps.conditions));
  return steps;
}

}  // namespace attune::study
