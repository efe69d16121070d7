#include "attune/preprocess/current_source_density.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/eeg/channel_roles.hpp"
#include "attune/scalp/sphere.hpp"

namespace attune::preprocess {
namespace {

struct Electrodes {
  std::vector<Eigen::Index> rows;  // of the epochs
  std::vector<std::string> names;
  scalp::Positions positions;
};

Electrodes electrodes_of(const eeg::Epochs& epochs, const eeg::Recording& recording) {
  Electrodes found;
  std::vector<eeg::ElectrodePosition> places;
  std::vector<std::string> without;
  for (std::size_t i = 0; i < epochs.channels.size(); ++i) {
    const std::string& name = epochs.channels[i];
    const auto channel = std::find_if(recording.channels.begin(), recording.channels.end(),
                                      [&](const eeg::Channel& known) { return known.name == name; });
    if (channel == recording.channels.end() || !eeg::is_scalp(*channel)) continue;
    if (std::find(epochs.bad_channels.begin(), epochs.bad_channels.end(), name) != epochs.bad_channels.end()) continue;
    if (!channel->position) {
      without.push_back(name);
      continue;
    }
    found.rows.push_back(static_cast<Eigen::Index>(i));
    found.names.push_back(name);
    places.push_back(*channel->position);
  }
  if (!without.empty())
    throw input_error(recording.path, fmt::format("current source density needs a position for every channel, and {} "
                                                  "have none: {}; add a step such as montage:name=10-10",
                                                  without.size(), fmt::join(without, ", ")));
  found.positions.resize(static_cast<Eigen::Index>(places.size()), 3);
  for (std::size_t i = 0; i < places.size(); ++i)
    found.positions.row(static_cast<Eigen::Index>(i)) << places[i].x, places[i].y, places[i].z;
  return found;
}

}  // namespace

std::vector<eeg::Evoked> current_source_density(const eeg::Epochs& epochs, const eeg::Recording& recording,
                                                const scalp::SplineOptions& options) {
  const Electrodes electrodes = electrodes_of(epochs, recording);
  const Eigen::MatrixXd transform =
      scalp::current_source_density(electrodes.positions, scalp::fit_sphere(electrodes.positions), options);
  eeg::Epochs density = epochs;
  density.channels = electrodes.names;
  density.bad_channels.clear();
  for (Eigen::MatrixXd& trial : density.data) trial = (transform * trial(electrodes.rows, Eigen::all)).eval();
  return eeg::average(density);
}

Table csd_table(const std::vector<eeg::Evoked>& evoked) {
  Table volts = eeg::to_table(evoked), table;
  for (const Column& column : volts.columns()) {
    const std::string name = column.name == "amplitude_uv"        ? "csd_uv_m2"
                             : column.name == "standard_error_uv" ? "csd_standard_error_uv_m2"
                                                                  : column.name;
    std::visit([&](const auto& values) { table.add(name, values); }, column.values);
  }
  return table;
}

std::vector<ColumnMeaning> csd_meanings(const std::vector<eeg::Evoked>& evoked) {
  std::vector<ColumnMeaning> meanings = eeg::evoked_meanings(evoked.empty() ? std::nullopt : evoked.front().baseline);
  for (ColumnMeaning& meaning : meanings) {
    if (meaning.column == "amplitude_uv")
      meaning = {"csd_uv_m2", "current source density, minus the surface Laplacian: positive is a source", "uV/m^2"};
    if (meaning.column == "standard_error_uv")
      meaning = {"csd_standard_error_uv_m2", "its standard error over trials", "uV/m^2"};
  }
  return meanings;
}

}  // namespace attune::preprocess
