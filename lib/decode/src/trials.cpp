#include "attune/decode/trials.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "attune/eeg/channel_roles.hpp"
#include "each_trial_once.hpp"

namespace attune::decode {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool good_in(const eeg::Epochs& epochs, const std::string& channel) {
  return contains(epochs.channels, channel) && !contains(epochs.bad_channels, channel);
}

void check_alike(std::span<const eeg::Epochs> files, std::span<const std::string> sources,
                 const TrialOptions& options) {
  for (std::size_t f = 0; f < files.size(); ++f) {
    const eeg::Epochs &file = files[f], &first = files.front();
    if (!(file.times == first.times))
      throw input_error(sources[f],
                        fmt::format("epochs of {} samples from {:g} ms at {:g} Hz, expected the {} from "
                                    "{:g} ms at {:g} Hz of {}",
                                    file.times.samples, file.times.at(0).count(), file.times.sampling_frequency.value(),
                                    first.times.samples, first.times.at(0).count(),
                                    first.times.sampling_frequency.value(), sources.front()));
    for (const std::string& condition : options.conditions)
      if (!contains(file.conditions, condition))
        throw input_error(sources[f], fmt::format("no condition {}; its conditions are {}", in_quotes(condition),
                                                  fmt::join(file.conditions, ", ")));
  }
}

std::vector<std::string> chosen_channels(std::span<const eeg::Epochs> files, std::span<const std::string> sources,
                                         const TrialOptions& options, Warnings& warnings) {
  for (const std::string& channel : options.channels)
    for (std::size_t f = 0; f < files.size(); ++f)
      if (!good_in(files[f], channel))
        throw input_error(sources[f],
                          fmt::format("channel {} is {}; leave it out of --channels or interpolate it",
                                      in_quotes(channel), contains(files[f].channels, channel) ? "bad" : "not there"));
  if (!options.channels.empty()) return options.channels;
  std::vector<std::string> common, missing;
  for (const std::string& channel : files.front().channels) {
    if (!eeg::is_scalp(channel)) continue;
    const bool everywhere =
        std::all_of(files.begin(), files.end(), [&](const eeg::Epochs& file) { return good_in(file, channel); });
    (everywhere ? common : missing).push_back(channel);
  }
  if (!missing.empty())
    warnings.push_back(fmt::format("{} channels are bad or missing in a file and are left out of all: {}",
                                   missing.size(), fmt::join(missing, ", ")));
  if (common.empty()) throw analysis_error("no scalp channel is good in every file; interpolate bad channels first");
  return common;
}

/// Samples that become one value: around `middle`, `half` on either side.
struct Bins {
  eeg::TimeAxis times;
  Eigen::Index width = 1;
  std::vector<Eigen::Index> first;  ///< first column of each
};

Bins bins_of(const eeg::TimeAxis& times, const TrialOptions& options) {
  Bins bins;
  const double samples = options.bin.count() * times.sampling_frequency.value() / 1000;
  if (!(samples >= 0 && samples <= static_cast<double>(times.samples)))
    throw usage_error(fmt::format("a bin of {:g} ms does not fit into the epoch", options.bin.count()));
  bins.width = 2 * static_cast<Eigen::Index>(std::floor(samples / 2)) + 1;
  const Eigen::Index half = bins.width / 2;
  bins.times.sampling_frequency = Hertz(times.sampling_frequency.value() / static_cast<double>(bins.width));
  for (Eigen::Index column = half; column + half < times.samples; ++column) {
    const Eigen::Index sample = times.first + column;
    const Milliseconds at = times.at(column);
    constexpr double kRounding = 1e-6;  // times are rounded numbers
    if (sample % bins.width != 0 || at.count() < options.from.count() - kRounding ||
        at.count() > options.to.count() + kRounding)
      continue;
    if (bins.first.empty()) bins.times.first = sample / bins.width;
    bins.first.push_back(column - half);
  }
  bins.times.samples = static_cast<Eigen::Index>(bins.first.size());
  if (bins.first.empty())
    throw usage_error(fmt::format("no time of the epoch ({:g} to {:g} ms) is left between --from and --to",
                                  times.at(0).count(), times.at(times.samples - 1).count()));
  return bins;
}

/// Adds a file's trials of both conditions to a person.
void add(PersonTrials& person, const eeg::Epochs& file, const std::string& source, const PeopleTrials& whole,
         const Bins& bins, int block) {
  std::vector<Eigen::Index> rows;
  for (const std::string& channel : whole.channels)
    rows.push_back(std::find(file.channels.begin(), file.channels.end(), channel) - file.channels.begin());
  std::vector<std::pair<std::size_t, bool>> chosen;
  for (const bool second : {false, true})
    for (const std::size_t trial : eeg::kept_trials(file, whole.conditions[second ? 1 : 0]))
      chosen.emplace_back(trial, second);
  const auto before = static_cast<Eigen::Index>(person.trials());
  const auto channels = static_cast<Eigen::Index>(rows.size());
  person.at.resize(bins.first.size());
  for (std::size_t t = 0; t < bins.first.size(); ++t) {
    Eigen::MatrixXd& values = person.at[t];
    values.conservativeResize(channels, before + static_cast<Eigen::Index>(chosen.size()));
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const auto part = file.data[chosen[i].first].middleCols(bins.first[t], bins.width);
      for (Eigen::Index c = 0; c < channels; ++c)
        values(c, before + static_cast<Eigen::Index>(i)) = 1e6 * part.row(rows[static_cast<std::size_t>(c)]).mean();
    }
    if (!values.allFinite())
      throw input_error(
          source, fmt::format("a value at {:g} ms is not finite", bins.times.at(static_cast<Eigen::Index>(t)).count()));
  }
  for (const auto& [trial, second] : chosen) {
    person.second.push_back(second);
    person.block.push_back(block);
    ++person.count[second ? 1 : 0];
  }
}

/// By name, so that the order on the command line does not matter.
std::vector<std::size_t> in_order(std::span<const eeg::Epochs> files, std::span<const std::string> sources) {
  std::vector<std::size_t> order(files.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const eeg::Labels &left = files[a].labels, &right = files[b].labels;
    return std::tie(left.participant_id, left.session, left.task, left.run, sources[a]) <
           std::tie(right.participant_id, right.session, right.task, right.run, sources[b]);
  });
  return order;
}

}  // namespace

PeopleTrials gather(std::span<const eeg::Epochs> files, std::span<const std::string> sources,
                    const TrialOptions& options) {
  if (files.empty()) throw usage_error("expected one file of epochs at least");
  if (options.conditions[0] == options.conditions[1])
    throw usage_error(fmt::format("expected two conditions, got {} twice", in_quotes(options.conditions[0])));
  check_alike(files, sources, options);
  require_each_trial_once(files, sources, options);
  PeopleTrials whole;
  whole.conditions = options.conditions;
  whole.channels = chosen_channels(files, sources, options, whole.warnings);
  const Bins bins = bins_of(files.front().times, options);
  whole.times = bins.times;
  std::map<std::string, PersonTrials> people;
  std::map<std::string, int> blocks;
  for (const std::size_t f : in_order(files, sources)) {
    const std::string& id = files[f].labels.participant_id;
    const std::string name = id.empty() ? sources[f] : id;
    people[name].participant_id = name;
    add(people[name], files[f], sources[f], whole, bins, blocks[name]++);
  }
  for (auto& [name, person] : people) whole.people.push_back(std::move(person));
  return whole;
}

}  // namespace attune::decode
