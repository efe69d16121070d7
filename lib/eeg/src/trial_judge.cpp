#include "trial_judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/eeg/channel_roles.hpp"

namespace attune::eeg {
namespace {

bool is_of_type(const Channel& channel, const std::string& type) {
  if (type == "EEG") return is_scalp(channel);
  if (type == "EOG") return is_eye(channel);
  return channel.type == type;
}

void check(const std::optional<Microvolts>& threshold, const char* what) {
  if (threshold && !(threshold->value() > 0))
    throw usage_error(fmt::format("the {} threshold is {} uV; expected a positive number", what, threshold->value()));
}

std::optional<double> in_volts(const std::optional<Microvolts>& limit) {
  return limit ? std::optional(Volts(*limit).value()) : std::nullopt;
}

// Peak-to-peak amplitude of every row, sample by sample: the samples of one time lie side by side.
Eigen::ArrayXd ranges_of(const Eigen::MatrixXd& potentials) {
  Eigen::ArrayXd high = potentials.col(0), low = high;
  for (Eigen::Index t = 1; t < potentials.cols(); ++t) {
    high = high.max(potentials.col(t).array());
    low = low.min(potentials.col(t).array());
  }
  return high - low;
}

double to_uv(double volts) { return Microvolts(Volts(volts)).value(); }

}  // namespace

TrialJudge::TrialJudge(const Recording& recording, const EpochOptions& options, const ChannelChoice& choice,
                       const TimeAxis& axis)
    : recording_(recording), choice_(choice), trend_r_squared_(options.rejection.trend_r_squared) {
  check(options.reject, "peak-to-peak");
  check(options.flat, "flat");
  check(options.rejection.step, "step");
  check(options.rejection.trend, "trend");
  if (!(trend_r_squared_ >= 0 && trend_r_squared_ < 1))
    throw usage_error(fmt::format("the limit of R^2 of a trend is {}; expected a number in [0, 1)", trend_r_squared_));
  set_limits(options);
  const RejectionOptions& rejection = options.rejection;
  for (const Limits& limits : limits_) uses_steps_ |= limits.step.has_value(), uses_trends_ |= limits.trend.has_value();
  if (rejection.peak_to_peak_window)
    range_window_ = lengths_of(*rejection.peak_to_peak_window, axis, "peak-to-peak amplitude");
  if (uses_steps_) step_window_ = lengths_of(rejection.step_window, axis, "step");
  trend_length_ = axis.samples;
  if (uses_trends_ && rejection.trend_window)
    trend_length_ = lengths_of({*rejection.trend_window, axis.step()}, axis, "trend").length;
}

void TrialJudge::set_limits(const EpochOptions& options) {
  const RejectionOptions& rejection = options.rejection;
  const Limits general{in_volts(options.reject), in_volts(options.flat), in_volts(rejection.step),
                       in_volts(rejection.trend)};
  limits_.assign(choice_.rejection.size(), general);
  for (const TypeLimits& type : rejection.types) {
    bool found = false;
    for (std::size_t i = 0; i < limits_.size(); ++i) {
      const Eigen::Index row = choice_.rows[static_cast<std::size_t>(choice_.rejection[i])];
      if (!is_of_type(recording_.channels[static_cast<std::size_t>(row)], type.type)) continue;
      found = true;
      if (type.peak_to_peak) limits_[i].peak_to_peak = in_volts(type.peak_to_peak);
      if (type.flat) limits_[i].flat = in_volts(type.flat);
      if (type.step) limits_[i].step = in_volts(type.step);
      if (type.trend) limits_[i].trend = in_volts(type.trend);
    }
    if (!found)
      throw input_error(recording_.path, fmt::format("no channel that is tested for artefacts is of type {}; give "
                                                     "types in channels.tsv or leave its limits out",
                                                     in_quotes(type.type)));
  }
}

TrialJudge::Lengths TrialJudge::lengths_of(const MovingWindow& window, const TimeAxis& axis, const char* what) const {
  const double rate = axis.sampling_frequency.value() / 1000.0;
  if (!(window.length.count() > 0 && window.step.count() > 0 && window.length.count() * rate < 1e12 &&
        window.step.count() * rate < 1e12))
    throw usage_error(fmt::format("the window of the {} is {} ms moved by {} ms; expected positive numbers", what,
                                  window.length.count(), window.step.count()));
  const Lengths out{nearest_sample(window.length.count() * rate),
                    std::max<Eigen::Index>(1, nearest_sample(window.step.count() * rate))};
  if (out.length < 2 || out.length > axis.samples)
    throw usage_error(fmt::format("the window of the {} has {} samples; the epoch has {}, and at least 2 are needed",
                                  what, out.length, axis.samples));
  return out;
}

bool TrialJudge::is_finite(const Eigen::MatrixXd& potentials, Trial& trial) const {
  if (potentials.allFinite()) return true;  // rows are looked at one by one only where that is not so
  for (const auto* list : {&choice_.kept, &choice_.rejection}) {
    for (const Eigen::Index i : *list) {
      if (choice_.is_bad[static_cast<std::size_t>(i)] || potentials.row(i).allFinite()) continue;
      trial.reason = "not finite";
      trial.channel = recording_.channels[static_cast<std::size_t>(choice_.rows[static_cast<std::size_t>(i)])].name;
      return false;
    }
  }
  return true;
}

// The rejection channel with the largest (sign +1) or smallest (-1) value, relative to its limit where limits differ.
template <class Measure, class Beyond>
TrialJudge::Worst TrialJudge::worst(std::optional<double> Limits::*limit, double sign, Measure measure,
                                    Beyond beyond) const {
  const bool same =
      std::all_of(limits_.begin(), limits_.end(), [&](const Limits& l) { return l.*limit == limits_.front().*limit; });
  Worst out;
  double extreme = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < limits_.size(); ++i) {
    const std::optional<double>& own = limits_[i].*limit;
    if (!same && !own) continue;
    const double value = measure(choice_.rejection[i]);
    const double score = sign * std::abs(value) / (same ? 1.0 : *own);
    out.beyond = out.beyond || (own && beyond(std::abs(value), *own));
    if (score > extreme) extreme = score, out.channel = choice_.rejection[i], out.value = value;
  }
  return out;
}

