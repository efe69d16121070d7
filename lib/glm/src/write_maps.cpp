#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/base/version.hpp"
#include "attune/bids/derivatives.hpp"
#include "attune/glm/estimates.hpp"
#include "attune/glm/voxel_maps.hpp"
#include "attune/table/record.hpp"
#include "attune/volume/image.hpp"
#include "companions.hpp"

namespace attune::glm {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

// "face - house" -> "faceHouse": what is left for a BIDS label.
std::string label_of(const std::string& name) {
  std::string label;
  bool upper = false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 128 || std::isalnum(byte) == 0) {
      upper = !label.empty();
      continue;
    }
    label += upper ? static_cast<char>(std::toupper(byte)) : c;
    upper = false;
  }
  if (label.empty())
    throw usage_error(fmt::format("contrast {} has no letter or digit to name its maps by", in_quotes(name)));
  return label;
}

void check_labels(const VoxelResult& result) {
  std::map<std::string, std::string> names;
  for (const MapSet& set : result.sets)
    for (const StatMap& map : set.maps) {
      if (map.contrast.empty()) continue;
      const auto [known, is_new] = names.emplace(label_of(map.contrast), map.contrast);
      if (!is_new && known->second != map.contrast)
        throw usage_error(fmt::format("the contrasts {} and {} would both be {} in file names; rename one",
                                      in_quotes(known->second), in_quotes(map.contrast), known->first));
    }
}

bids::File source_of(const Run& run) {
  bids::File file;
  file.path = run.data;
  file.datatype = "func";
  const auto add = [&](const char* key, const std::string& label) {
    std::string plain;
    for (const char c : label)
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) plain += c;
    if (!plain.empty()) file.name.entities.push_back({key, plain});
  };
  const auto without = [](const std::string& label) {
    return label.substr(std::min(label.find('-') + 1, label.size()));
  };
  add("sub", without(run.labels.participant_id));
  add("ses", without(run.labels.session));
  for (const char* key : {"task", "acq", "dir"}) add(key, label_in_name(run.data, key));
  add("run", run.labels.run);
  for (const char* key : {"space", "res"}) add(key, label_in_name(run.data, key));
  return file;
}

fs::path map_path(const MapSet& set, const StatMap& map, const fs::path& folder, const char* extension) {
  std::vector<bids::Entity> further;
  if (!map.contrast.empty()) further.push_back({"contrast", label_of(map.contrast)});
  further.push_back({"stat", map.stat});
  return bids::derivative_path(source_of(set.run), folder, further, "statmap", extension);
}

