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
  std::string key = "participant_id";        ///< as attune::parse_join_key
  std::string decimal = "point";             ///< or comma
  std::vector<std::string> decimal_columns;  ///< columns with a decimal comma where the rest have points
  std::vector<std::string> codes;            ///< as attune::parse_code_lists
  std::vector<std::string> average;          ///< columns averaged over the rows that agree in `per`; empty: none
  std::vector<std::string> per;              ///< empty: the left column of the key
  std::string spread;                        ///< levels made columns, as attune::spread; empty: none
  std::vector<std::string> difference;       ///< columns added, as attune::parse_differences

  /// The columns that name a person: participant_id, the left column of the key, and what is left of `per` besides the
  /// levels that were spread, if that is one column. Two rows of one analysis should not agree in them.
  std::vector<std::string> identifiers() const;
  /// The files that values come from: the table and what is joined.
  std::vector<std::filesystem::path> files() const;
};

}  // namespace attune::cli
