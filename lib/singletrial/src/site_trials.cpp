#include "attune/singletrial/site_trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

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
  SiteTrials out{epochs.labels, condition, site, epochs.times, {}, {}, {}, {}, {}, epochs.source, {}};
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

namespace {

void keep_shared(std::string& label, const std::string& other) {
  if (label != other) label.clear();
}

void append(SiteTrials& whole, const SiteTrials& part) {
  if (!(part.times == whole.times))
    throw input_error(part.source, fmt::format("{} trials of participant {} and condition {} are at other times than "
                                               "those of {}; expected the same window and rate",
                                               part.numbers.size(), in_quotes(part.labels.participant_id),
                                               in_quotes(part.condition), whole.source.string()));
  keep_shared(whole.labels.session, part.labels.session);
  keep_shared(whole.labels.task, part.labels.task);
  keep_shared(whole.labels.run, part.labels.run);
  const Eigen::Index before = whole.data.rows();
  whole.data.conservativeResize(before + part.data.rows(), Eigen::NoChange);
  whole.data.bottomRows(part.data.rows()) = part.data;
  whole.numbers.insert(whole.numbers.end(), part.numbers.begin(), part.numbers.end());
  whole.onset_s.insert(whole.onset_s.end(), part.onset_s.begin(), part.onset_s.end());
  whole.response_ms.insert(whole.response_ms.end(), part.response_ms.begin(), part.response_ms.end());
  whole.trial_labels.insert(whole.trial_labels.end(), part.numbers.size(), part.labels);
}

SiteTrials join(std::vector<SiteTrials> parts) {
  std::stable_sort(parts.begin(), parts.end(), [](const SiteTrials& a, const SiteTrials& b) {
    return std::tie(a.labels.session, a.labels.task, a.labels.run, a.source) <
           std::tie(b.labels.session, b.labels.task, b.labels.run, b.source);
  });
  for (std::size_t i = 0; i < parts.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (parts[i].data.size() > 0 && parts[i].data.rows() == parts[j].data.rows() &&
          parts[i].data.cols() == parts[j].data.cols() && parts[i].data == parts[j].data)
        throw input_error(parts[i].source,
                          fmt::format("the trials of participant {} and condition {} are given twice; "
                                      "expected every recording once",
                                      in_quotes(parts[i].labels.participant_id), in_quotes(parts[i].condition)));
  SiteTrials whole = parts.front();
  whole.trial_labels.assign(whole.numbers.size(), whole.labels);
  whole.events_s.clear();  // of one recording
  for (std::size_t i = 1; i < parts.size(); ++i) append(whole, parts[i]);
  return whole;
}

}  // namespace

std::vector<SiteTrials> join_recordings(std::vector<SiteTrials> parts, Warnings& warnings) {
  std::vector<std::vector<SiteTrials>> people;
  for (SiteTrials& part : parts) {
    const auto same = std::find_if(people.begin(), people.end(), [&](const std::vector<SiteTrials>& one) {
      return !part.labels.participant_id.empty() && one.front().condition == part.condition &&
             one.front().labels.participant_id == part.labels.participant_id;
    });
    if (same == people.end())
      people.emplace_back().push_back(std::move(part));
    else
      same->push_back(std::move(part));
  }
  std::vector<SiteTrials> out;
  for (std::vector<SiteTrials>& one : people) {
    if (one.size() == 1) {
      out.push_back(std::move(one.front()));
      continue;
    }
    warnings.push_back(fmt::format("{}: condition {}: the trials of {} recordings are taken together",
                                   one.front().labels.participant_id, one.front().condition, one.size()));
    out.push_back(join(std::move(one)));
  }
  return out;
}

}  // namespace attune::singletrial
