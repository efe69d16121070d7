#include "channel_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/eeg/channel_roles.hpp"

namespace attune::eeg {
namespace {

// Index among `rows` of the channel of that name.
Eigen::Index find_potential(const Recording& recording, const std::vector<Eigen::Index>& rows,
                            const std::string& name) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Channel& channel = recording.channels[static_cast<std::size_t>(rows[i])];
    if (channel.name == name) return static_cast<Eigen::Index>(i);
    known.push_back(channel.name);
  }
  for (const Channel& channel : recording.channels)
    if (channel.name == name)
      throw input_error(recording.path, fmt::format("channel {} has unit {}; epochs are made of potentials",
                                                    in_quotes(name), in_quotes(channel.unit)));
  throw input_error(recording.path, fmt::format("there is no channel {}{}", in_quotes(name), suggestion(name, known)));
}

std::vector<Eigen::Index> all_good(const ChannelChoice& choice) {
  std::vector<Eigen::Index> out;
  for (std::size_t i = 0; i < choice.rows.size(); ++i)
    if (!choice.is_bad[i]) out.push_back(static_cast<Eigen::Index>(i));
  return out;
}

std::vector<Eigen::Index> reference_of(const Recording& recording, const ChannelChoice& choice,
                                       const std::vector<std::string>& names) {
  std::vector<Eigen::Index> out;
  if (names.size() == 1 && names.front() == "average") {
    for (const Eigen::Index i : all_good(choice)) {
      const Channel& channel = recording.channels[static_cast<std::size_t>(choice.rows[static_cast<std::size_t>(i)])];
      if (is_scalp(channel)) out.push_back(i);
    }
    if (out.empty()) throw input_error(recording.path, "there is no good EEG channel to take the average reference of");
    return out;
  }
  for (const std::string& name : names) {
    out.push_back(find_potential(recording, choice.rows, name));
    if (choice.is_bad[static_cast<std::size_t>(out.back())])
      throw input_error(recording.path,
                        fmt::format("channel {} is bad and cannot be the reference; name another", in_quotes(name)));
  }
  return out;
}

void refuse_repeats(const std::vector<std::string>& names, std::string_view what) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i))
      throw usage_error(fmt::format("{}: channel {} is named twice", what, in_quotes(names[i])));
}

}  // namespace

ChannelChoice choose_channels(const Recording& recording, const EpochOptions& options) {
  refuse_repeats(options.channels, "channels to keep");
  refuse_repeats(options.reference, "reference");
  ChannelChoice out;
  std::vector<std::string> others;
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    const Channel& channel = recording.channels[c];
    if (!channel.is_potential()) {
      others.push_back(channel.name);
      continue;
    }
    out.rows.push_back(static_cast<Eigen::Index>(c));
    out.is_bad.push_back(channel.bad);
  }
  if (out.rows.empty()) throw input_error(recording.path, "none of the channels is a potential; there are no epochs");
  if (!others.empty())
    out.warnings.push_back(fmt::format("{}: channels that are no potential are left out: {}", describe(recording.path),
                                       fmt::join(others, ", ")));
  for (const std::string& name : options.bad_channels)
    out.is_bad[static_cast<std::size_t>(find_potential(recording, out.rows, name))] = true;

  for (const std::string& name : options.channels) out.kept.push_back(find_potential(recording, out.rows, name));
  if (options.channels.empty())
    for (std::size_t i = 0; i < out.rows.size(); ++i) out.kept.push_back(static_cast<Eigen::Index>(i));

  if (options.rejection_channels.empty()) out.rejection = all_good(out);
  for (const std::string& name : options.rejection_channels) {
    const Eigen::Index i = find_potential(recording, out.rows, name);
    if (!out.is_bad[static_cast<std::size_t>(i)]) out.rejection.push_back(i);
  }
  out.reference = reference_of(recording, out, options.reference);
  if (all_good(out).empty())
    throw analysis_error(describe(recording.path) + ": every channel is bad; there is nothing to average");
  return out;
}

}  // namespace attune::eeg
