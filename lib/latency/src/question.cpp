// From files to an answer.
#include <fmt/format.h>

#include <cmath>

#include "attune/base/number_text.hpp"
#include "attune/latency/answer.hpp"
#include "attune/stats/bootstrap.hpp"

namespace attune::latency {
namespace {

std::string name_of(const std::filesystem::path& path) { return path == "-" ? "standard input" : path.string(); }

void append(std::vector<PersonWave>& to, std::vector<PersonWave> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void require_an_answer(const Comparison& comparison) {
  std::vector<std::string> reasons;
  for (const Method& method : comparison.methods) {
    if (method.p) return;
    reasons.push_back(fmt::format("{}: {}", method.name, method.remark));
  }
  throw analysis_error(fmt::format("{} - {}: no method has an answer ({}); expected scores that can be compared",
                                   comparison.levels[0], comparison.levels[1], fmt::join(reasons, "; ")));
}

}  // namespace

void check(const Question& question, bool has_participants) {
  check_request(question.wave);
  if (question.levels.size() != 2 || question.levels[0] == question.levels[1])
    throw usage_error("--levels: expected two different ones, A,B; the estimate is A - B");
  if (question.paired && (has_participants || !question.by.empty()))
    throw usage_error("--paired compares conditions of the same people; leave --participants and --by out");
  if (question.paired && !question.wave.condition.empty())
    throw usage_error("--paired takes its conditions from --levels; leave --condition out");
  if (!question.paired && (!has_participants || question.by.empty()))
    throw usage_error("expected --participants with --by, or --paired for two conditions of the same people");
  const std::vector<std::string> condition{question.wave.condition};
  check_derived(question.wave, question.paired ? question.levels : condition);
  const CompareOptions& options = question.options;
  if (!(options.confidence > 0 && options.confidence < 1))
    throw usage_error(fmt::format("the confidence is {}; expected a number between 0 and 1", options.confidence));
  if (options.smallest_effect && !(*options.smallest_effect > 0 && std::isfinite(*options.smallest_effect)))
    throw usage_error(fmt::format("--sesoi is {}; expected a difference above 0", *options.smallest_effect));
  stats::check_bootstrap(options.bootstrap, options.confidence, "bootstrap-t");
}

Answer answer(const Question& question, std::span<const std::filesystem::path> files, const FileReader& read,
              const bids::Participants* participants) {
  Answer out;
  out.target = question.wave.target;
  if (question.wave.choice.field_power) out.target.component.polarity = erp::Polarity::positive;
  out.by = question.by;
  const std::array<std::string, 2> levels{question.levels[0], question.levels[1]};
  std::array<std::vector<PersonWave>, 2> people;
  Warnings warnings;
  for (const std::filesystem::path& path : files) {
    const eeg::EpochInput input = read(path);
    WaveRequest request = question.wave;
    for (std::size_t s = 0; s < (question.paired ? 2u : 1u); ++s) {
      if (question.paired) request.condition = levels[s];
      append(people[s], waves_of(input, name_of(path), request, warnings));
    }
  }
  for (std::size_t s = 0; s < (question.paired ? 2u : 1u); ++s) require_condition(people[s]);
  out.sides =
      question.paired ? pair_up(people[0], people[1], levels) : group_by(people[0], *participants, question.by, levels);
  out.sides.warnings.insert(out.sides.warnings.begin(), warnings.begin(), warnings.end());
  CompareOptions options = question.options;
  options.levels = levels;
  out.comparison = compare(out.sides, question.paired, out.target, options);
  require_an_answer(out.comparison);
  return out;
}

}  // namespace attune::latency
