#pragma once

#include <string>
#include <vector>

#include "attune/report/colours.hpp"
#include "attune/scalp/montage.hpp"

namespace attune::report {

/// One head.
struct Topography {
  std::string title;
  std::vector<double> values;  ///< one per electrode; NaN: shown as an open ring, no part of the map
  std::vector<bool> marked;    ///< one per electrode, or empty: drawn larger, such as the members of a cluster
};

/// Maps of the scalp seen from above, nose up, on one scale of colours.
struct TopographyFigure {
  std::string name;  ///< a label, unique within the page
  std::string title;
  std::string description;  ///< text alternative
  std::string value_label;  ///< with its unit
  std::vector<std::string> electrodes;
  scalp::Positions positions;  ///< one row per electrode; a row with NaN is not drawn
  std::vector<Topography> maps;
  ColourRange colours;
};

/// Azimuthal equidistant: the distance from the vertex is the angle from it, the circle is where it is 90 degrees.
/// Between electrodes the map is a spherical spline (Perrin et al. 1989), held within the range of the map's values;
/// where the nearest electrode is further away than 1.5 of the usual distance between neighbours (at least 20 degrees)
/// nothing is drawn. Angles are those from the sphere that fits the positions best where there are 16 or more, else
/// from their origin. A map with fewer than four values has the electrodes alone. Lists that do not fit each other are
/// an internal error.
std::string draw(const TopographyFigure& figure);

}  // namespace attune::report
