#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/bids/dataset.hpp"
#include "attune/table/table.hpp"

namespace attune::bids {

/// participants.tsv or a phenotype table: one row per participant, or per participant and session where the table has a
/// column `session_id`.
struct Participants {
  Table table;                        ///< `participant_id` is always with "sub-" here
  std::vector<std::string> labels;    ///< per row, without "sub-"
  std::vector<std::string> sessions;  ///< per row, without "ses-"; empty without a column `session_id`
  Warnings warnings;                  ///< ids that lack the prefix "sub-"

  /// Row of a participant, with or without "sub-" (and of a session, where the table has sessions); nothing if the
  /// table lacks it.
  std::optional<std::size_t> row_of(std::string_view participant, std::string_view session = "") const;
};

/// People of any table with a row each: `key` is the column that names them, and replaces `participant_id`.
Participants participants_from(Table table, const std::string& key = "participant_id");
/// Reads a participants.tsv: ids are labels, with or without "sub-", and unique.
Participants read_participants(const std::filesystem::path& path);
Participants parse_participants(std::string_view text, const std::filesystem::path& path);

/// A phenotype table and what its JSON says about its columns.
struct Phenotype {
  Participants participants;
  Metadata meanings;  ///< empty if there is no JSON beside it
};
/// Reads `<root>/phenotype/<name>.tsv` and `<name>.json`; an unknown name is an input error that suggests a known one.
Phenotype read_phenotype(const Dataset& dataset, std::string_view name);

/// A row of channels.tsv.
struct ChannelInfo {
  std::string name, type, units;
  std::string status;              ///< "good", "bad" or empty
  std::string status_description;  ///< why it is bad, or empty
};
/// Reads a channels.tsv: name, type and units are needed, names are unique, status is good, bad or n/a.
std::vector<ChannelInfo> read_channels(const std::filesystem::path& path);

/// An electrode with its place; NaN where the file says n/a.
struct Electrode {
  std::string name;
  double x = 0, y = 0, z = 0;
};
/// electrodes.tsv with its coordsystem.json, which is needed: without it the numbers have neither unit nor origin.
struct Electrodes {
  std::vector<Electrode> electrodes;  ///< in millimetres
  std::string coordinate_system;      ///< EEGCoordinateSystem, as "CapTrak"
  std::string units;                  ///< unit in the file: m, cm or mm
};
Electrodes read_electrodes(const std::filesystem::path& electrodes, const std::filesystem::path& coordinate_system);

}  // namespace attune::bids
