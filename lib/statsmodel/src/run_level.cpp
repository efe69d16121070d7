#include "run_level.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "attune/base/number_text.hpp"
#include "entities.hpp"
#include "missing_names.hpp"
#include "unit_fit.hpp"

namespace attune::statsmodel {
namespace {

/// Calls `work` and puts the run's name in front of errors.
template <class Work>
void about(const RunUnit& unit, Work work) {
  try {
    work();
  } catch (const Error& error) {
    throw with_context(error, unit.image.relative.generic_string());
  }
}

/// A run on its way through a node.
struct Unit {
  RunDesign design;
  std::string reason;  ///< why it has no design
  std::vector<RunContrast> contrasts;
  std::vector<std::string> regions;
  UnitFit fit;
};

void check_grouping(const StatsModel& model, const Node& node, const std::vector<RunUnit>& units) {
  std::map<std::vector<std::string>, const RunUnit*> seen;
  for (const RunUnit& unit : units) {
    std::vector<std::string> key;
    for (const std::string& name : node.group_by) {
      const auto found = unit.entities.find(name);
      key.push_back(found == unit.entities.end() ? "" : found->second);
    }
    const auto [found, is_new] = seen.emplace(key, &unit);
    if (!is_new)
      throw model_error(
          model, node.origin,
          fmt::format("GroupBy of {} puts {} and {} into one group; a node of level Run fits one image at "
                      "a time: add what tells them apart (subject, session, task, run)",
                      in_quotes(node.name), found->second->image.relative.filename().string(),
                      unit.image.relative.filename().string()));
  }
}

/// Positive (or negative) weights that do not sum to 1 stretch the effect: (a + b) - c is twice the mean of a and b.
void warn_of_weights(const StatsModel& model, const Node& node, Warnings& warnings) {
  for (const Contrast& contrast : node.contrasts) {
    if (contrast.test == Test::f) continue;
    double above = 0, below = 0;
    for (const double weight : contrast.weights.front()) (weight > 0 ? above : below) += weight;
    const auto off = [](double sum) { return sum != 0.0 && std::abs(std::abs(sum) - 1.0) > 1e-6; };
    if (off(above) || off(below))
      warnings.push_back(model_error(model, contrast.origin,
                                     fmt::format("the weights of {} sum to {} and {}, not to 1 and -1: its effect is "
                                                 "that many times a percent signal change",
                                                 in_quotes(contrast.name), format_double(above), format_double(below)))
                             .what());
  }
}

void make_designs(const StatsModel& model, const Node& node, const std::vector<RunUnit>& runs, std::vector<Unit>& units,
                  Warnings& warnings) {
  const bool convolves = node.hrf || std::any_of(node.instructions.begin(), node.instructions.end(), [](const auto& i) {
                           return std::holds_alternative<Convolve>(i.operation);
                         });
  std::vector<std::vector<Variables::Missing>> missing;
  std::vector<std::string> known, variables, columns;
  const auto merge = [](std::vector<std::string>& into, const std::vector<std::string>& names) {
    for (const std::string& name : names)
      if (std::find(into.begin(), into.end(), name) == into.end()) into.push_back(name);
  };
  for (std::size_t i = 0; i < runs.size(); ++i)
    about(runs[i], [&] {
      if (convolves && !runs[i].tables.events)
        throw input_error(runs[i].image.path, "has no events.tsv beside it or above, and the model convolves events");
      try {
        units[i].design = make_run_design(model, node, runs[i].tables);
      } catch (const Error& error) {
        if (error.fault() != Fault::analysis) throw;
        units[i].reason = error.what();
        return;
      }
      missing.push_back(units[i].design.missing);
      merge(known, units[i].design.known);
      merge(variables, units[i].design.variables);
      merge(columns, units[i].design.design.names);
      merge(warnings, units[i].design.warnings);
      for (const std::string& warning : units[i].design.run_warnings)
        warnings.push_back(fmt::format("{}: {}", runs[i].image.relative.generic_string(), warning));
    });
  refuse_missing_everywhere(model, missing, known, "run");
  if (!columns.empty()) refuse_unknown_conditions(model, node, columns, "run");
  for (Unit& unit : units) {
    unit.contrasts = run_contrasts(model, node, unit.design, variables);
    if (unit.reason.empty()) continue;
    for (RunContrast& contrast : unit.contrasts) contrast.reason = unit.reason;
  }
}

std::string describe_design(const RunUnit& run, const RunDesign& design) {
  nlohmann::ordered_json json;
  json["RepetitionTime"] = run.tables.frames.repetition_time.count();
  json["StartTime"] = run.tables.frames.start.count();
  json["Timing"] = run.timing;
  json["Rank"] = design.design.rank;
  for (std::size_t i = 0; i < design.design.names.size(); ++i)
    json["Columns"][design.design.names[i]] = {
        {"Kind", std::string(bold::name_of(design.design.kinds[i]))},
        {"Height", design.peaks(static_cast<Eigen::Index>(i))},
        {"Description",
         "Height: of the answer to one event of value 1 and of the mean duration, for a coefficient of 1"}};
  for (const auto& missing : design.missing) json["Missing"][missing.name] = missing.reason;
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

/// A run without a design has rows without numbers.
UnitFit fit_of_nothing(const Unit& unit, std::size_t count) {
  UnitFit out;
  out.baseline = out.rho = Eigen::ArrayXd::Constant(static_cast<Eigen::Index>(count), std::nan(""));
  out.reasons.assign(count, unit.reason);
  for (const RunContrast& contrast : unit.contrasts) {
    FittedContrast fitted{contrast.name, contrast.test, unit.reason, {}, {}, {}, {}, {}, {}, {}, {}};
    fitted.f = fitted.f_df1 = fitted.f_df2 = out.baseline;
    out.contrasts.push_back(std::move(fitted));
  }
  return out;
}

void note_image(RunUnit& run, const std::string& sha256) {
  run.inputs.push_back({run.header.data_path, sha256, 0, ""});
  if (run.header.data_path != run.header.path) run.inputs.push_back({run.header.path, "", 0, ""});
}

void fit_regions(const Regions& regions, const Request& request, const Datasets& datasets, RunUnit& run, Unit& unit) {
  const roi::RegionSeries series = regions.series(run, datasets);
  run.warnings.insert(run.warnings.end(), series.warnings.begin(), series.warnings.end());
  note_image(run, series.sha256);
  unit.regions = series.names;
  if (!unit.reason.empty()) {
    unit.fit = fit_of_nothing(unit, series.names.size());
    return;
  }
  bold::FitOptions options;
  if (request.noise) options.noise = *request.noise;
  options.degrees = request.degrees;
  options.threads = {1};  // runs are the parallel work
  unit.fit = fit_unit(unit.design, unit.contrasts, series.values, options);
  for (std::size_t i = 0; i < series.coverage.size(); ++i)
    if (!series.coverage[i].excluded.empty()) unit.fit.reasons[i] = series.coverage[i].excluded;
  if (!regions.has_baseline()) unit.fit.no_baseline = "an eigenvariate has no resting signal";
}

UnitFit fit_voxels(const Request& request, const std::vector<std::uint32_t>& offsets, RunUnit& run, const Unit& unit) {
  if (!unit.reason.empty()) return fit_of_nothing(unit, offsets.size());
  std::string sha256;
  UnitFit fit = fit_unit_voxels(unit.design, unit.contrasts, run.header, offsets, request, sha256);
  note_image(run, sha256);
  return fit;
}

Grid common_grid(const std::vector<RunUnit>& runs) {
  for (const RunUnit& run : runs)
    if (!same_grid(run.header.grid, runs.front().header.grid))
      throw input_error(run.image.path,
                        fmt::format("lies on another grid than {}; a model of voxels needs images on one "
                                    "grid",
                                    runs.front().image.relative.generic_string()));
  return runs.front().header.grid;
}

/// The places of a run's regions among all of them.
std::vector<std::size_t> places_of(const std::vector<std::string>& regions, const Elements& elements) {
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < elements.names.size(); ++i) place[elements.names[i]] = i;
  std::vector<std::size_t> out;
  for (const std::string& region : regions) out.push_back(place[region]);
  return out;
}

void keep(std::vector<Estimates> estimates, const RunUnit& run, std::vector<Estimates>& out) {
  for (Estimates& one : estimates) {
    one.entities = run.entities;
    one.source = run.image.relative.generic_string();
    one.inputs.setConstant(static_cast<int>(run.header.volumes));
    out.push_back(std::move(one));
  }
}

/// Runs one after another: the voxels of one are many enough to keep all threads busy, and too many to hold for
/// several.
void fit_every_voxel(const Regions& regions, const Request& request, const Datasets& datasets,
                     std::vector<RunUnit>& runs, const std::vector<Unit>& units, const std::function<void()>& done,
                     RunLevel& out) {
  out.grid = common_grid(runs);
  std::vector<std::vector<std::uint32_t>> offsets;
  std::vector<std::vector<std::string>> names(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    about(runs[i], [&] { offsets.push_back(regions.offsets(runs[i], datasets)); });
    for (const std::uint32_t offset : offsets.back()) names[i].push_back(fmt::format("{}", offset));
  }
  const std::shared_ptr<const Elements> elements = all_regions(names);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    about(runs[i], [&] {
      const UnitFit fit = fit_voxels(request, offsets[i], runs[i], units[i]);
      keep(to_estimates(fit, request.unit, places_of(names[i], *elements), elements, false), runs[i], out.estimates);
    });
    done();
  }
}

void fit_every_region(const Node& node, const Regions& regions, const Request& request, const Datasets& datasets,
                      std::vector<RunUnit>& runs, std::vector<Unit>& units, const std::function<void()>& done,
                      RunLevel& out) {
  std::mutex mutex;
  parallel::for_each(runs.size(), request.threads, [&](std::size_t i) {
    about(runs[i], [&] { fit_regions(regions, request, datasets, runs[i], units[i]); });
    const std::lock_guard lock(mutex);
    done();
  });
  EffectUnit unit = request.unit;
  if (!regions.has_baseline() && unit == EffectUnit::percent) {
    unit = EffectUnit::image;
    out.warnings.push_back(
        fmt::format("node {}: eigenvariates have no resting signal; effects are in image units", in_quotes(node.name)));
  }
  std::vector<std::vector<std::string>> names;
  for (const Unit& one : units) names.push_back(one.regions);
  const std::shared_ptr<const Elements> elements = all_regions(names);
  for (std::size_t i = 0; i < units.size(); ++i)
    keep(to_estimates(units[i].fit, unit, places_of(names[i], *elements), elements, true), runs[i], out.estimates);
}

/// A node without a single estimate is no answer.
void check_estimates(const Node& node, const RunLevel& level) {
  if (level.estimates.empty()) return;
  const auto usable = [](const Estimates& e) { return e.effect.isFinite().any() || e.f.isFinite().any(); };
  if (std::any_of(level.estimates.begin(), level.estimates.end(), usable)) return;
  const Estimates& first = level.estimates.front();
  throw analysis_error(fmt::format("node {}: no run has an estimate; {}: {}", in_quotes(node.name), first.source,
                                   first.reasons.size() == 0 ? "no region" : first.reasons[0]));
}

}  // namespace

RunLevel fit_runs(const StatsModel& model, const Node& node, const Request& request, const Datasets& datasets,
                  std::vector<RunUnit>& runs, const std::function<void()>& done) {
  RunLevel out;
  check_grouping(model, node, runs);
  warn_of_weights(model, node, out.warnings);
  const Regions regions(model, node, request);
  const Warnings more = regions.warnings();
  out.warnings.insert(out.warnings.end(), more.begin(), more.end());
  for (const auto& path : regions.atlas_inputs()) runs.front().inputs.push_back({path, "", 0, "atlas"});
  std::vector<Unit> units(runs.size());
  make_designs(model, node, runs, units, out.warnings);
  if (regions.voxels())
    fit_every_voxel(regions, request, datasets, runs, units, done, out);
  else
    fit_every_region(node, regions, request, datasets, runs, units, done, out);
  for (std::size_t i = 0; i < units.size(); ++i)
    if (units[i].reason.empty())
      out.designs.push_back({node.name, runs[i].image, bold::to_table(units[i].design.design),
                             describe_design(runs[i], units[i].design)});
  check_estimates(node, out);
  return out;
}

}  // namespace attune::statsmodel
