#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/store/provenance.hpp"
#include "attune/study/study_file.hpp"

namespace attune::study {

/// What `run ... group` leaves as its last act, `group/group.json`: whoever reads the tables can tell whether they are
/// whole, as they were written, and made with the study file that lies beside them.
struct GroupRecord {
  std::string attune;                        ///< version that made the tables
  std::string study_sha256;                  ///< of study.yaml
  std::string study_and_claims_sha256;       ///< `Study::sha256`: the study file and its claims
  std::vector<std::filesystem::path> units;  ///< `_unit.json` files whose numbers are in the tables, relative
  std::vector<store::InputFile> tables;      ///< every table of the group level, paths relative to the output folder
};

std::filesystem::path group_record_path(const std::filesystem::path& output);

/// Removes the record before the group level starts; nothing happens where there is none, or where another program's
/// files are.
void drop_group_record(const std::filesystem::path& output);

/// Hashes the tables and writes the record, last of all; units and tables lie below `output`.
void write_group_record(const Study& study, const std::filesystem::path& output,
                        const std::vector<std::filesystem::path>& units,
                        const std::vector<std::filesystem::path>& tables);

/// The record of an output folder; one that is missing or odd is an input error that says to run the group level.
GroupRecord read_group_record(const std::filesystem::path& output);

/// Input error, naming the file, if `study` (the file and claims in `output`) is not the one that the group level used,
/// or a table is missing or is not as it was written.
void check_group_record(const GroupRecord& record, const Study& study, const std::filesystem::path& output);

}  // namespace attune::study
