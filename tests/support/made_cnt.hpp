#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace attune::test {

/// A Neuroscan file, byte by byte.
struct MadeCnt {
  struct Channel {
    std::string label = "Cz";
    std::int16_t baseline = 0;
    float sensitivity = 204.8F, calibration = 1.0F;  ///< one step is a microvolt
    bool bad = false;
  };
  struct Event {
    std::uint16_t stimulus = 0;
    std::uint8_t keyboard = 0, pad = 0, accept = 0;
    std::uint32_t sample = 0;
  };
  std::vector<Channel> channels{{}};
  std::vector<std::vector<std::int32_t>> samples;  ///< per channel
  std::vector<Event> events;
  std::uint16_t rate = 250;
  int width = 2, table = 1;
  std::int32_t block = 0;  ///< samples per channel in a block, 0: moment by moment
  bool state_samples = true;
  int tail_flag = -1;  ///< width flag of a tail, -1: no tail

  std::string bytes() const;
};

namespace made_cnt_detail {

template <class T>
void put(std::string& out, std::size_t at, T value) {
  std::memcpy(out.data() + at, &value, sizeof(T));
}

template <class T>
void add(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

}  // namespace made_cnt_detail

inline std::string MadeCnt::bytes() const {
  using made_cnt_detail::add;
  using made_cnt_detail::put;
  const std::size_t count = samples.empty() ? 0 : samples[0].size(), start = 900 + 75 * channels.size();
  std::string out(900, '\0');
  out.replace(0, 11, "Version 3.0");
  put(out, 370, static_cast<std::uint16_t>(channels.size()));
  put(out, 376, rate);
  put(out, 864, static_cast<std::int32_t>(state_samples ? count : 1));
  put(out, 894, block * width);
  for (const Channel& channel : channels) {
    std::string entry(75, '\0');
    entry.replace(0, channel.label.size(), channel.label);
    entry[14] = channel.bad ? 1 : 0;
    put(entry, 47, channel.baseline);
    put(entry, 59, channel.sensitivity);
    put(entry, 71, channel.calibration);
    out += entry;
  }
  const std::size_t step = block > 0 ? static_cast<std::size_t>(block) : 1;
  for (std::size_t first = 0; first < count; first += step)
    for (const std::vector<std::int32_t>& row : samples)
      for (std::size_t s = first; s < first + step; ++s) {
        if (width == 2) add(out, static_cast<std::int16_t>(row[s]));
        if (width == 4) add(out, row[s]);
      }
  put(out, 886, static_cast<std::uint32_t>(out.size()));
  std::string entries;
  for (const Event& event : events) {
    add(entries, event.stimulus);
    add(entries, event.keyboard);
    add(entries, static_cast<std::uint8_t>(event.pad | (event.accept << 4)));
    const auto frame = static_cast<std::uint32_t>(channels.size()) * static_cast<std::uint32_t>(width);
    add(entries, table == 3 ? event.sample : static_cast<std::uint32_t>(start) + event.sample * frame);
    if (table != 1) entries += std::string(11, '\0');
  }
  add(out, static_cast<std::uint8_t>(table));
  add(out, static_cast<std::int32_t>(entries.size()));
  add(out, std::int32_t{0});
  out += entries;
  if (tail_flag >= 0) {
    put(out, 12, static_cast<std::int32_t>(out.size()));
    out += std::string(52, '\0') + static_cast<char>(tail_flag) + std::string(8, '\0');
  }
  return out;
}

}  // namespace attune::test
