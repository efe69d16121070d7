#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "attune/report/page.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/summary.hpp"
#include "report_parts.hpp"

namespace attune::study {
namespace {

constexpr double kConfidence = 0.95;

std::vector<std::string> groups_of(const Study& study) {
  return study.group.levels.empty() ? std::vector<std::string>{"n/a"} : study.group.levels;
}

report::Interval interval_of(const std::vector<report::Dot>& dots) {
  std::vector<double> values;
  for (const report::Dot& dot : dots)
    if (std::isfinite(dot.value)) values.push_back(dot.value);
  const stats::Summary summary = stats::summarise(values);
  report::Interval interval;
  interval.mean = summary.mean;
  if (summary.n < 2) return interval;
  const auto n = static_cast<double>(summary.n);
  const double half = stats::student_t_quantile(0.5 + kConfidence / 2, n - 1) * summary.sd() / std::sqrt(n);
  interval.low = summary.mean - half;
  interval.high = summary.mean + half;
  return interval;
}

/// Values of the kept participants of a group.
report::DotGroup group_dots(const Finished& finished, const std::string& measure, const std::string& group) {
  report::DotGroup dots{group == "n/a" ? "all" : group, {}, {}};
  for (std::size_t r = 0; r < finished.values.rows(); ++r) {
    const Row row{finished.values, r};
    if (row.text("excluded") == "n/a" && row.text("group") == group)
      dots.dots.push_back({row.text("participant_id"), row.number(measure)});
  }
  dots.interval = interval_of(dots.dots);
  return dots;
}

bool is_contrast(const Study& study, const StudyMeasure& measure) {
  if (measure.modality == "physio")
    return std::any_of(study.physio->contrasts.begin(), study.physio->contrasts.end(),
                       [&](const PhysioContrast& contrast) { return contrast.name == measure.condition; });
  if (!study.fmri) return false;
  return std::any_of(study.fmri->contrasts.begin(), study.fmri->contrasts.end(),
                     [&](const auto& contrast) { return contrast.first == measure.condition; });
}

std::string axis_of(const StudyMeasure& measure) {
  if (measure.modality == "fmri") return "BOLD signal change (%)";
  if (measure.modality == "physio") {
    std::string words = fmt::format("{} ({})", measure.measure, unit_text(measure.unit()));
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
  }
  const std::string what = measure.measure == "fractional_area_latency"
                               ? fmt::format("{:g} % area latency", 100 * measure.fraction)
                               : measure.measure;
  std::string words = fmt::format("{} {} ({})", measure.component, what, unit_text(measure.unit()));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string means_in_words(const std::vector<report::DotPanel>& panels) {
  std::string words;
  for (const report::DotPanel& panel : panels)
    for (const report::DotGroup& group : panel.groups)
      words += fmt::format("{}, {}: mean {} [{}, {}]. ", panel.title, group.name, report::rounded(group.interval.mean),
                           report::rounded(group.interval.low), report::rounded(group.interval.high));
  return words;
}

/// Measures of one kind share a figure: conditions apart from contrasts, each ERP measure by itself.
std::vector<DrawnFigure> dot_figures(const Finished& finished) {
  std::vector<std::pair<std::string, std::vector<const StudyMeasure*>>> kinds;
  for (const StudyMeasure& measure : finished.study.measures) {
    const bool contrast = is_contrast(finished.study, measure);
    const std::string kind = measure.row_measure() + (contrast ? "-contrasts" : "");
    auto found = std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.first == kind; });
    if (found == kinds.end()) found = kinds.insert(kinds.end(), {kind, {}});
    found->second.push_back(&measure);
  }
  std::vector<DrawnFigure> figures;
  for (const auto& [kind, measures] : kinds) {
    report::DotFigure figure;
    figure.name = kind;
    std::replace(figure.name.begin(), figure.name.end(), '.', '-');
    const bool contrast = is_contrast(finished.study, *measures.front());
    figure.title =
        measures.front()->modality == "fmri"
            ? (contrast ? "Contrasts, per participant and group" : "Conditions, per participant and group")
            : axis_of(*measures.front()) + (contrast ? ", differences," : ",") + " per participant and group";
    const bool bold = measures.front()->modality == "fmri";
    figure.axis_label = !contrast ? axis_of(*measures.front())
                        : bold    ? std::string("difference in BOLD signal (%)")
                                  : "difference in " + axis_of(*measures.front());
    for (const StudyMeasure* measure : measures) {
      report::DotPanel panel{measure->label, {}};
      for (const std::string& group : groups_of(finished.study))
        panel.groups.push_back(group_dots(finished, measure->name, group));
      figure.panels.push_back(std::move(panel));
    }
    figure.description = means_in_words(figure.panels);
    figures.push_back({"figures/" + figure.name + ".svg", report::draw(figure),
                       "Every point is a participant who was kept; the bar is the 95 % confidence interval of the "
                       "group's mean (t distribution).",
                       "group/values.tsv"});
  }
  return figures;
}

std::vector<double> series(const Table& table, const std::vector<std::size_t>& rows, const char* column) {
  const std::vector<double> all = table.numbers(column);
  std::vector<double> values;
  for (const std::size_t row : rows) values.push_back(all[row]);
  return values;
}

/// Rows of one component, condition and group.
std::vector<std::size_t> wave_rows(const Table& table, const std::string& component, const std::string& condition,
                                   const std::string& group) {
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const Row row{table, r};
    if (row.text("component") == component && row.text("condition") == condition && row.text("group") == group)
      rows.push_back(r);
  }
  return rows;
}

