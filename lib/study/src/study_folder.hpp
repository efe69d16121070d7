#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/study/study_file.hpp"
#include "attune/study/unit.hpp"

namespace attune::study {

/// Makes the output folder a derivative dataset with the study file and its claims in it. A folder that holds something
/// else is an output error unless `force`.
void prepare_folder(const Study& study, const RunOptions& options);

/// True if the folder's dataset_description.json names attune as its maker.
bool made_by_attune(const std::filesystem::path& folder);

/// Puts text into a file, but leaves the file alone if it holds just that.
void keep_text(const std::filesystem::path& path, const std::string& text);

/// Writes `logs/participant[_shard-1of4].tsv`: unit, status, message; and `logs/participant_warnings[...].tsv`: unit,
/// warning.
void write_log(const RunOptions& options, const std::vector<UnitOutcome>& outcomes);

/// The records of finished units below `output/sub-*`, in order of their paths.
std::vector<std::filesystem::path> unit_records(const std::filesystem::path& output);

/// A folder of derivatives by its name: as the command line says, else `<dataset>/derivatives/<name>`.
std::filesystem::path derivatives_folder(const RunOptions& options, const std::string& name);

}  // namespace attune::study
