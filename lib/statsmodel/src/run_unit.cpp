#include "run_unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/table/delimited.hpp"
#include "entities.hpp"

namespace attune::statsmodel {
namespace {

const std::vector<std::string> kImageExtensions{".nii.gz", ".nii"};

bool fits(const bids::File& file, const Filter& filter) {
  return std::all_of(filter.begin(), filter.end(), [&](const auto& wanted) {
    const auto& [name, values] = wanted;
    if (name == "suffix") return std::find(values.begin(), values.end(), file.name.suffix) != values.end();
    const std::string key = entity_key(name);
    const auto own = file.entity(key);
    return own && std::any_of(values.begin(), values.end(),
                              [&](const std::string& value) { return bids::same_value(key, *own, value); });
  });
}

bool asks_for(const Filter& filter, const std::string& key) {
  return std::any_of(filter.begin(), filter.end(),
                     [&](const auto& wanted) { return wanted.first != "suffix" && entity_key(wanted.first) == key; });
}

std::vector<std::string> wanted_participants(const Request& request, const Datasets& datasets) {
  if (request.participants.empty()) return datasets.images().participants();
  std::vector<std::string> out;
  for (const std::string& text : request.participants) out.push_back(bids::participant_label(text));
  return out;
}

std::string describe_filter(const Filter& filter) {
  std::string out;
  for (const auto& [name, values] : filter) {
    out += fmt::format("{}{}", out.empty() ? "" : ", ", name);
    for (std::size_t i = 0; i < values.size(); ++i) out += fmt::format("{}{}", i == 0 ? " " : " or ", values[i]);
  }
  return out;
}

/// Preprocessed images before others, where the model does not say.
void prefer_preprocessed(const StatsModel& model, std::vector<bids::File>& files) {
  if (asks_for(model.input, "desc")) return;
  const auto is_preprocessed = [](const bids::File& file) { return file.entity("desc") == "preproc"; };
  if (std::any_of(files.begin(), files.end(), is_preprocessed))
    std::erase_if(files, [&](const bids::File& file) { return !is_preprocessed(file); });
}

/// Two files that differ in how they were made, not in what was recorded, are one run twice.
void check_one_version(const std::vector<bids::File>& files) {
  std::map<std::vector<std::string>, const bids::File*> seen;
  for (const bids::File& file : files) {
    std::vector<std::string> key;
    for (const char* name : {"sub", "ses", "task", "acq", "ce", "dir", "rec", "run"})
      key.push_back(file.entity(name).value_or(""));
    const auto [found, is_new] = seen.emplace(key, &file);
    if (!is_new)
      throw input_error(file.path, fmt::format("is another version of {}; choose one with --space or with space, "
                                               "resolution, desc or echo in the model's Input",
                                               found->second->relative.filename().string()));
  }
}

bids::Query beside(const bids::File& image, const std::string& suffix, std::vector<std::string> extensions,
                   const std::string& description) {
  bids::Query query;
  query.participant = image.participant();
  query.session = image.session();
  query.task = image.task();
  query.run = image.run();
  query.datatype = image.datatype;
  query.suffix = suffix;
  query.extensions = std::move(extensions);
  query.entities = {{"desc", description}};
  for (const char* key : {"acq", "ce", "dir", "rec"}) query.entities.push_back({key, image.entity(key).value_or("")});
  return query;
}

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

std::optional<std::filesystem::path> find_confounds(const bids::File& image, const bids::Dataset& dataset) {
  for (const char* suffix : {"timeseries", "regressors"})
    if (auto found = only_one(dataset.find(beside(image, suffix, {".tsv"}, "confounds")), image, "confounds table"))
      return found;
  return std::nullopt;
}

void read_companions(const Datasets& datasets, RunUnit& unit) {
  if (const auto events = datasets.raw.associated(unit.image, "events", ".tsv")) {
    unit.tables.events = bids::read_events(events->path);
    unit.warnings.insert(unit.warnings.end(), unit.tables.events->warnings.begin(), unit.tables.events->warnings.end());
    unit.inputs.push_back({events->path, "", 0, ""});
  }
  if (!datasets.derivatives) return;
  if (const auto confounds = find_confounds(unit.image, *datasets.derivatives)) {
    unit.tables.confounds = read_table(*confounds);
    if (static_cast<std::int64_t>(unit.tables.confounds->rows()) != unit.header.volumes)
      throw input_error(*confounds, fmt::format("has {} rows, expected one for each of the run's {} volumes",
                                                unit.tables.confounds->rows(), unit.header.volumes));
    unit.inputs.push_back({*confounds, "", 0, ""});
  }
  bids::Query mask = beside(unit.image, "mask", kImageExtensions, "brain");
  mask.entities.push_back({"space", unit.image.entity("space").value_or("")});
  unit.brain_mask = only_one(datasets.derivatives->find(mask), unit.image, "brain mask");
}

}  // namespace

std::vector<bids::File> find_images(const StatsModel& model, const Request& request, const Datasets& datasets) {
  std::vector<bids::File> files;
  for (const std::string& participant : wanted_participants(request, datasets)) {
    bids::Query query;
    query.participant = participant;
    query.datatype = "func";
    query.suffix = "bold";
    query.extensions = kImageExtensions;
    if (!request.space.empty()) query.entities.push_back({"space", request.space});
    for (bids::File& file : datasets.images().find(query))
      if (fits(file, model.input)) files.push_back(std::move(file));
  }
  prefer_preprocessed(model, files);
  if (files.empty()) {
    const std::string wanted = describe_filter(model.input);
    throw input_error(datasets.images().root(),
                      fmt::format("holds no func/*_bold image{}{}{}", wanted.empty() ? "" : " with ", wanted,
                                  request.space.empty() ? "" : " in space " + request.space));
  }
  check_one_version(files);
  return files;
}

RunUnit read_unit(const bids::File& image, const Request& request, const Datasets& datasets) {
  RunUnit unit;
  unit.image = image;
  std::set<std::string> used;
  for (const std::string& name : entity_names()) {
    const std::string key = entity_key(name);
    if (const auto value = image.entity(key); value && used.insert(key).second) unit.entities[name] = *value;
  }
  unit.header = read_image_header(image.path, request.extract.image);
  unit.warnings = unit.header.warnings;
  if (unit.header.volumes < 2) throw input_error(image.path, "has one volume; a node of level Run needs a 4D run");
  const bids::Metadata metadata = datasets.images().metadata(image);
  for (const std::filesystem::path& sidecar : metadata.files()) unit.inputs.push_back({sidecar, "", 0, ""});
  const glm::RunTiming timing =
      glm::run_timing(image.path, &unit.header, metadata, unit.header.volumes, request.timing);
  unit.tables.frames = timing.frames;
  unit.timing = timing.source;
  read_companions(datasets, unit);
  return unit;
}

std::filesystem::path find_mask(const StatsModel& model, const Node& node, const bids::File& image,
                                const Datasets& datasets) {
  std::vector<bids::File> candidates;
  const bool names_suffix = std::any_of(node.options.mask.begin(), node.options.mask.end(),
                                        [](const auto& wanted) { return wanted.first == "suffix"; });
  std::size_t best = 0;
  for (const bids::Dataset* dataset : {datasets.derivatives ? &*datasets.derivatives : nullptr, &datasets.raw}) {
    if (dataset == nullptr || !candidates.empty()) continue;
    const std::vector<std::string> known = dataset->participants();
    if (std::find(known.begin(), known.end(), image.participant()) == known.end()) continue;
    bids::Query query;
    query.participant = image.participant();
    query.extensions = kImageExtensions;
    if (!names_suffix) query.suffix = "mask";
    for (const bids::File& file : dataset->find(query)) {
      if (!fits(file, node.options.mask)) continue;
      std::size_t shared = 0;
      bool contradicts = false;
      for (const bids::Entity& entity : file.name.entities) {
        const auto own = image.entity(entity.key);
        const bool same = own && bids::same_value(entity.key, *own, entity.value);
        shared += same ? 1 : 0;
        contradicts |= own && !same && !asks_for(node.options.mask, entity.key);
      }
      if (contradicts) continue;
      if (shared > best) candidates.clear();
      if (shared >= best) candidates.push_back(file);
      best = std::max(best, shared);
    }
  }
  const Origin place{node.origin.pointer + "/Model/Options/Mask", node.origin.line};
  if (candidates.empty())
    throw model_error(model, place,
                      fmt::format("no file with {} goes with {}", describe_filter(node.options.mask),
                                  image.relative.generic_string()));
  if (candidates.size() > 1)
    throw model_error(model, place,
                      fmt::format("{} files go with {}, such as {} and {}; name more entities", candidates.size(),
                                  image.relative.generic_string(), candidates[0].relative.generic_string(),
                                  candidates[1].relative.generic_string()));
  return candidates.front().path;
}

}  // namespace attune::statsmodel
