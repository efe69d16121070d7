#pragma once

#include <string>

#include "yaml_section.hpp"

namespace attune::study {

/// A smallest effect of interest as it is written: a number in the unit ("20"), or in d ("0.5d"). Anything else is a
/// usage error.
std::string smallest_effect_text(const Entry& entry);

}  // namespace attune::study
