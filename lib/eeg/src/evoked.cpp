#include "attune/eeg/evoked.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "attune/base/number_text.hpp"

namespace attune::eeg {

std::vector<Evoked> average(const Epochs& epochs) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::vector<Evoked> out;
  for (const std::string& condition : epochs.conditions) {
    const std::vector<std::size_t> kept = kept_trials(epochs, condition);
    Evoked evoked{
        epochs.labels,  condition, static_cast<std::int64_t>(kept.size()), epochs.times, epochs.channels, {}, {},
        epochs.baseline};
    const auto channels = static_cast<Eigen::Index>(epochs.channels.size());
    const auto n = static_cast<double>(kept.size());
    evoked.average = Eigen::MatrixXd::Zero(channels, epochs.times.samples);
    for (const std::size_t trial : kept) evoked.average += epochs.data[trial];
    evoked.average /= kept.empty() ? kNone : n;
    evoked.standard_error = Eigen::MatrixXd::Zero(channels, epochs.times.samples);
    for (const std::size_t trial : kept)
      evoked.standard_error.array() += (epochs.data[trial] - evoked.average).array().square();
    const double scale = kept.size() < 2 ? kNone : 1.0 / ((n - 1.0) * n);
    evoked.standard_error = (evoked.standard_error * scale).cwiseSqrt();
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
