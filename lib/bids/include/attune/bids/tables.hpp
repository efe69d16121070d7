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

/// participants.tsv or a phenotype table: one row per participant (phenotype tables may have one per session).
struct Participants {
  Table table;                      ///< `participant_id` is always with "sub-" here
  std::vector<std::string> labels;  ///< per row, without "sub-"
  Warnings warnings;                ///< ids that lack the prefix "sub-"
  /// Row of a participant; nothing if the table lacks it.
  std::optional<std::size_t> row_of(std::string_view label) const;
};

/// Reads `<root>/participants.tsv`: ids are unique labels, with or without "sub-".
Participants read_participants(const std::filesystem::path& path);

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

/// Nuisance regressors of one run, as fMRIPrep writes them. Names of versions before 1.2 are read as today's:
/// `FramewiseDisplacement` is `framewise_displacement`, `X` is `trans_x`, `aCompCor00` is `a_comp_cor_00`.
class Confounds {
 public:
  explicit Confounds(Table table);
  std::size_t volumes() const { return table_.rows(); }
  /// Today's names.
  std::vector<std::string> names() const { return table_.names(); }
  bool has(std::string_view name) const;
  /// One value per volume; either spelling. First rows that are n/a (derivatives, displacement) are NaN; n/a after a
  /// number, an unknown name or text is an input error.
  std::vector<double> column(std::string_view name) const;
  const Table& table() const { return table_; }

 private:
  Table table_;
};
Confounds read_confounds(const std::filesystem::path& path);
/// Today's fMRIPrep name for either spelling; other names as they are.
std::string confound_name(std::string_view name);

}  // namespace attune::bids
