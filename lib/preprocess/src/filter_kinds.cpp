#include "work.hpp"

namespace attune::preprocess {

std::vector<StepKind> filter_kinds() { return {}; }

}  // namespace attune::preprocess
