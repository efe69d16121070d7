#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "columns.hpp"
#include "spm_sampling.hpp"

namespace attune::bold {

namespace {

// Answers to an event are below 1e-6 of their peak from here on.
constexpr Seconds kResponseEnds{45};
// A modulator whose values agree to this share of their size does not vary.
constexpr double kConstantModulator = 1e-12;

bool is_outside(const Event& event, const FrameTimes& frames) {
  return event.onset > frames.at(frames.volumes - 1) || event.onset + event.duration + kResponseEnds < frames.start;
}

std::vector<std::string> conditions_of(const Events& events, const DesignOptions& options) {
  if (!options.conditions.empty()) return options.conditions;
  std::set<std::string> names;
  for (const Event& event : events.events) names.insert(event.trial_type);
  return {names.begin(), names.end()};
}

void warn_of_events_outside(Design& design, const Events& events, const FrameTimes& frames) {
  std::set<std::string> types;
  std::size_t count = 0;
  for (const Event& event : events.events) {
    if (!is_outside(event, frames)) continue;
    ++count;
    types.insert(event.trial_type);
  }
  if (count > 0)
    design.warnings.push_back(
        fmt::format("{} event(s) of {} lie outside the run, which ends at {:.6g} s, and have no effect", count,
                    fmt::join(types, ", "), frames.at(frames.volumes - 1).count()));
}

// SPM's sampling has its own idea of when a volume is taken.
void warn_of_frame_times(Design& design, const FrameTimes& frames, const ResponseModel& response) {
  if (!response.spm_sampling) return;
  const Seconds bin = frames.repetition_time / response.spm_bins;
  const Seconds sampled = (response.spm_bin - 1) * bin;
  if (std::abs((frames.start - sampled).count()) > bin.count())
    design.warnings.push_back(
        fmt::format("SPM's sampling takes volumes {:.4g} s after their begin (bin {} of {}), but "
                    "these were taken at {:.4g} s",
                    sampled.count(), response.spm_bin, response.spm_bins, frames.start.count()));
}

std::vector<Event> events_of(const Events& events, const std::string& condition, const FrameTimes& frames) {
  std::vector<Event> result;
  for (const Event& event : events.events)
    if (event.trial_type == condition && !is_outside(event, frames)) result.push_back(event);
  return result;
}

Condition describe_condition(const std::vector<Event>& events, const std::string& name, const Response& response,
                             const DesignOptions& options) {
  Condition condition;
  condition.name = name;
  condition.events = static_cast<Eigen::Index>(events.size());
  for (const Event& event : events) condition.duration += event.duration;
  condition.duration = options.stated_event.value_or(condition.duration / static_cast<double>(events.size()));
  condition.peak = response.peak(condition.duration);
  const bool scaled = options.response.kind != ResponseKind::fir && !options.response.spm_sampling;
  condition.scale = scaled ? condition.peak : 1;
  return condition;
}

/// The columns of one condition at every volume of the run.
struct Block {
  std::vector<std::string> names;
  std::vector<ColumnKind> kinds;
  Eigen::MatrixXd columns;  ///< volumes x columns
};

/// Adds one column for each part of the response to the events, weighted.
void add_parts(Block& block, const std::string& name, ColumnKind kind, const std::vector<Event>& events,
               const std::vector<double>& weights, const Response& response, const FrameTimes& frames) {
  std::vector<Stimulus> stimuli;
  for (std::size_t i = 0; i < events.size(); ++i) stimuli.push_back({events[i].onset, events[i].duration, weights[i]});
  const auto parts = static_cast<Eigen::Index>(response.parts());
  block.columns.conservativeResize(frames.volumes, block.columns.cols() + parts);
  block.columns.rightCols(parts) = response.columns(stimuli, frames);
  for (std::size_t part = 0; part < response.parts(); ++part) {
    block.names.push_back(name + response.suffix(part));
    block.kinds.push_back(response.kind(part) == ColumnKind::condition ? kind : response.kind(part));
  }
}

/// The modulator of each event less its mean over the events of the condition in the run.
std::vector<double> centred_modulator(const std::vector<Event>& events, const ModulatorSpec& spec,
                                      const std::vector<std::string>& known) {
  const auto at = std::find(known.begin(), known.end(), spec.column);
  if (at == known.end())
    throw usage_error(
        fmt::format("the events have no modulator {}{}", in_quotes(spec.column), suggestion(spec.column, known)));
  const auto index = static_cast<std::size_t>(at - known.begin());
  std::vector<double> values;
  double mean = 0;
  double size = 0;
  for (const Event& event : events) {
    const double value = event.modulation.at(index);
    if (!std::isfinite(value))
      throw Error(
          Fault::input,
          fmt::format("{}: column {} is missing, expected a number for the event of {} at {} s; leave the event "
                      "or the modulator out",
                      event.place.empty() ? "events" : event.place, in_quotes(spec.column), in_quotes(spec.condition),
                      format_double(event.onset.count())));
    values.push_back(value);
    mean += value / static_cast<double>(events.size());
    size = std::max(size, std::abs(value));
  }
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (*most - *least <= kConstantModulator * size)
    throw analysis_error(
        fmt::format("modulator {} is {} in all {} event(s) of {} in this run, so it cannot be told from "
                    "the condition; leave it or the run out",
                    in_quotes(spec.column), format_double(*least), events.size(), in_quotes(spec.condition)));
  for (double& value : values) value -= mean;
  return values;
}

/// Response and modulators of a condition. SPM's sampling also orthogonalises as SPM does by default: modulators event
/// by event, then the sampled columns, each to those before it.
Block block_of(const Condition& condition, const std::vector<Event>& own, const Events& all, const Response& response,
               const FrameTimes& frames, const DesignOptions& options) {
  Block block;
  const std::vector<double> ones(own.size(), 1.0);
  add_parts(block, condition.name, ColumnKind::condition, own, ones, response, frames);
  Eigen::MatrixXd values(static_cast<Eigen::Index>(own.size()), 0);
  std::vector<std::string> names;
  for (const ModulatorSpec& spec : options.modulators) {
    if (spec.condition != condition.name) continue;
    const std::vector<double> centred = centred_modulator(own, spec, all.modulators);
    values.conservativeResize(Eigen::NoChange, values.cols() + 1);
    values.rightCols(1) = Eigen::Map<const Eigen::VectorXd>(centred.data(), values.rows());
    names.push_back(fmt::format("{}_x_{}", condition.name, spec.column));
  }
  if (options.response.spm_sampling) orthogonalise_columns(values);
  for (Eigen::Index k = 0; k < values.cols(); ++k) {
    const Eigen::VectorXd weights = values.col(k);
    add_parts(block, names[static_cast<std::size_t>(k)], ColumnKind::modulator, own, {weights.begin(), weights.end()},
              response, frames);
  }
  if (options.response.spm_sampling) orthogonalise_columns(block.columns);
  block.columns /= condition.scale;
  return block;
}

/// A condition without an event: an error, or a warning where that is allowed.
void note_missing(Design& design, const std::string& name, const DesignOptions& options) {
  if (!options.allow_missing_conditions)
    throw analysis_error(
        fmt::format("condition {} has no event in this run; leave it out of the model or the run out "
                    "of the analysis",
                    in_quotes(name)));
  design.warnings.push_back(
      fmt::format("condition {} has no event in this run, so it is not modelled here and "
                  "contrasts that need it are missing",
                  in_quotes(name)));
  Condition missing;
  missing.name = name;
  missing.column = -1;
  design.conditions.push_back(missing);
}

void check_modulators(const std::vector<std::string>& conditions, const DesignOptions& options) {
  for (const ModulatorSpec& spec : options.modulators)
    if (std::find(conditions.begin(), conditions.end(), spec.condition) == conditions.end())
      throw usage_error(fmt::format("modulator {} is of the condition {}, which is not modelled{}",
                                    in_quotes(spec.column), in_quotes(spec.condition),
                                    suggestion(spec.condition, conditions)));
}

}  // namespace

ModulatorSpec parse_modulator(std::string_view text, std::span<const std::string> conditions,
                              std::span<const std::string> columns) {
  constexpr std::string_view kTimes = "_x_";
  for (std::size_t at = text.find(kTimes); at != std::string_view::npos; at = text.find(kTimes, at + 1)) {
    const std::string condition(text.substr(0, at));
    const std::string column(text.substr(at + kTimes.size()));
    if (std::find(conditions.begin(), conditions.end(), condition) != conditions.end() &&
        std::find(columns.begin(), columns.end(), column) != columns.end())
      return {condition, column};
  }
  throw usage_error(
      fmt::format("modulator {} is not a condition, _x_ and a column of the events; conditions: {}; "
                  "columns: {}",
                  in_quotes(text), fmt::join(conditions, ", "), fmt::join(columns, ", ")));
}

void append_conditions(Design& design, const Events& events, const FrameTimes& frames, const DesignOptions& options) {
  const Response response(options.response, frames.repetition_time);
  warn_of_events_outside(design, events, frames);
  warn_of_frame_times(design, frames, options.response);
  const std::vector<std::string> names = conditions_of(events, options);
  check_modulators(names, options);
  for (const std::string& name : names) {
    const std::vector<Event> own = events_of(events, name, frames);
    if (own.empty()) {
      note_missing(design, name, options);
      continue;
    }
    Condition condition = describe_condition(own, name, response, options);
    const Block block = block_of(condition, own, events, response, frames, options);
    condition.column = design.matrix.cols();
    for (std::size_t part = 0; part < response.parts(); ++part)
      condition.columns.push_back(condition.column + static_cast<Eigen::Index>(part));
    append(design, block.names, block.columns(design.kept, Eigen::all), ColumnKind::condition);
    std::copy(block.kinds.begin(), block.kinds.end(), design.kinds.end() - std::ssize(block.kinds));
    design.heights.tail(block.columns.cols()).setConstant(condition.peak / condition.scale);
    design.conditions.push_back(condition);
  }
}

}  // namespace attune::bold
