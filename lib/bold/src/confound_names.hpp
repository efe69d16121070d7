#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/table/table.hpp"

namespace attune::bold {

/// The name that fMRIPrep gives the column today: `aCompCor00` is `a_comp_cor_00`, `motion_outlier_00` is
/// `motion_outlier00`. Other names stay.
std::string confound_name(std::string_view name);

/// The column of the table with this name, or with one that means the same. Nothing if there is none.
std::optional<std::string> name_in_table(const Table& table, std::string_view name);

/// The table's anatomical components by number.
std::vector<std::string> anatomical_components(const Table& table);

/// Whether a shell-like pattern fits: * is any text, ? one character.
bool fits(std::string_view pattern, std::string_view text);

/// Input error about a confound that is neither a column nor a group; suggests the nearest.
[[noreturn]] void throw_unknown(const Table& table, const std::string& name);

}  // namespace attune::bold
