#include "attune/roi/atlas.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "attune/cli/command.hpp"
#include "attune/roi/atlas_check.hpp"
#include "attune/roi/atlas_image.hpp"
#include "attune/roi/space.hpp"

namespace {

using namespace attune;  // NOLINT(google-build-using-namespace): a tool, not a library

struct Arguments {
  std::string verb, analyze_side, space;
  roi::AtlasRequest atlas;
  std::vector<std::filesystem::path> sources;
  std::optional<std::filesystem::path> like;
  std::optional<double> voxel_mm;
  bool same_space = false;
  roi::PlaceOptions place;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("List, make, check and resample atlases of brain regions.")
      .group("look")
      .describe(
          "list: the built-in atlases, or the regions of one (or of any atlas file) with their places and sources.")
      .describe(
          "make: a label image and its BIDS table (index, name) from spheres, on the grid of --like or on MNI cubes of "
          "--voxel-mm. A voxel belongs to a sphere if its centre is at most the radius away, or if it holds the "
          "centre.")
      .describe(
          "check: voxels, volume, centroid and pieces per region; labels that were interpolated, codes without names, "
          "names without voxels, left and right swapped and overlap are warnings (errors with --strict).")
      .describe("resample: a label image by nearest neighbour onto the grid of --like; labels that are lost are named.")
      .example("attune atlas list attachment-core", "the regions of a built-in atlas with their sources")
      .example("attune atlas check data-samples/roi-spheres.tsv", "volume, centroid and overlap of each sphere")
      .word("verb", a.verb, {"list", "make", "check", "resample"}, "what to do")
      .inputs("atlas", a.sources, "built-in name, table of spheres, label image, mask, or several masks or maps", false)
      .output(a.out, "table; make and resample: the label image (.nii.gz)")
      .option("like", a.like, "image whose grid is wanted")
      .option("voxel-mm", a.voxel_mm, "make: MNI cubes of this size")
      .option("labels", a.atlas.labels, "names of the labels (default: a table beside the atlas with its name)")
      .option("threshold", a.atlas.threshold, "the atlas is of probability maps; voxels of at least this belong")
      .option("space", a.space, "the atlas's space, if its name or header do not say")
      .flag("same-space", a.same_space, "atlas and --like agree, whatever their headers say")
      .flag("allow-overlap", a.place.allow_overlap, "of overlapping regions the later one is seen")
      .flag("allow-empty", a.place.allow_empty, "spheres without a voxel are left out")
      .choice("analyze-side", a.analyze_side, {"neurological", "radiological"}, "on which side ANALYZE images start")
      .flag("assume-ras", a.atlas.image.assume_ras, "images without sform and qform have RAS+ axes");
}

void list(const Arguments& a, const roi::AtlasRequest& request, cli::Session& session) {
  if (request.sources.empty()) return session.write(a.out, roi::builtin_table(), {});
  const roi::Atlas atlas = roi::load_atlas(request);
  session.warn(atlas.warnings);
  for (const auto& path : atlas.inputs) session.input(path);
  session.write(a.out, roi::region_table(atlas), roi::region_meanings(atlas));
}

void write_image(const Arguments& a, const roi::AtlasRequest& request, cli::Session& session) {
  if (!a.out.path) throw usage_error(fmt::format("atlas {} writes an image; give --out FILE.nii.gz", a.verb));
  if (a.like.has_value() == a.voxel_mm.has_value()) throw usage_error("give one of --like and --voxel-mm");
  if (a.verb == "resample" && !a.like) throw usage_error("atlas resample needs --like IMAGE");
  roi::check_image_name(*a.out.path);
  const cli::Output names{roi::dseg_table_path(*a.out.path)};
  session.check_output(a.out);
  session.check_output(names);
  const roi::Atlas atlas = roi::load_atlas(request);
  session.warn(atlas.warnings);
  Grid grid;
  if (a.like) {
    const ImageHeader like = read_image_header(*a.like, request.image);
    session.warn(roi::check_spaces(atlas.name, atlas.space, like, {"", a.space, a.same_space}));
    session.input(*a.like, "", "grid");
    grid = like.grid;
  } else {
    grid = roi::mni_grid(Millimetres(*a.voxel_mm));
  }
  roi::LabelImage image = roi::label_image(atlas, grid, a.place);
  if (!a.space.empty()) image.space = a.space;
  session.warn(image.warnings);
  for (const auto& path : atlas.inputs) {
    session.input(path);
    if (std::filesystem::exists(*names.path) && std::filesystem::equivalent(path, *names.path))
      throw output_error(path, "is an input and would become the table of the new atlas; choose another --out");
  }
  if (session.dry_run()) return;
  roi::write_label_image(*a.out.path, image, session.overwrite());
  session.record(*a.out.path);
  session.write(names, roi::dseg_table(image), roi::dseg_meanings());
}

void run(const Arguments& a, cli::Session& session) {
  roi::AtlasRequest request = a.atlas;
  for (const auto& source : a.sources) request.sources.push_back(source.string());
  request.image.analyze_side = parse_analyze_side(a.analyze_side);
  if (a.verb == "list") return list(a, request, session);
  if (a.verb == "make" || a.verb == "resample") return write_image(a, request, session);
  std::optional<Grid> like;
  if (a.like) like = read_image_header(*a.like, request.image).grid;
  const roi::AtlasCheck check = roi::check_atlas(request, like);
  session.warn(check.problems);
  for (const auto& path : check.inputs) session.input(path);
  session.write(a.out, to_table(check), roi::check_meanings());
}

const cli::Command<Arguments> command{"atlas", declare, run};

}  // namespace
