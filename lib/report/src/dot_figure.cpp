#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/report/axis.hpp"
#include "attune/report/figure.hpp"
#include "attune/report/page.hpp"
#include "attune/report/svg.hpp"

namespace attune::report {
namespace {

constexpr double kHeight = 380, kTop = 64, kBottom = 62, kLeft = 76, kRight = 16;
constexpr double kPanelGap = 26, kRadius = 4.5;
constexpr double kLeastGroup = 92, kLetter = 8.2;  // pixels; a bold letter of a name is rarely wider

struct Layout {
  Axis axis;
  double group_width = kLeastGroup, panel_width = 0, width = 0;
  double y(double value) const { return kHeight - kBottom - axis.at(value) * (kHeight - kBottom - kTop); }
};

Layout lay_out(const DotFigure& figure) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto see = [&](double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  std::size_t groups = 1, longest_title = 0, longest_name = 0;
  for (const DotPanel& panel : figure.panels) {
    groups = std::max(groups, panel.groups.size());
    longest_title = std::max(longest_title, panel.title.size());
    for (const DotGroup& group : panel.groups) {
      longest_name = std::max(longest_name, group.name.size());
      for (const Dot& dot : group.dots) see(dot.value);
      for (const double end : {group.interval.low, group.interval.high}) see(end);
    }
  }
  Layout layout;
  layout.axis = nice_axis(low, high, 6);
  layout.group_width = std::max(kLeastGroup, kLetter * static_cast<double>(longest_name + 1));
  layout.panel_width =
      std::max(layout.group_width * static_cast<double>(groups), kLetter * static_cast<double>(longest_title));
  const double panels = static_cast<double>(std::max<std::size_t>(figure.panels.size(), 1));
  layout.width = std::max(kLeft + kRight + panels * layout.panel_width + (panels - 1) * kPanelGap, 580.0);
  return layout;
}

void draw_axis(Svg& svg, const Layout& layout, const std::string& label) {
  const std::vector<double>& ticks = layout.axis.ticks;
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1.0;
  for (const double tick : ticks) {
    const double y = layout.y(tick);
    svg.line({kLeft, y}, {layout.width - kRight, y}, tick == 0 ? "zero" : "grid");
    svg.words({kLeft - 8, y + 4}, tick_text(tick, step), Anchor::end, "small");
  }
  svg.words({18, (kTop + kHeight - kBottom) / 2}, label, Anchor::middle, "label", -90);
}

void draw_group(Svg& svg, const Layout& layout, const DotGroup& group, int index, double centre) {
  std::vector<const Dot*> seen;
  std::vector<double> positions;
  for (const Dot& dot : group.dots) {
    if (!std::isfinite(dot.value)) continue;
    seen.push_back(&dot);
    positions.push_back(layout.y(dot.value));
  }
  const std::vector<double> offsets = swarm(positions, kRadius);
  const double widest = kLeastGroup * 0.30;
  double most = 0;
  for (const double offset : offsets) most = std::max(most, std::abs(offset));
  const double squeeze = most > widest ? widest / most : 1.0;
  for (std::size_t i = 0; i < seen.size(); ++i)
    svg.mark({centre - 12 + squeeze * offsets[i], positions[i]}, kRadius, index, "dot",
             fmt::format("{}, {}: {}", seen[i]->participant_id, group.name, rounded(seen[i]->value, 4)));
  const Interval& interval = group.interval;
  const double x = centre + kLeastGroup * 0.32;
  if (std::isfinite(interval.low) && std::isfinite(interval.high))
    svg.line({x, layout.y(interval.low)}, {x, layout.y(interval.high)}, group_style(index, "bar"));
  if (std::isfinite(interval.mean))
    svg.mark({x, layout.y(interval.mean)}, 6.5, index, "mean",
             fmt::format("{}: mean {}, interval {} to {}", group.name, rounded(interval.mean, 4),
                         rounded(interval.low, 4), rounded(interval.high, 4)));
  svg.words({centre, kHeight - kBottom + 20}, group.name, Anchor::middle, group_style(index, "key"));
  svg.words({centre, kHeight - kBottom + 37}, fmt::format("n = {}", seen.size()), Anchor::middle, "small");
}

}  // namespace

std::string draw(const DotFigure& figure) {
  const Layout layout = lay_out(figure);
  Svg svg(layout.width, kHeight, figure.name, figure.title, figure.description);
  svg.words({16, 24}, figure.title, Anchor::start, "title");
  draw_axis(svg, layout, figure.axis_label);
  double left = kLeft;
  for (const DotPanel& panel : figure.panels) {
    svg.words({left + layout.panel_width / 2, kTop - 14}, panel.title, Anchor::middle, "label");
    const double width = layout.panel_width / static_cast<double>(std::max<std::size_t>(panel.groups.size(), 1));
    for (std::size_t g = 0; g < panel.groups.size(); ++g)
      draw_group(svg, layout, panel.groups[g], static_cast<int>(g), left + (static_cast<double>(g) + 0.5) * width);
    left += layout.panel_width + kPanelGap;
    if (&panel != &figure.panels.back())
      svg.line({left - kPanelGap / 2, kTop - 24}, {left - kPanelGap / 2, kHeight - kBottom}, "grid");
  }
  svg.words({kLeft, kHeight - 8}, fmt::format("Each point is one participant; bar: {}.", figure.interval_label),
            Anchor::start, "small");
  return svg.finish();
}

}  // namespace attune::report
