#include <string>

#include "attune/artefact/components.hpp"

namespace attune::artefact {
namespace {

template <class Get>
Column::Numbers numbers(const Judgement& judgement, Get get) {
  Column::Numbers out;
  for (const JudgedComponent& c : judgement.components) out.push_back(get(c));
  return out;
}

template <class Get>
Column::Text texts(const Judgement& judgement, Get get) {
  Column::Text out;
  for (const JudgedComponent& c : judgement.components) {
    const std::string text(get(c));
    out.push_back(text.empty() ? "n/a" : text);
  }
  return out;
}

}  // namespace

Table to_table(const Judgement& judgement) {
  Column::Integers index;
  for (const JudgedComponent& c : judgement.components) index.push_back(c.component);
  Table table;
  table.add("component", std::move(index));
  table.add("kind", texts(judgement, [](const auto& c) { return name_of(c.kind); }));
  table.add("remove", texts(judgement, [](const auto& c) { return c.remove ? "yes" : "no"; }));
  table.add("reason", texts(judgement, [](const auto& c) { return c.reason; }));
  table.add("explained_share", numbers(judgement, [](const auto& c) { return c.explained; }));
  table.add("eog_source", texts(judgement, [](const auto& c) { return c.eog_source; }));
  table.add("eog_correlation", numbers(judgement, [](const auto& c) { return c.eog_correlation; }));
  table.add("eog_z", numbers(judgement, [](const auto& c) { return c.eog_z; }));
  table.add("kurtosis", numbers(judgement, [](const auto& c) { return c.kurtosis; }));
  table.add("frontal_dominance", numbers(judgement, [](const auto& c) { return c.dominance; }));
  table.add("smoothness", numbers(judgement, [](const auto& c) { return c.smoothness; }));
  table.add("focus_share", numbers(judgement, [](const auto& c) { return c.focus; }));
  table.add("focus_channel", texts(judgement, [](const auto& c) { return c.focus_channel; }));
  table.add("log_slope", numbers(judgement, [](const auto& c) { return c.slope; }));
  table.add("line_hz", numbers(judgement, [](const auto& c) { return c.line_hz; }));
  table.add("line_ratio", numbers(judgement, [](const auto& c) { return c.line_ratio; }));
  table.add("line_share", numbers(judgement, [](const auto& c) { return c.line_share; }));
  return table;
}

std::vector<ColumnMeaning> component_meanings() {
  return {{"component", "number of the component, from 0, in order of the variance it explains", ""},
          {"kind", "what it was taken for: eye, muscle, line, electrode, or kept where nothing stood out", ""},
          {"remove", "yes if it is proposed for removal (components of the eyes)", ""},
          {"reason", "the numbers that stood out", ""},
          {"explained_share", "its variance over the channels as a share of all variance in the fit", ""},
          {"eog_source", "signal of the eyes with which it correlates most", ""},
          {"eog_correlation", "Pearson's r with that signal, both filtered 1-10 Hz", ""},
          {"eog_z", "z of |r| among the components that are no outliers on that signal", ""},
          {"kurtosis", "excess kurtosis over the samples of the fit", ""},
          {"frontal_dominance", "mean squared weight of frontal channels over that of the others", ""},
          {"smoothness", "correlation of the weights with the mean of the four nearest channels'", ""},
          {"focus_share", "largest share of one channel in the squared weights", ""},
          {"focus_channel", "that channel", ""},
          {"log_slope", "slope of log power on log frequency from 7 Hz", ""},
          {"line_hz", "line frequency of the ratio", "Hz"},
          {"line_ratio", "power within 1 Hz of the line frequency over that 2-5 Hz beside it", ""},
          {"line_share", "power within 1 Hz of the line frequency as a share of all power above 1 Hz", ""}};
}

}  // namespace attune::artefact
