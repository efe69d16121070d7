#include <string>
#include <vector>

#include "attune/cli/command.hpp"
#include "attune/glm/first_level.hpp"

namespace {

using namespace attune;  // NOLINT(google-build-using-namespace): a tool, not a library

struct Arguments {
  glm::FirstLevelWords words;
  std::optional<std::filesystem::path> measures, series, design_out, maps;
  cli::Output out;
};

void declare_runs(cli::Tool& tool, Arguments& a) {
  glm::RunWords& r = a.words.runs;
  tool.inputs("runs", r.runs, "4D images, or tables of series from attune roi: the runs of one or more participants")
      .option("events", r.events, "events.tsv of each run (default: beside it, or by BIDS inheritance)")
      .option("confounds-from", r.confounds,
              "table of confounds of each run (default: beside it, as fMRIPrep names it)")
      .option("sidecar", r.sidecars, "JSON of each run (default: by BIDS inheritance, or beside it)")
      .option("participant", a.words.participant_id, "whose runs they are, where their names do not say")
      .option("repetition-time", r.options.timing.repetition_time, "the right one, where header and sidecar disagree")
      .option("slice-time-ref", r.options.timing.slice_time_ref, "time of a volume as a share of the repetition time")
      .option("type-column", r.options.events.type_column, "column of the events that names the condition")
      .choice("untyped", a.words.model.untyped, {"drop", "refuse"}, "rows of the events without a condition")
      .option("atlas", a.words.atlas.sources,
              "built-in name, table of spheres, label image, mask, or several masks or maps")
      .option("labels", a.words.atlas.labels, "names of the labels (default: a table beside the atlas with its name)")
      .option("threshold", a.words.atlas.threshold, "the atlas is of probability maps; voxels of at least this belong")
      .flag("voxels", a.words.voxels, "fit every voxel and write maps to --maps")
      .option("mask", a.words.extract.mask, "only voxels where this image is not 0")
      .choice("summary", a.words.summary, {"mean", "median", "weighted-mean", "eigenvariate"}, "of a region's voxels")
      .option("min-coverage", a.words.extract.min_coverage, "share of a region's voxels below which it is n/a")
      .flag("same-space", a.words.extract.space.same_space, "images and atlas agree, whatever their headers say");
}

void declare_model(cli::Tool& tool, Arguments& a) {
  glm::ModelWords& m = a.words.model;
  bold::DesignOptions& d = m.spec.design;
  tool.choice("hrf", m.hrf, {"spm", "glover", "gamma", "fir"}, "response to an event")
      .choice("derivatives", m.derivatives, {"none", "time", "time-dispersion"}, "further regressors per condition")
      .flag("orthogonalise", d.response.orthogonalise, "make derivatives orthogonal to the response, as SPM does")
      .option("fir-bins", m.fir_bins, "fir: number of bins after the onset")
      .option("fir-width", m.fir_width, "fir: width of a bin (0: the repetition time)")
      .option("conditions", d.conditions, "trial types to model (default: all)")
      .option("modulator", m.modulators, "CONDITION_x_COLUMN: a regressor that grows with a column of the events")
      .option("stated-event", d.stated_event, "duration of the event heights refer to (default: the condition's mean)")
      .choice("drift", m.drift, {"cosine", "polynomial", "confounds", "none"}, "what takes slow drifts out")
      .option("high-pass", d.high_pass, "cosine: longest period that is kept")
      .option("polynomial-order", d.polynomial_order, "polynomial: highest order")
      .option("confounds", d.confounds,
              "columns, patterns (a_comp_cor_0*) or motion6 motion12 motion24 acompcorN csf_wm")
      .option("censor-fd", m.censor_fd, "leave out volumes with a framewise displacement above this, mm (0: none)")
      .option("censor-dvars", m.censor_dvars, "leave out volumes with std_dvars above this (0: none)")
      .flag("censor-outliers", d.censor_outliers, "leave out the volumes that motion_outlier columns mark")
      .option("keep-at-least", m.keep_at_least, "leave out stretches between censored volumes shorter than this")
      .option("design", a.words.designs, "a finished design matrix of each run instead: a column per regressor")
      .choice("noise", m.noise, {"arma11", "ar1", "ols"}, "correlation of the errors in time")
      .choice("df", m.degrees, {"corrected", "residual"}, "allow for the error of the estimated noise, or not")
      .choice("compat", m.compat, {"", "spm"}, "make the design as SPM12 does");
}

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Fit a first-level model to the runs of a participant: percent signal change by region, or maps.")
      .group("imaging");
  for (const char* paragraph : glm::help_paragraphs()) tool.describe(paragraph);
  tool.example(
          "attune glm data-samples/glm-bold.nii.gz --atlas data-samples/roi-spheres.tsv --contrast 'own_unknown = own "
          "- unknown'",
          "two conditions in the spheres of a small generated run")
      .reference(
          "Friston KJ et al. 1998, NeuroImage 7:30-40 (canonical response); Glover GH 1999, NeuroImage 9:416-429")
      .reference("Kenward MG & Roger JH 1997, Biometrics 53:983-997 (degrees of freedom with estimated noise)")
      .reference("Mumford JA et al. 2012, NeuroImage 59:2636-2643 (trial-wise betas)");
  declare_runs(tool, a);
  declare_model(tool, a);
  tool.repeated("contrast", a.words.model.spec.contrasts, "'name = face - house'; conditions by themselves come first")
      .repeated("f-contrast", a.words.model.spec.f_contrasts, "'name = face - house; face - scene': all at once")
      .choice("combine", a.words.model.combination, {"weighted", "mean"}, "runs: by their precision, or plainly")
      .choice("trials", a.words.trials, {"none", "lsa", "lss"}, "also a beta per trial, as rows of --measures")
      .output(a.out, "estimates: one row per region and contrast")
      .option("measures", a.measures, "also write percent signal change as a measures table here")
      .option("series", a.series, "also write series, fit and peristimulus averages here (HDF5)")
      .option("design-out", a.design_out, "also write the design matrices here")
      .option("maps", a.maps, "folder for maps of --voxels")
      .flag("run-maps", a.words.run_maps, "maps of every run too, not only of the joined runs")
      .flag("residuals", a.words.residuals, "--voxels: also write the residuals of every volume");
}

