#include "work.hpp"

namespace attune::preprocess {

std::vector<StepKind> eye_kinds() { return {}; }

}  // namespace attune::preprocess
