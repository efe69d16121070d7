#include "attune/singletrial/site_trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/nearest_name.hpp"

namespace attune::singletrial {
namespace {

std::string where(const eeg::Epochs& epochs) {
  return epochs.labels.participant_id.empty() ? epochs.source.string() : epochs.labels.participant_id;
}

std::vector<Eigen::Index> good_rows(const eeg::Epochs& epochs, std::span<const std::string> channels,
                                    Warnings& warnings) {
  if (channels.empty()) throw usage_error("no channel is given; expected --channels Pz or several to average");
  std::vector<Eigen::Index> rows;
  std::vector<std::string> bad;
  for (const std::string& name : channels) {
    const auto found = std::find(epochs.channels.begin(), epochs.channels.end(), name);
    if (found == epochs.channels.end())
      throw Error(Fault::input, fmt::format("{}: there is no channel {}{}", where(epochs), in_quotes(name),
                                            suggestion(name, epochs.channels)));
    if (std::find(epochs.bad_channels.begin(), epochs.bad_channels.end(), name) != epochs.bad_channels.end())
      bad.push_back(name);
    else
      rows.push_back(found - epochs.channels.begin());
  }
  if (rows.empty())
    throw analysis_error(fmt::format("{}: every channel asked for is bad: {}", where(epochs), fmt::join(bad, ", ")));
  if (!bad.empty())
    warnings.push_back(
        fmt::format("{}: bad channels are not part of the mean: {}", where(epochs), fmt::join(bad, ", ")));
  return rows;
}

}  // namespace

SiteTrials take_site(const eeg::Epochs& epochs, const std::string& condition, std::span<const std::string> channels,
                     const std::string& site, Warnings& warnings) {
  if (std::find(epochs.conditions.begin(), epochs.conditions.end(), condition) == epochs.conditions.end())
    throw Error(Fault::input, fmt::format("{}: there is no condition {}{}", where(epochs), in_quotes(condition),
                                          suggestion(condition, epochs.conditions)));
  const std::vector<Eigen::Index> rows = good_rows(epochs, channels, warnings);
  SiteTrials out{epochs.labels, condition, site, epochs.times, {}, {}, {}, {}, {}};
  if (out.site.empty()) out.site = fmt::format("{}", fmt::join(channels, "+"));
  const std::vector<std::size_t> kept = eeg::kept_trials(epochs, condition);
  out.data.resize(static_cast<Eigen::Index>(kept.size()), epochs.times.samples);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(epochs.times.samples);
    for (const Eigen::Index row : rows) sum += epochs.data[kept[i]].row(row);
    out.data.row(static_cast<Eigen::Index>(i)) = sum / static_cast<double>(rows.size());
  }
  for (std::size_t number = 0; number < epochs.trials.size(); ++number) {
    const eeg::Trial& trial = epochs.trials[number];
    const double onset =
        trial.onset ? trial.onset->count() : trial.onset_sample / epochs.times.sampling_frequency.value();
    out.events_s.push_back(onset);
    if (!trial.kept || trial.condition != condition) continue;
    out.numbers.push_back(number + 1);
    out.onset_s.push_back(onset);
  }
  std::sort(out.events_s.begin(), out.events_s.end());
  out.response_ms.assign(kept.size(), std::numeric_limits<double>::quiet_NaN());
  return out;
}

}  // namespace attune::singletrial
