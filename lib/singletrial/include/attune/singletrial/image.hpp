#pragma once

#include <span>

#include "attune/report/heatmap.hpp"
#include "attune/singletrial/people.hpp"

namespace attune::singletrial {

/// All trials under each other, low-passed, by response time where trials have one (those without at the top), else by
/// expected latency; with curves of both. Trials of other time axes than the first person's are left out, with a
/// warning.
report::Heatmap trial_image(std::span<const Person> people, const AlignOptions& options, Warnings& warnings);

}  // namespace attune::singletrial
