#include "attune/cli/command.hpp"
#include "attune/trials/trial_ledger.hpp"

namespace attune {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> ledgers;
  std::vector<std::string> deciding;
  std::string rule = "any", match = "onset";
  Milliseconds tolerance{20};
  bool drop_missing = false;
  std::optional<std::filesystem::path> summary;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Join the trial ledgers of several modalities, so that a trial that one rejects can leave all.")
      .group("behaviour")
      .describe(
          "Each ledger is given as modality=FILE, for example eeg=ledger.tsv reaction=rt.tsv scr=scr.tsv. A ledger has "
          "a "
          "row per trial with kept (yes, no) and reason, or with excluded (n/a, or the reason), and with onset_s (or "
          "onset) in seconds or the trial's number; where participant_id, session, task and run are there, trials are "
          "joined within them. `attune eeg --ledger` writes such a table; so does this command, and `attune eeg` takes "
          "it "
          "back as a list of trials to leave out.")
      .describe(
          "Trials are the same if their onsets differ by no more than --tolerance (all on one clock), or, with --match "
          "trial, if their numbers are equal. Two trials of one ledger within the tolerance are an error. A trial is "
          "dropped if any deciding modality drops it (--rule any), or if every deciding modality that has it does "
          "(--rule all). What each modality said stays in its own columns; --summary counts the reasons by modality.")
      .example("attune ledger eeg=data-samples/trials/eeg_ledger.tsv reaction=data-samples/trials/reaction_ledger.tsv",
               "which trials both brain waves and reaction times can use")
      .inputs("ledgers", a.ledgers, "modality=FILE, one for each modality")
      .choice("rule", a.rule, {"any", "all"}, "which trials leave: those that any, or that all modalities reject")
      .choice("match", a.match, {"onset", "trial"}, "what makes two rows the same trial")
      .option("tolerance", a.tolerance, "largest difference between onsets of one trial")
      .option("deciding", a.deciding, "modalities that decide (default: all)")
      .flag("drop-missing", a.drop_missing, "also drop trials that a deciding modality does not have")
      .option("summary", a.summary, "write the counts of reasons by modality")
      .output(a.out, "write the joint ledger");
}

trials::ModalityLedger read(const std::string& text, cli::Session& session) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    throw usage_error(in_quotes(text) + " is no ledger; expected modality=FILE");
  return {text.substr(0, equals), session.read_table(text.substr(equals + 1))};
}

void run(const Arguments& a, cli::Session& session) {
  for (const auto& path : {a.summary, a.out.path}) session.check_output({path});
  std::vector<trials::ModalityLedger> ledgers;
  for (const std::filesystem::path& text : a.ledgers) ledgers.push_back(read(text.string(), session));
  const trials::JointLedger joint = trials::join(
      ledgers, {trials::parse_rule(a.rule), trials::parse_match(a.match), a.tolerance, a.deciding, a.drop_missing});
  session.warn(joint.warnings);
  if (a.summary) session.write({a.summary}, trials::summary(joint), trials::summary_meanings());
  session.write(a.out, trials::to_table(joint), trials::joint_meanings(joint));
}

const cli::Command<Arguments> command{"ledger", declare, run};

}  // namespace
}  // namespace attune
