#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/bids/dataset.hpp"
#include "attune/eeg/bids_recording.hpp"
#include "attune/roi/atlas.hpp"
#include "attune/study/exclusion.hpp"
#include "attune/study/unit.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::study {

/// The raw dataset and, where the study asks for one, the derivatives.
struct Datasets {
  bids::Dataset raw;
  std::optional<bids::Dataset> derivatives;
  const bids::Dataset& images() const { return derivatives ? *derivatives : raw; }
};
Datasets open_datasets(const Study& study, const RunOptions& options);

/// The files one unit reads, but for the atlas.
struct UnitFiles {
  std::vector<std::filesystem::path> all;  ///< in a fixed order
  std::filesystem::path data;
  std::filesystem::path
      events;  ///< EEG: empty if the markers in the recording are the events; physio: if there are none
  std::optional<std::filesystem::path> mask, confounds;
  eeg::Companions companions;                     ///< EEG: channels, electrodes and events beside the recording
  std::vector<std::filesystem::path> recordings;  ///< physio: the run's, each with channels of its own
  Warnings warnings;
};
/// Two masks or two confounds tables of one run, and a missing table that the model needs, are input errors; a missing
/// mask is a warning.
UnitFiles find_fmri_files(const Study& study, const Datasets& datasets, const bids::File& image);
UnitFiles find_eeg_files(const Study& study, const bids::File& recording);
/// All recordings of the run, with their sidecars and the events.
UnitFiles find_physio_files(const Study& study, const Datasets& datasets, const bids::File& run);

/// Collects what a unit writes, below the output folder.
class UnitWriter {
 public:
  UnitWriter(std::filesystem::path output, bids::File source, std::string description);
  std::filesystem::path path(const std::string& suffix, const std::string& extension) const;
  void table(const std::string& suffix, const Table& table, const std::vector<ColumnMeaning>& meanings);
  void text(const std::string& suffix, const std::string& extension, const std::string& content);
  /// Notes a file that was written otherwise.
  void note(const std::filesystem::path& path);
  const std::vector<std::filesystem::path>& written() const { return written_; }

 private:
  std::filesystem::path output_;
  bids::File source_;
  std::string description_;
  std::vector<std::filesystem::path> written_;
};

/// The writer of a unit's outputs.
UnitWriter writer_of(const std::filesystem::path& output, const Unit& unit);

/// Measures one run and writes its outputs; returns what is worth telling.
Warnings run_fmri_unit(const Study& study, const Datasets& datasets, const roi::Atlas& atlas, const Unit& unit,
                       const UnitFiles& files, UnitWriter& writer);
Warnings run_eeg_unit(const Study& study, const Unit& unit, const UnitFiles& files, UnitWriter& writer);
Warnings run_physio_unit(const Study& study, const Unit& unit, const UnitFiles& files, UnitWriter& writer);

/// A row with the unit's labels filled in, and the same for an exclusion.
Measure measure_of(const Unit& unit);
Exclusion exclusion_of(const Unit& unit);

}  // namespace attune::study
