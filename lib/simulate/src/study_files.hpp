#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/simulate/participants.hpp"
#include "attune/table/table.hpp"

namespace attune::simulate {

/// What the files at the top of a study say.
struct StudyText {
  std::string name;
  std::string about;  ///< paragraph for the README
};

/// dataset_description.json, README, participants.tsv and .json, phenotype/.
void write_study_files(const std::filesystem::path& folder, const StudyText& text,
                       const std::vector<Participant>& people, Overwrite overwrite);

/// dataset_description.json of a derivative.
void write_derivative_description(const std::filesystem::path& folder, const std::string& name, Overwrite overwrite);

/// `value` to `digits` decimals: what is written to text files, so that they stay small.
double rounded(double value, int digits);

}  // namespace attune::simulate
