#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace attune::cli {

/// The table a command works on and the rows it takes from it: what `Tool::rows` declares and `Session::read_table`
/// reads.
struct TableRows {
  std::filesystem::path table;
  std::string gather;              ///< wide columns made long, as attune::gather; empty: none
  std::vector<std::string> where;  ///< row filters, as attune::parse_filters
  std::optional<std::filesystem::path> join;
  std::string key = "participant_id";  ///< as attune::parse_join_key
  std::string decimal = "point";       ///< or comma

  /// The columns that name a person: participant_id and the left column of the key. Two rows of one analysis should
  /// not agree in them.
  std::vector<std::string> identifiers() const;
};

}  // namespace attune::cli
