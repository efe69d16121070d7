#include <fmt/format.h>
#include <fmt/ranges.h>

#include "attune/cli/command.hpp"
#include "attune/study/group_level.hpp"
#include "attune/study/study_file.hpp"
#include "attune/study/unit.hpp"
#include "attune/study/unit_messages.hpp"

namespace {

using namespace attune;

struct Arguments {
  std::filesystem::path dataset, output, study;
  std::string level, shard, deviation, allow_circular;
  std::vector<std::string> participants, sessions, derivatives;
  bool lock = false;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Run a study from a BIDS dataset to its tests and verdicts.")
      .group("study")
      .describe(
          "The level `participant` measures every run of every participant and writes the results below OUT_DIR; runs "
          "are independent, so several processes may share the work with --shard. A run is skipped when the SHA-256 of "
          "its inputs, its parameters and the version of attune are those on record. The level `group` takes the "
          "results of the recordings that the dataset has now, participants.tsv and phenotype tables; it writes "
          "measures.tsv, exclusions.tsv and group/. A participant that cannot be measured does not stop the others: "
          "exit code 6. What several runs say alike is printed once; OUT_DIR/logs/ lists every failure and warning. "
          "docs/study-file.md describes the study file.")
      .describe(
          "With --lock the plan is on record before the groups are known, and its tests and claims are confirmatory. A "
          "plan that changed is refused until --deviation says why; tests that changed are exploratory.")
      .reference("Gorgolewski et al. (2017) BIDS Apps. PLoS Comput Biol 13:e1005209.")
      .example(
          "attune simulate own-infant-reward out/example --participants 3,3 --small --force && "
          "attune run out/example out/example-results participant --study pipelines/own-infant-reward/study.yaml && "
          "attune run out/example out/example-results group --study pipelines/own-infant-reward/study.yaml",
          "simulates a small study and analyses it")
      .input("bids_dir", a.dataset, "BIDS dataset")
      .input("out_dir", a.output, "folder for the results, a BIDS derivative")
      .word("level", a.level, {"participant", "group"}, "what to run")
      .option("study", a.study, "study file (YAML)")
      .required()
      .option("participant-label", a.participants, "only these participants, with or without sub-")
      .alias("participant_label")
      .option("session-label", a.sessions, "only these sessions, with or without ses-")
      .alias("session_label")
      .option("derivatives", a.derivatives, "folders of derivatives outside the dataset, as fmriprep=DIR")
      .option("shard", a.shard, "take part i of N of the runs, as 2/4")
      .flag("lock", a.lock, "first write the plan to OUT_DIR/plan.lock.json, before any label of a group is read")
      .option("deviation", a.deviation, "why the plan is another one than the locked one; goes on record")
      .option("allow-circular", a.allow_circular, "why regions made from the study's own images do no harm");
}

study::RunOptions options_of(const Arguments& a, cli::Session& session) {
  study::RunOptions options;
  options.dataset = a.dataset;
  options.output = a.output;
  options.participants = a.participants;
  options.sessions = a.sessions;
  options.force = session.options().force;
  options.threads = session.threads();
  options.lock = a.lock;
  options.deviation = a.deviation;
  options.allow_circular = a.allow_circular;
  options.warn = [&session](const Warnings& warnings) { session.warn(warnings); };
  study::read_shard(a.shard, options);
  study::read_derivatives(a.derivatives, options);
  return options;
}

void run_participants(const study::Study& study, study::RunOptions options, cli::Session& session) {
  options.progress = session.progress("runs");
  options.written = [&](const std::filesystem::path& output, const std::vector<store::InputFile>& inputs) {
    session.record(output, inputs);
  };
  std::size_t done = 0;
  std::vector<study::UnitMessage> warnings, failures;
  session.warn(study::passed_over(study, options));
  const std::vector<study::UnitOutcome> outcomes = study::run_participants(study, options);
  for (const study::UnitOutcome& outcome : outcomes) {
    for (const std::string& warning : outcome.warnings) warnings.emplace_back(outcome.unit, warning);
    if (outcome.status == study::UnitOutcome::Status::done) ++done;
    if (outcome.status == study::UnitOutcome::Status::failed) failures.emplace_back(outcome.unit, outcome.message);
  }
  session.warn(study::grouped_messages(warnings));
  session.note(fmt::format("{} runs: {} done, {} unchanged, {} failed", outcomes.size(), done,
                           outcomes.size() - done - failures.size(), failures.size()));
  if (failures.empty()) return;
  throw Error(Fault::partial,
              fmt::format("{} of {} runs failed (listed in {}): {}", failures.size(), outcomes.size(),
                          (options.output / "logs").string(), fmt::join(study::grouped_messages(failures), "; ")));
}

void run(const Arguments& a, cli::Session& session) {
  const study::Study study = study::read_study(a.study);
  const study::RunOptions options = options_of(a, session);
  if (session.dry_run()) {
    study::check_study(study, options);
    if (a.level == "group") return;
    const std::vector<study::Unit> units = study::plan_units(study, options);
    for (std::size_t i = options.shard; i < units.size(); i += options.shards) session.print(units[i].name + "\n");
    return;
  }
  if (a.level == "participant") return run_participants(study, options, session);
  const study::GroupResult result = study::run_group(study, options);
  session.warn(result.warnings);
  session.input(a.study);
  for (const std::filesystem::path& table : result.inputs) session.input(table);
  session.record(a.output / "measures.tsv");
  session.input(a.output / "measures.tsv");
  for (const char* table : {"values.tsv", "values_long.tsv", "results.tsv"}) session.record(a.output / "group" / table);
}

const cli::Command<Arguments> command{"run", declare, run};

}  // namespace
