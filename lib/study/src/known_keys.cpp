#include "attune/plausible/card.hpp"
#include "attune/study/study_file.hpp"

namespace attune::study {

const std::map<std::string, std::vector<std::string>>& known_keys() {
  static const std::map<std::string, std::vector<std::string>> keys{
      {"study file",
       {"study", "question", "participants", "fmri", "eeg", "physio", "measures", "tests", "claims", "seed"}},
      {"participants", {"group", "scores", "covariates", "exclude"}},
      {"group", {"from", "column", "rule", "levels"}},
      {"score", {"from", "rule"}},
      {"fmri", {"task", "derivatives", "space", "atlas", "summary", "min_coverage", "model", "contrasts"}},
      {"model", {"hrf", "noise", "high_pass_s", "confounds", "censor"}},
      {"censor", {"fd_mm", "std_dvars"}},
      {"eeg",
       {"task", "steps", "events", "epoch_ms", "baseline_ms", "reject_uv", "flat_uv", "rejection_channels", "reference",
        "shift_ms", "bootstraps", "components"}},
      {"component", {"window_ms", "polarity", "channels"}},
      {"physio", {"task", "conditions", "window_s", "channels", "bands", "max_artefact", "contrasts"}},
      {"measure",
       {"label", "modality", "measure", "condition", "site", "combine", "component", "fraction", "neighbourhood"}},
      {"compare", {"compare", "by", "levels", "test", "sesoi", "permutations", "primary"}},
      {"correlate", {"correlate", "given", "method", "permutations", "primary"}},
      {"claim", plausible::claim_keys()},
      {"plausibility", plausible::plausibility_keys()},
  };
  return keys;
}

}  // namespace attune::study
