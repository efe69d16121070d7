#include "design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/nearest_name.hpp"
#include "attune/overlap/spline_basis.hpp"

namespace attune::overlap {
namespace {

eeg::TimeAxis axis_of(const OverlapOptions& options, Hertz rate) {
  const double per_ms = rate.value() / 1000.0;
  constexpr double kLongestMs = 60000;
  if (!(options.from >= Milliseconds(-kLongestMs)) || !(options.to <= Milliseconds(kLongestMs)) ||
      !(options.from < options.to))
    throw usage_error(
        fmt::format("the responses last from {} to {} ms; expected a window of at most a minute either way",
                    options.from.count(), options.to.count()));
  eeg::TimeAxis axis{rate, eeg::nearest_sample(options.from.count() * per_ms), 0};
  axis.samples = eeg::nearest_sample(options.to.count() * per_ms) - axis.first + 1;
  return axis;
}

void set_baseline(const eeg::Span& baseline, Design& design) {
  const double per_ms = design.times.sampling_frequency.value() / 1000.0;
  design.baseline_first = eeg::nearest_sample(baseline.from.count() * per_ms) - design.times.first;
  design.baseline_count =
      eeg::nearest_sample(baseline.to.count() * per_ms) - design.times.first - design.baseline_first;
  if (design.baseline_count < 1 || design.baseline_first < 0 ||
      design.baseline_first + design.baseline_count > design.times.samples)
    throw usage_error(fmt::format("the baseline [{}, {}) ms does not lie in the window with at least one sample",
                                  baseline.from.count(), baseline.to.count()));
}

// Where an event is: its sample and its segment.
Impulse place(const eeg::Event& event, const eeg::Recording& recording, const Design& design, Milliseconds shift) {
  Impulse out;
  const double exact = event.sample + shift.count() * recording.sampling_frequency.value() / 1000.0;
  const auto samples = static_cast<double>(recording.data.cols());
  out.sample = eeg::nearest_sample(std::clamp(exact, -2.0 * samples - 1e9, 2.0 * samples + 1e9));
  const auto after = std::upper_bound(design.segments.begin(), design.segments.end(), out.sample);
  const auto segment = static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, after - design.segments.begin())) - 1;
  out.first = design.segments[segment];
  out.last = segment + 1 < design.segments.size() ? design.segments[segment + 1] : recording.data.cols();
  return out;
}

// Where an event's response lies in the data: samples [first, second), none if outside.
std::pair<Eigen::Index, Eigen::Index> reach_of(const Impulse& impulse, const Design& design) {
  const Eigen::Index from = impulse.sample + design.times.first;
  return {std::clamp(from, impulse.first, impulse.last),
          std::clamp(from + design.times.samples, impulse.first, impulse.last)};
}

void add_responses(const EventModel& model, const Predictors& p, Eigen::Index first, Design& design) {
  const auto add = [&](const std::string& name, const Eigen::RowVectorXd& weights, const Eigen::VectorXd& uses) {
    Response response{name, Eigen::RowVectorXd::Zero(first + weights.size()), {}, 0, {}};
    response.weights.tail(weights.size()) = weights;
    for (Eigen::Index row = 0; row < uses.size(); ++row)
      if (uses[row] != 0) response.impulses.push_back(design.plan.impulses.size() + static_cast<std::size_t>(row));
    design.responses.push_back(std::move(response));
  };
  const auto count = static_cast<Eigen::Index>(p.names.size());
  for (Eigen::Index i = 0; i < count; ++i) {
    const std::string& name = p.names[static_cast<std::size_t>(i)];
    const std::string full = name == "(Intercept)" ? model.events.name : model.events.name + ": " + name;
    add(full, Eigen::RowVectorXd::Unit(count, i), p.values.col(i));
    design.predictors.push_back(full);
  }
  for (const Combination& combination : p.combinations)
    add(model.events.name + ": " + combination.name, combination.weights, Eigen::VectorXd::Ones(p.values.rows()));
}

