#pragma once

#include <optional>
#include <vector>

#include "attune/roi/atlas.hpp"
#include "attune/study/study_file.hpp"
#include "attune/study/unit.hpp"
#include "unit_work.hpp"

namespace attune::study {

/// The study's atlas, a file relative to the study file's folder; nothing without fMRI. An atlas that is neither
/// built in nor a file, and a region of a measure that it lacks, are usage errors with the line of the study file.
std::optional<roi::Atlas> checked_atlas(const Study& study);

/// Regions that were made from the images they are to measure are an input error that names both files, or a warning
/// with the reason of `options.allow_circular`; see `checks::circular_sources`.
Warnings refuse_circular_atlas(const std::optional<roi::Atlas>& atlas, const RunOptions& options,
                               const std::vector<Unit>& units);

/// An exclusion rule about nothing that is measured and no column of participants.tsv is a usage error with its line.
void check_exclusion_rules(const Study& study, const RunOptions& options);

/// Looks for the conditions of contrasts and fMRI measures in the events tables of `units` and, before anything is
/// refused, of everybody. A condition in none of them is a usage error; tables that cannot be read are left to their
/// units.
void check_conditions(const Study& study, const RunOptions& options, const Datasets& datasets,
                      const std::vector<Unit>& units);

}  // namespace attune::study
