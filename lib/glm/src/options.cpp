#include "attune/glm/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"

namespace attune::glm {
namespace {

// The place of `word` among `known`; another word is a usage error that names `option`.
template <std::size_t N>
std::size_t choice(const std::string& word, const char* option, const std::array<std::string, N>& known) {
  const auto at = std::find(known.begin(), known.end(), word);
  if (at == known.end())
    throw usage_error(fmt::format("{}: unknown word {}{}", option, in_quotes(word), suggestion(word, known)));
  return static_cast<std::size_t>(at - known.begin());
}

bold::ResponseModel response_of(const ModelWords& words) {
  bold::ResponseModel response = words.spec.design.response;
  response.kind = bold::response_kind(words.hrf);
  const std::size_t derivatives =
      choice<3>(words.derivatives, "--hrf-derivatives", {"none", "time", "time-dispersion"});
  response.time_derivative = derivatives >= 1;
  response.dispersion_derivative = derivatives == 2;
  response.spm_sampling = choice<2>(words.compat, "--compat", {"", "spm"}) == 1;
  if (response.kind == bold::ResponseKind::fir) {
    response.fir_bins = words.fir_bins;
    response.fir_width = words.fir_width;
  }
  return response;
}

// `face_x_rating`: the last `_x_` splits, as a condition's name may hold one and a column's seldom does.
bold::ModulatorSpec modulator_of(const std::string& text) {
  const std::size_t at = text.rfind("_x_");
  if (at == std::string::npos || at == 0 || at + 3 == text.size())
    throw usage_error(
        fmt::format("--modulator {}: expected CONDITION_x_COLUMN, such as face_x_rating", in_quotes(text)));
  return {text.substr(0, at), text.substr(at + 3)};
}

std::optional<std::filesystem::path> item(const std::vector<std::string>& files, std::size_t i) {
  if (files.empty()) return std::nullopt;
  return std::filesystem::path(files[i]);
}

void check_count(const std::vector<std::string>& files, std::size_t runs, const char* option) {
  if (!files.empty() && files.size() != runs)
    throw usage_error(fmt::format("{} names {} files for {} runs; give one for each run, in their order", option,
                                  files.size(), runs));
}

}  // namespace

ModelSpec complete(const ModelWords& words, RunOptions& runs) {
  ModelSpec spec = words.spec;
  bold::DesignOptions& design = spec.design;
  design.response = response_of(words);
  design.drift = bold::drift_kind(words.drift);
  if (words.censor_fd < 0 || words.censor_dvars < 0 || words.keep_at_least < 0)
    throw usage_error("--censor-fd, --censor-dvars and --keep-at-least are not negative");
  if (words.censor_fd > 0) design.censor_displacement = Millimetres(words.censor_fd);
  if (words.censor_dvars > 0) design.censor_dvars = words.censor_dvars;
  design.keep_at_least = words.keep_at_least;
  for (const std::string& text : words.modulators) {
    design.modulators.push_back(modulator_of(text));
    const std::string& column = design.modulators.back().column;
    if (std::find(runs.events.modulators.begin(), runs.events.modulators.end(), column) == runs.events.modulators.end())
      runs.events.modulators.push_back(column);
  }
  spec.noise = bold::noise_model(words.noise);
  spec.degrees = choice<2>(words.degrees, "--df", {"corrected", "residual"}) == 0
                     ? bold::DegreesOfFreedom::kenward_roger
                     : bold::DegreesOfFreedom::residual;
  spec.combination = choice<2>(words.combination, "--combine", {"weighted", "mean"}) == 0 ? bold::RunWeights::precision
                                                                                          : bold::RunWeights::equal;
  runs.events.untyped = choice<2>(words.untyped, "--untyped", {"drop", "refuse"}) == 0
                            ? bold::EventOptions::Untyped::drop
                            : bold::EventOptions::Untyped::refuse;
  runs.needs_events = spec.design_tables.empty();
  runs.needs_confounds = !design.confounds.empty() || design.censor_displacement || design.censor_dvars ||
                         design.censor_outliers || design.drift == bold::Drift::confounds;
  return spec;
}

std::vector<RunFiles> pair_files(const RunWords& words) {
  check_count(words.events, words.runs.size(), "--events");
  check_count(words.confounds, words.runs.size(), "--confounds-from");
  check_count(words.sidecars, words.runs.size(), "--sidecar");
  std::vector<RunFiles> files;
  for (std::size_t i = 0; i < words.runs.size(); ++i)
    files.push_back({words.runs[i], item(words.events, i), item(words.confounds, i), item(words.sidecars, i)});
  return files;
}

}  // namespace attune::glm
