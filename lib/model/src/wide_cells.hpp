#pragma once

#include <Eigen/Core>
#include <vector>

#include "attune/model/frame.hpp"
#include "attune/model/within.hpp"

namespace attune::model {

/// A long table as one row per participant.
struct WideCells {
  Eigen::MatrixXd y;                 ///< participants x cells; the last within factor changes fastest
  Frame between;                     ///< variables over participants; within factors are empty
  std::vector<std::size_t> within;   ///< variables that are within factors, ascending
  std::vector<Eigen::Index> levels;  ///< per within factor
  std::size_t averaged_cells = 0, rows_used = 0;
  std::vector<LeftOut> left_out;
};
WideCells wide_cells(const Table& table, const Formula& formula, const WithinOptions& options);

}  // namespace attune::model
