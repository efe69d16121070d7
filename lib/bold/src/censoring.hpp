#pragma once

#include "attune/bold/design.hpp"

namespace attune::bold {

/// Fills `kept` and `censored` of a design of `volumes` volumes. `confounds` may be null if no option needs it.
void censor(Design& design, const Table* confounds, const DesignOptions& options);

}  // namespace attune::bold
