#include "attune/overlap/triggers.hpp"

#include <optional>

#include "attune/checks/rigs.hpp"
#include "attune/cli/command.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/overlap/continuous.hpp"
#include "attune/overlap/failures.hpp"

namespace attune {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> recordings;
  std::vector<std::string> events, conditions;
  std::string edge = "automatic", correct = "each";
  std::optional<std::filesystem::path> events_table, flashes, corrected, rigs;
  bool alone = false;
  overlap::AuditOptions audit;
  checks::RigOptions rig;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Hold trigger codes against a photodiode; refuse groups that were recorded on different rigs.")
      .group("eeg")
      .example("attune triggers data-samples/eeg/sub-02_task-flash_eeg.vhdr --channel Photo --events flash",
               "offset and jitter of the screen against the codes")
      .example(
          "attune triggers data-samples/eeg/sub-02_task-flash_eeg.vhdr --channel Photo --events flash --corrected "
          "events.tsv --flashes flashes.tsv",
          "events moved to their flashes, and every flash")
      .example("attune triggers --rigs data-samples/rigs.tsv --offset-column offset_ms",
               "whether the groups were recorded on the same rigs, and what the delays would do")
      .reference(
          "Plant & Turner (2009). Millisecond precision psychological research in a world of commodity computers. "
          "Behav Res Methods 41:598-614.")
      .inputs("recordings", a.recordings, "continuous recordings with a photodiode's channel", false)
      .flag("alone", a.alone, "without the BIDS channels, electrodes and events beside the recording")
      .option("events-table", a.events_table, "events.tsv to use instead of the recording's events (one recording)")
      .option("channel", a.audit.channel, "channel of the photodiode or microphone")
      .option("events", a.events, "event types that have a flash (default: all events)")
      .repeated("condition", a.conditions, "NAME=EXPRESSION, events chosen by expression")
      .option("from", a.audit.from, "where a flash may begin at the earliest, relative to the code")
      .option("to", a.audit.to, "where at the latest")
      .option("fraction", a.audit.fraction, "threshold, of the way from one level to the other")
      .choice("edge", a.edge, {"automatic", "rising", "falling"}, "which way the signal goes at onset")
      .option("hold", a.audit.hold, "crossings so soon after a flash began are its flicker")
      .option("flashes", a.flashes, "write one row per event (one recording)")
      .option("corrected", a.corrected, "write the corrected events (one recording)")
      .choice("correct", a.correct, {"each", "mean"}, "by what they are corrected")
      .option("rigs", a.rigs, "table of participants to check instead")
      .option("group", a.rig.group, "its column of groups")
      .option("rig", a.rig.rig, "its column of rigs")
      .option("offset-column", a.rig.offset_ms, "its column of mean offsets in ms")
      .option("allow-confounded", a.rig.allow, "why confounding does no harm")
      .output(a.out, "write the audits, or the table of groups and rigs");
  for (const std::string& paragraph : overlap::trigger_paragraphs()) tool.describe(paragraph);
}

void check_groups(const Arguments& a, cli::Session& session) {
  const checks::RigCheck check = checks::check_rigs(session.read_table(*a.rigs), a.rig);
  session.warn(check.warnings);
  session.write(a.out, checks::to_records(check), checks::rig_meanings());
}

void write_events(const Arguments& a, const eeg::Recording& recording, const overlap::TriggerAudit& audit,
                  cli::Session& session) {
  const overlap::CorrectedEvents corrected = overlap::correct_triggers(
      recording, audit, a.correct == "each" ? overlap::Correction::each : overlap::Correction::mean);
  session.say(overlap::named(recording.path, overlap::summary(corrected)));
  if (session.dry_run()) return;
  // TSV whatever --format says: attune eeg reads it.
  write_text(*a.corrected, to_tsv(overlap::events_to_table(recording, corrected.events)), session.overwrite());
  session.record(*a.corrected);
}

Record audit_one(const Arguments& a, const std::filesystem::path& path, cli::Session& session) {
  overlap::AuditOptions options = a.audit;
  options.edge = overlap::edge_of(a.edge);
  options.conditions = overlap::audited_conditions(a.events, a.conditions);
  std::optional<Table> events;
  if (a.events_table) events = session.read_table(*a.events_table);
  const eeg::Recording recording = overlap::read_continuous(path, a.alone, events);
  for (const std::filesystem::path& file : recording.files) session.input(file);
  if (!options.conditions.empty()) eeg::check_conditions(options.conditions, recording);
  const overlap::TriggerAudit audit = overlap::audit_triggers(recording, options);
  for (const std::string& warning : recording.warnings) session.warn(overlap::named(path, warning));
  for (const std::string& warning : audit.warnings) session.warn(overlap::named(path, warning));
  if (a.flashes) session.write({a.flashes}, overlap::to_table(audit, recording), {});
  if (a.corrected) write_events(a, recording, audit, session);
  return overlap::to_record(audit, path);
}

void audit_all(const Arguments& a, cli::Session& session) {
  std::vector<Record> audits;
  overlap::Failures failures;
  for (const std::filesystem::path& path : a.recordings)
    overlap::attempt(path, failures, [&] { audits.push_back(audit_one(a, path, session)); });
  if (audits.empty()) overlap::raise(failures, a.recordings.size());
  session.write(a.out, audits, overlap::audit_meanings());
  overlap::raise(failures, a.recordings.size());
}

void run(const Arguments& a, cli::Session& session) {
  if (a.rigs.has_value() == !a.recordings.empty())
    throw usage_error("expected recordings to audit, or --rigs with a table of participants");
  if (!a.rigs && a.audit.channel.empty()) throw usage_error("--channel is required: the photodiode's channel");
  if ((a.events_table || a.flashes || a.corrected) && a.recordings.size() != 1)
    throw usage_error("--events-table, --flashes and --corrected are about one recording; audit them one at a time");
  for (const auto& path : {a.out.path, a.flashes, a.corrected}) session.check_output({path});
  if (a.rigs) return check_groups(a, session);
  audit_all(a, session);
}

const cli::Command<Arguments> command{"triggers", declare, run};

}  // namespace
}  // namespace attune
