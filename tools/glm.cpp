#include <string>
#include <vector>

#include "attune/cli/command.hpp"
#include "attune/glm/declare_model.hpp"
#include "attune/glm/first_level.hpp"
#include "attune/statsmodel/words.hpp"

namespace {

using namespace attune;  // NOLINT(google-build-using-namespace): a tool, not a library

struct Arguments {
  glm::FirstLevelWords words;
  std::optional<std::filesystem::path> measures, series, design_out, out_dir;
  statsmodel::Request stats;
  cli::Output out;
};

void declare_runs(cli::Tool& tool, Arguments& a) {
  glm::RunWords& r = a.words.runs;
  tool.inputs("runs", r.runs, "4D images, or tables of series from attune roi", false)
      .option("events", r.events, "events.tsv of each run (default: beside it, or by BIDS inheritance)")
      .option("confounds-from", r.confounds, "table of confounds of each run (default: beside it)")
      .option("sidecar", r.sidecars, "JSON of each run (default: by BIDS inheritance, or beside it)")
      .option("participant", a.words.participant_id, "whose runs they are, where their names do not say")
      .option("repetition-time", r.options.timing.repetition_time, "the right one, where header and sidecar disagree")
      .option("slice-time-ref", r.options.timing.slice_time_ref, "time of a volume as a share of the repetition time")
      .option("type-column", r.options.events.type_column, "column of the events that names the condition")
      .choice("untyped", a.words.model.untyped, {"drop", "refuse"}, "rows of the events without a condition")
      .option("atlas", a.words.atlas.sources, "built-in name, table of spheres, label image, mask, or several of these")
      .option("labels", a.words.atlas.labels, "names of the labels (default: a table beside the atlas with its name)")
      .option("threshold", a.words.atlas.threshold, "the atlas is of probability maps; voxels of at least this belong")
      .flag("voxels", a.words.voxels, "fit every voxel and write maps to --out-dir")
      .option("mask", a.words.extract.mask, "only voxels where this image is not 0")
      .choice("summary", a.words.summary, {"mean", "median", "weighted-mean", "eigenvariate"}, "of a region's voxels")
      .option("min-coverage", a.words.extract.min_coverage, "share of a region's voxels below which it is n/a")
      .flag("same-space", a.words.extract.space.same_space, "images and atlas agree, whatever their headers say");
}

void declare_outputs(cli::Tool& tool, Arguments& a) {
  tool.repeated("contrast", a.words.model.spec.contrasts, "'name = face - house'; conditions by themselves come first")
      .repeated("f-contrast", a.words.model.spec.f_contrasts, "'name = face - house; face - scene': all at once")
      .choice("combine", a.words.model.combination, {"weighted", "mean"}, "runs: by their precision, or plainly")
      .choice("trials", a.words.trials, {"none", "lsa", "lss"}, "also a beta per trial, as rows of --measures")
      .output(a.out, "estimates: one row per region and contrast (--voxels: one row per map)")
      .option("measures", a.measures, "also write percent signal change as a measures table here")
      .option("series", a.series, "also write series, fit and peristimulus averages here (HDF5)")
      .option("design-out", a.design_out, "also write the design matrices here")
      .option("out-dir", a.out_dir, "folder for the maps of --voxels, or for everything of --model")
      .flag("run-maps", a.words.run_maps, "maps of every run too, not only of the joined runs")
      .flag("residuals", a.words.residuals, "--voxels: also write the residuals of every volume")
      .option("model", a.stats.model, "BIDS Stats Model (*_smdl.json) to execute on --dataset instead of runs")
      .option("dataset", a.stats.dataset, "--model: BIDS folder with events and participants.tsv")
      .option("derivatives", a.stats.derivatives, "--model: folder with preprocessed images, masks and confounds")
      .option("participant-label", a.stats.participants, "--model: only these participants")
      .option("space", a.stats.space, "--model: space of the images, where there are several");
}

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Fit a first-level model to runs: percent signal change by region, or maps.").group("imaging");
  for (const char* paragraph : glm::help_paragraphs()) tool.describe(paragraph);
  for (const auto& [line, explanation] : glm::help_examples()) tool.example(line, explanation);
  for (const char* paper : glm::help_references()) tool.reference(paper);
  declare_runs(tool, a);
  glm::declare_model(tool, a.words.model, a.words.designs);
  declare_outputs(tool, a);
}

template <class Result>
void note(const Result& result, cli::Session& session) {
  session.warn(result.warnings);
  for (const store::InputFile& file : result.inputs) session.input(file.path, file.sha256, file.role);
}

void run_model(const Arguments& a, cli::Session& session) {
  statsmodel::Request request = a.stats;
  statsmodel::take_words(a.words, a.out_dir.has_value(), request);
  request.threads = session.threads();
  const statsmodel::Result result = statsmodel::run(request, session.progress("glm"));
  note(result, session);
  if (!session.dry_run())
    for (const auto& path : statsmodel::write_result(result, *a.out_dir, session.overwrite())) session.record(path);
  session.write(a.out, result.measures, result.measure_meanings);
}

void run_voxels(const Arguments& a, cli::Session& session) {
  if (!a.out_dir) throw usage_error("--voxels writes maps; name a folder with --out-dir");
  const glm::VoxelResult result = glm::run_voxels(a.words, session.threads(), session.progress("glm"));
  note(result, session);
  if (!session.dry_run())
    for (const auto& path : glm::write_maps(result, *a.out_dir, session.overwrite())) session.record(path);
  session.write(a.out, glm::map_summary(result), glm::map_summary_meanings());
}

void run(const Arguments& a, cli::Session& session) {
  const cli::Output measures{a.measures}, series{a.series}, design{a.design_out};
  for (const cli::Output* out : {&a.out, &measures, &series, &design}) session.check_output(*out);
  glm::check_outputs(a.words, {a.measures.has_value(), a.series.has_value(), a.design_out.has_value(),
                               a.out_dir.has_value(), !a.stats.model.empty()});
  if (!a.stats.model.empty()) return run_model(a, session);
  if (a.words.voxels) return run_voxels(a, session);
  const glm::FirstLevelResult result = glm::run_first_level(a.words, session.threads(), session.progress("glm"));
  note(result, session);
  session.write(a.out, result.estimates, glm::estimate_meanings());
  if (a.out.path && !session.dry_run()) glm::add_model(store::sidecar_path(*a.out.path), result.model);
  if (a.measures) session.write(measures, result.measures, glm::first_level_measure_meanings());
  if (a.design_out) session.write(design, glm::design_table(result.regional), {});
  if (!a.series || session.dry_run()) return;
  store::write_container(*a.series, glm::series_container(result.regional), session.overwrite());
  session.record(*a.series);
}

const cli::Command<Arguments> command{"glm", declare, run};

}  // namespace
