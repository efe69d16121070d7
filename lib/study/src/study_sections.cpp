#include "study_sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "attune/eeg/event_query.hpp"

namespace attune::study {
namespace {

GroupRule read_group(const Entry& entry) {
  const Section section(entry, "group");
  GroupRule group;
  if (const auto from = section.find("from")) group.from = checked_path(*from);
  if (const auto rule = section.find("rule")) group.rule = rule->choice(group_rules());
  group.column = group.rule == "as-is" ? "group" : "aai";
  if (const auto column = section.find("column")) group.column = column->text();
  const Entry levels = section.need("levels");
  group.levels = levels.words();
  const std::vector<std::string>& possible = groups_of_rule(group.rule);
  for (const std::string& level : group.levels)
    if (!possible.empty() && std::find(possible.begin(), possible.end(), level) == possible.end())
      levels.fail(fmt::format("{} is no group of the rule {}; expected some of {}", in_quotes(level), group.rule,
                              fmt::join(possible, ", ")));
  return group;
}

FmriModel read_model(const Entry& entry) {
  const Section section(entry, "model");
  FmriModel model;
  if (const auto hrf = section.find("hrf")) model.hrf = hrf->choice({"spm", "glover", "gamma"});
  if (const auto noise = section.find("noise")) model.noise = noise->choice({"white", "ar1", "arma11"});
  if (const auto cutoff = section.find("high_pass_s")) {
    if (cutoff->number() < 0) cutoff->fail("is below 0; 0 means no high-pass");
    model.high_pass = Seconds(cutoff->number());
  }
  if (const auto confounds = section.find("confounds"))
    model.confounds = confounds->is_empty() ? std::vector<std::string>{} : confounds->words();
  if (const auto entry_of_censor = section.find("censor")) {
    const Section censor(*entry_of_censor, "censor");
    if (const auto fd = censor.find("fd_mm")) model.censor_displacement = Millimetres(fd->positive());
    if (const auto dvars = censor.find("std_dvars")) model.censor_dvars = dvars->positive();
    if (!model.censor_displacement && !model.censor_dvars) entry_of_censor->fail("needs fd_mm, std_dvars or both");
  }
  return model;
}

ErpComponent read_component(const Entry& entry) {
  const Section section(entry, "component");
  ErpComponent component;
  component.name = checked_name(entry, entry.name());
  const auto [from, to] = section.need("window_ms").range();
  component.from = Milliseconds(from);
  component.to = Milliseconds(to);
  component.polarity = section.need("polarity").choice({"positive", "negative"});
  component.channels = section.need("channels").words();
  return component;
}

void check_expressions(const Entry& events) {
  for (const Entry& item : events.entries()) {
    try {
      eeg::EventQuery::parse(item.text());
    } catch (const Error& error) {
      item.fail(error.what());
    }
  }
}

void check_windows(const Entry& entry, const EegSteps& steps) {
  const auto inside = [&](Milliseconds from, Milliseconds to) {
    return from >= steps.epoch_from && to <= steps.epoch_to;
  };
  if (steps.baseline && !inside(steps.baseline->first, steps.baseline->second))
    entry.fail("baseline_ms lies outside epoch_ms");
  for (const ErpComponent& component : steps.components)
    if (!inside(component.from, component.to))
      entry.fail(fmt::format("the window of component {} lies outside epoch_ms", component.name));
}

}  // namespace

std::string checked_name(const Entry& entry, const std::string& name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  if (name.empty() || !letter(name[0]) || !std::all_of(name.begin(), name.end(), inner))
    entry.fail(fmt::format("{} is no name: expected a letter, then letters, digits, _ or -", in_quotes(name)));
  return name;
}

std::string checked_path(const Entry& entry) {
  const std::filesystem::path path = entry.text();
  const bool climbs = std::any_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
  if (path.is_absolute() || climbs) entry.fail("leaves its folder; expected a relative path without '..'");
  return path.generic_string();
}

Definitions read_definitions(const Entry& entry) {
  Definitions definitions;
  for (const Entry& item : entry.entries()) definitions.emplace_back(checked_name(item, item.name()), item.text());
  return definitions;
}

void read_participants(const Entry& entry, Study& study) {
  const Section section(entry, "participants");
  if (const auto group = section.find("group")) study.group = read_group(*group);
  if (const auto scores = section.find("scores"))
    for (const Entry& item : scores->entries()) {
      const Section score(item, "score");
      study.scores.push_back({checked_name(item, item.name()), checked_path(score.need("from")),
                              score.need("rule").choice(score_rules())});
    }
  if (const auto covariates = section.find("covariates")) study.covariates = covariates->words();
  if (const auto rules = section.find("exclude"))
    for (const Entry& item : rules->list()) {
      try {
        study.exclusions.push_back(parse_exclusion_rule(item.text()));
        study.exclusions.back().line = item.line();
      } catch (const Error& error) {
        item.fail(error.what());
      }
    }
}

FmriSteps read_fmri(const Entry& entry) {
  const Section section(entry, "fmri");
  FmriSteps steps;
  const Entry task = section.need("task");
  steps.task = task.text();
  if (!is_label(steps.task)) task.fail(fmt::format("{} is no BIDS label", in_quotes(steps.task)));
  if (const auto from = section.find("derivatives")) steps.derivatives = checked_path(*from);
  if (const auto space = section.find("space")) steps.space = space->text();
  if (const auto atlas = section.find("atlas")) {
    steps.atlas = atlas->text();
    steps.atlas_line = atlas->line();
  }
  if (const auto summary = section.find("summary"))
    steps.summary = summary->choice({"mean", "median", "weighted-mean", "eigenvariate"});
  if (const auto coverage = section.find("min_coverage")) {
    steps.min_coverage = coverage->number();
    if (steps.min_coverage < 0 || steps.min_coverage > 1) coverage->fail("is outside 0 to 1");
  }
  if (const auto model = section.find("model")) steps.model = read_model(*model);
  if (const auto contrasts = section.find("contrasts")) {
    steps.contrasts = read_definitions(*contrasts);
    for (const Entry& item : contrasts->entries()) steps.contrast_lines.push_back(item.line());
  }
  return steps;
}

EegSteps read_eeg(const Entry& entry) {
  const Section section(entry, "eeg");
  EegSteps steps;
  const Entry task = section.need("task");
  steps.task = task.text();
  if (!is_label(steps.task)) task.fail(fmt::format("{} is no BIDS label", in_quotes(steps.task)));
  if (const auto cleaning = section.find("steps")) steps.steps = read_cleaning(*cleaning);
  steps.events = read_definitions(section.need("events"));
  check_expressions(section.need("events"));
  if (steps.events.empty()) section.need("events").fail("names no condition");
  if (const auto epoch = section.find("epoch_ms")) {
    steps.epoch_from = Milliseconds(epoch->range().first);
    steps.epoch_to = Milliseconds(epoch->range().second);
  }
  if (const auto baseline = section.find("baseline_ms"))
    steps.baseline = {Milliseconds(baseline->range().first), Milliseconds(baseline->range().second)};
  if (const auto reject = section.find("reject_uv")) steps.reject = Microvolts(reject->positive());
  if (const auto flat = section.find("flat_uv")) steps.flat = Microvolts(flat->positive());
  if (const auto channels = section.find("rejection_channels")) steps.rejection_channels = channels->words();
  if (const auto reference = section.find("reference")) steps.reference = reference->words();
  if (const auto shift = section.find("shift_ms")) steps.shift = Milliseconds(shift->number());
  if (const auto draws = section.find("bootstraps")) steps.bootstraps = static_cast<int>(draws->whole(2, 1000000));
  for (const Entry& item : section.need("components").entries()) steps.components.push_back(read_component(item));
  check_windows(entry, steps);
  return steps;
}

}  // namespace attune::study