void TrialJudge::judge(const Eigen::MatrixXd& potentials, Trial& trial) const {
  if (!is_finite(potentials, trial) || limits_.empty()) return;
  const Eigen::ArrayXd ranges = ranges_of(potentials);
  const auto whole = [&](Eigen::Index i) { return ranges[i]; };
  const auto range = [&](Eigen::Index i) {
    return range_window_ ? largest_range(potentials.row(i), range_window_->length, range_window_->step) : whole(i);
  };
  const auto above = [](double value, double limit) { return value > limit; };
  const auto below = [](double value, double limit) { return value < limit; };
  const auto at_least = [](double value, double limit) { return value >= limit; };
  const Worst widest = worst(&Limits::peak_to_peak, 1, range, above);
  const Worst flattest = worst(&Limits::flat, -1, whole, below);
  Worst step, trend;
  if (uses_steps_)
    step = worst(
        &Limits::step, 1,
        [&](Eigen::Index i) { return largest_step(potentials.row(i), step_window_.length, step_window_.step); }, above);
  if (uses_trends_)
    trend = worst(
        &Limits::trend, 1,
        [&](Eigen::Index i) { return steepest_trend(potentials.row(i), trend_length_, trend_r_squared_).rise; },
        at_least);
  if (uses_steps_) trial.step_uv = to_uv(step.value);
  if (uses_trends_) trial.trend_uv = to_uv(trend.value);
  const Worst* decides = &widest;
  const std::pair<const char*, const Worst*> criteria[] = {
      {"peak-to-peak", &widest}, {"flat", &flattest}, {"step", &step}, {"trend", &trend}};
  for (const auto& [name, found] : criteria) {
    if (!found->beyond) continue;
    trial.reason = name;
    decides = found;
    break;
  }
  if (decides->channel < 0) return;
  trial.channel =
      recording_.channels[static_cast<std::size_t>(choice_.rows[static_cast<std::size_t>(decides->channel)])].name;
  trial.value_uv = to_uv(decides == &flattest ? whole(decides->channel) : range(decides->channel));
}

}  // namespace attune::eeg
