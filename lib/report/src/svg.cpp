#include "attune/report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "attune/report/markup.hpp"

namespace attune::report {
namespace {

// The first colours are Okabe and Ito's, apart for every common kind of colour vision; lighter ones serve dark viewers.
constexpr std::string_view kStyle =
    ".fig{font-family:system-ui,-apple-system,'Segoe UI','Noto Sans','DejaVu Sans',sans-serif;font-size:13px;"
    "--ink:#1f2933;--soft:#65727f;--rule:#d9dee3;--shade:#f0ead6;--paper:#ffffff;"
    "--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#aa4499;--c4:#8a6d00;--c5:#444444}"
    "@media (prefers-color-scheme:dark){.fig{--ink:#e6e9ec;--soft:#9aa7b3;--rule:#38434d;--shade:#37331f;"
    "--paper:#14191e;--c0:#6cb8ea;--c1:#ff9d5c;--c2:#3fd0a4;--c3:#dd8fd0;--c4:#e3c44f;--c5:#c4c8cc}}"
    ".fig .paper{fill:var(--paper)}.fig text{fill:var(--ink)}.fig .small{fill:var(--soft);font-size:12px}"
    ".fig .title{font-weight:600;font-size:14px}.fig .axis{stroke:var(--soft);stroke-width:1}"
    ".fig .grid{stroke:var(--rule);stroke-width:1}.fig .zero{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 3}"
    ".fig .window{fill:var(--shade)}"
    ".fig .g0{--c:var(--c0)}.fig .g1{--c:var(--c1)}.fig .g2{--c:var(--c2)}.fig .g3{--c:var(--c3)}"
    ".fig .g4{--c:var(--c4)}.fig .g5{--c:var(--c5)}"
    ".fig .dot{fill:var(--c);fill-opacity:.38;stroke:var(--c);stroke-width:1}"
    ".fig .mean{fill:var(--c);stroke:var(--paper);stroke-width:.75}.fig .bar{stroke:var(--c);stroke-width:3;"
    "stroke-linecap:round}.fig .wave{fill:none;stroke:var(--c);stroke-width:2.2;stroke-linejoin:round}"
    ".fig .odd{stroke-dasharray:7 3}.fig .band{fill:var(--c);fill-opacity:.18;stroke:none}"
    ".fig .cells{stroke:none;shape-rendering:crispEdges}.fig .edge{fill:none;stroke:#101418;stroke-width:1.6;"
    "stroke-linejoin:round}.fig .outline{fill:none;stroke:var(--soft);stroke-width:1.6;stroke-linejoin:round}"
    ".fig .over{fill:none;stroke:#101418;stroke-width:1.6}.fig .contact{fill:#101418;stroke:none}"
    ".fig .hollow{fill:none;stroke:#101418;stroke-width:1}.fig .chosen{fill:#fff;stroke:#101418;stroke-width:1.4}"
    ".fig text.key{fill:var(--c);font-weight:600}";

std::string tip_element(std::string_view tip) {
  return tip.empty() ? std::string() : fmt::format("<title>{}</title>", escaped(tip));
}

/// The number in an attribute of the first tag of a drawing made here.
double attribute(std::string_view drawing, std::string_view name) {
  const std::string opening = fmt::format(" {}=\"", name);
  const std::size_t at = drawing.find(opening);
  const std::size_t begin = at + opening.size(), end = at == drawing.npos ? drawing.npos : drawing.find('"', begin);
  const auto value = end == drawing.npos ? std::nullopt : parse_double(drawing.substr(begin, end - begin));
  if (!value) throw Error(Fault::internal, fmt::format("a drawing has no {}", name));
  return *value;
}

std::string points_text(const std::vector<Pixel>& points, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin) text += ' ';
    text += path_number(points[i].x) + ',' + path_number(points[i].y);
  }
  return text;
}

}  // namespace

Svg::Svg(double width, double height, std::string_view name, std::string_view title, std::string_view description) {
  const std::string id = escaped(name);
  head_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fig\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "role=\"img\" aria-labelledby=\"{2}-title {2}-text\"><title id=\"{2}-title\">{3}</title>"
      "<desc id=\"{2}-text\">{4}</desc><style>{5}</style>\n",
      path_number(width), path_number(height), id, escaped(title), escaped(description), kStyle);
  rectangle({0, 0}, width, height, "paper");
}

