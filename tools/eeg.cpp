#include <cmath>
#include <optional>

#include "attune/base/number_text.hpp"
#include "attune/cli/command.hpp"
#include "attune/eeg/epoch_files.hpp"
#include "attune/eeg/event_table.hpp"
#include "attune/eeg/ledger.hpp"

namespace attune {
namespace {

struct Arguments {
  std::filesystem::path recording;
  std::vector<std::string> events, conditions;
  std::optional<std::filesystem::path> events_table, epochs, ledger;
  std::string baseline, participant;
  eeg::EpochOptions epoching;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Cut a recording into epochs, reject artefacts, average each condition.")
      .group("eeg")
      .describe(
          "Reads EEGLAB (.set) and BrainVision (.vhdr). An event's epoch goes from the sample nearest to --from to "
          "the one nearest to --to around the sample nearest to the event. The mean of the baseline, half-open "
          "[from, to) after each end has gone to its nearest sample, is subtracted. A trial is dropped if it "
          "reaches outside the data, crosses a boundary of the recording, is not finite, or fails --reject-uv or "
          "--flat-uv; the ledger lists every trial, kept or dropped, with reason, channel and value.")
      .describe(
          "Conditions: --events names types, one condition each; --condition NAME=EXPRESSION chooses by "
          "expression, for example near=type == 'square' && position == 1. Fields are type, kind, onset, duration "
          "(seconds) and any other the file has; comparisons are ==, !=, <, <=, >, >=, ~ (pattern with * and ?) "
          "and in ('a', 'b'); they combine with &&, || and !. Without either, every type is a condition.")
      .describe(
          "The averages are a table (one row per condition, channel and time, uV) or, if --out ends in .h5, an "
          "HDF5 file. With --epochs and without --out, standard output gets the number of trials per condition.")
      .example(
          "attune eeg data-samples/eeg/sub-01_task-rejectwords_eeg.vhdr --events rejection,acceptance --reject-uv 150 "
          "--epochs epochs.h5 --ledger ledger.tsv",
          "epochs of two conditions without large artefacts, and what became of every trial")
      .reference("Keil et al. (2014) Guidelines for studies using EEG and MEG. Psychophysiology 51:1-21.")
      .input("recording", a.recording, "EEG recording (.set or .vhdr)")
      .option("events", a.events, "event types, one condition each")
      .repeated("condition", a.conditions, "NAME=EXPRESSION, a condition chosen by expression")
      .option("events-table", a.events_table, "events.tsv to use instead of the recording's own events")
      .option("from", a.epoching.from, "start of the epoch, relative to the event")
      .option("to", a.epoching.to, "end of the epoch")
      .option("baseline", a.baseline, "FROM,TO in ms, or none (default: from the start of the epoch to 0)")
      .option("reject-uv", a.epoching.reject, "drop trials with a larger peak-to-peak amplitude")
      .option("flat-uv", a.epoching.flat, "drop trials with a smaller peak-to-peak amplitude")
      .option("reject-channels", a.epoching.rejection_channels, "channels to test (default: all that are not bad)")
      .option("channels", a.epoching.channels, "channels to keep (default: all potentials)")
      .option("bad-channels", a.epoching.bad_channels, "channels without a value: no part of tests and reference")
      .option("reference", a.epoching.reference, "new reference: average, or channel names (default: as recorded)")
      .option("shift-ms", a.epoching.shift, "time added to every event, as the delay of the screen")
      .flag("allow-empty", a.epoching.allow_empty, "let a condition have no events")
      .option("participant", a.participant, "participant_id (default: from the file's name)")
      .option("epochs", a.epochs, "write the kept trials (HDF5)")
      .option("ledger", a.ledger, "write the ledger of trials")
      .output(a.out, "write the averages (.tsv or .h5)");
}

std::optional<eeg::Span> baseline_of(const Arguments& a) {
  if (a.baseline == "none") return std::nullopt;
  if (a.baseline.empty()) return a.epoching.from.count() < 0 ? std::optional(eeg::Span{a.epoching.from}) : std::nullopt;
  const std::size_t comma = std::min(a.baseline.find(','), a.baseline.size());
  const auto from = parse_double(a.baseline.substr(0, comma)),
             to = parse_double(std::string_view(a.baseline).substr(std::min(comma + 1, a.baseline.size())));
  if (!from || !to) throw usage_error("--baseline: " + in_quotes(a.baseline) + " is not FROM,TO in ms or none");
  return eeg::Span{Milliseconds(*from), Milliseconds(*to)};
}

eeg::Epochs cut(const Arguments& a, cli::Session& session) {
  eeg::EpochOptions options = a.epoching;
  options.baseline = baseline_of(a);
  options.conditions = eeg::conditions_of_types(a.events);
  for (const std::string& condition : a.conditions) options.conditions.push_back(eeg::parse_condition(condition));
  eeg::Recording recording = eeg::read_recording(a.recording);
  for (const std::filesystem::path& file : recording.files) session.input(file);
  session.warn(recording.warnings);
  if (a.events_table)
    recording.events = eeg::events_from_table(session.read_table(*a.events_table), recording.sampling_frequency);
  if (options.conditions.empty()) options.conditions = eeg::conditions_of_types(eeg::event_types(recording.events));
  eeg::Epochs epochs = eeg::epoch(recording, options);
  if (!a.participant.empty()) epochs.labels.participant_id = a.participant;
  session.warn(epochs.warnings);
  return epochs;
}

void run(const Arguments& a, cli::Session& session) {
  for (const auto& path : {a.epochs, a.ledger, a.out.path}) session.check_output({path});
  const eeg::Epochs epochs = cut(a, session);
  if (a.ledger) session.write({a.ledger}, eeg::ledger(epochs), eeg::ledger_meanings());
  eeg::require_trials(epochs);
  if (a.epochs && !session.dry_run()) {
    eeg::write_epochs(*a.epochs, epochs, session.overwrite());
    session.record(*a.epochs);
  }
  if (a.epochs && !a.out.path) return session.write(a.out, eeg::ledger_summary(epochs), {});
  const std::vector<eeg::Evoked> averages = eeg::average(epochs);
  if (!a.out.path || a.out.path->extension() != ".h5")
    return session.write(a.out, eeg::to_table(averages), eeg::evoked_meanings(epochs.baseline));
  if (session.dry_run()) return;
  eeg::write_evoked(*a.out.path, averages, session.overwrite());
  session.record(*a.out.path);
}

const cli::Command<Arguments> command{"eeg", declare, run};

}  // namespace
}  // namespace attune
