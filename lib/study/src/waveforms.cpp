#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>

#include "attune/base/error.hpp"
#include "attune/eeg/epoch_files.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/summary.hpp"
#include "group_data.hpp"

namespace attune::study {
namespace {

constexpr double kMicrovoltsPerVolt = 1e6;
constexpr double kConfidence = 0.95;

/// One participant's waveform of a component's channels and a condition, microvolts; runs weigh alike.
struct Average {
  Eigen::ArrayXd sum;
  double runs = 0;
};

/// Key: component, condition, participant.
using Averages = std::map<std::tuple<std::string, std::string, std::string>, Average>;

Eigen::ArrayXd channel_mean(const eeg::Evoked& evoked, const std::vector<std::string>& channels) {
  Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(evoked.average.cols());
  for (const std::string& channel : channels) {
    const auto found = std::find(evoked.channels.begin(), evoked.channels.end(), channel);
    if (found == evoked.channels.end()) return Eigen::ArrayXd();
    mean += evoked.average.row(found - evoked.channels.begin()).transpose().array();
  }
  return mean * (kMicrovoltsPerVolt / static_cast<double>(channels.size()));
}

Averages average_participants(const Study& study, const UnitData& data, eeg::TimeAxis& times) {
  Averages averages;
  bool first = true;
  for (const std::filesystem::path& file : data.evoked)
    for (const eeg::Evoked& evoked : eeg::read_evoked(file)) {
      if (first) times = evoked.times;
      first = false;
      if (!(evoked.times == times))
        throw input_error(file, "is sampled at other times than the participants before; resample to one frequency");
      for (const ErpComponent& component : study.eeg->components) {
        const Eigen::ArrayXd wave = channel_mean(evoked, component.channels);
        if (wave.size() == 0 || evoked.trials == 0 || !wave.allFinite()) continue;
        std::string id = evoked.labels.participant_id;
        if (!id.starts_with("sub-")) id = "sub-" + id;
        Average& average = averages[{component.name, evoked.condition, id}];
        average.sum = average.runs == 0 ? wave : Eigen::ArrayXd(average.sum + wave);
        average.runs += 1;
      }
    }
  return averages;
}

struct Columns {
  Column::Text component, condition, group;
  Column::Numbers time, mean, low, high;
  Column::Integers n;
};

void add_group(Columns& columns, const std::vector<Eigen::ArrayXd>& waves, const eeg::TimeAxis& times) {
  const auto n = static_cast<double>(waves.size());
  for (Eigen::Index t = 0; t < times.samples; ++t) {
    std::vector<double> values;
    for (const Eigen::ArrayXd& wave : waves) values.push_back(wave[t]);
    const stats::Summary summary = stats::summarise(values);
    const double half =
        n > 1 ? stats::student_t_quantile(0.5 + kConfidence / 2, n - 1) * summary.sd() / std::sqrt(n) : std::nan("");
    columns.time.push_back(times.at(t).count());
    columns.mean.push_back(summary.mean);
    columns.low.push_back(summary.mean - half);
    columns.high.push_back(summary.mean + half);
    columns.n.push_back(static_cast<std::int64_t>(waves.size()));
  }
}

}  // namespace

Table group_waveforms(const Study& study, const UnitData& data, const std::vector<Person>& people) {
  eeg::TimeAxis times;
  const Averages averages = average_participants(study, data, times);
  std::vector<std::string> groups = study.group.levels;
  if (groups.empty()) groups.emplace_back();
  Columns columns;
  for (const ErpComponent& component : study.eeg->components)
    for (const auto& [condition, expression] : study.eeg->events)
      for (const std::string& group : groups) {
        std::vector<Eigen::ArrayXd> waves;
        for (const Person& person : people) {
          const auto found = averages.find({component.name, condition, person.participant_id});
          if (person.kept() && person.group == group && found != averages.end())
            waves.push_back(found->second.sum / found->second.runs);
        }
        if (waves.empty()) continue;
        add_group(columns, waves, times);
        columns.component.resize(columns.time.size(), component.name);
        columns.condition.resize(columns.time.size(), condition);
        columns.group.resize(columns.time.size(), group.empty() ? "all" : group);
      }
  Table table;
  table.add("component", columns.component);
  table.add("condition", columns.condition);
  table.add("group", columns.group);
  table.add("time_ms", columns.time);
  table.add("mean_uv", columns.mean);
  table.add("ci_low_uv", columns.low);
  table.add("ci_high_uv", columns.high);
  table.add("n", columns.n);
  return table;
}

std::vector<ColumnMeaning> waveform_meanings() {
  return {{"component", "component of the study; its channels are averaged", ""},
          {"condition", "trial type", ""},
          {"group", "group of the study", ""},
          {"time_ms", "time after the event", "ms"},
          {"mean_uv", "mean over participants", "uV"},
          {"ci_low_uv", "lower end of the 95 % confidence interval of the mean, point by point", "uV"},
          {"ci_high_uv", "upper end", "uV"},
          {"n", "participants", ""}};
}

}  // namespace attune::study
