#include <fmt/format.h>

#include <algorithm>

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

}  // namespace

std::vector<StepKind> spatial_kinds() {
  return {{{"reference",
            "subtracts from every scalp channel the mean of the reference",
            {{"channels", "average", "the average of the good scalp channels, or names joined by +"}}},
           nullptr,
           rereference}};
}

}  // namespace attune::preprocess