void add_model(const eeg::Recording& recording, const EventModel& model, const OverlapOptions& options,
               Design& design) {
  Predictors p = predictors(recording, model, options.predictors);
  for (const std::string& warning : p.warnings) design.warnings.push_back(model.events.name + ": " + warning);
  const Eigen::Index first = design.plan.predictors;
  std::vector<Impulse> impulses;
  for (std::size_t row = 0; row < p.events.size(); ++row) {
    Impulse impulse = place(recording.events[p.events[row]], recording, design, options.shift);
    for (Eigen::Index i = 0; i < p.values.cols(); ++i) {
      const double value = p.values(static_cast<Eigen::Index>(row), i);
      if (value != 0) impulse.predictors.emplace_back(first + i, value);
    }
    impulses.push_back(std::move(impulse));
  }
  for (const std::size_t event : p.incomplete) {
    const Impulse impulse = place(recording.events[event], recording, design, options.shift);
    const auto [from, to] = reach_of(impulse, design);
    for (Eigen::Index sample = from; sample < to; ++sample)
      if (Use& use = design.uses[static_cast<std::size_t>(sample)]; use == Use::used) use = Use::unmodelled;
  }
  if (!p.incomplete.empty())
    design.warnings.push_back(
        fmt::format("{} of {} events of {} lack a value that the formula {} needs: the samples around "
                    "them are left out",
                    p.incomplete.size(), p.incomplete.size() + p.events.size(), model.events.name, model.formula));
  design.events.emplace_back(model.events.name, 0);
  design.first_impulses.push_back(design.plan.impulses.size());
  add_responses(model, p, first, design);
  design.plan.predictors += p.values.cols();
  design.plan.impulses.insert(design.plan.impulses.end(), impulses.begin(), impulses.end());
}

// Counts the events, of models and of responses, of which a sample is in use: no other says anything of a response.
void count_events(Design& design) {
  std::vector<std::int64_t> before = {0};  // samples in use before each
  for (const std::uint8_t used : design.plan.used) before.push_back(before.back() + used);
  std::vector<std::uint8_t> counts;
  for (std::size_t model = 0; model < design.events.size(); ++model) {
    auto& [name, events] = design.events[model];
    std::int64_t outside = 0, left_out = 0;
    const std::size_t end =
        model + 1 < design.events.size() ? design.first_impulses[model + 1] : design.plan.impulses.size();
    for (std::size_t i = design.first_impulses[model]; i < end; ++i) {
      const auto [from, to] = reach_of(design.plan.impulses[i], design);
      const bool used = before[static_cast<std::size_t>(to)] > before[static_cast<std::size_t>(from)];
      counts.push_back(used ? 1 : 0);
      ++(used ? events : from == to ? outside : left_out);
    }
    if (outside > 0) design.warnings.push_back(fmt::format("{} events of {} lie outside the data", outside, name));
    if (left_out > 0)
      design.warnings.push_back(
          fmt::format("{} events of {} lie in samples that are left out; they do not count", left_out, name));
  }
  for (Response& response : design.responses) {
    for (const std::size_t i : response.impulses)
      if (counts[i] != 0) response.samples.push_back(design.plan.impulses[i].sample);
    response.trials = static_cast<std::int64_t>(response.samples.size());
  }
}

}  // namespace

std::vector<Eigen::Index> rows_of(const eeg::Recording& recording, const std::vector<std::string>& names) {
  std::vector<Eigen::Index> out;
  std::vector<std::string> known;
  for (std::size_t i = 0; i < recording.channels.size(); ++i) {
    const eeg::Channel& channel = recording.channels[i];
    known.push_back(channel.name);
    if (names.empty() && channel.is_potential() && !channel.bad) out.push_back(static_cast<Eigen::Index>(i));
  }
  for (const std::string& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      throw input_error(recording.path, fmt::format("no channel {}{}", in_quotes(name), suggestion(name, known)));
    out.push_back(static_cast<Eigen::Index>(found - known.begin()));
  }
  if (out.empty()) throw input_error(recording.path, "no channel is a potential that is not bad; name the channels");
  return out;
}

