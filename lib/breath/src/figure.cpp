#include "attune/breath/figure.hpp"

#include <fmt/format.h>

#include "attune/breath/measures.hpp"

namespace attune::breath {

report::LinesFigure figure(const physio::Channel& channel, const Breaths& breaths,
                           std::span<const physio::Window> windows, const std::string& name) {
  report::LinesFigure out;
  out.name = name;
  out.title = fmt::format("Breath ({})", channel.name);
  out.x_label = "time (s)";
  out.y_label = fmt::format("{} ({})", channel.name, unit_of("breath_depth", channel.unit));
  report::Line line{channel.name, channel.samples, {}, {}};
  for (std::size_t i = 0; i < channel.samples.size(); ++i)
    out.x.push_back(channel.time_of(static_cast<double>(i)).count());
  out.lines.push_back(std::move(line));
  report::Stretches inhalations{"inhalation", {}, 0}, odd{"no plausible breath", {}, 1};
  for (const Breath& breath : breaths.breaths) {
    if (breath.implausible.empty())
      inhalations.spans.emplace_back(breath.inhale_s, breath.exhale_s);
    else
      odd.spans.emplace_back(breath.inhale_s, breath.end_s);
  }
  out.stretches.push_back(std::move(inhalations));
  if (!odd.spans.empty()) out.stretches.push_back(std::move(odd));
  if (windows.size() > 1 || (windows.size() == 1 && !windows[0].condition.empty()))
    for (const physio::Window& window : windows)
      out.spans.push_back({window.from.count(), window.to.count(), window.condition});
  out.description = fmt::format("Respiration over {:.0f} s with {} breaths.",
                                breaths.recording_to_s - breaths.recording_from_s, breaths.breaths.size());
  return out;
}

}  // namespace attune::breath
