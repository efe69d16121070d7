#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attune/report/figure.hpp"

namespace attune::report {

/// One estimate with its interval.
struct IntervalRow {
  std::string name;
  Interval interval;
  std::string note;  ///< beside it: "p = .03", "refused: not smooth"; may be empty
  int colour = 0;    ///< of a group
};

/// Estimates of one quantity below each other, such as one difference by several methods.
struct IntervalFigure {
  std::string name;
  std::string title;
  std::string description;                               ///< text alternative
  std::string axis_label;                                ///< with its unit
  std::optional<double> reference = 0.0;                 ///< a dashed line: no difference
  std::optional<std::pair<double, double>> equivalence;  ///< shaded: too small to matter
  std::string equivalence_label;
  std::vector<IntervalRow> rows;
};

/// A row whose interval is NaN keeps its place, with its note.
std::string draw(const IntervalFigure& figure);

}  // namespace attune::report
