#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/report/axis.hpp"
#include "attune/report/figure.hpp"
#include "attune/report/page.hpp"
#include "attune/report/svg.hpp"
#include "keys.hpp"

namespace attune::report {
namespace {

constexpr double kWidth = 860, kPlotHeight = 300, kFirstKey = 44, kLeft = 76, kRight = 20, kRow = 40;

struct Layout {
  Axis time, potential;
  std::vector<Key> keys;
  double top = 0, strip_top = 0, height = 0;
  double x(double ms) const { return kLeft + time.at(ms) * (kWidth - kLeft - kRight); }
  double y(double uv) const { return top + (1.0 - potential.at(uv)) * kPlotHeight; }
};

bool has_latencies(const WaveFigure& figure) {
  return !figure.latency_label.empty() &&
         std::any_of(figure.waves.begin(), figure.waves.end(), [](const Wave& w) { return !w.latencies.empty(); });
}

std::vector<std::string> names_of(const std::vector<Wave>& waves) {
  std::vector<std::string> names;
  for (const Wave& wave : waves) names.push_back(fmt::format("{} (n = {})", wave.name, wave.participants));
  return names;
}

Layout lay_out(const WaveFigure& figure) {
  double low = 0, high = 0;
  for (const Wave& wave : figure.waves)
    for (const std::vector<double>* values : {&wave.mean, &wave.low, &wave.high})
      for (const double value : *values)
        if (std::isfinite(value)) {
          low = std::min(low, value);
          high = std::max(high, value);
        }
  Layout layout;
  layout.potential = nice_axis(low, high, 6);
  layout.time =
      figure.times_ms.empty() ? exact_axis(0, 1) : exact_axis(figure.times_ms.front(), figure.times_ms.back(), 10);
  layout.keys = lay_out_keys(names_of(figure.waves), kLeft, kWidth - kRight, kFirstKey);
  layout.top = (layout.keys.empty() ? kFirstKey : layout.keys.back().at.y) + 22;
  layout.strip_top = layout.top + kPlotHeight + 56;
  const double rows = has_latencies(figure) ? kRow * static_cast<double>(figure.waves.size()) + 44 : 0;
  layout.height = layout.strip_top + rows + 16;
  return layout;
}

void draw_axes(Svg& svg, const Layout& layout) {
  const double bottom = layout.top + kPlotHeight;
  const auto step_of = [](const Axis& axis) { return axis.ticks.size() > 1 ? axis.ticks[1] - axis.ticks[0] : 1.0; };
  for (const double tick : layout.potential.ticks) {
    svg.line({kLeft, layout.y(tick)}, {kWidth - kRight, layout.y(tick)}, tick == 0 ? "axis" : "grid");
    svg.words({kLeft - 8, layout.y(tick) + 4}, tick_text(tick, step_of(layout.potential)), Anchor::end, "small");
  }
  for (const double tick : layout.time.ticks) {
    svg.line({layout.x(tick), bottom}, {layout.x(tick), bottom + 5}, "axis");
    svg.words({layout.x(tick), bottom + 20}, tick_text(tick, step_of(layout.time)), Anchor::middle, "small");
  }
  if (layout.time.low < 0 && layout.time.high > 0) svg.line({layout.x(0), layout.top}, {layout.x(0), bottom}, "zero");
  svg.words({18, layout.top + kPlotHeight / 2}, "amplitude (\u00b5V)", Anchor::middle, "label", -90);
  svg.words({(kLeft + kWidth - kRight) / 2, bottom + 40}, "time after the event (ms)", Anchor::middle, "label");
}

void draw_wave(Svg& svg, const Layout& layout, const WaveFigure& figure, const Wave& wave, int index) {
  std::vector<Pixel> outline, line;
  for (std::size_t i = 0; i < figure.times_ms.size() && i < wave.mean.size(); ++i)
    line.push_back({layout.x(figure.times_ms[i]), layout.y(wave.mean[i])});
  const std::size_t band = std::min({figure.times_ms.size(), wave.low.size(), wave.high.size()});
  for (std::size_t i = 0; i < band; ++i)
    if (std::isfinite(wave.high[i])) outline.push_back({layout.x(figure.times_ms[i]), layout.y(wave.high[i])});
  for (std::size_t i = band; i-- > 0;)
    if (std::isfinite(wave.low[i])) outline.push_back({layout.x(figure.times_ms[i]), layout.y(wave.low[i])});
  svg.area(outline, group_style(index, "band"));
  svg.curve(line, curve_style(index));
}

void draw_latencies(Svg& svg, const Layout& layout, const WaveFigure& figure) {
  svg.words({kLeft, layout.strip_top + 14}, figure.latency_label, Anchor::start, "label");
  for (std::size_t g = 0; g < figure.waves.size(); ++g) {
    const Wave& wave = figure.waves[g];
    const int index = static_cast<int>(g);
    const double y = layout.strip_top + 44 + kRow * static_cast<double>(g);
    svg.line({kLeft, y}, {kWidth - kRight, y}, "grid");
    svg.words({kLeft + 4, y - 7}, wave.name, Anchor::start, group_style(index, "key"));
    std::vector<double> positions;
    std::vector<const Dot*> seen;
    for (const Dot& dot : wave.latencies)
      if (std::isfinite(dot.value)) {
        positions.push_back(layout.x(dot.value));
        seen.push_back(&dot);
      }
    const std::vector<double> offsets = swarm(positions, 3.5);
    for (std::size_t i = 0; i < seen.size(); ++i)
      svg.mark({positions[i], y + std::clamp(offsets[i], -13.0, 13.0)}, 3.5, index, "dot",
               fmt::format("{}: {} ms", seen[i]->participant_id, rounded(seen[i]->value, 4)));
    if (std::isfinite(wave.latency.low) && std::isfinite(wave.latency.high))
      svg.line({layout.x(wave.latency.low), y}, {layout.x(wave.latency.high), y}, group_style(index, "bar"));
    if (std::isfinite(wave.latency.mean))
      svg.mark({layout.x(wave.latency.mean), y}, 6, index, "mean",
               fmt::format("{}: mean {} ms, interval {} to {}", wave.name, rounded(wave.latency.mean, 4),
                           rounded(wave.latency.low, 4), rounded(wave.latency.high, 4)));
  }
}

}  // namespace

std::string draw(const WaveFigure& figure) {
  const Layout layout = lay_out(figure);
  Svg svg(kWidth, layout.height, figure.name, figure.title, figure.description);
  svg.words({16, 24}, figure.title, Anchor::start, "title");
  if (figure.window_high_ms > figure.window_low_ms) {
    const double left = layout.x(std::max(figure.window_low_ms, layout.time.low));
    const double right = layout.x(std::min(figure.window_high_ms, layout.time.high));
    const double bottom = has_latencies(figure) ? layout.height - 12 : layout.top + kPlotHeight;
    const std::string words = fmt::format("window {:g} to {:g} ms", figure.window_low_ms, figure.window_high_ms);
    svg.rectangle({left, layout.top}, right - left, bottom - layout.top, "window", words);
    svg.words({right - 6, layout.top + 15}, words, Anchor::end, "small");
  }
  draw_axes(svg, layout);
  for (std::size_t g = 0; g < figure.waves.size(); ++g)
    draw_wave(svg, layout, figure, figure.waves[g], static_cast<int>(g));
  draw_keys(svg, layout.keys);
  if (has_latencies(figure)) draw_latencies(svg, layout, figure);
  svg.words({kWidth - kRight, layout.top + kPlotHeight + 40}, figure.band_label, Anchor::end, "small");
  return svg.finish();
}

}  // namespace attune::report
