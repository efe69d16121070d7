#include "attune/eeg/epochs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "attune/eeg/trial_reader.hpp"
#include "channel_choice.hpp"
#include "trial_judge.hpp"

namespace attune::eeg {
namespace {

// Beyond any epoch or recording; keeps the conversion to samples within range.
constexpr double kLongestMs = 1e9;

Eigen::Index sample_of(Milliseconds time, Hertz frequency, const char* what) {
  if (!(std::abs(time.count()) <= kLongestMs))
    throw usage_error(fmt::format("{} is {} ms; expected a time around the event", what, time.count()));
  return nearest_sample(time.count() * frequency.value() / 1000.0);
}

TimeAxis axis_of(const EpochOptions& options, Hertz frequency) {
  TimeAxis axis{frequency, sample_of(options.from, frequency, "the start of the epoch"), 0};
  const Eigen::Index last = sample_of(options.to, frequency, "the end of the epoch");
  if (last <= axis.first)
    throw usage_error(fmt::format("the epoch goes from {} to {} ms; expected at least two samples at {} Hz",
                                  options.from.count(), options.to.count(), frequency.value()));
  axis.samples = last - axis.first + 1;
  return axis;
}

// Columns of the baseline: [first, first + count).
struct BaselineColumns {
  Eigen::Index first = 0, count = 0;
};

BaselineColumns baseline_columns(const Span& baseline, const TimeAxis& axis) {
  const Eigen::Index from = sample_of(baseline.from, axis.sampling_frequency, "the start of the baseline");
  const Eigen::Index to = sample_of(baseline.to, axis.sampling_frequency, "the end of the baseline");
  if (to <= from || from < axis.first || to > axis.first + axis.samples)
    throw usage_error(
        fmt::format("the baseline [{}, {}) ms does not lie in the epoch from {} to {} ms with at least one "
                    "sample",
                    baseline.from.count(), baseline.to.count(), axis.at(0).count(), axis.at(axis.samples - 1).count()));
  return {from - axis.first, to - from};
}

bool crosses_boundary(const Recording& recording, Eigen::Index first, Eigen::Index last) {
  if (recording.trials && recording.trials->samples > 0 &&
      first / recording.trials->samples != last / recording.trials->samples)
    return true;
  return std::any_of(recording.boundaries.begin(), recording.boundaries.end(), [&](double boundary) {
    return boundary > static_cast<double>(first) && boundary <= static_cast<double>(last);
  });
}

// Cuts, judges and corrects the trials of one recording.
class Cutter {
 public:
  Cutter(const Recording& recording, Eigen::Index samples, const EpochOptions& options, const TimeAxis& axis,
         ChannelChoice choice)
      : recording_(recording),
        samples_(samples),
        options_(options),
        axis_(axis),
        choice_(std::move(choice)),
        judge_(recording, options, choice_, axis) {
    if (options.baseline) baseline_ = baseline_columns(*options.baseline, axis);
    keeps_all_ = choice_.kept.size() == choice_.rows.size();
    for (std::size_t k = 0; k < choice_.kept.size(); ++k)
      keeps_all_ = keeps_all_ && choice_.kept[k] == static_cast<Eigen::Index>(k) && !choice_.is_bad[k];
  }

  // The event's trial with its place in the data, or the reason why it has none.
  Trial plan(const Event& event, const std::string& condition) const {
    Trial trial;
    trial.condition = condition;
    trial.type = event.type;
    trial.onset_sample = event.sample + options_.shift.count() * axis_.sampling_frequency.value() / 1000.0;
    trial.onset = time_of(recording_, event.sample) + Seconds(options_.shift);
    if (!place(trial))
      trial.reason = "outside the data";
    else if (crosses_boundary(recording_, first_of(trial), first_of(trial) + axis_.samples - 1))
      trial.reason = "crosses a boundary";
    return trial;
  }

  Eigen::Index first_of(const Trial& trial) const { return trial.sample + axis_.first; }

  // Judges a trial by its potentials; what is kept of it, or nothing.
  Eigen::MatrixXd cut(Eigen::MatrixXd potentials, Trial& trial) const {
    rereference(potentials);
    judge_.judge(potentials, trial);
    trial.kept = trial.reason.empty();
    return trial.kept ? keep(std::move(potentials)) : Eigen::MatrixXd();
  }

  const ChannelChoice& choice() const { return choice_; }
  const std::optional<BaselineColumns>& baseline() const { return baseline_; }

 private:
  // The sample of time 0; false if the epoch is not inside the data.
  bool place(Trial& trial) const {
    const auto samples = static_cast<double>(samples_);
    if (!(trial.onset_sample > -samples && trial.onset_sample < 2.0 * samples)) return false;
    trial.sample = nearest_sample(trial.onset_sample);
    return first_of(trial) >= 0 && first_of(trial) + axis_.samples <= samples_;
  }

