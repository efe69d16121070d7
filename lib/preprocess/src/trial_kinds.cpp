#include "attune/artefact/autoreject.hpp"
#include "attune/artefact/interpolation.hpp"
#include "work.hpp"

namespace attune::preprocess {
namespace {

void autoreject(eeg::Epochs& epochs, const eeg::Recording& recording, const Surroundings& around,
                const Parameters& parameters, StepRecord& record) {
  artefact::AutorejectOptions options;
  options.splits = parameters.whole("splits", 2, 1000);
  options.folds = parameters.whole("folds", 2, 1000);
  options.seed = around.seed;
  const artefact::AutorejectResult result =
      artefact::autoreject(epochs, artefact::positions_of(recording, epochs.channels), options, around.threads);
  record.effect.emplace_back("consensus", result.consensus);
  record.effect.emplace_back("interpolate", static_cast<std::int64_t>(result.interpolate));
  record.effect.emplace_back("kept_trials", result.kept);
  record.effect.emplace_back("dropped_trials", result.dropped);
  record.effect.emplace_back("repaired_trials", result.repaired_trials);
  record.effect.emplace_back("repaired_channels", result.repaired_channels);
  record.effect.emplace_back("left_bad", result.left_bad);
  record.tables.emplace_back("thresholds", artefact::thresholds_table(result));
  record.tables.emplace_back("losses", artefact::losses_table(result));
}

}  // namespace

std::vector<StepKind> trial_kinds() {
  return {{{"autoreject",
            "after the trials are cut: finds each channel's peak-to-peak threshold and how many channels may be beyond "
            "it by cross-validation, repairs those in trials or drops the trials (needs positions)",
            {{"splits", "10", "random splits for the thresholds"}, {"folds", "10", "for consensus and repairs"}}},
           nullptr,
           nullptr,
           autoreject}};
}

}  // namespace attune::preprocess
