#include "study_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/bids/tables.hpp"
#include "attune/bold/contrast.hpp"
#include "attune/checks/circular.hpp"
#include "attune/roi/spheres.hpp"
#include "attune/table/delimited.hpp"

namespace attune::study {
namespace {

[[noreturn]] void fail(const Study& study, std::size_t line, const std::string& what) {
  throw usage_error(fmt::format("{}: {}", describe(study.path, line > 0 ? at_line(line) : Place{}), what));
}

bool is_one_of(const std::string& name, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What `roi::load_atlas` takes: the built-in name, or where the file is.
std::string atlas_source(const Study& study) {
  const std::string& name = study.fmri->atlas;
  std::vector<std::string> builtin;
  for (const roi::BuiltinAtlas& atlas : roi::builtin_atlases()) builtin.emplace_back(atlas.name);
  if (is_one_of(name, builtin)) return name;
  const std::filesystem::path file = study.path.parent_path() / name;
  if (std::filesystem::is_regular_file(file)) return file.string();
  const bool looks_like_a_file = name.find_first_of("./") != std::string::npos;
  fail(study, study.fmri->atlas_line,
       looks_like_a_file
           ? fmt::format("'atlas': {} is not here; a file is looked for from the study file's folder", in_quotes(name))
           : fmt::format("'atlas': {} is neither a built-in atlas nor a file{}", in_quotes(name),
                         suggestion(name, builtin)));
}

/// Trial types in the events tables of these runs.
std::vector<std::string> trial_types(const Datasets& datasets, const std::vector<Unit>& units) {
  std::set<std::string> types;
  std::set<std::filesystem::path> seen;
  for (const Unit& unit : units) {
    if (unit.modality != "fmri") continue;
    try {
      const auto events = datasets.raw.associated(unit.file, "events", ".tsv");
      if (!events || !seen.insert(events->path).second) continue;
      for (const std::string& type : read_table(events->path).text("trial_type"))
        if (!is_missing(type)) types.insert(type);
    } catch (const Error&) {
      continue;  // the unit itself fails on this table and says why
    }
  }
  return {types.begin(), types.end()};
}

void check_contrasts(const Study& study, const std::vector<std::string>& types) {
  const FmriSteps& steps = *study.fmri;
  for (std::size_t i = 0; i < steps.contrasts.size(); ++i) {
    const auto& [name, expression] = steps.contrasts[i];
    if (is_one_of(name, types))
      fail(study, steps.contrast_lines[i],
           fmt::format("{} is also a trial type; name the contrast otherwise", in_quotes(name)));
    try {
      bold::parse_contrast(name, expression, types);
    } catch (const Error& error) {
      fail(study, steps.contrast_lines[i], error.what());
    }
  }
}

void check_measured_conditions(const Study& study, std::vector<std::string> known) {
  for (const auto& [name, expression] : study.fmri->contrasts) known.push_back(name);
  for (const StudyMeasure& measure : study.measures)
    if (measure.modality == "fmri" && !is_one_of(measure.condition, known))
      fail(study, measure.line,
           fmt::format("measure {}: {} is no contrast, and no run has events of this type{}", measure.name,
                       in_quotes(measure.condition), suggestion(measure.condition, known)));
}

}  // namespace

std::optional<roi::Atlas> checked_atlas(const Study& study) {
  if (!study.fmri) return std::nullopt;
  roi::Atlas atlas = roi::load_atlas({{atlas_source(study)}, {}, {}, {}});
  std::vector<std::string> regions;
  for (const roi::AtlasRegion& region : atlas.regions) regions.push_back(region.name);
  for (const StudyMeasure& measure : study.measures)
    for (const std::string& site : measure.sites)
      if (!is_one_of(site, regions))
        fail(study, measure.line,
             fmt::format("measure {}: {} is no region of the atlas {}{}", measure.name, in_quotes(site),
                         study.fmri->atlas, suggestion(site, regions)));
  return atlas;
}

Warnings refuse_circular_atlas(const std::optional<roi::Atlas>& atlas, const RunOptions& options,
                               const std::vector<Unit>& units) {
  if (!atlas || atlas->inputs.empty()) return {};
  std::vector<store::InputFile> images;
  for (const Unit& unit : units)
    if (unit.modality == "fmri") images.push_back({unit.file.path, "", 0});
  const std::optional<std::string> reason =
      options.allow_circular.empty() ? std::nullopt : std::optional<std::string>(options.allow_circular);
  return checks::refuse_circular(checks::circular_sources(atlas->inputs, images), reason);
}

void check_exclusion_rules(const Study& study, const RunOptions& options) {
  std::vector<std::string> known;
  if (study.fmri) known.insert(known.end(), {"mean_fd", "censored_share", "coverage", "psc"});
  if (study.eeg) known.insert(known.end(), {"trials", "kept_share"});
  if (study.physio) known.emplace_back("artefact_share");
  for (const StudyMeasure& measure : study.measures)
    if (measure.modality != "fmri") known.push_back(measure.row_measure());
  const std::filesystem::path people = options.dataset / "participants.tsv";
  if (std::filesystem::exists(people))
    for (const std::string& column : bids::read_participants(people).table.names()) known.push_back(column);
  for (const ExclusionRule& rule : study.exclusions)
    if (!is_one_of(rule.quantity, known))
      fail(study, rule.line,
           fmt::format("exclude: '{}': nothing is called {}{}", rule.text, in_quotes(rule.quantity),
                       suggestion(rule.quantity, known)));
}

void check_conditions(const Study& study, const RunOptions& options, const Datasets& datasets,
                      const std::vector<Unit>& units) {
  if (!study.fmri) return;
  const auto check = [&](const std::vector<std::string>& types) {
    if (types.empty()) return;
    check_contrasts(study, types);
    check_measured_conditions(study, types);
  };
  try {
    check(trial_types(datasets, units));
  } catch (const Error&) {
    // Somebody's run may lack a condition that others have.
    RunOptions everybody = options;
    everybody.participants.clear();
    everybody.sessions.clear();
    check(trial_types(datasets, plan_units(study, everybody)));
  }
}

void check_study(const Study& study, const RunOptions& options) {
  checked_atlas(study);
  check_exclusion_rules(study, options);
  if (study.fmri) check_conditions(study, options, open_datasets(study, options), plan_units(study, options));
}

}  // namespace attune::study
