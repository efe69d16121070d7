#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "attune/bold/design.hpp"

namespace attune::bold {

/// Adds columns (volumes kept x columns) to a design; all of one kind and height 1.
void append(Design& design, const std::vector<std::string>& names, const Eigen::MatrixXd& columns, ColumnKind kind);

/// Fills rank, basis and collinear columns of a finished matrix.
void factorise(Design& design);

/// Columns of the events: for each condition its response and its modulators.
void append_conditions(Design& design, const Events& events, const FrameTimes& frames, const DesignOptions& options);

}  // namespace attune::bold
