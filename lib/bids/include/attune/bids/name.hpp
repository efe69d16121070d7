#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attune::bids {

/// One `key-value` part of a file name.
struct Entity {
  std::string key;
  std::string value;
  bool operator==(const Entity&) const = default;
};

/// A BIDS file name in its parts: `sub-01_task-face_run-2_bold.nii.gz` has three entities, suffix "bold" and extension
/// ".nii.gz". The extension starts at the first dot; a folder-like file may have none.
struct Name {
  std::vector<Entity> entities;  ///< in the order of the name
  std::string suffix;
  std::string extension;

  /// The entity's value, nothing if the name has none.
  std::optional<std::string> entity(std::string_view key) const;
  bool operator==(const Name&) const = default;
};

/// Takes a file name apart. A part without a dash, an empty key or value, a character outside [A-Za-z0-9] ('+' too in
/// values, as derivatives use it), a repeated entity or a missing suffix is an input error at `path` that shows the
/// part.
Name parse_name(const std::filesystem::path& path);

/// The file name, entities in the order of the BIDS entity table and unknown ones after them, before the suffix. Labels
/// that could not be part of a name are internal errors.
std::string format_name(const Name& name);

/// Rank of an entity in the BIDS entity table (sub 0, ses 1, ...); unknown keys come after all known ones.
std::size_t entity_rank(std::string_view key);

/// True if two values of an entity mean the same: indices (run, echo, split, ...) by number, so that 1 is 01; others by
/// text.
bool same_value(std::string_view key, std::string_view a, std::string_view b);

/// "01" for "sub-01" and for "01". Anything else than a label is a usage error that names `option`.
std::string participant_label(std::string_view text, std::string_view option = "--participant-label");

}  // namespace attune::bids
