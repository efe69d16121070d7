#include "regions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "attune/base/number_text.hpp"

namespace attune::statsmodel {
namespace {

// Label images stored as floats hold whole numbers up to rounding.
constexpr double kWhole = 1e-6;
constexpr double kLargestLabel = 2147483647.0;

std::int32_t label_of(const std::filesystem::path& path, double value) {
  const double whole = std::round(value);
  if (!std::isfinite(value) || std::abs(value - whole) > kWhole || std::abs(whole) > kLargestLabel || whole < 0)
    throw input_error(path, fmt::format("holds the value {}, expected whole numbers from 0, as a mask of regions has",
                                        format_double(value)));
  return static_cast<std::int32_t>(whole);
}

std::filesystem::path table_beside(const std::filesystem::path& image) {
  std::string name = image.filename().string();
  return image.parent_path() / (name.substr(0, name.find(".nii")) + ".tsv");
}

}  // namespace

roi::Atlas mask_atlas(const std::filesystem::path& path, const ImageOptions& options) {
  if (std::filesystem::exists(table_beside(path)))
    return roi::load_atlas({{path.string()}, table_beside(path), std::nullopt, options});
  const Image image = read_image(path, options);
  roi::Atlas out;
  out.kind = roi::Atlas::Kind::labels;
  out.name = path.filename().string();
  out.grid = image.header.grid;
  out.inputs = {path};
  std::set<std::int32_t> labels;
  for (const double value : image.values) {
    out.codes.push_back(label_of(path, value));
    if (out.codes.back() != 0) labels.insert(out.codes.back());
  }
  if (labels.empty()) throw input_error(path, "is 0 everywhere; a mask has voxels");
  for (const std::int32_t label : labels)
    out.regions.push_back({roi::LabelCode{label}, labels.size() == 1 ? "mask" : fmt::format("{}", label), ""});
  return out;
}

Regions::Regions(const StatsModel& model, const Node& node, const Request& request)
    : model_(model), node_(node), extract_(request.extract) {
  const Options& options = node.options;
  const Origin place{node.origin.pointer + "/Model/Options", node.origin.line};
  const bool aggregates = options.aggregate && *options.aggregate != Aggregate::none;
  const bool separate = options.aggregate == Aggregate::none;
  if (aggregates)
    extract_.summary = *options.aggregate == Aggregate::pca ? roi::Summary::eigenvariate : roi::Summary::mean;
  extract_.threads = {1};  // runs are the parallel work
  if (request.atlas && request.voxels)
    throw usage_error("an atlas and a model of every voxel exclude each other; choose one");
  if (aggregates && !options.mask.empty()) {
    kind_ = Kind::labels;
    if (request.atlas || request.voxels)
      throw model_error(model, place,
                        "the model states its regions (Mask with Aggregate); give neither an atlas nor "
                        "voxels, or take Aggregate out");
  } else if (request.atlas) {
    kind_ = Kind::atlas;
    if (separate)
      throw model_error(model, place,
                        "Aggregate none asks for every voxel, not for the regions of an atlas; leave the "
                        "atlas away, or take Aggregate out");
    atlas_ = roi::load_atlas(*request.atlas);
    atlas_inputs_ = atlas_->inputs;
  } else if (request.voxels || (!options.mask.empty() && !aggregates)) {
    kind_ = Kind::voxels;
    if (aggregates)
      throw model_error(model, place, "Aggregate makes regions, but every voxel is asked for; choose one");
  } else {
    throw model_error(model, place, "says of no regions; add Mask with Aggregate mean or pca, or give an atlas");
  }
}

std::optional<std::filesystem::path> Regions::mask_of(RunUnit& unit, const Datasets& datasets) const {
  std::optional<std::filesystem::path> mask = extract_.mask;
  if (!node_.options.mask.empty()) mask = find_mask(model_, node_, unit.image, datasets);
  if (!mask) mask = unit.brain_mask;
  if (mask)
    unit.inputs.push_back({*mask, "", 0, "mask"});
  else
    unit.warnings.push_back("no mask: voxels outside the brain may count");
  return mask;
}

roi::RegionSeries Regions::series(RunUnit& unit, const Datasets& datasets) const {
  if (kind_ == Kind::voxels) throw Error(Fault::internal, "Regions::series: the node is of voxels");
  roi::ExtractOptions extract = extract_;
  if (kind_ == Kind::atlas) {
    extract.mask = mask_of(unit, datasets);
    return roi::extract_series(unit.header, *atlas_, extract);
  }
  const std::filesystem::path mask = find_mask(model_, node_, unit.image, datasets);
  const roi::Atlas atlas = mask_atlas(mask, extract.image);
  for (const std::filesystem::path& file : atlas.inputs) unit.inputs.push_back({file, "", 0, "atlas"});
  extract.space.same_space = true;  // the mask is of this participant and was chosen by its entities
  return roi::extract_series(unit.header, atlas, extract);
}

std::vector<std::uint32_t> Regions::offsets(RunUnit& unit, const Datasets& datasets) const {
  const auto mask = mask_of(unit, datasets);
  std::vector<std::uint32_t> out;
  if (!mask) {
    for (std::size_t i = 0; i < unit.header.grid.voxels(); ++i) out.push_back(static_cast<std::uint32_t>(i));
    return out;
  }
  const Image image = read_image(*mask, extract_.image);
  if (!same_grid(image.header.grid, unit.header.grid))
    throw input_error(*mask, fmt::format("lies on another grid than {}; a mask of voxels needs the image's own",
                                         unit.image.relative.generic_string()));
  for (std::size_t i = 0; i < image.values.size(); ++i)
    if (image.values[i] != 0.0 && std::isfinite(image.values[i])) out.push_back(static_cast<std::uint32_t>(i));
  if (out.empty()) throw input_error(*mask, "is 0 everywhere; a mask has voxels");
  return out;
}

std::shared_ptr<const Elements> all_regions(const std::vector<std::vector<std::string>>& names) {
  Elements out;
  std::set<std::string> seen;
  for (const std::vector<std::string>& run : names)
    for (const std::string& name : run)
      if (seen.insert(name).second) out.names.push_back(name);
  const bool numbers = std::all_of(out.names.begin(), out.names.end(),
                                   [](const std::string& name) { return parse_integer(name).has_value(); });
  if (numbers)
    std::sort(out.names.begin(), out.names.end(),
              [](const std::string& a, const std::string& b) { return *parse_integer(a) < *parse_integer(b); });
  return std::make_shared<const Elements>(std::move(out));
}

}  // namespace attune::statsmodel
