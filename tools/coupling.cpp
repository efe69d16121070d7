#include <string>
#include <vector>

#include "attune/cli/command.hpp"
#include "attune/coupling/coupling_run.hpp"
#include "attune/coupling/seed_map.hpp"

namespace {
using namespace attune;  // NOLINT(google-build-using-namespace): a tool, not a library

struct Arguments {
  coupling::CouplingWords words;
  std::optional<std::filesystem::path> pair_table, hdf5;
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
      .option("slice-time-ref", r.options.timing.slice_time_ref, "time of a volume, as a share of the repetition time")
      .option("type-column", r.options.events.type_column, "column of the events that names the condition")
      .option("atlas", a.words.atlas.sources, "images: built-in name, table of spheres, label image, masks or maps")
      .option("labels", a.words.atlas.labels, "names of the labels (default: a table beside the atlas with its name)")
      .option("threshold", a.words.atlas.threshold, "the atlas is of probability maps; voxels of at least this belong")
      .option("mask", a.words.extract.mask, "only voxels where this image is not 0")
      .choice("summary", a.words.summary, {"mean", "median", "weighted-mean", "eigenvariate"}, "of a region's voxels")
      .option("min-coverage", a.words.extract.min_coverage, "share of a region's voxels below which it is n/a")
      .flag("same-space", a.words.extract.space.same_space, "images and atlas agree, whatever their headers say");
}

void declare_model(cli::Tool& tool, Arguments& a) {
  glm::ModelWords& m = a.words.model;
  bold::DesignOptions& d = m.spec.design;
  tool.option("high-pass", d.high_pass, "longest period that is kept; 0: all")
      .option("low-pass", a.words.low_pass, "highest frequency that is kept, such as 0.1 (default: all)")
      .choice("filter", a.words.filter, {"cosine", "butterworth"}, "how frequencies are taken out")
      .choice("drift", m.drift, {"cosine", "polynomial", "confounds", "none"}, "what takes slow drifts out")
      .option("polynomial-order", d.polynomial_order, "polynomial: highest order")
      .option("confounds", d.confounds,
              "columns, patterns (a_comp_cor_0*) or motion6 motion12 motion24 acompcorN csf_wm")
      .option("censor-fd", m.censor_fd, "leave out volumes with a framewise displacement above this, mm (0: none)")
      .option("censor-dvars", m.censor_dvars, "leave out volumes with std_dvars above this (0: none)")
      .flag("censor-outliers", d.censor_outliers, "leave out the volumes that motion_outlier columns mark")
      .option("keep-at-least", m.keep_at_least, "leave out stretches between censored volumes shorter than this")
      .flag("remove-task", a.words.remove_task, "correlations: take the responses to the events out too")
      .flag("whiten", a.words.whiten, "correlations: of the innovations of each series' noise")
      .choice("hrf", m.hrf, {"spm", "glover", "gamma"}, "response to an event")
      .option("conditions", d.conditions, "trial types to model (default: all)")
      .choice("trials", a.words.trials, {"lss", "lsa"}, "beta series: a model per trial, or one model");
}

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis(
          "Couple regions: correlations, beta series and psychophysiological interactions of a participant's runs.")
      .group("imaging");
  for (const char* paragraph : coupling::help_paragraphs()) tool.describe(paragraph);
  tool.choice("kind", a.words.kind, {"pearson", "partial", "ledoit-wolf", "ledoit-wolf-partial", "beta-series", "ppi"},
              "what couples them")
      .option("from", a.words.seeds, "regions whose coupling with every other is told; of ppi the seeds")
      .option("pairs", a.words.pairs, "pairs of regions: amygdala_L:mpfc (default: all); of ppi seed:target")
      .repeated("contrast", a.words.contrasts, "'name = face - house'; conditions by themselves come first");
  declare_runs(tool, a);
  declare_model(tool, a);
  tool.output(a.out, "measures: one row per pair and condition")
      .option("pair-table", a.pair_table, "also write value, r, se, df and p of every pair, run and condition here")
      .option("matrices", a.words.matrices,
              "also write square matrices of r (of contrasts: z) as *_relmat.tsv in this folder")
      .option("maps", a.words.maps, "also write maps of every voxel's coupling with the seeds of --from in this folder")
      .option("hdf5", a.hdf5, "also write all matrices here")
      .example(
          "attune coupling data-samples/bold.nii.gz --atlas attachment-core --pairs amygdala_L:vmPFC --low-pass 0.1",
          "correlation of amygdala and medial prefrontal cortex in a generated run")
      .example(
          "attune coupling data-samples/bold.nii.gz --atlas attachment-core --type-column owner --kind ppi "
          "--from ventral_striatum_L --contrast 'own_unknown = own - unknown'",
          "does the slope on the ventral striatum's signal change with whose infant is seen?")
      .reference("Afyouni S, Smith SM & Nichols TE 2019, NeuroImage 199:609-625 (degrees of freedom of correlations)")
      .reference("Ledoit O & Wolf M 2004, J Multivar Anal 88:365-411 (shrinkage)")
      .reference(
          "Rissman J et al. 2004, NeuroImage 23:752-763; Mumford JA et al. 2012, NeuroImage 59:2636-2643 (betas)")
      .reference(
          "McLaren DG et al. 2012, NeuroImage 61:1277-1286; Gitelman DR et al. 2003, NeuroImage 19:200-207 (gPPI)")
      .reference("Power JD et al. 2014, NeuroImage 84:320-341 (censoring)");
}

void run(const Arguments& a, cli::Session& session) {
  const coupling::CouplingRequest request = coupling::understood(a.words, session.threads());
  const cli::Output pair_table{a.pair_table}, hdf5{a.hdf5};
  for (const cli::Output* out : {&a.out, &pair_table, &hdf5}) session.check_output(*out);
  const coupling::CouplingResult result = coupling::run_coupling(request, session.progress("coupling"));
  session.warn(result.warnings);
  std::vector<std::pair<std::string, Table>> squares;
  if (a.words.matrices) squares = coupling::matrices(result, request);
  for (const auto& named : squares) session.check_output(cli::Output{*a.words.matrices / named.first});
  for (const store::InputFile& file : result.inputs) session.input(file.path, file.sha256, file.role);
  if (a.words.maps && !session.dry_run()) {  // first, because they may be refused
    const glm::VoxelResult maps = coupling::seed_maps(result, request, session.progress("maps"));
    session.warn(maps.warnings);
    for (const auto& path : glm::write_maps(maps, *a.words.maps, session.overwrite())) session.record(path);
  }
  session.write(a.out, coupling::measures_table(result), coupling::coupling_meanings(result));
  if (a.pair_table)
    session.write(pair_table, coupling::pair_table(result.layers, result.pairs, result.regions),
                  coupling::pair_meanings(result.meaning));
  for (const auto& [name, table] : squares)
    session.write(cli::Output{*a.words.matrices / name}, table, coupling::matrix_meanings());
  if (!a.hdf5 || session.dry_run()) return;
  store::write_container(*a.hdf5, coupling::to_container(result), session.overwrite());
  session.record(*a.hdf5);
}

const cli::Command<Arguments> command{"coupling", declare, run};

}  // namespace
