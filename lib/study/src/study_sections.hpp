#pragma once

#include <filesystem>
#include <string>

#include "attune/study/study_file.hpp"
#include "yaml_section.hpp"

namespace attune::study {

/// Each fills its part of the study from one section of the file.
void read_participants(const Entry& entry, Study& study);
FmriSteps read_fmri(const Entry& entry);
EegSteps read_eeg(const Entry& entry);
PhysioSteps read_physio(const Entry& entry);
/// The steps of cleaning: a list of `name:parameter=value,...` or of maps `name: {parameter: value}`, where a list of
/// words is a list; as text. What is no step is an error with its line.
std::vector<std::string> read_cleaning(const Entry& entry);
StudyMeasure read_measure(const Entry& entry, const Study& study);
StudyTest read_test(const Entry& entry, const Study& study);

/// A name that becomes a column, an anchor and a part of a file name: a letter, then letters, digits, `_` and `-`.
std::string checked_name(const Entry& entry, const std::string& name);
/// A path inside the dataset: relative, without "..".
std::string checked_path(const Entry& entry);
/// Names and texts of a map.
Definitions read_definitions(const Entry& entry);

}  // namespace attune::study
