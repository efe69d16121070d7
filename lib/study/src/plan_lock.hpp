#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "attune/store/provenance.hpp"
#include "attune/study/study_file.hpp"
#include "attune/study/unit.hpp"

namespace attune::study {

/// A change of the plan after it was locked.
struct Deviation {
  std::string reason;
  std::vector<std::string> changes;  ///< against the locked plan
  std::string plan_sha256;           ///< of the plan after it
};

/// What `plan.lock.json` of an output folder says. Without a lock everything is exploratory.
struct PlanLock {
  bool locked = false;
  std::string plan_sha256, attune;
  std::vector<Deviation> deviations;
  std::vector<std::string> tests, claims;  ///< names that were planned
  std::string participants{}, sessions{};  ///< labels of those planned; empty: all
};

/// The lock of a folder, as a report shows it. A lock that was edited (its plan has another hash) is an input error.
PlanLock read_lock(const std::filesystem::path& output);
/// The same from the text of a lock; `path` is for messages.
PlanLock parse_lock(std::string_view text, const std::filesystem::path& path);
std::filesystem::path lock_path(const std::filesystem::path& output);

/// The lock and how the tests and claims of a study stand to it.
class KeptPlan {
 public:
  PlanLock lock;
  /// "confirmatory" if it is in the lock and nothing it rests on changed since, else "exploratory".
  std::string status_of_test(const std::string& name) const;
  std::string status_of_claim(const std::string& name) const;

  struct Plans;  ///< the locked plan and that of now
  std::shared_ptr<const Plans> plans;
};

/// The part of the work that asks for the plan.
enum class Level { participant, group };

/// What `run` does before it reads a label of a group: nothing of participants.tsv or the phenotype tables is opened
/// here. With `options.lock` the plan is written to `plan.lock.json`; a folder whose group level already ran cannot be
/// locked any more (input error). Where there is a lock, a plan that is otherwise is an input error that names what
/// changed, unless `options.deviation` gives the reason, which is then on record together with the changes. The same
/// plan once more is nothing new. Participants and sessions that the group level is asked for belong to the plan; at
/// the participant level, where batches share the work, they do not. A deviation without a lock, or that is not UTF-8,
/// is a usage error.
KeptPlan keep_plan(const Study& study, const RunOptions& options, const std::vector<store::InputFile>& atlas,
                   Level level);

}  // namespace attune::study
