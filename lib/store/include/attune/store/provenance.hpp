#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/table/measures.hpp"

namespace attune::store {

/// One file an output was made from.
struct InputFile {
  std::filesystem::path path;
  std::string sha256;
  std::uintmax_t bytes = 0;
  /// What it was used for where that matters: "atlas" (it says which voxels belong to a region), "mask" (which
  /// voxels may count) or "grid" (only its voxel grid was used); empty: its values were used.
  std::string role{};
};

/// What made an output: enough to make it again. Written beside it as `<name>.provenance.json`.
struct Provenance {
  std::string command;                 ///< "roi"
  std::vector<std::string> arguments;  ///< as typed, without the program's name
  std::uint64_t seed = 0;
  int threads = 0;
  std::string instruction_set;  ///< kernels chosen at run time
  std::vector<InputFile> inputs;
  double wall_seconds = 0;
  std::uintmax_t peak_memory_bytes = 0;
  std::size_t warnings = 0;
};

/// `results.tsv` -> `results.tsv.provenance.json`.
std::filesystem::path provenance_path(const std::filesystem::path& output);
void write_provenance(const std::filesystem::path& output, const Provenance& provenance, Overwrite overwrite);
/// The record beside an output: command, arguments, seed and inputs; nothing where there is none. A record that is not
/// one is an input error. Inputs of records without roles have none.
std::optional<Provenance> read_provenance(const std::filesystem::path& output);
/// The same from the text of a record; `path` is for messages.
Provenance parse_provenance(std::string_view text, const std::filesystem::path& path);

/// `results.tsv` -> `results.json`: per column its meaning ("Description") and unit ("Units"), as BIDS sidecars do.
std::filesystem::path sidecar_path(const std::filesystem::path& table);
void write_sidecar(const std::filesystem::path& table, const std::vector<ColumnMeaning>& columns, Overwrite overwrite);

}  // namespace attune::store
