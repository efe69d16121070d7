#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/bids/tables.hpp"
#include "attune/singletrial/people.hpp"

namespace attune::singletrial {

/// The group of a participant: the cell of column `by` in its row, with or without "sub-". A participant without a row
/// and a table of sessions are input errors; a missing cell is an empty group, as is that of a participant whose column
/// `excluded`, where there is one, says why, which is warned of.
std::string group_of(const bids::Participants& participants, const std::string& by, const std::string& participant_id,
                     Warnings& warnings);

/// Joins the recordings of each participant and analyses them, with their groups where there is a table.
std::vector<Person> analyse_people(std::vector<SiteTrials> parts, const std::optional<bids::Participants>& participants,
                                   const std::string& by, const JitterOptions& options, Warnings& warnings);

/// A level that nobody has in column `by` is an input error that suggests the nearest.
void require_levels(const bids::Participants& participants, const std::string& by,
                    const std::array<std::string, 2>& levels);

/// A file that is given twice is an input error, a condition that is named twice a usage error: they would count twice.
void refuse_repeated(std::span<const std::filesystem::path> files, std::span<const std::string> conditions);

/// "A,B" as two different levels; anything else is a usage error.
std::array<std::string, 2> parse_levels(std::string_view text);

}  // namespace attune::singletrial