void write_maps(const Arguments& a, cli::Session& session) {
  if (!a.maps) throw usage_error("--voxels writes maps; name a folder with --maps");
  const glm::VoxelResult result = glm::run_voxels(a.words, session.threads(), session.progress("glm"));
  session.warn(result.warnings);
  for (const store::InputFile& file : result.inputs) session.input(file.path, file.sha256, file.role);
  if (session.dry_run()) return;
  for (const std::filesystem::path& path : glm::write_maps(result, *a.maps, session.overwrite())) session.record(path);
  session.write(a.out, glm::map_summary(result), glm::map_summary_meanings());
}

void run(const Arguments& a, cli::Session& session) {
  const cli::Output measures{a.measures}, series{a.series}, design{a.design_out};
  for (const cli::Output* out : {&a.out, &measures, &series, &design}) session.check_output(*out);
  if (a.words.voxels) return write_maps(a, session);
  const glm::FirstLevelResult result = glm::run_first_level(a.words, session.threads(), session.progress("glm"));
  session.warn(result.warnings);
  for (const store::InputFile& file : result.inputs) session.input(file.path, file.sha256, file.role);
  session.write(a.out, result.estimates, glm::estimate_meanings());
  if (a.out.path && !session.dry_run()) glm::add_model(store::sidecar_path(*a.out.path), result.model);
  if (a.measures) session.write(measures, result.measures, glm::first_level_measure_meanings());
  if (a.design_out) session.write(design, result.design, {});
  if (!a.series || session.dry_run()) return;
  store::write_container(*a.series, result.series, session.overwrite());
  session.record(*a.series);
}

const cli::Command<Arguments> command{"glm", declare, run};

}  // namespace
