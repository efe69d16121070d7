#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/bids/metadata.hpp"
#include "attune/preprocess/step.hpp"
#include "unit_work.hpp"

namespace attune::study {
namespace {

/// The file of the same participant, session, task and run with this suffix, and its description.
bids::Query beside(const bids::File& image, const std::string& suffix, const std::string& extension,
                   const std::string& description) {
  bids::Query query;
  query.participant = image.participant();
  query.session = image.session();
  query.task = image.task();
  query.run = image.run();
  query.datatype = image.datatype;
  query.suffix = suffix;
  query.extensions = {extension};
  query.entities = {{"desc", description}};
  return query;
}

/// The only one of these files; several are an input error, as none is more right than another.
std::optional<std::filesystem::path> only_one(std::vector<bids::File> files, const bids::File& about,
                                              const char* what) {
  if (files.size() > 1)  // of several resolutions, the image's own
    if (const auto resolution = about.entity("res"))
      std::erase_if(files, [&](const bids::File& file) { return file.entity("res") != resolution; });
  if (files.size() > 1)
    throw input_error(about.path, fmt::format("has {} {}s beside it, {} and {}; keep one of them", files.size(), what,
                                              files[0].path.filename().string(), files[1].path.filename().string()));
  if (files.empty()) return std::nullopt;
  return files.front().path;
}

std::filesystem::path needed(const std::optional<bids::File>& file, const bids::File& about, const char* what) {
  if (!file) throw input_error(about.path, fmt::format("has no {} beside it or above", what));
  return file->path;
}

}  // namespace

UnitFiles find_fmri_files(const Study& study, const Datasets& datasets, const bids::File& image) {
  UnitFiles files;
  files.data = image.path;
  files.all = {image.path};
  const bids::Metadata metadata = datasets.images().metadata(image);
  for (const std::filesystem::path& sidecar : metadata.files()) files.all.push_back(sidecar);
  files.events = needed(datasets.raw.associated(image, "events", ".tsv"), image, "events.tsv");
  files.all.push_back(files.events);
  if (datasets.derivatives) {
    bids::Query mask = beside(image, "mask", ".nii.gz", "brain");
    mask.entities.push_back({"space", image.entity("space").value_or("")});
    mask.extensions = {".nii.gz", ".nii"};
    files.mask = only_one(datasets.derivatives->find(mask), image, "brain mask");
    files.confounds = only_one(datasets.derivatives->find(beside(image, "timeseries", ".tsv", "confounds")), image,
                               "confounds table");
  }
  if (!files.mask)
    files.warnings.push_back("no brain mask (desc-brain_mask) beside the image: voxels outside the brain may count");
  if (!files.confounds &&
      (!study.fmri->model.confounds.empty() || study.fmri->model.censor_displacement || study.fmri->model.censor_dvars))
    throw input_error(image.path, "has no desc-confounds_timeseries.tsv, which the model's confounds need");
  for (const auto& file : {files.mask, files.confounds})
    if (file) files.all.push_back(*file);
  return files;
}

UnitFiles find_eeg_files(const Study& study, const bids::File& recording) {
  UnitFiles files;
  files.data = recording.path;
  // A recording may be several files of one stem: header, markers and data.
  const std::string stem = recording.path.stem().string() + ".";
  for (const auto& entry : std::filesystem::directory_iterator(recording.path.parent_path()))
    if (entry.is_regular_file() && entry.path().filename().string().starts_with(stem))
      files.all.push_back(entry.path());
  std::sort(files.all.begin(), files.all.end());
  files.companions = eeg::companions_of(recording.path);
  if (files.companions.events) files.events = *files.companions.events;
  for (const std::filesystem::path& file : files.companions.files()) files.all.push_back(file);
  for (const std::string& step : study.eeg->steps)
    for (const std::filesystem::path& file : preprocess::files_of(preprocess::parse_step(step)))
      files.all.push_back(file);
  return files;
}

UnitFiles find_physio_files(const Study& study, const Datasets& datasets, const bids::File& run) {
  UnitFiles files;
  files.data = run.path;
  bids::Query query;
  query.participant = run.participant();
  query.session = run.session();
  query.task = run.task();
  query.run = run.run();
  query.datatype = run.datatype;
  query.suffix = "physio";
  query.extensions = {".tsv.gz", ".tsv"};
  for (const bids::File& file : datasets.raw.find(query)) {
    files.recordings.push_back(file.path);
    files.all.push_back(file.path);
    const bids::Metadata metadata = datasets.raw.metadata(file);
    for (const std::filesystem::path& sidecar : metadata.files())
      if (std::find(files.all.begin(), files.all.end(), sidecar) == files.all.end()) files.all.push_back(sidecar);
  }
  if (study.physio->conditions.empty()) return files;
  files.events = needed(datasets.raw.associated(run, "events", ".tsv"), run, "events.tsv");
  files.all.push_back(files.events);
  return files;
}

}  // namespace attune::study
