#include "attune/preprocess/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/artefact/robust.hpp"
#include "attune/base/nearest_name.hpp"
#include "work.hpp"

namespace attune::preprocess {
namespace {

constexpr std::size_t kBlock = 16;  // channels that are turned over at a time
constexpr double kMicrovolts = 1e6;

/// Median over the good scalp channels of their standard deviation in microvolts.
double typical_size(const eeg::Recording& recording) {
  const std::vector<Eigen::Index> rows = eeg::good_scalp_channels(recording);
  const auto channels = static_cast<Eigen::Index>(rows.size());
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(channels), squares = sum, origin = sum;
  double count = 0;
  for (Eigen::Index i = 0; i < recording.data.cols(); ++i) {
    const Eigen::ArrayXd now = recording.data.col(i)(rows).array();
    if (!now.isFinite().all()) continue;
    if (count == 0) origin = now;
    sum += now - origin;
    squares += (now - origin).square();
    count += 1;
  }
  const Eigen::ArrayXd variances = (squares / count - (sum / count).square()).max(0.0);
  const Eigen::ArrayXd sizes = kMicrovolts * variances.sqrt();
  return artefact::median({sizes.begin(), sizes.end()});
}

// The potentials that a filter can take: one with a sample that is not finite is left as it is if it is bad, and
// refused if it is not.
std::vector<Eigen::Index> filtered_rows(const eeg::Recording& recording) {
  Eigen::ArrayXd zeros = Eigen::ArrayXd::Zero(recording.data.rows());  // times 0 is NaN for what is not finite
  for (Eigen::Index i = 0; i < recording.data.cols(); ++i) zeros += 0.0 * recording.data.col(i).array();
  std::vector<Eigen::Index> rows;
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    const auto row = static_cast<Eigen::Index>(c);
    if (!recording.channels[c].is_potential()) continue;
    if (zeros(row) == 0) {
      rows.push_back(row);
    } else if (!recording.channels[c].bad) {
      Eigen::Index sample = 0;
      while (std::isfinite(recording.data(row, sample))) ++sample;
      throw analysis_error(
          fmt::format("{}: channel {} is {} at sample {}; a filter would spread it: mark the channel as bad (step bad) "
                      "or repair it",
                      describe(recording.path), recording.channels[c].name, recording.data(row, sample), sample));
    }
  }
  return rows;
}

void run_columns(const ColumnStep& work, Situation& situation) {
  eeg::Recording& recording = situation.recording;
  const std::vector<Segment> segments = segments_of(recording);
  const std::vector<Eigen::Index> rows = filtered_rows(recording);
  Warnings warnings;
  if (rows.size() == recording.channels.size()) {
    warnings = work.rows(recording.data, segments, situation.around.threads);
  } else {  // triggers and the like stay as they are
    for (std::size_t first = 0; first < rows.size(); first += kBlock) {
      const std::size_t count = std::min(kBlock, rows.size() - first);
      Eigen::MatrixXd columns(recording.data.cols(), static_cast<Eigen::Index>(count));
      for (std::size_t k = 0; k < count; ++k)
        columns.col(static_cast<Eigen::Index>(k)) = recording.data.row(rows[first + k]).transpose();
      warnings = work(columns, segments, situation.around.threads);
      for (std::size_t k = 0; k < count; ++k)
        recording.data.row(rows[first + k]) = columns.col(static_cast<Eigen::Index>(k)).transpose();
    }
  }
  for (const std::string& warning : warnings)
    situation.warnings.push_back(fmt::format("{}: {}", describe(recording.path), warning));
}

StepRecord run_step(Situation& situation, const Step& step) {
  check_step(step);
  const StepKind& kind = kind_of(step);
  const Parameters parameters(step, kind.description);
  StepRecord record{parameters.complete(), {}, {}};
  if (situation.recording.trials) throw needs_continuous(situation.recording);
  if (kind.columns != nullptr) {
    const auto work = kind.columns(parameters, situation.recording.sampling_frequency);
    record.effect = work->describe();
    run_columns(*work, situation);
  } else {
    kind.run(situation, parameters, record);
  }
  return record;
}

}  // namespace

