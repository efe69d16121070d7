#include "attune/eeg/evoked.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "attune/base/number_text.hpp"

namespace attune::eeg {

namespace {

// Samples of all trials that are summed together: few enough to be in the cache when their spread is summed.
constexpr std::size_t kSamplesTogether = 16;

void average_samples(const Epochs& epochs, std::span<const std::size_t> kept, Eigen::Index first, Eigen::Index count,
                     Evoked& evoked) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const auto n = static_cast<double>(kept.size());
  auto average = evoked.average.middleCols(first, count), error = evoked.standard_error.middleCols(first, count);
  for (const std::size_t trial : kept) average += epochs.data[trial].middleCols(first, count);
  average /= kept.empty() ? kNone : n;
  for (const std::size_t trial : kept)
    error.array() += (epochs.data[trial].middleCols(first, count) - average).array().square();
  const double scale = kept.size() < 2 ? kNone : 1.0 / ((n - 1.0) * n);
  error = (error * scale).cwiseSqrt();
}

}  // namespace

std::vector<Evoked> average(const Epochs& epochs, parallel::Threads threads) {
  std::vector<Evoked> out;
  for (const std::string& condition : epochs.conditions) {
    const std::vector<std::size_t> kept = kept_trials(epochs, condition);
    Evoked evoked{
        epochs.labels,  condition, static_cast<std::int64_t>(kept.size()), epochs.times, epochs.channels, {}, {},
        epochs.baseline};
    const auto channels = static_cast<Eigen::Index>(epochs.channels.size());
    evoked.average = Eigen::MatrixXd::Zero(channels, epochs.times.samples);
    evoked.standard_error = Eigen::MatrixXd::Zero(channels, epochs.times.samples);
    parallel::for_chunks(static_cast<std::size_t>(epochs.times.samples), kSamplesTogether, threads,
                         [&](std::size_t from, std::size_t to) {
                           average_samples(epochs, kept, static_cast<Eigen::Index>(from),
                                           static_cast<Eigen::Index>(to - from), evoked);
                         });
    out.push_back(std::move(evoked));
  }
  return out;
}

Table to_table(std::span<const Evoked> evoked) {
  struct TextColumn {
    const char* name;
    Column::Text values;
  };
  std::vector<TextColumn> texts{{"participant_id", {}}, {"session", {}}, {"task", {}}, {"run", {}},
                                {"condition", {}},      {"channel", {}}};
  Column::Numbers times, amplitudes, errors;
  Column::Integers counts;
  for (const Evoked& e : evoked) {
    for (std::size_t c = 0; c < e.channels.size(); ++c) {
      for (Eigen::Index s = 0; s < e.times.samples; ++s) {
        const std::string* cells[] = {
            &e.labels.participant_id, &e.labels.session, &e.labels.task, &e.labels.run, &e.condition, &e.channels[c]};
        for (std::size_t t = 0; t < texts.size(); ++t) texts[t].values.push_back(cells[t]->empty() ? "n/a" : *cells[t]);
        times.push_back(e.times.at(s).count());
        amplitudes.push_back(Microvolts(Volts(e.average(static_cast<Eigen::Index>(c), s))).value());
        errors.push_back(Microvolts(Volts(e.standard_error(static_cast<Eigen::Index>(c), s))).value());
        counts.push_back(e.trials);
      }
    }
  }
  Table table;
  for (TextColumn& column : texts) table.add(column.name, std::move(column.values));
  table.add("time_ms", std::move(times));
  table.add("amplitude_uv", std::move(amplitudes));
  table.add("standard_error_uv", std::move(errors));
  table.add("n", std::move(counts));
  return table;
}

Measure row_of(const Labels& labels) {
  Measure row;
  row.participant_id = labels.participant_id;
  row.session = labels.session;
  row.task = labels.task;
  row.run = labels.run;
  row.modality = "eeg";
  return row;
}

std::vector<ColumnMeaning> evoked_meanings(const std::optional<Span>& baseline) {
  const std::string correction =
      baseline ? fmt::format("minus its mean in [{}, {}) ms", baseline->from.count(), baseline->to.count())
               : "without baseline correction";
  return {{"participant_id", "participant, as the recording's name says", ""},
          {"session", "BIDS session label", ""},
          {"task", "BIDS task label", ""},
          {"run", "BIDS run index", ""},
          {"condition", "name of the choice of events", ""},
          {"channel", "channel name", ""},
          {"time_ms", "time of the sample relative to the event", "ms"},
          {"amplitude_uv", "mean over the kept trials, " + correction, "uV"},
          {"standard_error_uv", "standard deviation over trials (n - 1) divided by the square root of n", "uV"},
          {"n", "kept trials", "count"}};
}

}  // namespace attune::eeg
