#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/decode/decoding.hpp"
#include "attune/table/table.hpp"

namespace attune::decode {

/// Files of epochs and what is asked about them.
struct Request {
  std::vector<std::filesystem::path> files;
  TrialOptions trials;  ///< but for the conditions
  DecodingOptions options;
  std::vector<std::string> conditions;  ///< two, else a usage error
  std::optional<std::string> group;     ///< a column of `participants`
  std::vector<std::string> levels;      ///< its groups in order; empty: all there are, by name
  std::optional<Table> participants;    ///< participant_id, with or without "sub-"
};

/// Reads the files, drops people of other groups than `levels` (with a warning that counts them), decodes. A
/// participant who is not in the table is an input error; a group without a table, or levels without a group, are usage
/// errors.
Decoding decode_files(const Request& request);

}  // namespace attune::decode