Design design_of(const eeg::Recording& recording, const std::vector<Eigen::Index>& rows,
                 const OverlapOptions& options) {
  Design design;
  design.times = axis_of(options, recording.sampling_frequency);
  if (options.baseline) set_baseline(*options.baseline, design);
  design.segments = segment_starts(recording);
  design.uses = use_of_samples(recording, rows, options);
  design.plan.first_lag = design.times.first;
  design.plan.lags = design.times.samples;
  if (options.time_splines > 0) {
    if (options.time_splines > design.times.samples)
      throw usage_error(fmt::format("{} time splines over a window of {} samples; expected at most as many",
                                    options.time_splines, design.times.samples));
    const SplineBasis basis = SplineBasis::even(0, static_cast<double>(design.times.samples - 1), options.time_splines);
    design.plan.basis.resize(design.times.samples, basis.count());
    for (Eigen::Index lag = 0; lag < design.times.samples; ++lag)
      design.plan.basis.row(lag) = basis.at(static_cast<double>(lag));
  }
  for (const EventModel& model : options.models) add_model(recording, model, options, design);
  for (Response& response : design.responses) {  // models that came later have predictors of their own
    const Eigen::Index had = response.weights.size();
    response.weights.conservativeResize(design.plan.predictors);
    response.weights.tail(design.plan.predictors - had).setZero();
  }
  for (const Use use : design.uses) design.plan.used.push_back(use == Use::used ? 1 : 0);
  count_events(design);
  if (options.intercept) {
    for (std::size_t s = 0; s < design.segments.size(); ++s) {  // a segment without a sample in use has no constant
      const auto begin = design.plan.used.begin() + design.segments[s];
      const auto end =
          s + 1 < design.segments.size() ? design.plan.used.begin() + design.segments[s + 1] : design.plan.used.end();
      if (std::find(begin, end, 1) != end) design.plan.segments.push_back(design.segments[s]);
    }
  }
  return design;
}

std::string describe(const Design& design, Eigen::Index unknown) {
  const Eigen::Index each = design.plan.unknowns_per_predictor(), of_events = design.plan.predictors * each;
  if (unknown >= of_events) return fmt::format("the constant of segment {}", unknown - of_events + 1);
  const std::string& name = design.predictors[static_cast<std::size_t>(unknown / each)];
  if (design.plan.basis.size() > 0) return fmt::format("the response '{}', time spline {},", name, unknown % each + 1);
  return fmt::format("the response '{}' at {:.6g} ms", name, design.times.at(unknown % each).count());
}

std::vector<Eigen::Index> block_bounds(const Design& design) {
  const auto used = static_cast<double>(std::count(design.uses.begin(), design.uses.end(), Use::used));
  const double rate = design.times.sampling_frequency.value();
  const double shortest =
      std::max(kShortestBlockSeconds * rate, kWindowsPerBlock * static_cast<double>(design.times.samples));
  const int count = static_cast<int>(std::min<double>(kMostBlocks, std::floor(used / shortest)));
  if (count < kFewestBlocks) return {};
  std::vector<Eigen::Index> bounds = {0};
  std::size_t seen = 0;
  for (std::size_t i = 0; i < design.uses.size(); ++i) {
    if (design.uses[i] != Use::used) continue;
    ++seen;
    if (static_cast<int>(bounds.size()) < count &&
        static_cast<double>(seen) > used * static_cast<double>(bounds.size()) / count)
      bounds.push_back(static_cast<Eigen::Index>(i));
  }
  bounds.push_back(static_cast<Eigen::Index>(design.uses.size()));
  return bounds;
}

bool in_enough_blocks(const Response& response, const std::vector<Eigen::Index>& bounds) {
  std::vector<std::uint8_t> has(bounds.size(), 0);
  for (const Eigen::Index sample : response.samples)
    has[static_cast<std::size_t>(std::upper_bound(bounds.begin(), bounds.end() - 1, sample) - bounds.begin())] = 1;
  return std::count(has.begin(), has.end(), 1) >= kFewestBlocksOfPredictor;
}

}  // namespace attune::overlap
