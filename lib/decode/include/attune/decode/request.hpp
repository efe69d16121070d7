#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/decode/decoding.hpp"

namespace attune::decode {

/// Files of epochs and what is asked about them.
struct Request {
  std::vector<std::filesystem::path> files;
  TrialOptions trials;  ///< but for the conditions
  DecodingOptions options;
  std::vector<std::string> conditions;                ///< two, else a usage error
  std::optional<std::string> group;                   ///< a column of `participants`
  std::vector<std::string> levels;                    ///< its groups in order; empty: all there are, by name
  std::optional<std::filesystem::path> participants;  ///< a table of them
};

/// Reads the files, drops people who are excluded, have no group or are of others than `levels` (a warning says who and
/// why), decodes. Input errors: a file given twice, a participant who is not in the table, a level that nobody has, a
/// column without any group. Usage errors: a group without a table, levels without a group or twice.
Decoding decode_files(const Request& request);

}  // namespace attune::decode
