#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "attune/bids/name.hpp"
#include "attune/eeg/bids_recording.hpp"

namespace attune::eeg {
namespace {

namespace fs = std::filesystem;

/// The name in its parts, or nothing if it is no BIDS name: such files are many and no fault.
std::optional<bids::Name> bids_name(const fs::path& path) {
  try {
    return bids::parse_name(path);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// The folder of the recording and those above it, up to the root of the dataset.
std::vector<fs::path> folders_up(const fs::path& recording) {
  std::vector<fs::path> out;
  constexpr int kDeepest = 4;  // root, participant, session, datatype
  std::error_code status;
  // Without "." and "..", whose parents are not the folders they look like.
  fs::path folder = fs::absolute(recording, status).lexically_normal().parent_path();
  for (int depth = 0; depth < kDeepest; ++depth) {
    out.push_back(depth == 0 && recording.parent_path().empty() ? fs::path(".") : folder);
    const std::string name = folder.filename().string();
    const bool below_root =
        name == "eeg" || name == "ieeg" || name == "meg" || name.starts_with("sub-") || name.starts_with("ses-");
    if (!below_root || fs::is_regular_file(folder / "dataset_description.json", status) || !folder.has_parent_path())
      break;
    folder = folder.parent_path();
  }
  if (!recording.parent_path().empty()) out.front() = recording.parent_path();
  return out;
}

struct Candidate {
  fs::path path;
  std::size_t entities = 0;
  std::string space;
};

/// Entities of `name` that say which data it belongs to, or nothing if one of them is not the recording's.
std::optional<Candidate> applies(const fs::path& path, const bids::Name& name, const bids::Name& to, bool own_space) {
  Candidate out{path, 0, name.entity("space").value_or("")};
  for (const bids::Entity& entity : name.entities) {
    if (own_space && entity.key == "space") continue;
    const std::optional<std::string> value = to.entity(entity.key);
    if (!value || !bids::same_value(entity.key, *value, entity.value)) return std::nullopt;
    ++out.entities;
  }
  return out;
}

std::vector<Candidate> candidates_in(const fs::path& folder, const bids::Name& recording, std::string_view suffix,
                                     std::string_view extension, bool own_space) {
  std::vector<Candidate> out;
  std::error_code status;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, status)) {
    const std::string file = entry.path().filename().string();
    if (!file.ends_with(extension) || file.find(suffix) == std::string::npos) continue;
    const std::optional<bids::Name> name = bids_name(entry.path());
    if (!name || name->suffix != suffix || name->extension != extension) continue;
    if (auto found = applies(folder / file, *name, recording, own_space)) out.push_back(std::move(*found));
  }
  std::sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) {
    return a.entities != b.entities ? a.entities > b.entities : a.path < b.path;
  });
  return out;
}

/// The nearest one; `space` chooses among coordinate systems if it is set.
std::optional<fs::path> nearest(const std::vector<fs::path>& folders, const bids::Name& recording,
                                std::string_view suffix, std::string_view extension, bool own_space = false,
                                const std::optional<std::string>& space = {}) {
  for (const fs::path& folder : folders) {
    std::vector<Candidate> found = candidates_in(folder, recording, suffix, extension, own_space);
    if (space) std::erase_if(found, [&](const Candidate& candidate) { return candidate.space != *space; });
    if (found.empty()) continue;
    // Several spaces of one montage: the first by name, all are of the same electrodes.
    if (found.size() > 1 && found[0].entities == found[1].entities && found[0].space == found[1].space)
      throw input_error(found[0].path, fmt::format("applies to the recording as much as {} does; remove one of them",
                                                   in_quotes(found[1].path.filename().string(), 120)));
    return found[0].path;
  }
  return std::nullopt;
}

}  // namespace

std::vector<fs::path> Companions::files() const {
  std::vector<fs::path> out;
  for (const auto& file : {sidecar, channels, events, electrodes, coordsystem})
    if (file) out.push_back(*file);
  return out;
}

Companions companions_of(const fs::path& recording) {
  Companions out;
  const std::optional<bids::Name> name = bids_name(recording);
  if (!name || !name->entity("sub") || (name->suffix != "eeg" && name->suffix != "ieeg" && name->suffix != "meg"))
    return out;
  const std::vector<fs::path> folders = folders_up(recording);
  out.sidecar = nearest(folders, *name, name->suffix, ".json");
  out.channels = nearest(folders, *name, "channels", ".tsv");
  out.events = nearest(folders, *name, "events", ".tsv");
  out.electrodes = nearest(folders, *name, "electrodes", ".tsv", true);
  const std::optional<bids::Name> electrodes = out.electrodes ? bids_name(*out.electrodes) : std::nullopt;
  if (electrodes)
    out.coordsystem = nearest(folders, *name, "coordsystem", ".json", true, electrodes->entity("space").value_or(""));
  return out;
}

}  // namespace attune::eeg
