#pragma once

#include <string>
#include <vector>

#include "attune/report/colours.hpp"
#include "attune/report/lines.hpp"

namespace attune::report {

/// One x for each row, joined to a curve over the map, such as the response times of the trials.
struct RowCurve {
  std::string name;
  std::vector<double> x;  ///< one per row; NaN breaks it
};

/// Values in rows and columns as colours: channels by times, frequencies by times, trials by times, times by times.
struct Heatmap {
  std::string name;  ///< a label, unique within the page
  std::string title;
  std::string description;                    ///< text alternative
  std::string x_label, y_label, value_label;  ///< with their units
  std::vector<double> x;                      ///< middles of the columns, ascending
  std::vector<std::string> rows;  ///< names of the rows, or empty; as many names are written as there is room for
  std::vector<double> y;          ///< middles of the rows where they are numbers, ascending or descending; else empty
  bool first_row_at_bottom = false;
  std::vector<double> values;  ///< rows x columns, row by row; NaN stays blank
  ColourRange colours;
  /// As `values`: cells with the same number that is not 0 are outlined together, such as clusters. Empty: none.
  std::vector<int> outlines;
  std::vector<RowCurve> curves;
  std::vector<VerticalMark> marks;
  bool diagonal = false;  ///< a dashed line where y = x, for times by times
};

/// The number of rows is that of `rows` or `y`. More than 400 rows or 480 columns are averaged together, their NaN left
/// out, to what can be seen. Lists that do not fit each other are an internal error.
std::string draw(const Heatmap& figure);

}  // namespace attune::report
