#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "attune/base/number_text.hpp"
#include "attune/cli/command.hpp"
#include "attune/simulate/study.hpp"

namespace {

using namespace attune;

struct Arguments {
  std::string study;
  std::filesystem::path folder;
  std::vector<std::string> participants{"12", "12"};
  std::string arm = "published";
  Milliseconds monitor_delay{0};
  bool no_defects = false, small = false;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Write a BIDS study with known, planted effects.")
      .group("look")
      .describe(
          "own-infant-reward: preprocessed fMRI in a slab of MNI space at 3 mm, faces of the own and an unknown "
          "infant, confounds, attachment interview and questionnaire. rejection-erp: EEG of 32 channels at 256 Hz "
          "in BrainVision format, words of rejection and acceptance. separation-stress: ECG, respiration and skin "
          "conductance while the partner is there and after the partner has gone.")
      .describe(
          "truth.tsv says what was planted, with the verdict an unlimited study must reach; truth_participants.tsv "
          "has each participant's true values and planted defects. In the arm 'published' secure and insecure "
          "participants differ as the literature says (or, for the N400's latency and for separation-stress, as "
          "proposed here); in the arm 'null' they do not, and everything else is drawn from the same random numbers.")
      .describe("The same seed gives the same bytes for any number of threads.")
      .example("attune simulate rejection-erp out/words --participants 2,2 --small --seed 7",
               "writes four small recordings with their events, questionnaires and the truth")
      .reference("Strathearn L, Li J, Fonagy P, Montague PR (2008). What's in a smile? Pediatrics 122:40-51.")
      .reference(
          "Zayas V, Shoda Y, Mischel W, Osterhout L, Takahashi M (2009). Neural responses to partner rejection "
          "cues. Psychological Science 20:813-821.")
      .word("study", a.study, simulate::study_names(), "which study")
      .input("folder", a.folder, "where to write it; made if it is not there")
      .option("participants", a.participants, "how many are secure and how many insecure")
      .choice("arm", a.arm, {"published", "null"}, "whether the groups differ")
      .option("monitor-delay", a.monitor_delay, "EEG: how much later than its marker a word appears")
      .within(-1000, 1000)
      .flag("no-defects", a.no_defects, "nobody moves, misses the interview or spoils the trials")
      .flag("small", a.small, "tiny files: 6 mm voxels and few volumes, 8 channels and few trials");
}

std::size_t count_of(const std::string& text) {
  const auto count = parse_integer(text);
  constexpr std::int64_t kMost = 5000;
  if (!count || *count < 0 || *count > kMost)
    throw usage_error(fmt::format("--participants has {}, expected numbers from 0 to {}", in_quotes(text), kMost));
  return static_cast<std::size_t>(*count);
}

void run(const Arguments& a, cli::Session& session) {
  if (a.participants.size() != 2)
    throw usage_error("--participants expects two numbers, secure and insecure, such as 12,12");
  simulate::StudyOptions options;
  options.participants = {count_of(a.participants[0]), count_of(a.participants[1])};
  options.arm = a.arm == "null" ? simulate::Arm::null_effect : simulate::Arm::published;
  options.seed = session.seed();
  options.monitor_delay = a.monitor_delay;
  options.defects = !a.no_defects;
  options.small = a.small;
  options.overwrite = session.overwrite();
  options.threads = session.threads();
  options.progress = session.progress("participants");
  if (session.dry_run()) return;
  simulate::write_study(a.study, a.folder, options);
  session.record(a.folder / "truth.tsv");
}

const cli::Command<Arguments> command{"simulate", declare, run};

}  // namespace