  void rereference(Eigen::MatrixXd& potentials) const {
    if (choice_.reference.empty()) return;
    Eigen::RowVectorXd reference = Eigen::RowVectorXd::Zero(axis_.samples);
    for (const Eigen::Index i : choice_.reference) reference += potentials.row(i);
    reference /= static_cast<double>(choice_.reference.size());
    potentials.rowwise() -= reference;
  }

  Eigen::MatrixXd kept_rows(const Eigen::MatrixXd& potentials) const {
    Eigen::MatrixXd out(static_cast<Eigen::Index>(choice_.kept.size()), axis_.samples);
    for (std::size_t k = 0; k < choice_.kept.size(); ++k) {
      const auto row = static_cast<Eigen::Index>(k);
      if (choice_.is_bad[static_cast<std::size_t>(choice_.kept[k])])
        out.row(row).setConstant(std::numeric_limits<double>::quiet_NaN());
      else
        out.row(row) = potentials.row(choice_.kept[k]);
    }
    return out;
  }

  Eigen::MatrixXd keep(Eigen::MatrixXd potentials) const {
    Eigen::MatrixXd out = keeps_all_ ? std::move(potentials) : kept_rows(potentials);
    if (!baseline_) return out;
    const Eigen::VectorXd level = out.middleCols(baseline_->first, baseline_->count).rowwise().mean();
    out.colwise() -= level;
    return out;
  }

