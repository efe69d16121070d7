#include "attune/heart/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/report/lines.hpp"
#include "attune/report/svg.hpp"

namespace attune::heart {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
// More windows than this would shade everything.
constexpr std::size_t kMostSpans = 40;
// The least width of a bar, as a share of the picture's.
constexpr double kLeastWidth = 0.002;
// A spectrum is drawn this far above the upper end of HF.
constexpr double kBeyondHf = 1.25;

std::string shown(const std::string& condition) { return condition.empty() ? "recording" : condition; }

// A step as long as the interval, so that a single one is seen.
void add_step(report::LinesFigure& figure, const physio::Intervals& intervals, std::size_t i) {
  const double end = intervals.end_s[i], start = end - 1e-3 * intervals.ms[i];
  std::vector<double>& y = figure.lines.front().y;
  if (i > 0 && intervals.follows_gap[i]) {
    figure.x.push_back(0.5 * (intervals.end_s[i - 1] + start));
    y.push_back(kNone);
  }
  for (const double at : {start, end}) {
    if (!figure.x.empty() && at < figure.x.back()) continue;
    figure.x.push_back(at);
    y.push_back(intervals.ms[i]);
  }
}

// Where intervals were corrected, each wide enough to be seen; those that touch are one.
std::vector<std::pair<double, double>> corrected_spans(const HeartData& data) {
  const physio::Intervals& intervals = data.intervals;
  const double least = (intervals.end_s.back() - intervals.end_s.front()) * kLeastWidth;
  std::vector<std::pair<double, double>> out;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    if (!data.corrected[i]) continue;
    const double middle = intervals.end_s[i] - 0.5e-3 * intervals.ms[i],
                 half = 0.5 * std::max(least, 1e-3 * intervals.ms[i]);
    const double from = std::max(middle - half, intervals.end_s.front() - 1e-3 * intervals.ms.front()),
                 to = std::min(middle + half, intervals.end_s.back());
    if (!out.empty() && from <= out.back().second + 1e-9)
      out.back().second = to;
    else
      out.emplace_back(from, to);
  }
  return out;
}

report::LinesFigure tachogram(const HeartRecording& heart, std::span<const physio::Window> windows) {
  report::LinesFigure out;
  out.name = "tachogram";
  out.title = fmt::format("Intervals between heart beats ({})", heart.site);
  out.description = "Length of every interval over time; bars below show where intervals were corrected.";
  out.x_label = "Time (s)";
  out.y_label = "Interval (ms)";
  out.lines.push_back({"intervals", {}, {}, {}});
  if (heart.data.intervals.size() == 0) return out;
  for (std::size_t i = 0; i < heart.data.intervals.size(); ++i) add_step(out, heart.data.intervals, i);
  std::vector<std::pair<double, double>> corrected = corrected_spans(heart.data);
  if (!corrected.empty()) out.stretches.push_back({"corrected", std::move(corrected), 1});
  if (windows.size() <= kMostSpans)
    for (const physio::Window& window : windows)
      if (!window.condition.empty()) out.spans.push_back({window.from.count(), window.to.count(), window.condition});
  return out;
}

report::LinesFigure spectra(const HeartRows& rows, const Bands& bands) {
  report::LinesFigure out;
  out.name = "spectrum";
  out.title = "Spectrum of the intervals";
  out.description = "Power density of the intervals over frequency, a line per condition, bands shaded.";
  out.x_label = "Frequency (Hz)";
  out.y_label = "Density (ms²/Hz)";
  // Conditions may have segments of different lengths: all are drawn at the frequencies of the finest.
  const auto finest = std::max_element(rows.spectra.begin(), rows.spectra.end(), [](const auto& a, const auto& b) {
    return a.spectrum.length < b.spectrum.length;
  });
  const double end = kBeyondHf * bands.hf.high.value();
  for (const double f : finest->spectrum.frequencies)
    if (f <= end) out.x.push_back(f);
  for (const ConditionSpectrum& one : rows.spectra) {
    report::Line& line = out.lines.emplace_back();
    line.name = shown(one.condition);
    const double step = one.spectrum.frequencies(1);
    for (const double f : out.x) {
      const double place = f / step;
      const auto left = static_cast<Eigen::Index>(place);
      line.y.push_back(left + 1 >= one.spectrum.density.size()
                           ? kNone
                           : one.spectrum.density(left) +
                                 (place - static_cast<double>(left)) *
                                     (one.spectrum.density(left + 1) - one.spectrum.density(left)));
    }
  }
  out.spans = {{bands.vlf.low.value(), bands.vlf.high.value(), "VLF"},
               {bands.lf.low.value(), bands.lf.high.value(), "LF"},
               {bands.hf.low.value(), bands.hf.high.value(), "HF"}};
  return out;
}

report::LinesFigure mean_responses(std::span<const Response> trials, const ResponseOptions& options) {
  report::LinesFigure out;
  out.name = "responses";
  out.title = "Change of the heart after events";
  out.description = "Mean change from the baseline in every second after the onset, a line per condition.";
  out.x_label = "Time after the onset (s)";
  out.y_label = options.rate ? "Change of the rate (1/min)" : "Change of the interval (ms)";
  out.reference_y = 0;
  for (int second = 0; second < options.seconds; ++second) out.x.push_back(second + 0.5);
  Measure labels;
  const std::vector<Measure> rows = rows_of(trials, options, labels);
  const std::size_t each = static_cast<std::size_t>(options.seconds) + 1;
  for (std::size_t first = 0; first < rows.size(); first += each) {
    report::Line& line = out.lines.emplace_back();
    line.name = rows[first].condition;
    for (std::size_t second = 0; second + 1 < each; ++second) line.y.push_back(rows[first + second].value);
  }
  return out;
}

}  // namespace

std::string draw(const HeartRecording& heart, std::span<const physio::Window> windows, const HeartRows& rows,
                 const Bands& bands, std::span<const Response> trials, const ResponseOptions& options,
                 const std::string& name) {
  const auto drawn = [&](report::LinesFigure figure) {
    figure.name = name + "-" + figure.name;
    return report::draw(figure);
  };
  std::vector<std::string> drawings{drawn(tachogram(heart, windows))};
  if (!rows.spectra.empty()) drawings.push_back(drawn(spectra(rows, bands)));
  if (!trials.empty()) drawings.push_back(drawn(mean_responses(trials, options)));
  if (drawings.size() == 1) return drawings.front();
  return report::stacked(drawings, name, "Heart beats", "Tachogram, spectrum and responses to events.");
}

}  // namespace attune::heart
