#include "companions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "attune/bids/dataset.hpp"

namespace attune::glm {
namespace {

namespace fs = std::filesystem;

// A run of a BIDS dataset: the folder with dataset_description.json, and the file in it.
struct InDataset {
  fs::path root;
  bids::File file;
};

std::optional<InDataset> in_dataset(const fs::path& data) {
  const fs::path whole = fs::absolute(data).lexically_normal();
  const std::string name = whole.filename().string();
  if (!name.starts_with("sub-")) return std::nullopt;
  for (fs::path folder = whole.parent_path(); folder.has_relative_path(); folder = folder.parent_path()) {
    if (!fs::is_regular_file(folder / "dataset_description.json")) continue;
    bids::File file;
    file.path = whole;
    file.relative = whole.lexically_relative(folder);
    file.datatype = whole.parent_path().filename().string();
    file.name = bids::parse_name(whole);
    return InDataset{folder, file};
  }
  return std::nullopt;
}

std::optional<fs::path> if_there(const fs::path& path) {
  return fs::is_regular_file(path) ? std::optional(path) : std::nullopt;
}

// `sub-01_task-x_space-MNI_desc-preproc_bold.nii.gz` -> `sub-01_task-x_run-1`: what files of one run share.
std::string run_stem(const fs::path& data) {
  std::string stem;
  for (const char* key : {"sub", "ses", "task", "acq", "ce", "rec", "dir", "run", "echo"}) {
    const std::string label = label_in_name(data, key);
    if (!label.empty()) stem += fmt::format("{}{}-{}", stem.empty() ? "" : "_", key, label);
  }
  return stem;
}

std::string plain_stem(const fs::path& data) {
  std::string stem = data.filename().string();
  for (const std::string_view ending : {".nii.gz", ".nii", ".tsv", ".csv", ".hdr", ".img", ".mgz", ".mgh"})
    if (stem.ends_with(ending)) {
      stem.resize(stem.size() - ending.size());
      break;
    }
  return stem;
}

std::optional<fs::path> events_beside(const fs::path& data) {
  const fs::path folder = data.parent_path();
  std::string stem = plain_stem(data);
  if (stem.ends_with("_bold")) stem.resize(stem.size() - 5);
  if (const auto own = if_there(folder / (plain_stem(data) + "_events.tsv"))) return own;
  if (const auto own = if_there(folder / (stem + "_events.tsv"))) return own;
  const std::string shared = run_stem(data);
  return shared.empty() ? std::nullopt : if_there(folder / (shared + "_events.tsv"));
}

std::optional<fs::path> confounds_beside(const fs::path& data) {
  if (const auto own = if_there(data.parent_path() / (plain_stem(data) + "_confounds.tsv"))) return own;
  const std::string shared = run_stem(data);
  if (shared.empty()) return std::nullopt;
  constexpr std::array kSuffixes{"_desc-confounds_timeseries.tsv", "_desc-confounds_regressors.tsv",
                                 "_bold_confounds.tsv"};
  for (const char* suffix : kSuffixes)
    if (const auto found = if_there(data.parent_path() / (shared + suffix))) return found;
  return std::nullopt;
}

std::optional<fs::path> named(const std::optional<fs::path>& path) {
  if (path && !fs::is_regular_file(*path)) throw input_error(*path, "is not there or no file");
  return path;
}

}  // namespace

std::string label_in_name(const fs::path& path, std::string_view key) {
  const std::string name = plain_stem(path);
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find('_', begin), name.size());
    const std::string_view part(name.data() + begin, end - begin);
    if (part.size() > key.size() + 1 && part.starts_with(key) && part[key.size()] == '-')
      return std::string(part.substr(key.size() + 1));
    begin = end + 1;
  }
  return "";
}

Companions find_companions(const RunFiles& files) {
  Companions found;
  const std::optional<InDataset> home = in_dataset(files.data);
  const std::optional<bids::Dataset> dataset = home ? std::optional<bids::Dataset>(home->root) : std::nullopt;
  if (const auto sidecar = named(files.sidecar)) {
    found.metadata = bids::read_metadata(*sidecar);
  } else if (home) {
    found.metadata = dataset->metadata(home->file);
  } else if (const auto beside = if_there(files.data.parent_path() / (plain_stem(files.data) + ".json"))) {
    found.metadata = bids::read_metadata(*beside);
  }
  found.events = named(files.events);
  if (!found.events && home)
    if (const auto applies = dataset->associated(home->file, "events", ".tsv")) found.events = applies->path;
  if (!found.events) found.events = events_beside(files.data);
  found.confounds = named(files.confounds);
  if (!found.confounds) found.confounds = confounds_beside(files.data);
  return found;
}

}  // namespace attune::glm
