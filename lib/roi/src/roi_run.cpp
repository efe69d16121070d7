#include "attune/roi/roi_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/bids/metadata.hpp"
#include "attune/roi/repetition_time.hpp"
#include "coverage_table.hpp"
#include "entity.hpp"

namespace attune::roi {
namespace {

constexpr std::size_t kLongestPath = 200;

// Warnings that every image repeats (its grid differs from the atlas) are told once.
void add_new(Warnings& to, const Warnings& from) {
  for (const std::string& warning : from)
    if (std::find(to.begin(), to.end(), warning) == to.end()) to.push_back(warning);
}

void note_image(const ImageHeader& header, const std::string& sha256, RoiResult& out) {
  if (header.data_path != header.path) out.inputs.emplace_back(header.path, "");
  out.inputs.emplace_back(header.data_path, sha256);
}

std::vector<std::string> parts_of(const std::filesystem::path& path) {
  std::vector<std::string> out;
  for (const std::filesystem::path& part : path.lexically_normal()) out.push_back(part.string());
  return out;
}

std::size_t shared_at_end(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto [end, other] = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
  return static_cast<std::size_t>(end - a.rbegin());
}

/// Whose image is whose, from a table with participant_id (or subject) and image: the row whose path shares most of
/// its end with the image's.
class Participants {
 public:
  explicit Participants(const Table& table) : path_(table.path()) {
    const char* id = table.has("participant_id") || !table.has("subject") ? "participant_id" : "subject";
    const std::vector<std::string> ids = table.text(id), images = table.text("image");
    std::set<std::vector<std::string>> seen;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      if (is_missing(images[row])) continue;
      rows_.push_back({parts_of(images[row]), ids[row]});
      if (!seen.insert(rows_.back().parts).second)
        table.throw_at(row, "image", fmt::format("{} is named twice", in_quotes(images[row])));
    }
  }

  std::string of(const std::filesystem::path& image) const {
    const std::vector<std::string> parts = parts_of(image);
    std::size_t best = 0;
    bool tied = false;
    std::string found;
    for (const Row& row : rows_) {
      const std::size_t shared = shared_at_end(row.parts, parts);
      if (shared == 0 || shared < best) continue;
      tied = shared == best;
      best = shared;
      found = row.id;
    }
    if (best == 0)
      throw input_error(path_, fmt::format("has no row with image {}", in_quotes(image.filename().string())));
    if (tied)
      throw input_error(path_, fmt::format("several rows fit the image {}; name the images with their folders",
                                           in_quotes(image.string(), kLongestPath)));
    return found;
  }

 private:
  struct Row {
    std::vector<std::string> parts;
    std::string id;
  };
  std::vector<Row> rows_;
  std::filesystem::path path_;
};

// From the name's sub-, else the file's name; with folders where file names are the same.
std::vector<std::string> participants_by_name(const std::vector<std::filesystem::path>& images) {
  std::map<std::string, int> uses;
  for (const std::filesystem::path& image : images) ++uses[stem_of(image)];
  const std::vector<std::string> names = short_names(images);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const std::string label = entity_of(images[i], "sub"), stem = stem_of(images[i]);
    if (!label.empty()) {
      out.push_back("sub-" + label);
    } else if (uses[stem] == 1) {
      out.push_back(stem);
    } else {
      std::string path = (std::filesystem::path(names[i]).parent_path() / stem).generic_string();
      std::replace(path.begin(), path.end(), '/', '_');
      out.push_back(path);
    }
  }
  return out;
}

std::string with_prefix(const char* prefix, const std::string& label) { return label.empty() ? "" : prefix + label; }

