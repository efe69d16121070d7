#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/store/provenance.hpp"

namespace attune::checks {

/// A file that both defines the regions of a table and gives it its values.
struct CircularSource {
  std::filesystem::path definition;  ///< the atlas, label image or table of regions
  std::filesystem::path source;      ///< what it was made from, as its record names it; itself where it is the data
  std::filesystem::path data;        ///< the same file as the record of the table names it
};

/// What the records beside the files (`FILE.provenance.json`) say about how a table was made.
struct CircularCheck {
  std::vector<CircularSource> sources;
  std::vector<std::filesystem::path> definitions;  ///< every file that says where the regions are
  Warnings warnings;  ///< definitions without a record, of which nothing is known; inputs that changed since
};

/// Walks the records from `table` to everything that it was made from. Files with the role "atlas" are definitions (in
/// records without roles: what `--atlas` and `--labels` of `attune roi` name); all that they were made from, but for
/// files of which only the grid was used (`--like`), masks, and files that hold no signal (JSON sidecars, events,
/// confounds, participants.tsv), counts as definition too. Values that come from one of these files
/// are circular (Kriegeskorte et al. 2009): files are the same if their SHA-256 is, or their path where a record lacks
/// it. Files without a record are the ends of the chain. A record that cannot be read is an input error.
CircularCheck circular_sources(const std::filesystem::path& table);

/// The same before anything is measured: `definitions` are the files of the atlas, `data` the images that are to be
/// measured (SHA-256 may be empty; then files are told by path, size and, where the size is the same, content).
CircularCheck circular_sources(const std::vector<std::filesystem::path>& definitions,
                               const std::vector<store::InputFile>& data);

/// Everything a file was made from, directly or through others, by the records beside the files; not the file itself.
std::vector<store::InputFile> ancestors(const std::filesystem::path& file);

/// Nothing if the check found nothing. Otherwise, without a reason, an input error that names both files; with one, a
/// warning that holds the reason.
Warnings refuse_circular(const CircularCheck& check, const std::optional<std::string>& reason);
/// The same for tables and the records behind them: for commands that test their values.
Warnings refuse_circular(const std::vector<std::filesystem::path>& tables, const std::optional<std::string>& reason);

}  // namespace attune::checks
