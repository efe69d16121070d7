#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "attune/bids/dataset.hpp"
#include "ignore.hpp"

namespace attune::bids {

/// What one folder holds, each list in natural order.
struct Listing {
  std::vector<std::string> folders, files;
};

/// The folders of a dataset that were read so far.
struct Dataset::Index {
  std::filesystem::path root;

  /// Reads a folder (relative to the root) the first time it is asked for; one that is not there is empty.
  std::shared_ptr<const Listing> list(const std::filesystem::path& relative);
  /// The folders that can hold files about `file`, from the root down to its datatype folder.
  static std::vector<std::filesystem::path> levels(const File& file);
  /// The file of this suffix and extension that applies to `file` at one level; two are an input error.
  std::optional<File> applicable(const std::filesystem::path& level, const File& file, std::string_view suffix,
                                 std::string_view extension);
  std::size_t folders_read();

 private:
  std::shared_ptr<const Listing> read(const std::filesystem::path& relative);

  std::mutex mutex_;
  std::map<std::filesystem::path, std::shared_ptr<const Listing>> listings_;
  std::optional<IgnoreRules> ignored_;
  std::size_t folders_read_ = 0;
};

}  // namespace attune::bids