void add_measures(const RoiRequest& request, const std::filesystem::path& image, const std::string& participant,
                  const std::string& source, const RegionValues& values, std::vector<Measure>& out) {
  for (std::size_t r = 0; r < values.names.size(); ++r) {
    Measure row;
    row.participant_id = participant;
    row.session = with_prefix("ses-", entity_of(image, "ses"));
    row.task = entity_of(image, "task");
    row.run = entity_of(image, "run");
    row.modality = "fmri";
    row.measure = name_of(request.extract.summary);
    row.site = values.names[r];
    row.condition = request.condition.empty() ? entity_of(image, "contrast") : request.condition;
    row.value = values.values(static_cast<Eigen::Index>(r));
    row.unit = request.unit;
    row.n = values.coverage[r].used;
    row.quality = values.coverage[r].coverage;
    row.excluded = values.coverage[r].excluded;
    row.source = source;
    out.push_back(std::move(row));
  }
}

// Two images with the same labels would give rows that nobody can tell apart.
void check_distinct(const RoiRequest& request, const std::vector<std::filesystem::path>& images,
                    const std::vector<std::string>& participants) {
  std::map<std::vector<std::string>, std::size_t> seen;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const std::vector<std::string> key = {
        participants[i], entity_of(images[i], "ses"), entity_of(images[i], "task"), entity_of(images[i], "run"),
        request.condition.empty() ? entity_of(images[i], "contrast") : request.condition};
    const auto [first, is_new] = seen.emplace(key, i);
    if (!is_new)
      throw input_error(images[i], fmt::format("has the participant ({}), session, task, run and condition of {}; give "
                                               "each image once and tell them apart by name or with --participants",
                                               participants[i], images[first->second].string()));
  }
}

std::vector<std::string> participants_of(const RoiRequest& request, const std::vector<ImageHeader>& headers) {
  std::vector<std::filesystem::path> images;
  for (const ImageHeader& header : headers) images.push_back(header.path);
  std::vector<std::string> out;
  if (request.participants) {
    const Participants table(*request.participants);
    for (const std::filesystem::path& image : images) out.push_back(table.of(image));
  } else {
    out = participants_by_name(images);
  }
  check_distinct(request, images, out);
  return out;
}

RoiResult run_values(const RoiRequest& request, const std::vector<ImageHeader>& headers,
                     const parallel::Progress& progress) {
  const std::vector<std::string> participants = participants_of(request, headers);
  const Atlas atlas = load_atlas(request.atlas);
  RoiResult out;
  out.atlas_inputs = atlas.inputs;
  add_new(out.warnings, atlas.warnings);
  const std::vector<std::string> sources = short_names(request.images);
  std::vector<Measure> measures;
  CoverageRows coverage;
  Placement placement;
  std::size_t empty = 0;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const ImageHeader& header = headers[i];
    add_new(out.warnings, header.warnings);
    add_new(out.warnings, check_spaces(atlas.name, atlas.space, header, request.extract.space));
    if (placement.regions.empty() || !same_grid(placement.grid, header.grid, Millimetres(0)))
      placement = place(atlas, header.grid, request.extract.place);
    add_new(out.warnings, placement.warnings);
    const RegionValues values = extract_values(header, placement, request.extract);
    add_new(out.warnings, values.warnings);
    const bool nothing = std::all_of(values.coverage.begin(), values.coverage.end(),
                                     [](const RegionCoverage& row) { return !row.excluded.empty(); });
    if (nothing && ++empty == headers.size()) throw analysis_error(nothing_left(header, values.coverage));
    if (nothing) out.warnings.push_back(nothing_left(header, values.coverage));
    note_image(header, "", out);
    add_measures(request, header.path, participants[i], sources[i], values, measures);
    coverage.add(sources[i], values.coverage);
    if (progress) progress(i + 1, headers.size());
  }
  out.table = to_table(measures);
  out.meanings = measure_meanings("coverage: share of the region's voxels that were used", "voxels used");
  out.coverage = coverage.table();
  return out;
}

// When the volumes were taken: a model of the series needs it as much as a model of the image.
void copy_slice_timing(const std::filesystem::path& sidecar, nlohmann::ordered_json& json) {
  if (!std::filesystem::is_regular_file(sidecar)) return;
  const bids::Metadata metadata = bids::read_metadata(sidecar);
  if (const auto start = metadata.number("StartTime")) json["StartTime"] = *start;
  if (const auto corrected = metadata.flag("SliceTimingCorrected")) json["SliceTimingCorrected"] = *corrected;
}

