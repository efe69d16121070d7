#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "study_folder.hpp"
#include "unit_work.hpp"

namespace attune::study {
namespace {

bids::Query image_query(const FmriSteps& steps) {
  bids::Query query;
  query.task = steps.task;
  query.datatype = "func";
  query.suffix = "bold";
  query.extensions = {".nii.gz", ".nii"};
  query.entities = {{"desc", steps.derivatives == "none" ? "" : "preproc"}};
  if (!steps.space.empty()) query.entities.push_back({"space", steps.space});
  return query;
}

bids::Query recording_query(const EegSteps& steps) {
  bids::Query query;
  query.task = steps.task;
  query.datatype = "eeg";
  query.suffix = "eeg";
  query.extensions = {".vhdr", ".set", ".edf", ".bdf"};
  return query;
}

bids::Query physio_query(const PhysioSteps& steps) {
  bids::Query query;
  query.task = steps.task;
  query.suffix = "physio";
  query.extensions = {".tsv.gz", ".tsv"};
  return query;
}

/// The recordings of one run (heart, skin, ...) are one unit, which is named without `recording-`.
std::vector<Unit> runs_of(const std::vector<Unit>& recordings) {
  std::vector<Unit> runs;
  for (Unit unit : recordings) {
    std::erase_if(unit.file.name.entities, [](const bids::Entity& entity) { return entity.key == "recording"; });
    const bool known = std::any_of(runs.begin(), runs.end(), [&](const Unit& run) {
      return run.file.name.entities == unit.file.name.entities && run.file.datatype == unit.file.datatype;
    });
    if (!known) runs.push_back(std::move(unit));
  }
  return runs;
}

constexpr std::size_t kFilesNamed = 5;  // of those passed over; a folder of other files is no reason for a flood

/// Labels of the participants asked for, each once; of all if none is named.
std::vector<std::string> wanted_participants(const bids::Dataset& dataset, const RunOptions& options) {
  std::vector<std::string> participants;
  for (const std::string& name : options.participants)
    if (const std::string label = bids::participant_label(name);
        std::find(participants.begin(), participants.end(), label) == participants.end())
      participants.push_back(label);
  return participants.empty() ? dataset.participants() : participants;
}

/// Files of the wanted participants. Somebody asked for by name must be there; of all, some may lack a modality.
std::vector<Unit> units_of(const bids::Dataset& dataset, bids::Query query, const RunOptions& options,
                           const std::string& modality) {
  std::vector<std::string> sessions;
  for (const std::string& name : options.sessions) sessions.push_back(name.starts_with("ses-") ? name.substr(4) : name);
  std::vector<Unit> units;
  for (const std::string& participant : wanted_participants(dataset, options)) {
    query.participant = participant;
    for (const bids::File& file : dataset.find(query)) {
      const bool wanted =
          sessions.empty() || std::find(sessions.begin(), sessions.end(), file.session()) != sessions.end();
      if (wanted) units.push_back({modality, file, file.relative.generic_string()});
    }
  }
  return units;
}

/// One run in two spaces would be measured twice and averaged as if it were two runs.
void refuse_doubles(const std::vector<Unit>& units) {
  for (std::size_t i = 1; i < units.size(); ++i) {
    const bids::File &a = units[i - 1].file, &b = units[i].file;
    if (a.participant() == b.participant() && a.session() == b.session() && a.run() == b.run())
      throw input_error(b.path, fmt::format("and {} are the same run; {}", a.path.filename().string(),
                                            units[i].modality == "fmri" ? "name the 'space' in the study file"
                                                                        : "keep one of them in the dataset"));
  }
}

}  // namespace

Datasets open_datasets(const Study& study, const RunOptions& options) {
  Datasets datasets{bids::Dataset(options.dataset), std::nullopt};
  if (study.fmri && study.fmri->derivatives != "none") {
    const std::filesystem::path folder = derivatives_folder(options, study.fmri->derivatives);
    if (!std::filesystem::is_directory(folder))
      throw input_error(folder, fmt::format("is not here; name the folder with --derivatives {0}=DIR, or write "
                                            "'derivatives: none' in the study file to use the raw images",
                                            study.fmri->derivatives));
    datasets.derivatives.emplace(folder);
  }
  return datasets;
}

std::vector<Unit> plan_units(const Study& study, const RunOptions& options) {
  const Datasets datasets = open_datasets(study, options);
  std::vector<Unit> units;
  const auto add = [&](const std::vector<Unit>& more, const std::string& what, const std::filesystem::path& folder) {
    if (more.empty()) throw input_error(folder, fmt::format("holds no {} of the participants asked for", what));
    refuse_doubles(more);
    units.insert(units.end(), more.begin(), more.end());
  };
  if (study.fmri)
    add(units_of(datasets.images(), image_query(*study.fmri), options, "fmri"),
        fmt::format("task-{} bold images", study.fmri->task), datasets.images().root());
  if (study.eeg)
    add(units_of(datasets.raw, recording_query(*study.eeg), options, "eeg"),
        fmt::format("task-{} EEG recordings", study.eeg->task), datasets.raw.root());
  if (study.physio)
    add(runs_of(units_of(datasets.raw, physio_query(*study.physio), options, "physio")),
        fmt::format("task-{} physio recordings", study.physio->task), datasets.raw.root());
  return units;
}

Warnings passed_over(const Study& study, const RunOptions& options) {
  const Datasets datasets = open_datasets(study, options);
  std::vector<const bids::Dataset*> holders;
  if (study.fmri) holders.push_back(&datasets.images());
  if ((study.eeg || study.physio) && (holders.empty() || holders.front() != &datasets.raw))
    holders.push_back(&datasets.raw);
  Warnings out;
  for (const bids::Dataset* dataset : holders)
    for (const std::string& participant : wanted_participants(*dataset, options))
      for (const std::string& problem : dataset->name_problems(participant)) out.push_back("passed over: " + problem);
  if (out.size() > kFilesNamed) {
    const std::size_t more = out.size() - kFilesNamed;
    out.resize(kFilesNamed);
    out.push_back(fmt::format("passed over: {} more file{} of this kind", more, more == 1 ? "" : "s"));
  }
  return out;
}

}  // namespace attune::study
