#include <fmt/format.h>

#include <cmath>

#include "attune/decode/answers.hpp"
#include "attune/report/heatmap.hpp"
#include "attune/report/lines.hpp"
#include "attune/report/page.hpp"
#include "attune/report/svg.hpp"

namespace attune::decode {
namespace {

std::vector<double> times_of(const Decoding& decoding) {
  std::vector<double> times;
  for (Eigen::Index t = 0; t < decoding.times.samples; ++t) times.push_back(decoding.times.at(t).count());
  return times;
}

std::string score_label(const Decoding& decoding) {
  return decoding.score == Score::auc ? "area under the ROC curve" : "balanced accuracy";
}

/// Stretches of times above the threshold, half a step wider on either side.
report::Stretches significant_times(const Decoding& decoding, const GroupCurve& group, int line) {
  report::Stretches stretches{fmt::format("{}: adjusted p below alpha", group.name), {}, line};
  const double half = decoding.times.step().count() / 2;
  for (std::size_t t = 0; t < group.test.statistic.size(); ++t) {
    if (!(group.test.statistic[t] > group.test.threshold)) continue;
    const double at = decoding.times.at(static_cast<Eigen::Index>(t)).count();
    const bool joins = !stretches.spans.empty() && stretches.spans.back().second > at - 1.5 * half;
    if (joins)
      stretches.spans.back().second = at + half;
    else
      stretches.spans.emplace_back(at - half, at + half);
  }
  return stretches;
}

std::string in_words(const Decoding& decoding) {
  std::string words;
  for (const GroupCurve& group : decoding.groups)
    words += fmt::format("{}: largest score {} at {} ms, onset at {:g} of the peak {} ms [{}, {}]. ", group.name,
                         report::rounded(group.mean[group.peak]),
                         report::rounded(decoding.times.at(static_cast<Eigen::Index>(group.peak)).count(), 4),
                         decoding.fraction, report::rounded(group.fraction.onset.value, 4),
                         report::rounded(group.fraction.low, 4), report::rounded(group.fraction.high, 4));
  return words;
}

report::LinesFigure curve_figure(const Decoding& decoding) {
  report::LinesFigure figure;
  figure.name = "decoding";
  figure.title =
      fmt::format("Telling {} from {}, by {}", decoding.conditions[1], decoding.conditions[0], name_of(decoding.by));
  figure.description = in_words(decoding);
  figure.x_label = "time after the event (ms)";
  figure.y_label = score_label(decoding);
  figure.band_label = fmt::format("band: {:g} % confidence, time by time", 100 * decoding.confidence);
  figure.x = times_of(decoding);
  figure.reference_y = kChance;
  figure.reference_label = "chance";
  for (std::size_t g = 0; g < decoding.groups.size(); ++g) {
    const GroupCurve& group = decoding.groups[g];
    const int line = static_cast<int>(g);
    figure.lines.push_back({fmt::format("{} (n = {})", group.name, group.people), group.mean, group.low, group.high});
    figure.stretches.push_back(significant_times(decoding, group, line));
    figure.estimates.push_back({fmt::format("{}: onset at {:g} of the peak", group.name, decoding.fraction),
                                {group.fraction.onset.value, group.fraction.low, group.fraction.high},
                                line});
  }
  return figure;
}

}  // namespace

std::string figure(const Decoding& decoding) {
  const std::string curves = report::draw(curve_figure(decoding));
  if (decoding.generalisation.size() == 0) return curves;
  report::Heatmap map;
  map.name = "generalisation";
  map.title = "Trained at one time, tested at another";
  map.description = "Mean score over people for every pair of times";
  map.x_label = "tested at (ms)";
  map.y_label = "trained at (ms)";
  map.value_label = score_label(decoding);
  map.x = map.y = times_of(decoding);
  map.first_row_at_bottom = map.diagonal = true;
  map.colours.centre = kChance;
  for (Eigen::Index from = 0; from < decoding.generalisation.rows(); ++from)
    for (Eigen::Index to = 0; to < decoding.generalisation.cols(); ++to)
      map.values.push_back(decoding.generalisation(from, to));
  return report::stacked({curves, report::draw(map)}, "decoding-whole", "Decoding over time", in_words(decoding));
}

}  // namespace attune::decode
