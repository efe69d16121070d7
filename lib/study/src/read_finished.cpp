#include <fmt/format.h>

#include "attune/base/error.hpp"
#include "attune/table/delimited.hpp"
#include "report_parts.hpp"
#include "study_folder.hpp"

namespace attune::study {

Finished read_finished(const std::filesystem::path& folder) {
  Finished finished;
  finished.folder = folder;
  const auto needed = [&](const std::filesystem::path& name, const char* level) {
    if (!std::filesystem::exists(folder / name))
      throw input_error(folder, fmt::format("holds no {}; run `attune run BIDS_DIR {} {}` first", name.string(),
                                            folder.string(), level));
    finished.inputs.push_back(folder / name);
    return folder / name;
  };
  finished.study = read_study(needed("study.yaml", "participant"));
  finished.values = read_table(needed("group/values.tsv", "group"));
  finished.results = read_table(needed("group/results.tsv", "group"));
  finished.claims = read_table(needed("group/claims.tsv", "group"));
  finished.counts = read_table(needed("group/exclusion_counts.tsv", "group"));
  finished.exclusions = read_table(needed("exclusions.tsv", "group"));
  if (finished.study.eeg) finished.waveforms = read_table(needed("group/waveforms.tsv", "group"));
  for (const std::filesystem::path& path : unit_records(folder)) finished.records.push_back(read_record(path));
  return finished;
}

}  // namespace attune::study
