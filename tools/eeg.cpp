#include "attune/cli/command.hpp"
#include "attune/eeg/bids_writer.hpp"
#include "attune/eeg/epoch_files.hpp"
#include "attune/eeg/ledger.hpp"
#include "attune/preprocess/cleaned_epochs.hpp"
#include "attune/preprocess/current_source_density.hpp"
#include "attune/store/provenance.hpp"

namespace attune {
namespace {

struct Arguments {
  preprocess::EpochRequest request;
  std::optional<std::filesystem::path> epochs, ledger, steps_dir, clean, csd;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  preprocess::EpochRequest& r = a.request;
  tool.synopsis("Clean a recording, cut it into epochs, reject artefacts, average each condition.")
      .group("eeg")
      .example(
          "attune eeg data-samples/eeg/sub-01_task-rejectwords_eeg.vhdr --events rejection,acceptance --step "
          "filter:highpass=0.1,lowpass=30 --reject-uv 150 --epochs epochs.h5 --ledger ledger.tsv",
          "filtered epochs of two conditions without large artefacts, and what became of every trial")
      .reference("Keil et al. (2014) Guidelines for studies using EEG and MEG. Psychophysiology 51:1-21.")
      .input("recording", r.recording, "EEG recording: BrainVision, EDF, BDF, EEGLAB, FIF, CNT, text")
      .flag("alone", r.alone, "without the BIDS channels, electrodes and events beside the recording")
      .option("trigger-mask", r.trigger_mask, "bits of a BDF status word that are the trigger code")
      .option("events", r.events, "event types, one condition each")
      .repeated("condition", r.conditions, "NAME=EXPRESSION, a condition chosen by expression")
      .option("events-table", r.events_table, "events.tsv to use instead of the recording's own events")
      .option("from", r.epoching.from, "start of the epoch, relative to the event")
      .option("to", r.epoching.to, "end of the epoch")
      .option("baseline", r.baseline, "FROM,TO in ms, or none (default: from the start of the epoch to 0)")
      .option("reject-uv", r.epoching.reject, "drop trials with a larger peak-to-peak amplitude")
      .option("flat-uv", r.epoching.flat, "drop trials with a smaller peak-to-peak amplitude")
      .option("reject-step-uv", r.epoching.rejection.step, "drop trials with a larger step between halves of 200 ms")
      .option("reject-trend-uv", r.epoching.rejection.trend, "drop trials with a steeper straight line (R^2 > 0.3)")
      .repeated("reject-type", r.type_limits, "limits of a type of channel, EOG:peak-to-peak=250,step=100 (uV)")
      .option("exclude-trials", r.excluded_trials, "ledger of another modality: drop what it drops")
      .option("reject-channels", r.epoching.rejection_channels, "channels to test (default: all that are not bad)")
      .option("channels", r.epoching.channels, "channels to keep (default: all potentials)")
      .option("bad-channels", r.epoching.bad_channels, "channels without a value: no part of tests and reference")
      .option("reference", r.epoching.reference, "new reference: average, or channel names (default: as recorded)")
      .option("shift-ms", r.epoching.shift, "time added to every event, as the delay of the screen")
      .choice("event-rounding", r.rounding, {"nearest", "truncate"}, "sample of an event between two")
      .flag("allow-empty", r.epoching.allow_empty, "let a condition have no events")
      .option("participant", r.participant, "participant_id (default: from the file's name)")
      .repeated("step", r.steps, "a step of cleaning, NAME:PARAMETER=VALUE,...")
      .option("steps", r.steps_file, "file with steps, one a line")
      .option("steps-dir", a.steps_dir, "folder for what the steps did and found")
      .option("clean", a.clean, "write the cleaned recording (.vhdr)")
      .option("csd", a.csd, "write averages of the current source density (.tsv)")
      .option("epochs", a.epochs, "write the kept trials (HDF5)")
      .option("ledger", a.ledger, "write the ledger of trials")
      .output(a.out, "write the averages (.tsv or .h5)");
  for (const std::string& paragraph : preprocess::help_paragraphs()) tool.describe(paragraph);
}

preprocess::CleanedEpochs cut(const Arguments& a, cli::Session& session) {
  preprocess::EpochRequest request = a.request;
  request.seed = session.seed();
  request.threads = session.threads();
  request.keep_recording = a.clean.has_value() || a.steps_dir.has_value();
  preprocess::CleanedEpochs result = preprocess::clean_and_cut(request);
  for (const std::filesystem::path& file : result.inputs) session.input(file);
  session.warn(result.warnings);
  for (const std::string& line : preprocess::summary(result.prepared.steps)) session.say(line);
  return result;
}

void write_cleaned(const Arguments& a, const preprocess::Prepared& prepared, cli::Session& session) {
  if (a.clean) session.warn(eeg::lost_when_cleaned(*a.clean, prepared.recording));
  if (session.dry_run()) return;
  if (a.clean) session.record(eeg::write_cleaned_recording(*a.clean, prepared.recording, session.overwrite()).front());
  if (a.steps_dir)
    for (const auto& file : preprocess::write_steps(prepared, *a.steps_dir, session.overwrite())) session.record(file);
}

void write_averages(const Arguments& a, const preprocess::CleanedEpochs& cleaned, cli::Session& session) {
  const std::vector<eeg::Evoked> averages = eeg::average(cleaned.epochs, session.threads());
  if (!a.out.path || a.out.path->extension() != ".h5") {
    session.write(a.out, eeg::to_table(averages), eeg::evoked_meanings(cleaned.epochs.baseline));
    if (a.out.path && !session.dry_run()) preprocess::add_steps(store::sidecar_path(*a.out.path), cleaned.prepared);
    return;
  }
  if (session.dry_run()) return;
  eeg::write_evoked(*a.out.path, averages, session.overwrite());
  preprocess::add_steps(store::sidecar_path(*a.out.path), cleaned.prepared);
  session.record(*a.out.path);
}

void run(const Arguments& a, cli::Session& session) {
  for (const auto& path : {a.epochs, a.ledger, a.out.path, a.clean, a.csd}) session.check_output({path});
  if (a.clean) eeg::check_cleaned_outputs(*a.clean, session.overwrite(), a.request.recording, a.request.alone);
  if (a.steps_dir) preprocess::check_steps_folder(*a.steps_dir, session.overwrite());
  const preprocess::CleanedEpochs cleaned = cut(a, session);
  const eeg::Epochs& epochs = cleaned.epochs;
  write_cleaned(a, cleaned.prepared, session);
  if (a.ledger) session.write({a.ledger}, eeg::ledger(epochs), eeg::ledger_meanings(epochs));
  eeg::require_trials(epochs);
  if (a.epochs && !session.dry_run()) {
    eeg::write_epochs(*a.epochs, epochs, session.overwrite());
    preprocess::add_steps(store::sidecar_path(*a.epochs), cleaned.prepared);
    session.record(*a.epochs);
  }
  if (a.csd) {
    const auto density = preprocess::current_source_density(epochs, cleaned.prepared.recording, {});
    session.write({a.csd}, preprocess::csd_table(density), preprocess::csd_meanings(density));
  }
  if (a.epochs && !a.out.path) return session.write(a.out, eeg::ledger_summary(epochs), {});
  write_averages(a, cleaned, session);
}

const cli::Command<Arguments> command{"eeg", declare, run};

}  // namespace
}  // namespace attune
