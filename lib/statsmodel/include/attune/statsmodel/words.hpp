#pragma once

#include "attune/glm/first_level.hpp"
#include "attune/statsmodel/run.hpp"

namespace attune::statsmodel {

/// Takes over what the words of `attune glm` say about timing, regions, noise and voxels. Usage errors: runs, events,
/// contrasts or a response beside a Stats Model, which says these itself; no dataset; no folder for the results.
void take_words(const glm::FirstLevelWords& words, bool has_folder, Request& request);

}  // namespace attune::statsmodel
