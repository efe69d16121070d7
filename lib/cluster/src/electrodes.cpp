#include "attune/cluster/electrodes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "attune/scalp/channel_match.hpp"
#include "attune/scalp/sphere.hpp"

namespace attune::cluster {
namespace {

std::string fitting(const std::vector<std::string>& channels) {
  const std::optional<std::string> likely = scalp::likely_montage(channels);
  return likely ? fmt::format("; most of these channels are in {}", *likely) : std::string();
}

void keep_channels(People& people, const std::vector<Eigen::Index>& rows) {
  std::vector<std::string> channels;
  const Eigen::Index plane = people.grid.frequencies * people.grid.times;
  Eigen::MatrixXd values(static_cast<Eigen::Index>(rows.size()) * plane, people.values.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    channels.push_back(people.channels[static_cast<std::size_t>(rows[i])]);
    values.middleRows(static_cast<Eigen::Index>(i) * plane, plane) = people.values.middleRows(rows[i] * plane, plane);
  }
  people.channels = std::move(channels);
  people.grid.channels = static_cast<Eigen::Index>(rows.size());
  people.values = std::move(values);
}

}  // namespace

Electrodes place_channels(People& people, const scalp::Montage& montage, const scalp::AdjacencyOptions& options) {
  const scalp::Match match = scalp::match(people.channels, montage);
  std::vector<Eigen::Index> found;
  for (std::size_t i = 0; i < match.channels.size(); ++i)
    if (match.channels[i].electrode) found.push_back(static_cast<Eigen::Index>(i));
  if (found.empty())
    throw input_error(montage.name, fmt::format("none of the channels {} is an electrode here; expected a montage with "
                                                "their names{}",
                                                fmt::join(people.channels, ", "), fitting(people.channels)));
  Electrodes out;
  const std::vector<std::string> unmatched = match.unmatched();
  if (!unmatched.empty())
    out.warnings.push_back(fmt::format("channels that are not tested because they are no electrodes of {}: {}",
                                       montage.name, fmt::join(unmatched, ", ")));
  const scalp::Positions everywhere = match.positions(montage);
  out.positions.resize(static_cast<Eigen::Index>(found.size()), 3);
  for (std::size_t i = 0; i < found.size(); ++i)
    out.positions.row(static_cast<Eigen::Index>(i)) = everywhere.row(found[i]);
  if (!unmatched.empty()) keep_channels(people, found);
  const Eigen::Vector3d centre = scalp::fit_sphere(montage.positions).centre;
  out.adjacency = scalp::adjacency_of(people.channels, out.positions, centre, options);
  for (const std::string& warning : out.adjacency.warnings()) out.warnings.push_back(warning);
  return out;
}

Electrodes read_neighbours(const People& people, const Table& table) {
  Electrodes out{scalp::adjacency_from_table(table, people.channels), {}, {}};
  out.warnings = out.adjacency.warnings();
  return out;
}

Electrodes without_neighbours(const People& people) {
  if (people.channels.size() > 1)
    throw usage_error(
        fmt::format("{} channels and neither --montage nor --adjacency; expected one of them to say which "
                    "are neighbours{}",
                    people.channels.size(), fitting(people.channels)));
  return {{people.channels, scalp::Neighbours(1), {}}, {}, {}};
}

}  // namespace attune::cluster
