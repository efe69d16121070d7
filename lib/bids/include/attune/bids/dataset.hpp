#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/bids/metadata.hpp"
#include "attune/bids/name.hpp"
#include "attune/table/record.hpp"

namespace attune::bids {

/// A data file of a dataset.
struct File {
  std::filesystem::path path;      ///< as it can be opened
  std::filesystem::path relative;  ///< to the dataset's root, for tables and provenance
  std::string datatype;            ///< folder: func, eeg, ...
  Name name;

  std::optional<std::string> entity(std::string_view key) const { return name.entity(key); }
  std::string participant() const { return entity("sub").value_or(""); }  ///< label without "sub-"
  std::string session() const { return entity("ses").value_or(""); }
  std::string task() const { return entity("task").value_or(""); }
  std::string run() const { return entity("run").value_or(""); }
};

/// Which files are wanted. What is not set matches everything; an entity set to "" must be absent from the name.
struct Query {
  std::optional<std::string> participant;  ///< label, with or without "sub-"
  std::optional<std::string> session;      ///< label, with or without "ses-"
  std::optional<std::string> task;
  std::optional<std::string> run;
  std::optional<std::string> datatype;
  std::optional<std::string> suffix;
  std::vector<std::string> extensions;  ///< any of them, as ".nii.gz"; empty: all
  std::vector<Entity> entities;         ///< further ones: {"space", "MNI152NLin2009cAsym"}, {"desc", "preproc"}
};

/// A BIDS dataset, raw or derivative. Reads only the folders that a query needs, each once; folders that are not BIDS
/// datatypes and what `.bidsignore` names are left alone. Safe to use from several threads.
class Dataset {
 public:
  /// The root folder must exist. Nothing else is read yet.
  explicit Dataset(std::filesystem::path root);
  ~Dataset();
  Dataset(Dataset&&) noexcept;
  Dataset& operator=(Dataset&&) noexcept;

  const std::filesystem::path& root() const;
  /// Labels of the `sub-*` folders, without "sub-", in natural order (2 before 10).
  std::vector<std::string> participants() const;
  /// Labels of the `ses-*` folders of a participant; empty without sessions. An unknown participant is an input error
  /// that suggests the nearest known one.
  std::vector<std::string> sessions(std::string_view participant) const;
  /// The files that match, ordered by entities (numbers by value), suffix and extension, whatever the order on disk. A
  /// participant that does not exist is an input error; names that are not BIDS are left out (see `name_problems`).
  std::vector<File> find(const Query& query) const;
  /// The only match; none or several is an input error that lists what there is.
  File find_one(const Query& query) const;

  /// Sidecar fields of a file by inheritance: JSON files with the same suffix and no entity that the file lacks, from
  /// the root down to the file's folder; the nearer wins. Two that apply in one folder are an input error naming both.
  Metadata metadata(const File& file) const;
  /// The nearest file with another suffix that applies to `file` by the same rule: its `events` ".tsv", its `channels`.
  /// The file may belong to another dataset (a derivative). Nothing if there is none.
  std::optional<File> associated(const File& file, std::string_view suffix, std::string_view extension) const;

  /// Names in a participant's datatype folders that are not BIDS names, one line each, for inspection.
  Warnings name_problems(std::string_view participant) const;
  /// How many folders were read so far.
  std::size_t folders_read() const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

/// What a dataset is, for `attune inspect`: name, BIDS version, participants, and for the first of them the sessions,
/// tasks and files per suffix.
Record summarise(const Dataset& dataset);

/// -1, 0 or 1 as strcmp, but digits compare by their number: "sub-2" comes before "sub-10".
int natural_compare(std::string_view a, std::string_view b);

}  // namespace attune::bids
