#include "attune/artefact/eog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "attune/base/nearest_name.hpp"
#include "attune/eeg/channel_roles.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::optional<Index> find_channel(const eeg::Recording& recording, std::string_view name) {
  for (std::size_t c = 0; c < recording.channels.size(); ++c)
    if (recording.channels[c].name == name) return static_cast<Index>(c);
  return std::nullopt;
}

Index usable(const eeg::Recording& recording, Index channel) {
  const eeg::Channel& c = recording.channels[static_cast<std::size_t>(channel)];
  if (c.bad) throw input_error(recording.path, fmt::format("channel {} is to show the eyes, but is bad", c.name));
  if (!c.is_potential())
    throw input_error(recording.path,
                      fmt::format("channel {} is to show the eyes, but its unit is {}", c.name, in_quotes(c.unit)));
  return channel;
}

}  // namespace

EogSource eog_source(const eeg::Recording& recording, std::string_view text) {
  EogSource out;
  out.name = std::string(text);
  if (const auto whole = find_channel(recording, text)) {
    out.plus = usable(recording, *whole);
    return out;
  }
  // A name may hold a hyphen itself: any hyphen may be the minus.
  for (std::size_t at = text.find('-'); at != std::string_view::npos; at = text.find('-', at + 1)) {
    const auto plus = find_channel(recording, text.substr(0, at));
    const auto minus = find_channel(recording, text.substr(at + 1));
    if (!plus || !minus) continue;
    out.plus = usable(recording, *plus);
    out.minus = usable(recording, *minus);
    return out;
  }
  throw input_error(recording.path, fmt::format("no channel {} and no two channels it is the difference of; give a "
                                                "channel, or two with '-' between, for the eyes",
                                                in_quotes(text)));
}

std::vector<EogSource> eog_channels(const eeg::Recording& recording) {
  std::vector<EogSource> out;
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    const eeg::Channel& channel = recording.channels[c];
    if (eeg::is_eye(channel) && !channel.bad) out.push_back({channel.name, static_cast<Index>(c), std::nullopt});
  }
  return out;
}

std::vector<EogSource> frontal_proxies(const eeg::Recording& recording) {
  std::vector<EogSource> out;
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    const eeg::Channel& channel = recording.channels[c];
    const std::string name = lower(channel.name);
    if ((name == "fp1" || name == "fpz" || name == "fp2") && !channel.bad && channel.is_potential())
      out.push_back({channel.name, static_cast<Index>(c), std::nullopt});
  }
  return out;
}

Eigen::RowVectorXd series_of(const eeg::Recording& recording, const EogSource& source) {
  Eigen::RowVectorXd out = recording.data.row(source.plus);
  if (source.minus) out -= recording.data.row(*source.minus);
  return out;
}

}  // namespace attune::artefact
