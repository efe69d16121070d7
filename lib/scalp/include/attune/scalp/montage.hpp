#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::scalp {

/// Electrode positions, one per row: millimetres, RAS+ (x right, y nose, z up).
using Positions = Eigen::MatrixX3d;

/// Named electrode positions.
struct Montage {
  std::string name;                ///< "10-10", "biosemi-64", or the file's name
  std::string source;              ///< where the numbers come from, for the record
  std::vector<std::string> names;  ///< one per row of `positions`, each once
  Positions positions;
  Warnings warnings;  ///< of a file: electrodes without a position, a unit that had to be inferred
};

/// Radius of the sphere on which caps lie that are published as angles.
inline constexpr double kCapRadiusMm = 95.0;

/// A standard montage by name:
/// - `10-20` (Jasper's 21, Fpz, Oz and the mastoids), `10-10`, `10-05` on the Colin27 scalp in MNI space (Oostenveld &
///   Praamstra 2001, Clin Neurophysiol 112:713-719). `standard_1020` and `standard_1005`, MNE's names, are `10-10` and
///   `10-05`. Temporal electrodes have their new names (T7, T8, P7, P8).
/// - `biosemi-16`, `-32`, `-64`, `-128`, `-160`, `-256`; `easycap-M1`, `easycap-M10`: on a sphere of 95 mm.
/// - `hydrocel-32`, `-64`, `-128`, `-256`: E1, E2, ... and the reference Cz on the maker's head.
/// Upper or lower case, `-` or `_` or neither do not matter, nor MNE's `GSN-` in front. An unknown name is a usage
/// error that suggests the nearest.
Montage montage(std::string_view name);
/// The names above, in that order, without the other spellings.
std::vector<std::string> montage_names();

/// The electrodes of a montage, in the order asked for. A name that it lacks is an input error.
Positions positions_of(const Montage& montage, const std::vector<std::string>& electrodes);

/// A file of positions: .sfp (BESA, EGI: name x y z), .elc (ASA), .loc and .locs (EEGLAB: number, angle, radius, name),
/// .txt of `Site Theta Phi` (BioSemi, EasyCap), .tsv and .csv with the columns name (or label), x, y, z (BIDS
/// electrodes.tsv). Fiducials (Nz, LPA, RPA, FidNz, ...) are left out. The unit is the file's own where it states one
/// (.elc), else it follows from the median distance from the origin: 70 to 130 mm as m, cm or mm, or about 1 for a unit
/// sphere, which gets the cap radius; anything else is an input error that says the radius. A duplicate name, a line
/// with too few numbers or one that is not a number is an input error that names the line; an electrode without
/// position (`n/a`) is left out and counted in a warning.
Montage read_montage(const std::filesystem::path& path);

}  // namespace attune::scalp
