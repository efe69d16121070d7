#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/glm/model_spec.hpp"
#include "attune/glm/run.hpp"

namespace attune::glm {

/// A first-level model in words, as a command line gives it. `complete` makes the rest of it.
struct ModelWords {
  std::string hrf = "spm";           ///< spm, glover, gamma, fir
  std::string derivatives = "none";  ///< none, time, time-dispersion
  std::string compat;                ///< empty or spm
  std::string drift = "cosine";
  std::string noise = "arma11";
  std::string degrees = "corrected";     ///< corrected or residual
  std::string combination = "weighted";  ///< weighted or mean
  std::string untyped = "drop";          ///< drop or refuse
  std::vector<std::string> modulators;   ///< "face_x_rating"
  int fir_bins = 12;
  Seconds fir_width{0};
  int keep_at_least = 0;
  double censor_fd = 0, censor_dvars = 0;  ///< 0: not
  ModelSpec spec;                          ///< what needs no reading
};

/// The runs of a command line: companions in the order of the runs.
struct RunWords {
  std::vector<std::filesystem::path> runs;
  std::vector<std::string> events, confounds, sidecars;  ///< one for each run, or none
  RunOptions options;
};

/// Unknown words are usage errors that suggest the nearest. `runs` gets what the model needs of them: the modulators'
/// columns, and whether events and confounds must be there.
ModelSpec complete(const ModelWords& words, RunOptions& runs);

/// Pairs runs and companions; numbers that differ are a usage error.
std::vector<RunFiles> pair_files(const RunWords& words);

}  // namespace attune::glm
