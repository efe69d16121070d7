#include <string>
#include <vector>

#include "attune/cli/command.hpp"
#include "attune/roi/roi_run.hpp"

namespace {

using namespace attune;  // NOLINT(google-build-using-namespace): a tool, not a library

struct Arguments {
  roi::RoiRequest request;
  std::string summary = "mean", analyze_side;
  std::optional<std::filesystem::path> participants, coverage;
  cli::Output out;
};

void declare_atlas(cli::Tool& tool, Arguments& a) {
  roi::RoiRequest& r = a.request;
  tool.option("atlas", r.atlas.sources, "built-in name, table of spheres, label image, mask, or several masks or maps")
      .required()
      .option("labels", r.atlas.labels, "names of the labels (default: a table beside the atlas with its name)")
      .option("threshold", r.atlas.threshold, "the atlas is of probability maps; voxels of at least this belong")
      .option("space", r.extract.space.image_space, "the image's space, if its name or header do not say")
      .option("atlas-space", r.extract.space.atlas_space, "the atlas's space, if its name or header do not say")
      .flag("same-space", r.extract.space.same_space, "image and atlas agree, whatever their headers say")
      .flag("allow-overlap", r.extract.place.allow_overlap, "voxels in two spheres count in both")
      .flag("allow-empty", r.extract.place.allow_empty, "spheres without a voxel are n/a");
}

void declare_image(cli::Tool& tool, Arguments& a) {
  roi::RoiRequest& r = a.request;
  tool.choice("analyze-side", a.analyze_side, {"neurological", "radiological"}, "on which side ANALYZE images start")
      .flag("assume-ras", r.extract.image.assume_ras, "images without sform and qform have RAS+ axes")
      .option("sidecar", r.sidecar, "4D: JSON with RepetitionTime (default: beside the image)")
      .option("repetition-time", r.repetition_time, "4D: the right one, where header and sidecar disagree")
      .option("participants", a.participants, "3D: table of participant_id (or subject) and image (a file name)")
      .option("condition", r.condition, "3D: what the images show, for the measures table")
      .option("unit", r.unit, "unit of the values");
}

void declare(cli::Tool& tool, Arguments& a) {
  roi::RoiRequest& r = a.request;
  tool.synopsis("Summarise brain images by the regions of an atlas.")
      .group("imaging")
      .describe(
          "3D images give a measures table with one row per image and region (quality is coverage). One 4D image gives "
          "a "
          "table of series with one column per region and one row per volume; its JSON sidecar holds RepetitionTime.")
      .describe(
          "A region's voxels are fixed for the run: those inside the mask, finite, and not exactly 0 (3D) or not the "
          "same in every volume (4D). Nothing is averaged in as 0. Below --min-coverage the value is n/a and "
          "`excluded` "
          "says so; columns and rows are fixed by the atlas.")
      .describe(
          "An atlas on another grid is brought onto the image's voxels by nearest neighbour. Other spaces are refused. "
          "Means read a 4D image once at constant memory (float images with NaN or constants inside regions twice), "
          "other summaries twice. Eigenvariates hold up to 256 MiB of voxels and read the image as often as "
          "that takes.")
      .example("attune roi data-samples/roi-bold.nii.gz --atlas data-samples/roi-spheres.tsv",
               "a series per sphere of a small generated run")
      .example("attune roi data-samples/roi-contrast.nii.gz --atlas attachment-core",
               "one row per built-in region of a small generated contrast image")
      .reference("Friston KJ et al. 2006, NeuroImage 30:1077-1087 (first eigenvariate of a region)")
      .inputs("images", r.images, "any number of 3D images, or one 4D image: NIfTI or ANALYZE 7.5")
      .output(a.out, "measures (3D) or series (4D)")
      .option("coverage", a.coverage, "also write voxels, coverage, tSNR and centroid per image and region here")
      .choice("summary", a.summary, {"mean", "median", "min", "max", "sd", "weighted-mean", "eigenvariate"},
              "how voxels become one number")
      .option("mask", r.extract.mask, "only voxels where this image is not 0")
      .option("min-coverage", r.extract.min_coverage, "share of a region's voxels below which it is n/a")
      .flag("keep-zeros", r.extract.keep_zeros, "exact zeros (3D) and constant voxels (4D) count");
  declare_atlas(tool, a);
  declare_image(tool, a);
}

roi::RoiRequest complete(const Arguments& a, cli::Session& session) {
  roi::RoiRequest request = a.request;
  request.extract.summary = roi::parse_summary(a.summary);
  request.extract.threads = session.threads();
  request.extract.image.analyze_side = parse_analyze_side(a.analyze_side);
  request.atlas.image = request.extract.image;
  if (a.participants) request.participants = session.read_table(*a.participants);
  return request;
}

void run(const Arguments& a, cli::Session& session) {
  const cli::Output coverage{a.coverage};
  session.check_output(a.out);
  session.check_output(coverage);
  const roi::RoiResult result = roi::run_roi(complete(a, session), session.progress("roi"));
  session.warn(result.warnings);
  for (const auto& path : result.atlas_inputs) session.input(path, "", "atlas");
  if (a.request.extract.mask) session.input(*a.request.extract.mask, "", "mask");
  for (const auto& [path, sha256] : result.inputs) session.input(path, sha256);
  session.write(a.out, result.table, result.meanings);
  if (result.series && a.out.path && !session.dry_run() && store::sidecar_path(*a.out.path) != *a.out.path)
    write_text(store::sidecar_path(*a.out.path), result.series_sidecar, Overwrite::allow);
  if (a.coverage) session.write(coverage, result.coverage, roi::coverage_meanings());
}

const cli::Command<Arguments> command{"roi", declare, run};

}  // namespace
