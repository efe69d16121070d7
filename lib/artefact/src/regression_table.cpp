#include <fmt/format.h>

#include "attune/artefact/eog_regression.hpp"

namespace attune::artefact {

RegressionMethod parse_regression_method(std::string_view text) {
  for (const RegressionMethod method : {RegressionMethod::gratton, RegressionMethod::plain})
    if (text == name_of(method)) return method;
  throw usage_error(fmt::format("EOG regression {}; give gratton or plain", in_quotes(text)));
}

std::string_view name_of(RegressionMethod method) { return method == RegressionMethod::gratton ? "gratton" : "plain"; }

Table weights_table(const RegressionReport& report) {
  Column::Text channel, source, movement;
  Column::Numbers weight, error;
  Column::Integers samples, clusters;
  for (const EogWeight& w : report.weights) {
    channel.push_back(w.channel);
    source.push_back(w.source);
    movement.push_back(w.movement);
    weight.push_back(w.weight);
    error.push_back(w.standard_error);
    samples.push_back(w.samples);
    clusters.push_back(w.clusters);
  }
  Table table;
  table.add("channel", std::move(channel));
  table.add("source", std::move(source));
  table.add("movement", std::move(movement));
  table.add("weight", std::move(weight));
  table.add("standard_error", std::move(error));
  table.add("samples", std::move(samples));
  table.add("clusters", std::move(clusters));
  return table;
}

Table changes_table(const RegressionReport& report) {
  RemovalReport changes;
  changes.channels = report.channels;
  return to_table(changes);
}

std::vector<ColumnMeaning> weight_meanings() {
  return {{"channel", "channel that was cleaned", ""},
          {"source", "signal of the eyes: a channel or the difference of two", ""},
          {"movement", "all, or saccade (all that is no blink) and blink", ""},
          {"weight", "what of the source is taken from the channel", "V/V"},
          {"standard_error",
           "of the weight, allowing for dependence within a trial, a stretch of 2 s or a blink; of a "
           "blink's weight, the saccade weight being given",
           "V/V"},
          {"samples", "samples the weight rests on", ""},
          {"clusters", "trials, stretches or blinks they come from", ""}};
}

}  // namespace attune::artefact
