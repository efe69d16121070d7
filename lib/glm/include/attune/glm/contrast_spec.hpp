#pragma once

#include <string>
#include <vector>

#include "attune/bold/contrast.hpp"
#include "attune/bold/design.hpp"
#include "attune/bold/f_contrast.hpp"

namespace attune::glm {

/// A contrast as it is written on the command line.
struct ContrastText {
  std::string name;
  std::vector<std::string> rows;  ///< one expression; several for an F contrast
};

/// "name = face - house", or an expression alone, which is its own name. Rows of an F contrast are separated by ';'.
/// An empty name or expression is a usage error.
ContrastText split_contrast(const std::string& text);

/// What can be named in a contrast of these runs: their columns other than constant, drift and confounds (of finished
/// designs: all), in the order of the first run that has them.
std::vector<std::string> contrast_columns(const std::vector<bold::Design>& designs, bool all);

/// The contrasts of a model: every condition, FIR delay and modulator by itself (unless `all` columns can be named),
/// then those of `texts`. Two of one name are a usage error.
std::vector<bold::Contrast> make_contrasts(const std::vector<bold::Design>& designs, bool all,
                                           const std::vector<std::string>& texts);
std::vector<bold::FContrast> make_f_contrasts(const std::vector<bold::Design>& designs, bool all,
                                              const std::vector<std::string>& texts);

}  // namespace attune::glm