  const Recording& recording_;
  Eigen::Index samples_;
  const EpochOptions& options_;
  TimeAxis axis_;
  ChannelChoice choice_;
  TrialJudge judge_;
  std::optional<BaselineColumns> baseline_;
  bool keeps_all_ = false;  // every potential, in the recording's order, none of them bad
};

void check_names(const EpochOptions& options) {
  for (std::size_t i = 0; i < options.conditions.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (options.conditions[i].name == options.conditions[j].name)
        throw usage_error(fmt::format("two conditions are named {}", in_quotes(options.conditions[i].name)));
}

// Kept trials, of one condition and in order of time, that hold the very samples of the trial before them.
std::size_t repeated_trials(std::span<const Trial> trials) {
  const Trial* before = nullptr;
  std::size_t out = 0;
  for (const Trial& trial : trials) {
    if (!trial.kept) continue;
    if (before && before->sample == trial.sample) ++out;
    before = &trial;
  }
  return out;
}

// Warnings about one condition's trials.
void warn_of(std::span<const Trial> trials, const std::string& condition, Epochs& out) {
  const auto kept = std::count_if(trials.begin(), trials.end(), [](const Trial& trial) { return trial.kept; });
  if (const std::size_t repeated = repeated_trials(trials); repeated > 0)
    out.warnings.push_back(
        fmt::format("{}: condition {}: {} of its {} kept trials start{} at the sample of another: the same data count "
                    "more than once; remove the repeated events",
                    describe(out.source), in_quotes(condition), repeated, kept, repeated == 1 ? "s" : ""));
  if (kept == 0)
    out.warnings.push_back(fmt::format("{}: condition {}: none of its {} trials was kept", describe(out.source),
                                       in_quotes(condition), trials.size()));
}

// Trials of a recording that is held in memory.
class HeldTrials : public TrialReader {
 public:
  explicit HeldTrials(const Recording& recording) : recording_(recording) {}

  void prepare(std::span<const Eigen::Index> rows, std::span<const Eigen::Index> first_samples,
               Eigen::Index samples) override {
    rows_.assign(rows.begin(), rows.end());
    first_samples_.assign(first_samples.begin(), first_samples.end());
    samples_ = samples;
  }

  Eigen::MatrixXd take(std::size_t index) override {
    Eigen::MatrixXd out(static_cast<Eigen::Index>(rows_.size()), samples_);
    for (Eigen::Index i = 0; i < out.rows(); ++i)
      out.row(i) = recording_.data.row(rows_[static_cast<std::size_t>(i)]).segment(first_samples_[index], samples_);
    return out;
  }

 private:
  const Recording& recording_;
  std::vector<Eigen::Index> rows_, first_samples_;
  Eigen::Index samples_ = 0;
};

// Reads and judges the trials that have a place in the data.
void cut_trials(const Cutter& cutter, TrialReader& reader, parallel::Threads threads, Epochs& out) {
  std::vector<std::size_t> placed;
  std::vector<Eigen::Index> first_samples;
  for (std::size_t i = 0; i < out.trials.size(); ++i) {
    if (!out.trials[i].reason.empty()) continue;
    placed.push_back(i);
    first_samples.push_back(cutter.first_of(out.trials[i]));
  }
  reader.prepare(cutter.choice().rows, first_samples, out.times.samples);
  std::vector<Eigen::MatrixXd> data(placed.size());
  parallel::for_each(placed.size(), threads,
                     [&](std::size_t i) { data[i] = cutter.cut(reader.take(i), out.trials[placed[i]]); });
  for (std::size_t i = 0; i < placed.size(); ++i)
    if (out.trials[placed[i]].kept) out.data.push_back(std::move(data[i]));
}

Epochs empty_epochs(const Recording& recording, const EpochOptions& options, const TimeAxis& axis,
                    const Cutter& cutter) {
  Epochs out;
  out.source = recording.path;
  out.labels = labels_of(recording.path);
  out.times = axis;
  for (const Eigen::Index i : cutter.choice().kept) {
    const auto row = static_cast<std::size_t>(cutter.choice().rows[static_cast<std::size_t>(i)]);
    out.channels.push_back(recording.channels[row].name);
    if (cutter.choice().is_bad[static_cast<std::size_t>(i)]) out.bad_channels.push_back(out.channels.back());
  }
  for (const Condition& condition : options.conditions) out.conditions.push_back(condition.name);
  if (cutter.baseline())
    out.baseline =
        Span{axis.at(cutter.baseline()->first), axis.at(cutter.baseline()->first + cutter.baseline()->count)};
  out.warnings = cutter.choice().warnings;
  return out;
}

}  // namespace

Labels labels_of(const std::filesystem::path& path) {
  Labels out;
  const std::string name = path.filename().string();
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t end = std::min(name.find_first_of("_.", at), name.size());
    const std::string_view part(name.data() + at, end - at);
    const std::size_t dash = part.find('-');
    at = end + 1;
    if (dash == std::string_view::npos || !is_label(part.substr(dash + 1))) continue;
    const std::string_view key = part.substr(0, dash);
    if (key == "sub") out.participant_id = part;
    if (key == "ses") out.session = part.substr(dash + 1);
    if (key == "task") out.task = part.substr(dash + 1);
    if (key == "run") out.run = part.substr(dash + 1);
  }
  return out;
}

Epochs epoch(const Recording& recording, const EpochOptions& options) {
  HeldTrials trials(recording);
  return epoch(recording, recording.data.cols(), trials, options, {1});
}

Epochs epoch(const Recording& recording, Eigen::Index samples, TrialReader& reader, const EpochOptions& options,
             parallel::Threads threads) {
  check_names(options);
  if (options.conditions.empty())
    throw recording.events.empty() ? input_error(recording.path, "there are no events to cut epochs at")
                                   : usage_error("no condition is given; expected event types or name=expression");
  check_conditions(options.conditions, recording, options.allow_empty);
  const TimeAxis axis = axis_of(options, recording.sampling_frequency);
  const Cutter cutter(recording, samples, options, axis, choose_channels(recording, options));
  Epochs out = empty_epochs(recording, options, axis, cutter);
  std::vector<Event> events = recording.events;
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.sample < b.sample; });
  std::vector<std::size_t> ends;  // of the conditions' trials
  for (const Condition& condition : options.conditions) {
    for (const Event& event : events)
      if (condition.query.matches(event, recording.sampling_frequency))
        out.trials.push_back(cutter.plan(event, condition.name));
    ends.push_back(out.trials.size());
  }
  cut_trials(cutter, reader, threads, out);
  for (std::size_t c = 0; c < ends.size(); ++c)
    warn_of(std::span(out.trials).subspan(c == 0 ? 0 : ends[c - 1], ends[c] - (c == 0 ? 0 : ends[c - 1])),
            options.conditions[c].name, out);
  return out;
}

void require_trials(const Epochs& epochs) {
  if (!epochs.data.empty()) return;
  std::map<std::string, int> counts;
  for (const Trial& trial : epochs.trials) ++counts[trial.reason];
  std::vector<std::string> reasons;
  for (const auto& [reason, count] : counts) reasons.push_back(fmt::format("{} {}", count, reason));
  throw analysis_error(
      fmt::format("{}: none of the {} trials was kept ({}); widen the criteria or leave the recording out",
                  describe(epochs.source), epochs.trials.size(), fmt::join(reasons, ", ")));
}

std::vector<std::size_t> kept_trials(const Epochs& epochs, std::string_view condition) {
  std::vector<std::size_t> out;
  std::size_t index = 0;
  for (const Trial& trial : epochs.trials) {
    if (!trial.kept) continue;
    if (trial.condition == condition) out.push_back(index);
    ++index;
  }
  return out;
}

}  // namespace attune::eeg
