#pragma once

#include <Eigen/Core>
#include <string>
#include <string_view>
#include <vector>

namespace attune::model {

/// A combination of cells that sums to zero.
struct ContrastExpression {
  std::string name;
  Eigen::VectorXd coefficients;  ///< per cell
};

/// Reads `expression` or `name=expression` over the names of cells: "insecure - secure",
/// "baby=(secure:own + insecure:own) / 2 - secure:other". Names that are numbers or have other signs in them stand in
/// backticks. An unknown name, anything that is not linear and coefficients that do not sum to zero are usage errors.
ContrastExpression parse_contrast(std::string_view text, const std::vector<std::string>& cells);

}  // namespace attune::model
