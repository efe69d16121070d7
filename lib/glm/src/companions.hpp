#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "attune/bids/metadata.hpp"
#include "attune/glm/run.hpp"

namespace attune::glm {

/// What lies beside a run.
struct Companions {
  bids::Metadata metadata;  ///< of the sidecars, merged
  std::optional<std::filesystem::path> events, confounds;
};

/// What `files` names, and for what it does not: the files that apply by BIDS inheritance where the run has a BIDS name
/// within a dataset; else `<stem>.json`, `<stem without _bold>_events.tsv` and `.._desc-confounds_timeseries.tsv`
/// beside it. A named file that does not exist is an input error.
Companions find_companions(const RunFiles& files);

/// The value of `key-value` in the file's name, else "".
std::string label_in_name(const std::filesystem::path& path, std::string_view key);

}  // namespace attune::glm