void add_latencies(const Finished& finished, const std::string& component, const std::string& condition,
                   const std::string& group, report::WaveFigure& figure, report::Wave& wave) {
  for (const StudyMeasure& measure : finished.study.measures) {
    if (measure.component != component || measure.condition != condition || measure.unit() != "ms") continue;
    const report::DotGroup dots = group_dots(finished, measure.name, group);
    wave.latencies = dots.dots;
    wave.latency = dots.interval;
    figure.latency_label = axis_of(measure) + ": participants, mean and 95 % confidence interval";
    return;
  }
}

report::WaveFigure wave_figure(const Finished& finished, const ErpComponent& component, const std::string& condition) {
  report::WaveFigure figure;
  figure.name = component.name + "-" + condition;
  std::string channels;
  for (const std::string& channel : component.channels) channels += (channels.empty() ? "" : ", ") + channel;
  figure.title = fmt::format("{}: {} (mean of {})", component.name, condition, channels);
  figure.window_low_ms = component.from.count();
  figure.window_high_ms = component.to.count();
  for (const std::string& group : groups_of(finished.study)) {
    const std::string name = group == "n/a" ? "all" : group;
    const std::vector<std::size_t> rows = wave_rows(finished.waveforms, component.name, condition, name);
    if (rows.empty()) continue;
    report::Wave wave;
    wave.name = name;
    wave.participants = static_cast<int>(series(finished.waveforms, rows, "n").front());
    figure.times_ms = series(finished.waveforms, rows, "time_ms");
    wave.mean = series(finished.waveforms, rows, "mean_uv");
    wave.low = series(finished.waveforms, rows, "ci_low_uv");
    wave.high = series(finished.waveforms, rows, "ci_high_uv");
    add_latencies(finished, component.name, condition, group, figure, wave);
    figure.description += fmt::format("{}: {} participants, mean latency {} ms. ", name, wave.participants,
                                      report::rounded(wave.latency.mean, 4));
    figure.waves.push_back(std::move(wave));
  }
  return figure;
}

}  // namespace

std::vector<DrawnFigure> draw_figures(const Finished& finished) {
  std::vector<DrawnFigure> figures;
  if (finished.study.eeg)
    for (const ErpComponent& component : finished.study.eeg->components)
      for (const auto& [condition, expression] : finished.study.eeg->events) {
        const report::WaveFigure figure = wave_figure(finished, component, condition);
        if (figure.waves.empty()) continue;
        figures.push_back({"figures/" + figure.name + ".svg", report::draw(figure),
                           "Average over participants, positive up; the band is the 95 % confidence interval of the "
                           "mean, point by point; the shaded window is where the component was measured.",
                           "group/waveforms.tsv"});
      }
  for (DrawnFigure& figure : dot_figures(finished)) figures.push_back(std::move(figure));
  return figures;
}

}  // namespace attune::study
