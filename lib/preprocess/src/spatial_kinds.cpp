#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/artefact/bad_channels.hpp"
#include "attune/artefact/interpolation.hpp"
#include "attune/base/number_text.hpp"
#include "attune/scalp/channel_match.hpp"
#include "attune/scalp/montage.hpp"
#include "work.hpp"

namespace attune::preprocess {
namespace {

void rereference(Situation& situation, const Parameters& parameters, StepRecord& record) {
  eeg::Recording& recording = situation.recording;
  const std::vector<std::string> names = parameters.list("channels");
  const bool average = names == std::vector<std::string>{"average"};
  const std::vector<Eigen::Index> from = average ? eeg::good_scalp_channels(recording) : situation.rows_of(names);
  if (from.empty()) throw input_error(recording.path, "there is no good EEG channel to take the average reference of");
  for (const Eigen::Index row : from) {
    const eeg::Channel& channel = recording.channels[static_cast<std::size_t>(row)];
    if (!channel.is_potential() || channel.bad)
      throw input_error(recording.path, fmt::format("channel {} is {} and cannot be the reference; name another",
                                                    in_quotes(channel.name), channel.bad ? "bad" : "no potential"));
  }
  const auto count = static_cast<Eigen::Index>(recording.channels.size());
  Eigen::MatrixXd mixing = Eigen::MatrixXd::Identity(count, count);
  Eigen::VectorXd weights = Eigen::VectorXd::Zero(count), scalp = weights;
  for (const Eigen::Index row : from) weights(row) = 1.0 / static_cast<double>(from.size());
  // Bad channels stay on the scale of the others; eye channels keep their own reference.
  for (Eigen::Index c = 0; c < count; ++c)
    if (eeg::is_scalp(recording.channels[static_cast<std::size_t>(c)])) scalp(c) = 1.0;
  for (const Eigen::Index row : from) scalp(row) = 1.0;
  mixing -= scalp * weights.transpose();
  situation.rank.mix(mixing);
  for (Eigen::Index i = 0; i < recording.data.cols(); ++i) {
    double mean = 0;
    for (const Eigen::Index row : from) mean += recording.data(row, i);
    mean /= static_cast<double>(from.size());
    recording.data.col(i) -= mean * scalp;
  }
  record.effect.emplace_back("reference_channels", static_cast<std::int64_t>(from.size()));
}

scalp::Montage montage_of(const Parameters& parameters) {
  if (parameters.has("file") == parameters.has("name"))
    parameters.fail("name", "needs the name of a montage or file=, one of the two");
  return parameters.has("file") ? scalp::read_montage(parameters.text("file"))
                                : scalp::montage(parameters.text("name"));
}

void set_montage(Situation& situation, const Parameters& parameters, StepRecord& record) {
  const scalp::Montage montage = montage_of(parameters);
  eeg::Recording& recording = situation.recording;
  std::vector<std::string> names;
  std::vector<std::size_t> rows;
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    if (!eeg::is_scalp(recording.channels[c])) continue;
    names.push_back(recording.channels[c].name);
    rows.push_back(c);
  }
  const scalp::Match match = scalp::match(names, montage);
  const scalp::Positions positions = match.positions(montage);
  Table table;
  std::int64_t placed = 0;
  std::vector<std::string> channel, how, electrode;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = positions.row(static_cast<Eigen::Index>(i));
    std::optional<eeg::ElectrodePosition>& position = recording.channels[rows[i]].position;
    position.reset();  // no mixture of two sets of positions
    if (row.allFinite()) position = eeg::ElectrodePosition{row(0), row(1), row(2)};
    placed += position.has_value();
    channel.push_back(names[i]);
    how.emplace_back(scalp::name_of(match.channels[i].kind));
    electrode.push_back(match.channels[i].name);
  }
  table.add("channel", Column::Text(channel.begin(), channel.end()));
  table.add("match", Column::Text(how.begin(), how.end()));
  table.add("electrode", Column::Text(electrode.begin(), electrode.end()));
  record.tables.emplace_back("channels", std::move(table));
  record.effect.emplace_back("placed_channels", placed);
  record.effect.emplace_back("match", match.summary());
  situation.warn(montage.warnings);
  if (placed < static_cast<std::int64_t>(rows.size()))
    situation.warn({fmt::format("montage {}: {}", montage.name, match.summary())});
}

