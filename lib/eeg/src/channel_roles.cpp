#include "attune/eeg/channel_roles.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>
#include <string_view>

namespace attune::eeg {
namespace {

// How a channel may be named that is no electrode on the scalp; digits and signs may follow.
constexpr std::array<std::string_view, 3> kEyeNames{"EOG", "VEOG", "HEOG"};
constexpr auto kOtherNames = std::to_array<std::string_view>(
    {"ECG",   "EKG",         "EMG",  "AUX",     "MISC",       "STI",     "STIM",  "STATUS", "GSR", "EDA",
     "RESP",  "RESPIRATION", "TRIG", "TRIGGER", "MARKER",     "MARKERS", "EVENT", "EVENTS", "EXG", "PPG",
     "PLETH", "PULSE",       "TEMP", "PHOTO",   "PHOTODIODE", "DIODE",   "SOUND", "AUDIO",  "ACC"});

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

// True where `name` is one of `words`, with nothing but signs, digits and side letters after it.
bool is_named_like(const std::string& name, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    if (!name.starts_with(word)) return false;
    return std::none_of(name.begin() + static_cast<std::ptrdiff_t>(word.size()), name.end(),
                        [](unsigned char c) { return std::isalpha(c) != 0 && c != 'L' && c != 'R' && c != 'U'; });
  });
}

}  // namespace

bool is_eye(const Channel& channel) {
  if (!channel.is_potential()) return false;
  const std::string kind = upper(channel.type.empty() ? channel.name : channel.type);
  return std::any_of(kEyeNames.begin(), kEyeNames.end(), [&](std::string_view name) { return kind.starts_with(name); });
}

bool is_scalp(const Channel& channel) {
  if (!channel.is_potential()) return false;
  if (!channel.type.empty()) return upper(channel.type) == "EEG";
  return !is_eye(channel) && !is_named_like(upper(channel.name), kOtherNames);
}

bool is_scalp(const std::string& name) {
  Channel channel;
  channel.name = name;
  return is_scalp(channel);
}

std::vector<Eigen::Index> good_scalp_channels(const Recording& recording) {
  std::vector<Eigen::Index> rows;
  for (std::size_t c = 0; c < recording.channels.size(); ++c)
    if (is_scalp(recording.channels[c]) && !recording.channels[c].bad) rows.push_back(static_cast<Eigen::Index>(c));
  return rows;
}

}  // namespace attune::eeg
