#include <algorithm>

#include "attune/artefact/bad_channels.hpp"

namespace attune::artefact {
namespace {

std::string unit_of(BadCriterion criterion) {
  switch (criterion) {
    case BadCriterion::not_finite:
      return "samples";
    case BadCriterion::flat:
      return "V";
    case BadCriterion::deviation:
    case BadCriterion::noise:
      return "robust z";
    default:
      return "share of windows";
  }
}

}  // namespace

Table to_table(const BadChannelReport& report) {
  Column::Text channels, criteria, units;
  Column::Numbers values, limits;
  Column::Integers rounds;
  for (const BadChannelFinding& finding : report.findings) {
    channels.push_back(finding.channel);
    criteria.emplace_back(name_of(finding.criterion));
    values.push_back(finding.value);
    limits.push_back(finding.limit);
    units.push_back(unit_of(finding.criterion));
    rounds.push_back(finding.round);
  }
  Table table;
  table.add("channel", std::move(channels));
  table.add("criterion", std::move(criteria));
  table.add("value", std::move(values));
  table.add("limit", std::move(limits));
  table.add("unit", std::move(units));
  table.add("round", std::move(rounds));
  return table;
}

std::vector<ColumnMeaning> bad_channel_meanings() {
  return {{"channel", "name of the channel", ""},
          {"criterion", "why it is bad: not finite, flat, deviation, noise, correlation, drop-out, ransac", ""},
          {"value", "what was measured", "as in column unit"},
          {"limit", "what it was compared with", "as in column unit"},
          {"unit", "unit of value and limit", ""},
          {"round", "round of the robust reference in which it was found; 1 without one", ""}};
}

Table measures_table(const BadChannelReport& report) {
  Column::Text channels, status;
  std::vector<Column::Numbers> numbers(8);
  for (const ChannelMeasures& m : report.measures) {
    channels.push_back(m.channel);
    status.push_back(std::count(report.bad.begin(), report.bad.end(), m.channel) > 0 ? "bad" : "good");
    const double values[] = {Microvolts(Volts(m.amplitude)).value(),
                             m.amplitude_z,
                             m.noise_ratio,
                             m.noise_z,
                             m.median_correlation,
                             m.low_correlation,
                             m.dropout,
                             m.ransac};
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i].push_back(values[i]);
  }
  Table table;
  table.add("channel", std::move(channels));
  table.add("status", std::move(status));
  const char* names[] = {"amplitude_uv",       "amplitude_z",           "noise_ratio",   "noise_z",
                         "median_correlation", "low_correlation_share", "dropout_share", "ransac_share"};
  for (std::size_t i = 0; i < numbers.size(); ++i) table.add(names[i], std::move(numbers[i]));
  return table;
}

}  // namespace attune::artefact