std::string sidecar_text(const std::optional<Seconds>& repetition_time, const RoiRequest& request,
                         const RegionSeries& series) {
  nlohmann::ordered_json json;
  if (repetition_time) {
    json["RepetitionTime"] = repetition_time->count();
    json["SamplingFrequency"] = 1.0 / repetition_time->count();
  }
  copy_slice_timing(request.sidecar.value_or(sidecar_of(request.images.front())), json);
  json["Summary"] = name_of(request.extract.summary);
  for (std::size_t r = 0; r < series.names.size(); ++r) {
    nlohmann::ordered_json& column = json[series.names[r]];
    column["Description"] = fmt::format("{} over the voxels of {}", name_of(request.extract.summary), series.names[r]);
    if (!request.unit.empty()) column["Units"] = request.unit;
    if (!series.coverage[r].excluded.empty()) column["Excluded"] = series.coverage[r].excluded;
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

RoiResult run_series(const RoiRequest& request, const ImageHeader& header, const parallel::Progress& progress) {
  const std::optional<Seconds> repetition_time =
      checked_repetition_time(header, request.sidecar, request.repetition_time);
  const Atlas atlas = load_atlas(request.atlas);
  RoiResult out;
  out.series = true;
  out.atlas_inputs = atlas.inputs;
  const RegionSeries series = extract_series(header, atlas, request.extract, progress);
  add_new(out.warnings, header.warnings);
  add_new(out.warnings, series.warnings);
  if (!repetition_time)
    out.warnings.push_back(fmt::format("{}: no repetition time in the header or a sidecar; the series has none",
                                       header.path.filename().string()));
  note_image(header, series.sha256, out);
  if (!request.repetition_time) {
    const std::filesystem::path sidecar = request.sidecar.value_or(sidecar_of(header.path));
    if (std::filesystem::is_regular_file(sidecar)) out.inputs.emplace_back(sidecar, "");
  }
  for (std::size_t r = 0; r < series.names.size(); ++r) {
    const Eigen::VectorXd column = series.values.col(static_cast<Eigen::Index>(r));
    out.table.add(series.names[r], Column::Numbers(column.begin(), column.end()));
  }
  CoverageRows coverage;
  coverage.add(short_names({header.path}).front(), series.coverage);
  out.coverage = coverage.table();
  out.series_sidecar = sidecar_text(repetition_time, request, series);
  return out;
}

}  // namespace

std::vector<std::string> short_names(const std::vector<std::filesystem::path>& images) {
  std::vector<std::vector<std::string>> parts;
  for (const std::filesystem::path& image : images) parts.push_back(parts_of(image));
  std::size_t shared = parts.front().size() - 1;
  for (const std::vector<std::string>& path : parts) {
    shared = std::min(shared, path.size() - 1);
    for (std::size_t i = 0; i < shared; ++i)
      if (path[i] != parts.front()[i]) shared = i;
  }
  std::vector<std::string> out;
  for (const std::vector<std::string>& path : parts)
    out.push_back(fmt::format("{}", fmt::join(path.begin() + static_cast<std::ptrdiff_t>(shared), path.end(), "/")));
  return out;
}

RoiResult run_roi(const RoiRequest& request, const parallel::Progress& progress) {
  if (request.images.empty()) throw usage_error("no image");
  std::vector<ImageHeader> headers;
  for (const std::filesystem::path& path : request.images) {
    headers.push_back(read_image_header(path, request.extract.image));
    if (headers.back().volumes > 1 && request.images.size() > 1)
      throw usage_error(fmt::format("{} has {} volumes; give one 4D image, or only 3D images", path.string(),
                                    headers.back().volumes));
  }
  return headers.front().volumes > 1 ? run_series(request, headers.front(), progress)
                                     : run_values(request, headers, progress);
}

}  // namespace attune::roi
