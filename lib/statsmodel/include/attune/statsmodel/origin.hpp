#pragma once

#include <cstddef>
#include <string>

namespace attune::statsmodel {

/// Where something stands in a model file.
struct Origin {
  std::string pointer;   ///< JSON pointer, as `/Nodes/0/Model/X/2`
  std::size_t line = 0;  ///< from 1
};

}  // namespace attune::statsmodel
