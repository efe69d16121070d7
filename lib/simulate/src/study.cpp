#include "attune/simulate/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <system_error>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "body_recording.hpp"
#include "bold_run.hpp"
#include "face_task.hpp"
#include "study_files.hpp"
#include "word_recording.hpp"

namespace attune::simulate {

namespace {

// Parts of a study draw from seeds of their own, so that more participants do not change the first ones' data.
constexpr std::uint64_t kPeople = 1, kTruth = 2, kData = 3;

constexpr const char* kInfantReadme =
    "Simulated study: faces of the own and of an unknown infant (happy, neutral, sad), fMRI.\n"
    "Made by attune simulate; nobody was scanned. What was planted is in truth.tsv, and each participant's true "
    "values\n"
    "and planted defects are in truth_participants.tsv. The preprocessed runs are in derivatives/fmriprep: a slab of\n"
    "MNI space around the regions of the atlas attachment-core.\n";
constexpr const char* kWordsReadme =
    "Simulated study: words of rejection and of acceptance, EEG.\n"
    "Made by attune simulate; nobody was recorded. What was planted is in truth.tsv, and each participant's true "
    "values\n"
    "and planted defects are in truth_participants.tsv.\n";

constexpr const char* kSeparationReadme =
    "Simulated study: the partner is there, then gone; heart, breath and skin.\n"
    "Made by attune simulate; nobody was recorded. What was planted is in truth.tsv, and each participant's true "
    "values\n"
    "and planted defects are in truth_participants.tsv.\n";

void check_folder(const std::filesystem::path& folder, const std::vector<Participant>& people, Overwrite overwrite) {
  std::error_code ignored;
  if (!std::filesystem::exists(folder, ignored)) return;
  if (!std::filesystem::is_directory(folder, ignored)) throw output_error(folder, "is not a folder");
  if (std::filesystem::is_empty(folder, ignored)) return;
  if (overwrite == Overwrite::refuse) throw output_error(folder, "is not empty; name another folder or use --force");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool ours = std::any_of(people.begin(), people.end(), [&](const Participant& p) { return p.id == name; });
    if (name.starts_with("sub-") && !ours)
      throw output_error(entry.path(), "is of another study and would be mixed up with this one; remove the folder");
  }
}

/// Work on every participant in parallel, with progress.
template <class Work>
void for_participants(std::size_t count, const StudyOptions& options, const Work& work) {
  std::mutex mutex;
  std::size_t done = 0;
  parallel::for_each(count, options.threads, [&](std::size_t i) {
    work(i);
    const std::lock_guard lock(mutex);
    ++done;
    if (options.progress) options.progress(done, count);
  });
}

void write_own_infant_reward(const std::filesystem::path& folder, const StudyOptions& options) {
  const SampleOptions sample{options.participants, true, options.defects, Defect::motion, Defect::missing_interview};
  const std::vector<Participant> people = draw_participants(sample, parallel::derive(options.seed, kPeople));
  check_folder(folder, people, options.overwrite);
  BoldSetting setting{
      make_slab(Millimetres(options.small ? 6.0 : 3.0)), {}, face_task(options.small), options.small ? 150.0 : 1000.0};
  setting.field = make_field(setting.slab);
  std::vector<FaceResponses> responses;
  for (std::size_t i = 0; i < people.size(); ++i) {
    parallel::Stream stream(parallel::derive(options.seed, kTruth), i);
    responses.push_back(draw_responses(setting.slab.regions, people[i].secure, options.arm, stream));
  }
  write_study_files(folder, {"own-infant-reward (simulated)", kInfantReadme}, people, options.overwrite);
  const BoldPlaces places{folder, folder / "derivatives" / "fmriprep"};
  write_derivative_description(places.derivative, "preprocessed runs (simulated)", options.overwrite);
  for_participants(people.size(), options, [&](std::size_t i) {
    parallel::Stream stream(parallel::derive(options.seed, kData), i);
    const std::vector<bold::Event> events = face_events(setting.task, stream);
    write_bold_run(setting, places, people[i], events, responses[i], stream, options.overwrite);
  });
  write_truth(folder, "own-infant-reward", face_effects(setting.slab.regions, options.arm, responses), people,
              options.overwrite);
}

void write_rejection_erp(const std::filesystem::path& folder, const StudyOptions& options) {
  const SampleOptions sample{options.participants, false, options.defects, Defect::missing_interview,
                             Defect::artefacts};
  const std::vector<Participant> people = draw_participants(sample, parallel::derive(options.seed, kPeople));
  check_folder(folder, people, options.overwrite);
  std::vector<WordWaves> waves;
  for (std::size_t i = 0; i < people.size(); ++i) {
    parallel::Stream stream(parallel::derive(options.seed, kTruth), i);
    waves.push_back(draw_waves(people[i].secure, options.arm, stream));
  }
  write_study_files(folder, {"rejection-erp (simulated)", kWordsReadme}, people, options.overwrite);
  for_participants(people.size(), options, [&](std::size_t i) {
    const parallel::Stream stream(parallel::derive(options.seed, kData), i);
    write_recording(folder, people[i], draw_recording(people[i], waves[i], options, stream), options.overwrite);
  });
  write_truth(folder, "rejection-erp", word_effects(options.arm, waves), people, options.overwrite);
}

void write_separation_stress(const std::filesystem::path& folder, const StudyOptions& options) {
  const SampleOptions sample{options.participants, false, options.defects, Defect::missing_interview,
                             Defect::artefacts};
  const std::vector<Participant> people = draw_participants(sample, parallel::derive(options.seed, kPeople));
  check_folder(folder, people, options.overwrite);
  std::vector<Body> bodies;
  for (std::size_t i = 0; i < people.size(); ++i) {
    parallel::Stream stream(parallel::derive(options.seed, kTruth), i);
    bodies.push_back(draw_body(people[i].secure, options.arm, stream));
  }
  write_study_files(folder, {"separation-stress (simulated)", kSeparationReadme}, people, options.overwrite);
  for_participants(people.size(), options, [&](std::size_t i) {
    const parallel::Stream stream(parallel::derive(options.seed, kData), i);
    write_body_recording(folder, people[i], draw_body_recording(people[i], bodies[i], options, stream),
                         options.overwrite);
  });
  write_truth(folder, "separation-stress", separation_effects(options.arm, bodies), people, options.overwrite);
}

}  // namespace

const std::vector<std::string>& study_names() {
  static const std::vector<std::string> names{"own-infant-reward", "rejection-erp", "separation-stress"};
  return names;
}

void write_study(const std::string& study, const std::filesystem::path& folder, const StudyOptions& options) {
  if (options.participants[0] + options.participants[1] == 0)
    throw usage_error("a study needs at least one participant");
  if (study == "own-infant-reward")
    write_own_infant_reward(folder, options);
  else if (study == "rejection-erp")
    write_rejection_erp(folder, options);
  else if (study == "separation-stress")
    write_separation_stress(folder, options);
  else
    throw usage_error("unknown study " + in_quotes(study) + suggestion(study, study_names()));
}

}  // namespace attune::simulate
