#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/store/provenance.hpp"

namespace attune::study {

/// What a finished unit leaves behind: enough to tell whether it is still up to date.
struct UnitRecord {
  std::string unit;
  std::string parameters;                 ///< JSON text of `unit_parameters`
  std::vector<store::InputFile> inputs;   ///< the files of the atlas among them
  std::vector<store::InputFile> outputs;  ///< paths relative to the output folder
  Warnings warnings;
  std::string mask;  ///< fMRI: path of the brain mask as in `inputs`, or "none"; EEG: empty
};

/// Hashes the files; `path` of the result is as given.
std::vector<store::InputFile> hashed(const std::vector<std::filesystem::path>& files);

/// The record as JSON text with inputs named relative to `dataset` where they lie in it.
std::string record_text(const UnitRecord& record);
/// Reads a record; anything odd is an input error.
UnitRecord read_record(const std::filesystem::path& path);

/// True if every output of the unit has the bytes that it was written with.
bool outputs_are_whole(const UnitRecord& record, const std::filesystem::path& output);

/// True if the record names these parameters and inputs, and every output has the bytes it had.
bool up_to_date(const std::filesystem::path& record, const UnitRecord& wanted, const std::filesystem::path& output);

}  // namespace attune::study