std::string sidecar_text(const VoxelResult& result, const MapSet& set, const StatMap& map) {
  Json json;
  json["Description"] = map.meaning;
  if (!map.contrast.empty()) json["Contrast"] = map.contrast;
  json["Statistic"] = map.stat;
  if (!map.unit.empty()) json["Units"] = map.unit;
  json["Level"] = set.joined ? "participant" : "run";
  if (std::isfinite(map.df)) json["DegreesOfFreedomMedian"] = map.df;
  json["Missing"] = "NaN";
  Json sources = Json::array();
  for (const store::InputFile& file : result.inputs) sources.push_back(file.path.filename().string());
  json["Sources"] = sources;
  json["Model"] = Json::parse(result.model);
  json["SoftwareVersion"] = "attune " + std::string(version());
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_values(const fs::path& path, const VoxelResult& result, const Eigen::ArrayXd& values, Overwrite overwrite) {
  std::vector<double> volume(result.grid.voxels(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < result.offsets.size(); ++i)
    volume[result.offsets[i]] = values(static_cast<Eigen::Index>(i));
  NiftiWriter writer(path, result.grid, 1, {}, overwrite);
  writer.write_volume(volume);
  writer.finish();
}

void write_residuals(const fs::path& path, const VoxelResult& result, const MapSet& set, Overwrite overwrite) {
  NiftiOptions options;
  options.repetition_time = set.run.frames.repetition_time;
  NiftiWriter writer(path, result.grid, set.residuals.rows(), options, overwrite);
  std::vector<double> volume(result.grid.voxels(), std::numeric_limits<double>::quiet_NaN());
  for (Eigen::Index row = 0; row < set.residuals.rows(); ++row) {
    for (std::size_t i = 0; i < result.offsets.size(); ++i)
      volume[result.offsets[i]] = static_cast<double>(set.residuals(row, static_cast<Eigen::Index>(i)));
    writer.write_volume(volume);
  }
  writer.finish();
}

// Before the first map is written, so that a folder never holds maps of two analyses.
// The map that stands for a run's residuals, whose values are kept by volume.
StatMap residual_map() {
  return {"",
          "residuals",
          "image units",
          "what the model leaves of each volume; censored volumes are NaN",
          {},
          std::numeric_limits<double>::quiet_NaN()};
}

void refuse_existing(const MapSet& set, const StatMap& map, const fs::path& folder) {
  for (const char* extension : {".nii.gz", ".json"})
    if (const fs::path path = map_path(set, map, folder, extension); fs::exists(path))
      throw output_error(path, "exists; use --force to replace it or choose another name");
}

void refuse_existing(const VoxelResult& result, const fs::path& folder) {
  for (const MapSet& set : result.sets) {
    for (const StatMap& map : set.maps) refuse_existing(set, map, folder);
    if (set.residuals.size() > 0) refuse_existing(set, residual_map(), folder);
  }
}

}  // namespace

std::vector<fs::path> write_maps(const VoxelResult& result, const fs::path& folder, Overwrite overwrite) {
  check_labels(result);
  if (overwrite == Overwrite::refuse) refuse_existing(result, folder);
  std::vector<fs::path> written;
  // The folder may be somebody's dataset: what describes it stays.
  if (!fs::exists(folder / "dataset_description.json"))
    bids::write_derivative_description(folder, "attune first-level maps", {}, Overwrite::refuse);
  // BIDS has no names for statistical maps yet.
  if (!fs::exists(folder / ".bidsignore"))
    write_text(folder / ".bidsignore", "*_statmap.*\n*.provenance.json\n", Overwrite::refuse);
  for (const MapSet& set : result.sets) {
    for (const StatMap& map : set.maps) {
      written.push_back(map_path(set, map, folder, ".nii.gz"));
      write_values(written.back(), result, map.values, overwrite);
      write_text(map_path(set, map, folder, ".json"), sidecar_text(result, set, map), overwrite);
    }
    if (set.residuals.size() == 0) continue;
    const StatMap residuals = residual_map();
    written.push_back(map_path(set, residuals, folder, ".nii.gz"));
    write_residuals(written.back(), result, set, overwrite);
    write_text(map_path(set, residuals, folder, ".json"), sidecar_text(result, set, residuals), overwrite);
  }
  return written;
}

Table map_summary(const VoxelResult& result) {
  std::vector<Record> rows;
  for (const MapSet& set : result.sets)
    for (const StatMap& map : set.maps) {
      double sum = 0.0, least = Estimate::kMissing, most = Estimate::kMissing;
      std::int64_t count = 0;
      WorldPoint peak{Estimate::kMissing, Estimate::kMissing, Estimate::kMissing};
      for (std::size_t i = 0; i < result.offsets.size(); ++i) {
        const double value = map.values(static_cast<Eigen::Index>(i));
        if (!std::isfinite(value)) continue;
        sum += value;
        ++count;
        if (!(value >= least)) least = value;
        if (value <= most) continue;
        most = value;
        peak = result.grid.centre(result.grid.voxel(result.offsets[i]));
      }
      rows.push_back({{"participant_id", set.run.labels.participant_id.empty() ? "n/a" : set.run.labels.participant_id},
                      {"run", set.run.labels.run.empty() ? "n/a" : set.run.labels.run},
                      {"contrast", map.contrast.empty() ? "n/a" : map.contrast},
                      {"stat", map.stat},
                      {"unit", map.unit.empty() ? "n/a" : map.unit},
                      {"df_median", map.df},
                      {"voxels", count},
                      {"mean", count > 0 ? sum / static_cast<double>(count) : Estimate::kMissing},
                      {"minimum", least},
                      {"maximum", most},
                      {"x_mm", peak.x},
                      {"y_mm", peak.y},
                      {"z_mm", peak.z}});
    }
  return attune::to_table(std::span<const Record>(rows));
}

std::vector<ColumnMeaning> map_summary_meanings() {
  return {{"participant_id", "the person", ""},
          {"run", "run; n/a where runs are joined, or the run has no label", ""},
          {"contrast", "name of the contrast; n/a for maps of the model as a whole", ""},
          {"stat", "what the map shows", ""},
          {"unit", "unit of the map", ""},
          {"df_median", "median degrees of freedom over voxels", ""},
          {"voxels", "voxels with a value", ""},
          {"mean", "mean over these voxels", ""},
          {"minimum", "smallest value", ""},
          {"maximum", "largest value", ""},
          {"x_mm", "where the largest value is", "mm"},
          {"y_mm", "where the largest value is", "mm"},
          {"z_mm", "where the largest value is", "mm"}};
}

}  // namespace attune::glm
