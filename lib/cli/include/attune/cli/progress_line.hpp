#pragma once

#include <string>

#include "attune/parallel/progress.hpp"

namespace attune::cli {

/// Progress on standard error: a bar that redraws itself at most ten times a second on a terminal, otherwise a line
/// once a minute.
parallel::Progress progress_line(std::string label, bool terminal);

}  // namespace attune::cli