void Svg::line(Pixel from, Pixel to, std::string_view style) {
  body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"{}\"/>\n", path_number(from.x),
                       path_number(from.y), path_number(to.x), path_number(to.y), escaped(style));
}

void Svg::rectangle(Pixel corner, double width, double height, std::string_view style, std::string_view tip) {
  body_ +=
      fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{}\">{}</rect>\n", path_number(corner.x),
                  path_number(corner.y), path_number(width), path_number(height), escaped(style), tip_element(tip));
}

void Svg::mark(Pixel centre, double radius, int group, std::string_view style, std::string_view tip) {
  const std::string look = group_style(group, style);
  if (group % 2 == 0) return disc(centre, radius, look, tip);
  const double r = radius * 1.2;  // a diamond of the same area as the disc, nearly
  const std::vector<Pixel> corners{
      {centre.x, centre.y - r}, {centre.x + r, centre.y}, {centre.x, centre.y + r}, {centre.x - r, centre.y}};
  body_ += fmt::format("<polygon points=\"{}\" class=\"{}\">{}</polygon>\n", points_text(corners, 0, 4), escaped(look),
                       tip_element(tip));
}

void Svg::disc(Pixel centre, double radius, std::string_view style, std::string_view tip) {
  body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" class=\"{}\">{}</circle>\n", path_number(centre.x),
                       path_number(centre.y), path_number(radius), escaped(style), tip_element(tip));
}

void Svg::curve(const std::vector<Pixel>& points, std::string_view style) {
  const auto drawable = [](const Pixel& p) { return std::isfinite(p.x) && std::isfinite(p.y); };
  std::size_t begin = 0;
  while (begin < points.size()) {
    std::size_t end = begin;
    while (end < points.size() && drawable(points[end])) ++end;
    if (end - begin >= 2)
      body_ += fmt::format("<polyline points=\"{}\" class=\"{}\"/>\n", points_text(points, begin, end), escaped(style));
    begin = end + 1;
  }
}

void Svg::area(const std::vector<Pixel>& points, std::string_view style) {
  if (points.size() < 3) return;
  body_ +=
      fmt::format("<polygon points=\"{}\" class=\"{}\"/>\n", points_text(points, 0, points.size()), escaped(style));
}

void Svg::path(std::string_view data, std::string_view style, std::string_view colour) {
  if (data.empty()) return;
  const std::string fill = colour.empty() ? std::string() : fmt::format(" fill=\"{}\"", escaped(colour));
  body_ += fmt::format("<path d=\"{}\" class=\"{}\"{}/>\n", escaped(data), escaped(style), fill);
}

void Svg::words(Pixel at, std::string_view content, Anchor anchor, std::string_view style, double turn_degrees) {
  const char* side = anchor == Anchor::start ? "start" : anchor == Anchor::middle ? "middle" : "end";
  const std::string turn = turn_degrees == 0 ? std::string()
                                             : fmt::format(" transform=\"rotate({} {} {})\"", path_number(turn_degrees),
                                                           path_number(at.x), path_number(at.y));
  body_ += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\" class=\"{}\"{}>{}</text>\n", path_number(at.x),
                       path_number(at.y), side, escaped(style), turn, escaped(content));
}

std::string Svg::finish() const { return head_ + body_ + "</svg>\n"; }

std::string path_number(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string stacked(const std::vector<std::string>& drawings, std::string_view name, std::string_view title,
                    std::string_view description) {
  double width = 0, height = 0;
  std::string inside;
  for (const std::string& drawing : drawings) {
    const Pixel size{attribute(drawing, "width"), attribute(drawing, "height")};
    inside += fmt::format("<g transform=\"translate(0 {})\">{}</g>\n", path_number(height), drawing);
    width = std::max(width, size.x);
    height += size.y;
  }
  Svg svg(width, height, name, title, description);
  std::string whole = svg.finish();
  whole.insert(whole.rfind("</svg>"), inside);
  return whole;
}

std::string group_style(int group, std::string_view style) { return fmt::format("g{} {}", group % 6, style); }

std::string_view figure_style() { return kStyle; }

}  // namespace attune::report
