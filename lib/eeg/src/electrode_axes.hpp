#pragma once

#include <optional>
#include <string>

#include "attune/base/units.hpp"
#include "attune/bids/metadata.hpp"
#include "attune/eeg/channels_table.hpp"
#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// What a coordsystem.json says about electrodes.
struct CoordinateSystem {
  std::string name;                 ///< "CapTrak", "CTF", ...
  std::optional<Millimetres> unit;  ///< length of 1 in the table; absent for n/a
  ElectrodeAxes axes = ElectrodeAxes::ras;
  bool known = true;  ///< false: a name BIDS does not list, or Other; axes are taken as RAS
};

/// Reads EEGCoordinateSystem and EEGCoordinateUnits (or their iEEG forms); a unit other than m, cm, mm or n/a is an
/// input error.
CoordinateSystem coordinate_system(const bids::Metadata& metadata, const std::filesystem::path& path);

}  // namespace attune::eeg
