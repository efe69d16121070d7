#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::trials {

/// What one modality says of its trials: a table with `kept` (yes, no) and `reason`, or with `excluded` (n/a, or the
/// reason), and with `onset_s` (or BIDS `onset`) or `trial`; where known also participant_id, session, task, run.
struct ModalityLedger {
  std::string modality;  ///< "eeg", "reaction", "scr": a letter, then letters and digits
  Table table;
};

/// Which trials leave all modalities.
enum class Rule {
  any,  ///< those that one of the deciding modalities rejects
  all,  ///< those that every deciding modality that has them rejects
};

/// How trials of different ledgers are recognised as the same, among those of one participant, session, task and run.
enum class Match {
  onset,  ///< onsets no further apart than the tolerance, on one clock
  trial,  ///< equal trial numbers
};

struct JoinOptions {
  Rule rule = Rule::any;
  Match match = Match::onset;
  Milliseconds tolerance{20};
  std::vector<std::string> deciding;  ///< modalities; empty: all
  bool drop_missing = false;  ///< also drop trials that a deciding modality does not have, with that as the reason
};

/// What one modality said of a trial.
struct Verdict {
  bool present = false, kept = false;
  std::string reason;  ///< empty if kept or not there
};

/// One trial of all modalities.
struct JointTrial {
  std::string participant_id, session, task, run;  ///< empty where no ledger says
  std::optional<double> onset_s;                   ///< of the first modality that has the trial
  std::optional<long> number;                      ///< its trial number there
  std::string condition, type;                     ///< as the first modality that has the trial names them
  std::vector<Verdict> verdicts;                   ///< one per modality, in their order
  bool kept = false;
  std::string reason;  ///< "eeg: peak-to-peak; reaction: too fast": those that decided
};

struct JointLedger {
  std::vector<std::string> modalities;
  std::vector<JointTrial> trials;  ///< by participant, session, task, run, then onset or trial number
  Warnings warnings;               ///< trials that not all modalities have, counted by modality
};

/// Joins the ledgers. The result does not depend on the order of their rows. Several rows of one ledger at one onset
/// (an event in two conditions) are one trial, dropped if one of them is. Input errors, with the place: a ledger
/// without the columns above; a `kept` that is neither yes nor no; a missing onset or number; two trials of one ledger
/// closer than the tolerance; participants that only some ledgers name; two trials of one ledger at one place whose
/// session, task or run differs where another ledger does not name it. No ledger, a modality twice or one that is not
/// there among the deciding ones, and a tolerance that is no time are usage errors.
JointLedger join(const std::vector<ModalityLedger>& ledgers, const JoinOptions& options);

/// One row per trial: trial participant_id session task run condition type onset_s kept reason, then for each modality
/// <modality>_kept (yes, no, n/a) and <modality>_reason. It is a ledger itself: `attune eeg` and `join` take it.
Table to_table(const JointLedger& ledger);
std::vector<ColumnMeaning> joint_meanings(const JointLedger& ledger);

/// Counts: one row per modality and reason, and "joint" for the result: modality reason trials only_this (trials that
/// leave because of this modality alone). Reason "kept" counts what remains, "not there" what a modality lacks.
Table summary(const JointLedger& ledger);
std::vector<ColumnMeaning> summary_meanings();

/// "any" or "all"; "onset" or "trial". Anything else is a usage error.
Rule parse_rule(std::string_view text);
Match parse_match(std::string_view text);

}  // namespace attune::trials