std::vector<Eigen::Index> Situation::rows_of(std::span<const std::string> names) const {
  std::vector<std::string> known;
  for (const eeg::Channel& channel : recording.channels) known.push_back(channel.name);
  std::vector<Eigen::Index> rows;
  for (const std::string& name : names) {
    const auto at = std::find(known.begin(), known.end(), name);
    if (at == known.end())
      throw input_error(recording.path,
                        fmt::format("there is no channel {}{}", in_quotes(name), suggestion(name, known)));
    rows.push_back(at - known.begin());
  }
  return rows;
}

Error needs_continuous(const eeg::Recording& recording) {
  return input_error(recording.path,
                     "holds epochs; steps work on continuous data (export the recording before it was cut)");
}

std::vector<Segment> segments_of(const eeg::Recording& recording) {
  return signal::segments_between(recording.boundaries, recording.data.cols());
}

Prepared prepare(eeg::Recording recording, std::span<const Step> steps, const Surroundings& surroundings) {
  for (const Step& step : steps) check_step(step);
  Situation situation{std::move(recording), {}, surroundings, {}};
  Prepared prepared;
  if (!steps.empty()) situation.rank = SignalRank::of(situation.recording);
  double size = steps.empty() ? 0 : typical_size(situation.recording);
  for (const Step& step : steps) {
    if (works_on_trials(step)) continue;
    try {
      prepared.steps.push_back(run_step(situation, step));
    } catch (const Error& error) {
      throw with_context(error, "step " + step.name);
    }
    Record& effect = prepared.steps.back().effect;
    const std::vector<Eigen::Index> good = eeg::good_scalp_channels(situation.recording);
    effect.emplace_back("sd_before_uv", size);
    size = typical_size(situation.recording);
    effect.emplace_back("sd_after_uv", size);
    effect.emplace_back("good_channels", static_cast<std::int64_t>(good.size()));
    prepared.rank = situation.rank.of_rows(good);
    effect.emplace_back("rank", static_cast<std::int64_t>(prepared.rank));
  }
  prepared.recording = std::move(situation.recording);
  prepared.warnings = std::move(situation.warnings);
  return prepared;
}

bool works_on_trials(const Step& step) { return kind_of(step).trials != nullptr; }

void prepare_trials(eeg::Epochs& epochs, std::span<const Step> steps, const Surroundings& surroundings,
                    Prepared& prepared) {
  for (const Step& step : steps) {
    check_step(step);
    const StepKind& kind = kind_of(step);
    if (kind.trials == nullptr) continue;
    const Parameters parameters(step, kind.description);
    StepRecord record{parameters.complete(), {}, {}};
    try {
      kind.trials(epochs, prepared.recording, surroundings, parameters, record);
    } catch (const Error& error) {
      throw with_context(error, "step " + step.name);
    }
    prepared.steps.push_back(std::move(record));
  }
}

std::vector<Record> to_records(std::span<const StepRecord> steps) {
  std::vector<Record> records;
  for (const StepRecord& step : steps) {
    Record record{{"step", step.step.name}, {"declared", to_text(step.step)}};
    for (const auto& field : step.effect) record.push_back(field);
    records.push_back(std::move(record));
  }
  return records;
}

std::string to_json(const Prepared& prepared) { return attune::to_json(to_records(prepared.steps), false); }

std::unique_ptr<ColumnStep> column_step(const Step& step, Hertz sampling_frequency) {
  const StepKind& kind = kind_of(step);
  if (kind.columns == nullptr) return nullptr;
  return kind.columns(Parameters(step, kind.description), sampling_frequency);
}

}  // namespace attune::preprocess
