#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "attune/eeg/channel_quality.hpp"
#include "potential_text.hpp"
#include "unit_text.hpp"

namespace attune::eeg {
namespace {

template <class Choose, class Say>
void add_list(Record& out, const char* field, const RecordingQuality& quality, Choose&& choose, Say&& say) {
  std::vector<std::string> list;
  for (const ChannelQuality& channel : quality.channels)
    if (choose(channel)) list.push_back(fmt::format("{} ({})", channel.channel, say(channel)));
  if (!list.empty()) out.emplace_back(field, std::move(list));
}

}  // namespace

Record to_record(const RecordingQuality& quality) {
  Record out;
  const auto faulty = std::count_if(quality.channels.begin(), quality.channels.end(),
                                    [](const ChannelQuality& c) { return !c.problem.empty(); });
  std::string summary = "nothing found";
  if (!quality.good())
    summary = fmt::format("{} of {} channels have a fault{}{}", faulty, quality.channels.size(),
                          quality.zeroed.empty() ? "" : ", samples were zeroed",
                          quality.frozen.empty() ? "" : ", all channels stood still at times");
  out.emplace_back("quality", summary);
  if (quality.channels_of_wrong_unit > 0) out.emplace_back("unit_suspect", unit_text(quality));
  const auto limit = [](const ChannelQuality& c) { return potential_text(c.limit_uv * 1e-6); };
  add_list(
      out, "railed_channels", quality, [](const auto& c) { return c.railed; },
      [&](const auto& c) {
        return c.flat ? "all at " + limit(c) : fmt::format("{:.2f} % at {}", 100.0 * c.clipped_share, limit(c));
      });
  add_list(
      out, "flat_channels", quality, [](const auto& c) { return c.flat && !c.railed; }, limit);
  add_list(
      out, "held_channels", quality, [](const auto& c) { return c.problem.find("held:") != std::string::npos; },
      [](const auto& c) { return fmt::format("{:.2f} %", 100.0 * c.held_share); });
  add_list(
      out, "not_finite_channels", quality, [](const auto& c) { return c.not_finite > 0; },
      [](const auto& c) { return fmt::format("{} samples", c.not_finite); });
  if (!quality.zeroed.empty()) {
    out.emplace_back("zeroed_samples", static_cast<std::int64_t>(quality.zeroed.size()));
    out.emplace_back("zeroed_events", fmt::format("{} of {} events lie on one", quality.zeroed_events, quality.events));
  }
  if (!quality.frozen.empty()) out.emplace_back("frozen_samples", static_cast<std::int64_t>(quality.frozen.size()));
  return out;
}

RecordList channel_records(const RecordingQuality& quality) {
  RecordList out;
  for (const ChannelQuality& channel : quality.channels) {
    Record row{{"channel", channel.channel},
               {"offset_uv", channel.offset_uv},
               {"swing_uv", channel.swing_uv},
               {"clipped_share", channel.clipped_share},
               {"limit_uv", channel.limit_uv},
               {"held_share", channel.held_share},
               {"flat", channel.flat},
               {"railed", channel.railed},
               {"not_finite", static_cast<std::int64_t>(channel.not_finite)}};
    if (channel.unit_factor) row.emplace_back("unit_factor", *channel.unit_factor);
    row.emplace_back("problem", channel.problem);
    out.records.push_back(std::move(row));
  }
  return out;
}

}  // namespace attune::eeg
