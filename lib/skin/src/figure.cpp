#include "attune/skin/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace attune::skin {
namespace {

/// The value at a time of a series that is sampled otherwise; NaN outside.
double at(const std::vector<double>& values, double from_s, Hertz rate, double time_s) {
  const auto place = static_cast<std::ptrdiff_t>(std::lround((time_s - from_s) * rate.value()));
  return place < 0 || place >= std::ssize(values) ? std::nan("") : values[static_cast<std::size_t>(place)];
}

report::Stretches artefacts(const Skin& skin) {
  report::Stretches out{"artefact", {}, 1};
  const double rate = skin.sampling_frequency.value();
  for (std::size_t i = 0; i < skin.artefact.size(); ++i) {
    if (!skin.artefact[i]) continue;
    std::size_t end = i;
    while (end < skin.artefact.size() && skin.artefact[end]) ++end;
    out.spans.emplace_back(skin.from_s + static_cast<double>(i) / rate, skin.from_s + static_cast<double>(end) / rate);
    i = end;
  }
  return out;
}

}  // namespace

report::LinesFigure figure(const Skin& skin, const std::optional<Decomposed>& decomposed,
                           std::span<const physio::Window> windows, const std::string& name) {
  report::LinesFigure out;
  out.name = name;
  out.title = fmt::format("Skin conductance ({})", skin.channel);
  out.x_label = "time (s)";
  out.y_label = "conductance (uS)";
  for (std::size_t i = 0; i < skin.smooth_us.size(); ++i)
    out.x.push_back(skin.from_s + static_cast<double>(i) / skin.sampling_frequency.value());
  out.lines.push_back({"conductance", skin.smooth_us, {}, {}});
  if (decomposed) {
    report::Line tonic{"tonic", {}, {}, {}}, phasic{"phasic", {}, {}, {}};
    for (const double time : out.x) {
      tonic.y.push_back(at(decomposed->tonic_us, decomposed->from_s, decomposed->sampling_frequency, time));
      phasic.y.push_back(at(decomposed->phasic_us, decomposed->from_s, decomposed->sampling_frequency, time));
    }
    out.lines.push_back(std::move(tonic));
    out.lines.push_back(std::move(phasic));
  }
  report::Stretches responses{"response", {}, 0};
  for (const Scr& scr : skin.responses) responses.spans.emplace_back(scr.onset_s, scr.peak_s);
  out.stretches.push_back(std::move(responses));
  report::Stretches bad = artefacts(skin);
  if (!bad.spans.empty()) out.stretches.push_back(std::move(bad));
  if (windows.size() > 1 || (windows.size() == 1 && !windows[0].condition.empty()))
    for (const physio::Window& window : windows)
      out.spans.push_back({window.from.count(), window.to.count(), window.condition});
  out.description = fmt::format("Skin conductance with {} responses.", skin.responses.size());
  return out;
}

}  // namespace attune::skin