void find_bad(Situation& situation, const Parameters& parameters, StepRecord& record) {
  artefact::BadChannelOptions options;
  options.deviation = parameters.positive("deviation");
  options.noise = parameters.positive("noise");
  options.correlation = parameters.positive("correlation");
  options.ransac = parameters.yes("ransac");
  options.robust_reference = parameters.yes("robust_reference");
  options.seed = situation.around.seed;
  for (const Eigen::Index row : eeg::good_scalp_channels(situation.recording))
    options.channels.push_back(situation.recording.channels[static_cast<std::size_t>(row)].name);
  const artefact::BadChannelReport report =
      artefact::find_bad_channels(situation.recording, options, situation.around.threads);
  artefact::mark_bad(situation.recording, report);
  record.effect.emplace_back("bad_channels", report.bad);
  record.effect.emplace_back("rounds", static_cast<std::int64_t>(report.rounds));
  record.tables.emplace_back("reasons", artefact::to_table(report));
  record.tables.emplace_back("measures", artefact::measures_table(report));
  situation.warn(report.warnings);
}

// X/Y/Z in millimetres.
Eigen::Vector3d place_of(const Parameters& parameters, std::string_view name) {
  std::string_view rest = parameters.text(name);
  std::vector<double> numbers;
  for (bool more = true; more;) {
    const std::size_t slash = rest.find('/');
    more = slash != std::string_view::npos;
    const auto value = parse_double(rest.substr(0, std::min(slash, rest.size())));
    if (!value || !std::isfinite(*value)) parameters.fail(name, "is not X/Y/Z in millimetres, such as 0/12/48");
    numbers.push_back(*value);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  if (numbers.size() != 3) parameters.fail(name, "is not X/Y/Z in millimetres, such as 0/12/48");
  return {numbers[0], numbers[1], numbers[2]};
}

void interpolate(Situation& situation, const Parameters& parameters, StepRecord& record) {
  eeg::Recording& recording = situation.recording;
  std::vector<std::string> names = parameters.list("channels");
  static_cast<void>(situation.rows_of(names));  // slips are found even where nothing is bad
  if (names.empty())
    for (const eeg::Channel& channel : recording.channels)
      if (channel.bad && eeg::is_scalp(channel)) names.push_back(channel.name);
  artefact::InterpolationOptions options;
  options.spline.smoothing = parameters.number("smoothing");
  if (parameters.has("origin")) options.origin = place_of(parameters, "origin");
  const artefact::InterpolationReport report =
      artefact::interpolate_channels(recording, names, options, situation.around.threads);
  const auto count = static_cast<Eigen::Index>(recording.channels.size());
  Eigen::MatrixXd mixing = Eigen::MatrixXd::Identity(count, count);
  const std::vector<Eigen::Index> to = situation.rows_of(report.channels), from = situation.rows_of(report.sources);
  for (std::size_t i = 0; i < to.size(); ++i) {
    mixing.row(to[i]).setZero();
    for (std::size_t k = 0; k < from.size(); ++k)
      mixing(to[i], from[k]) = report.weights(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
  }
  situation.rank.mix(mixing);
  record.effect.emplace_back("interpolated_channels", report.channels);
  record.effect.emplace_back("source_channels", static_cast<std::int64_t>(report.sources.size()));
  if (!report.channels.empty())
    record.effect.emplace_back("origin_mm", std::vector<double>(report.origin.begin(), report.origin.end()));
  situation.warn(report.warnings);
}

}  // namespace

std::vector<StepKind> spatial_kinds() {
  const std::vector<ParameterKind> bad{{"deviation", "5", "limit of the robust z of a channel's amplitude"},
                                       {"noise", "5", "limit of the robust z of its high-frequency noise"},
                                       {"correlation", "0.4", "least correlation with any other channel"},
                                       {"ransac", "yes", "predict channels from random subsets (needs positions)"},
                                       {"robust_reference", "no", "judge against a reference without bad channels"}};
  return {{{"montage",
            "gives the scalp channels the positions of a standard montage, or of a file, by their names",
            {{"name", "", "10-20, 10-10, biosemi-64, easycap-M1, hydrocel-128, ..."}, {"file", "", "positions"}}},
           nullptr,
           set_montage},
          {{"find-bad", "finds bad channels by PREP's criteria and marks them", bad}, nullptr, find_bad},
          {{"interpolate",
            "replaces channels by spherical splines of the good ones (Perrin 1989)",
            {{"channels", "", "names joined by + (without: those marked bad)"},
             {"smoothing", "1e-5", "of the splines"},
             {"origin", "", "X/Y/Z in mm, to repeat another program (without: the centre of the fitted sphere)"}}},
           nullptr,
           interpolate},
          {{"reference",
            "subtracts from every scalp channel the mean of the reference",
            {{"channels", "average", "the average of the good scalp channels, or names joined by +"}}},
           nullptr,
           rereference}};
}

}  // namespace attune::preprocess
