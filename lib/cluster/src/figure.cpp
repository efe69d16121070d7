#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "attune/cluster/electrodes.hpp"
#include "attune/report/heatmap.hpp"
#include "attune/report/topography.hpp"

namespace attune::cluster {
namespace {

std::string what_is_shown(const Question& question) {
  std::string text = question.selection.condition;
  if (question.selection.difference && question.selection.difference->formula != text)
    text += fmt::format(" ({})", question.selection.difference->formula);
  if (question.design.statistic != Statistic::one_sample)
    text += fmt::format(", {}", fmt::join(question.grouping.levels, " - "));
  return text;
}

// Clusters that are outlined: those at or below alpha, or the first.
std::size_t shown_clusters(const TestResult& result, double alpha) {
  const auto beyond = [&](const TestedCluster& cluster) { return cluster.p > alpha; };
  const auto end = std::find_if(result.clusters.begin(), result.clusters.end(), beyond) - result.clusters.begin();
  return std::max(static_cast<std::size_t>(end), std::min<std::size_t>(1, result.clusters.size()));
}

// Points that are drawn: rows are channels, or the frequencies of the channel with the peak of the first cluster.
struct Shown {
  std::ptrdiff_t first = 0, last = 0;
};

Shown shown_rows(const TestResult& result, const People& people, report::Heatmap& figure) {
  if (people.frequencies_hz.empty()) {
    figure.y_label = "channel";
    figure.rows = people.channels;
    return {0, result.grid.points()};
  }
  const Eigen::Index channel = result.clusters.empty() ? 0 : result.grid.channel_of(result.clusters.front().peak);
  figure.title += fmt::format(" at {}", people.channels[static_cast<std::size_t>(channel)]);
  figure.y_label = "frequency (Hz)";
  figure.y = people.frequencies_hz;
  figure.first_row_at_bottom = true;
  return {result.grid.point(channel, 0, 0), result.grid.point(channel + 1, 0, 0)};
}

std::string p_text(double p) { return p < 0.001 ? fmt::format("{:.1e}", p) : fmt::format("{:.3f}", p); }

}  // namespace

std::string draw_map(const TestResult& result, const People& people, const Question& question) {
  report::Heatmap figure;
  figure.name = "clusters";
  figure.title = fmt::format("t of {}", what_is_shown(question));
  figure.x_label = "time (ms)";
  figure.value_label = "t";
  figure.x = people.times_ms;
  const Shown rows = shown_rows(result, people, figure);
  const auto part = [&](const auto& all) { return std::vector(all.begin() + rows.first, all.begin() + rows.last); };
  figure.values = part(result.t);
  std::replace_if(
      figure.values.begin(), figure.values.end(), [](double x) { return std::isinf(x); },
      std::numeric_limits<double>::quiet_NaN());
  const std::size_t shown = shown_clusters(result, question.options.alpha);
  std::vector<int> outlines(result.t.size(), 0);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < shown; ++i) {
    for (const Eigen::Index point : result.clusters[i].points)
      outlines[static_cast<std::size_t>(point)] = static_cast<int>(i) + 1;
    words.push_back(fmt::format("cluster {} ({}) p {}", i + 1, result.clusters[i].sign > 0 ? "positive" : "negative",
                                p_text(result.clusters[i].p)));
  }
  figure.outlines = part(outlines);
  figure.description =
      fmt::format("t at every {}. Outlined: {}. The edges of clusters are no latencies and no places.",
                  people.frequencies_hz.empty() ? "channel and time" : "frequency and time of one channel",
                  words.empty() ? "nothing, there is no cluster" : fmt::format("{}", fmt::join(words, "; ")));
  return report::draw(figure);
}

std::string draw_heads(const TestResult& result, const People& people, const Electrodes& electrodes,
                       const Question& question, std::size_t count) {
  if (electrodes.positions.rows() == 0)
    throw usage_error("maps of the scalp need positions; expected --montage or --electrodes");
  report::TopographyFigure figure;
  figure.name = "cluster-peaks";
  figure.title = fmt::format("t of {}{}", what_is_shown(question),
                             result.clusters.empty() ? ": there is no cluster" : " at the peaks of clusters");
  figure.description =
      "t over the scalp at the peak of each cluster, its channels at that time drawn larger. Clusters "
      "are no estimate of where an effect is.";
  figure.value_label = "t";
  figure.electrodes = people.channels;
  figure.positions = electrodes.positions;
  for (std::size_t i = 0; i < std::min(count, shown_clusters(result, question.options.alpha)); ++i) {
    const TestedCluster& cluster = result.clusters[i];
    const Eigen::Index time = result.grid.time_of(cluster.peak), frequency = result.grid.frequency_of(cluster.peak);
    report::Topography head;
    head.title = fmt::format("{}: {}{:.0f} ms, p {}", i + 1,
                             people.frequencies_hz.empty()
                                 ? ""
                                 : fmt::format("{:g} Hz, ", people.frequencies_hz[static_cast<std::size_t>(frequency)]),
                             people.times_ms[static_cast<std::size_t>(time)], p_text(cluster.p));
    head.marked.assign(people.channels.size(), false);
    for (Eigen::Index channel = 0; channel < result.grid.channels; ++channel)
      head.values.push_back(result.t[static_cast<std::size_t>(result.grid.point(channel, frequency, time))]);
    for (const Eigen::Index point : cluster.points)
      if (result.grid.time_of(point) == time && result.grid.frequency_of(point) == frequency)
        head.marked[static_cast<std::size_t>(result.grid.channel_of(point))] = true;
    figure.maps.push_back(std::move(head));
  }
  return report::draw(figure);
}

}  // namespace attune::cluster
