#include "run_layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>

#include "attune/bold/fit.hpp"
#include "attune/coupling/beta_series.hpp"
#include "attune/coupling/ppi.hpp"
#include "attune/glm/contrast_spec.hpp"

namespace attune::coupling {

namespace {

void add(Warnings& to, const Warnings& more) {
  for (const std::string& warning : more)
    if (std::find(to.begin(), to.end(), warning) == to.end()) to.push_back(warning);
}

const Table* confounds_of(const glm::Run& run) { return run.confounds ? &*run.confounds : nullptr; }

// A region that the atlas or the mask left without a series says so, whatever the model says of it.
void take_reasons(Layer& layer, const RunInput& input) {
  for (std::size_t region = 0; region < layer.reasons.size(); ++region)
    if (const std::string& excluded = input.series.coverage[region].excluded;
        !excluded.empty() && !layer.reasons[region].empty())
      layer.reasons[region] = excluded;
}

Layer layer_of(const RunInput& input, std::size_t kept) {
  Layer layer = empty_layer(input.run, input.series.values.cols());
  layer.kept = static_cast<std::int64_t>(kept);
  layer.n = layer.kept;
  return layer;
}

std::vector<Layer> correlation_layers(const RunInput& input, Warnings& warnings) {
  std::vector<bold::Event> events;
  if (input.request.remove_task) events = input.run.events.events;
  const CleanedRun cleaned =
      clean(input.series.values, events, input.run.frames, confounds_of(input.run), input.request.clean);
  add(warnings, cleaned.nuisance.warnings);
  Layer layer = layer_of(input, cleaned.nuisance.kept.size());
  fill(layer, couple(cleaned, input.request.kind));
  take_reasons(layer, input);
  return {layer};
}

std::vector<Layer> beta_layers(const RunInput& input, Warnings& warnings) {
  const bold::TrialModel model = bold::make_trial_model(input.request.trials, input.run.events.events, input.run.frames,
                                                        confounds_of(input.run), input.request.clean.model);
  add(warnings, model.design.warnings);
  const BetaSeries series = beta_series(input.series.values, model, input.request.threads);
  std::vector<Layer> layers;
  for (const bold::Contrast& contrast : input.contrasts) {
    Layer layer = layer_of(input, model.design.kept.size());
    layer.condition = contrast.name;
    const bool single = contrast.weights.size() == 1 && contrast.weights.front().second == 1.0;
    const auto condition = std::find_if(
        series.conditions.begin(), series.conditions.end(),
        [&](const ConditionCoupling& one) { return single && one.condition == contrast.weights.front().first; });
    if (condition != series.conditions.end()) {
      fill(layer, condition->coupling);
      layer.reason = condition->reason;
      layer.n = condition->trials;
      if (condition->left_out > 0)
        warnings.push_back(fmt::format(
            "{}: {} of {} trials of {} have no estimate (too little of their response is in "
            "frames that were kept, or they cannot be told from others)",
            layer.source, condition->left_out, condition->left_out + condition->trials, condition->condition));
    } else {
      fill(layer, contrast_of(series, contrast));
      layer.reasons = series.conditions.empty() ? layer.reasons : series.conditions.front().coupling.reasons;
    }
    take_reasons(layer, input);
    layers.push_back(std::move(layer));
  }
  return layers;
}

void fill_row(Layer& layer, Eigen::Index seed, const std::vector<bold::ContrastEstimate>& estimates) {
  for (std::size_t target = 0; target < estimates.size(); ++target) {
    const auto to = static_cast<Eigen::Index>(target);
    if (to == seed) continue;
    const bold::ContrastEstimate& one = estimates[target];
    layer.value(seed, to) = one.effect;
    layer.se(seed, to) = one.se;
    layer.df(seed, to) = one.df;
    layer.p(seed, to) = one.p;
    layer.runs(seed, to) = std::isfinite(one.effect) ? 1 : 0;
  }
}

void note_reason(std::string& to, const std::string& reason) {
  if (to.empty()) to = reason;
}

// The interactions of one seed, into the row of every layer.
void add_seed(const RunInput& input, const PpiModels& models, Eigen::Index seed, std::vector<Layer>& layers) {
  PpiModel model;
  try {
    model = models(input.series.values.col(seed));
  } catch (const Error& error) {
    if (error.fault() != Fault::analysis) throw;
    for (Layer& layer : layers) layer.reasons[static_cast<std::size_t>(seed)] = error.what();
    return;
  }
  const std::vector<bold::RegionFit> fits =
      bold::fit(input.series.values, model.design, {.threads = input.request.threads});
  for (std::size_t c = 0; c < layers.size(); ++c) {
    for (std::size_t target = 0; target < fits.size(); ++target)
      if (!fits[target].reason.empty()) note_reason(layers[c].reasons[target], fits[target].reason);
    try {
      fill_row(layers[c], seed, bold::estimate(of_interactions(input.contrasts[c]), model.design, fits));
    } catch (const Error& error) {
      if (error.fault() != Fault::analysis) throw;
      note_reason(layers[c].reason, error.what());
    }
  }
}

std::vector<Layer> ppi_layers(const RunInput& input, Warnings& warnings) {
  const PpiModels models(input.run.events.events, input.run.frames, confounds_of(input.run), input.request.clean.model);
  add(warnings, models.task().warnings);
  std::vector<Layer> layers;
  for (const bold::Contrast& contrast : input.contrasts) {
    layers.push_back(layer_of(input, models.task().kept.size()));
    layers.back().condition = contrast.name;
    layers.back().by_t = true;
  }
  std::set<Eigen::Index> seeds;
  for (const RegionPair& pair : input.pairs) seeds.insert(pair.from);
  for (const Eigen::Index seed : seeds) add_seed(input, models, seed, layers);
  for (Layer& layer : layers) take_reasons(layer, input);
  return layers;
}

}  // namespace

std::vector<bold::Contrast> contrasts_of(const CouplingRequest& request, Warnings& warnings) {
  std::vector<bold::Contrast> out;
  if (request.what == CouplingRequest::What::correlation) return out;
  const std::vector<std::string>& conditions = request.clean.model.conditions;
  for (const std::string& condition : conditions) out.push_back({condition, {{condition, 1.0}}, {}});
  for (const std::string& text : request.contrasts) {
    const glm::ContrastText split = glm::split_contrast(text);
    if (split.rows.size() != 1)
      throw usage_error(fmt::format("--contrast {}: expected one expression", in_quotes(text)));
    for (const bold::Contrast& known : out)
      if (known.name == split.name)
        throw usage_error(
            fmt::format("--contrast {}: the name is taken by another contrast or a condition", in_quotes(split.name)));
    out.push_back(bold::parse_contrast(split.name, split.rows.front(), conditions));
    add(warnings, out.back().warnings);
  }
  return out;
}

std::vector<Layer> layers_of(const RunInput& input, Warnings& warnings) {
  try {
    switch (input.request.what) {
      case CouplingRequest::What::correlation:
        return correlation_layers(input, warnings);
      case CouplingRequest::What::beta_series:
        return beta_layers(input, warnings);
      case CouplingRequest::What::ppi:
        return ppi_layers(input, warnings);
    }
  } catch (const Error& error) {
    throw with_context(error, input.run.data.string());
  }
  throw Error(Fault::internal, "layers_of: no such kind of coupling");
}

}  // namespace attune::coupling
