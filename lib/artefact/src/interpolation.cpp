#include "attune/artefact/interpolation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/eeg/channel_roles.hpp"
#include "attune/scalp/sphere.hpp"

namespace attune::artefact {
namespace {

constexpr std::size_t kFewestSources = 3;
constexpr Eigen::Index kChunk = 4096;  // samples

using Rows = std::vector<Eigen::Index>;

scalp::Positions select(const scalp::Positions& positions, const Rows& rows) {
  scalp::Positions out(static_cast<Eigen::Index>(rows.size()), 3);
  for (std::size_t i = 0; i < rows.size(); ++i) out.row(static_cast<Eigen::Index>(i)) = positions.row(rows[i]);
  return out;
}

// The report with its weights, from the rows to compute and the rows to compute them from.
InterpolationReport plan(const std::filesystem::path& path, const std::vector<std::string>& names,
                         const scalp::Positions& positions, const Rows& targets, const Rows& sources,
                         const InterpolationOptions& options) {
  InterpolationReport out;
  for (const Eigen::Index row : targets) out.channels.push_back(names[static_cast<std::size_t>(row)]);
  if (targets.empty()) return out;
  if (sources.size() < kFewestSources)
    throw analysis_error(fmt::format("{}: {} good EEG channels have a position; interpolation needs at least {}",
                                     describe(path), sources.size(), kFewestSources));
  for (const Eigen::Index row : sources) out.sources.push_back(names[static_cast<std::size_t>(row)]);
  Rows all = sources;
  all.insert(all.end(), targets.begin(), targets.end());
  const scalp::Positions everything = select(positions, all);
  out.sphere = scalp::fit_sphere(everything);
  out.origin = options.origin.value_or(out.sphere.centre);
  if (const auto warning = scalp::sphere_warning(everything, out.origin))
    out.warnings.push_back(describe(path) + ": " + *warning);
  out.weights =
      scalp::interpolation_weights(select(positions, sources), select(positions, targets), out.origin, options.spline);
  return out;
}

void apply(const Eigen::MatrixXd& weights, const Rows& sources, const Rows& targets, Eigen::Ref<Eigen::MatrixXd> data) {
  Eigen::MatrixXd from(static_cast<Eigen::Index>(sources.size()), data.cols());
  for (std::size_t i = 0; i < sources.size(); ++i) from.row(static_cast<Eigen::Index>(i)) = data.row(sources[i]);
  const Eigen::MatrixXd to = weights * from;
  for (std::size_t i = 0; i < targets.size(); ++i) data.row(targets[i]) = to.row(static_cast<Eigen::Index>(i));
}

// Rows of the named channels, ascending; each must be there and have a position.
Rows targets_of(const std::filesystem::path& path, const std::vector<std::string>& names,
                const scalp::Positions& positions, std::span<const std::string> channels) {
  Rows out;
  for (const std::string& channel : channels) {
    const auto at = std::find(names.begin(), names.end(), channel);
    if (at == names.end())
      throw input_error(path, fmt::format("there is no channel {}{}", in_quotes(channel), suggestion(channel, names)));
    const Eigen::Index row = at - names.begin();
    if (!positions.row(row).allFinite())
      throw input_error(path, fmt::format("channel {} is no EEG potential with a position; give a montage or leave it "
                                          "out of the interpolation",
                                          in_quotes(channel)));
    if (std::find(out.begin(), out.end(), row) == out.end()) out.push_back(row);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

scalp::Positions positions_of(const eeg::Recording& recording, std::span<const std::string> channels) {
  scalp::Positions out = scalp::Positions::Constant(static_cast<Eigen::Index>(channels.size()), 3,
                                                    std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < channels.size(); ++i) {
    for (const eeg::Channel& channel : recording.channels) {
      if (channel.name != channels[i] || !channel.position || !channel.is_potential()) continue;
      if (!eeg::is_scalp(channel)) continue;
      out.row(static_cast<Eigen::Index>(i)) << channel.position->x, channel.position->y, channel.position->z;
    }
  }
  return out;
}

InterpolationReport interpolate_channels(eeg::Recording& recording, std::span<const std::string> channels,
                                         const InterpolationOptions& options, parallel::Threads threads) {
  std::vector<std::string> names;
  for (const eeg::Channel& channel : recording.channels) names.push_back(channel.name);
  const scalp::Positions positions = positions_of(recording, names);
  const Rows targets = targets_of(recording.path, names, positions, channels);
  Rows sources;
  for (std::size_t c = 0; c < names.size(); ++c) {
    const auto row = static_cast<Eigen::Index>(c);
    const bool target = std::find(targets.begin(), targets.end(), row) != targets.end();
    if (!target && !recording.channels[c].bad && positions.row(row).allFinite()) sources.push_back(row);
  }
  InterpolationReport out = plan(recording.path, names, positions, targets, sources, options);
  if (targets.empty()) return out;
  for (const Eigen::Index row : targets) out.rank_lost += recording.channels[static_cast<std::size_t>(row)].bad ? 0 : 1;
  const Eigen::Index samples = recording.data.cols();
  parallel::for_chunks(
      static_cast<std::size_t>(samples), static_cast<std::size_t>(kChunk), threads,
      [&](std::size_t begin, std::size_t end) {
        apply(out.weights, sources, targets,
              recording.data.middleCols(static_cast<Eigen::Index>(begin), static_cast<Eigen::Index>(end - begin)));
      });
  if (options.mark_good)
    for (const Eigen::Index row : targets) recording.channels[static_cast<std::size_t>(row)].bad = false;
  return out;
}

InterpolationReport interpolate_channels(eeg::Epochs& epochs, const scalp::Positions& positions,
                                         std::span<const std::string> channels, const InterpolationOptions& options,
                                         parallel::Threads threads) {
  if (positions.rows() != static_cast<Eigen::Index>(epochs.channels.size()))
    throw Error(Fault::internal,
                fmt::format("{} positions for {} channels of epochs", positions.rows(), epochs.channels.size()));
  const auto is_bad = [&](const std::string& name) {
    return std::find(epochs.bad_channels.begin(), epochs.bad_channels.end(), name) != epochs.bad_channels.end();
  };
  const Rows targets = targets_of(epochs.source, epochs.channels, positions, channels);
  Rows sources;
  for (std::size_t c = 0; c < epochs.channels.size(); ++c) {
    const auto row = static_cast<Eigen::Index>(c);
    const bool target = std::find(targets.begin(), targets.end(), row) != targets.end();
    if (!target && !is_bad(epochs.channels[c]) && positions.row(row).allFinite()) sources.push_back(row);
  }
  InterpolationReport out = plan(epochs.source, epochs.channels, positions, targets, sources, options);
  if (targets.empty()) return out;
  for (const std::string& name : out.channels) out.rank_lost += is_bad(name) ? 0 : 1;
  parallel::for_each(epochs.data.size(), threads,
                     [&](std::size_t trial) { apply(out.weights, sources, targets, epochs.data[trial]); });
  if (options.mark_good)
    for (const std::string& name : out.channels)
      epochs.bad_channels.erase(std::remove(epochs.bad_channels.begin(), epochs.bad_channels.end(), name),
                                epochs.bad_channels.end());
  return out;
}

}  // namespace attune::artefact
