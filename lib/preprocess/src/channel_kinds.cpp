#include <algorithm>

#include "work.hpp"

namespace attune::preprocess {
namespace {

void set_type(Situation& situation, const Parameters& parameters, StepRecord& record) {
  for (const auto& [parameter, type] : {std::pair{"eeg", "EEG"}, {"eog", "EOG"}, {"ecg", "ECG"}, {"misc", "MISC"}}) {
    const std::vector<std::string> names = parameters.list(parameter);
    for (const Eigen::Index row : situation.rows_of(names))
      situation.recording.channels[static_cast<std::size_t>(row)].type = type;
    if (!names.empty()) record.effect.emplace_back(parameter, names);
  }
}

void scale(Situation& situation, const Parameters& parameters, StepRecord& record) {
  const double factor = parameters.number("factor");
  if (!(factor != 0)) parameters.fail("factor", "must not be 0");
  const std::vector<std::string> names = parameters.list("channels");
  std::vector<Eigen::Index> rows = situation.rows_of(names);
  if (names.empty())
    for (std::size_t c = 0; c < situation.recording.channels.size(); ++c)
      if (situation.recording.channels[c].is_potential()) rows.push_back(static_cast<Eigen::Index>(c));
  const auto count = static_cast<Eigen::Index>(situation.recording.channels.size());
  Eigen::VectorXd factors = Eigen::VectorXd::Ones(count);
  for (const Eigen::Index row : rows) {
    factors(row) = factor;
    situation.recording.data.row(row) *= factor;
  }
  situation.rank.mix(factors.asDiagonal().toDenseMatrix());
  record.effect.emplace_back("scaled_channels", static_cast<std::int64_t>(rows.size()));
}

void mark_bad(Situation& situation, const Parameters& parameters, StepRecord& record) {
  const std::vector<std::string> names = parameters.list("channels");
  if (names.empty()) parameters.fail("channels", "names no channel");
  for (const Eigen::Index row : situation.rows_of(names))
    situation.recording.channels[static_cast<std::size_t>(row)].bad = true;
  record.effect.emplace_back("bad_channels", names);
}

}  // namespace

std::vector<StepKind> channel_kinds() {
  return {{{"types",
            "says what channels are, where the file does not or errs",
            {{"eeg", "", "scalp channels, joined by +"},
             {"eog", "", "eye channels"},
             {"ecg", "", "heart channels"},
             {"misc", "", "channels that are none of these"}}},
           nullptr,
           set_type},
          {{"scale",
            "multiplies channels, where the file states a wrong unit (inspect says so) or a wrong sign",
            {{"factor", "", "1e-6 where microvolts were stored as volts"},
             {"channels", "", "names joined by + (without: all potentials)"}}},
           nullptr,
           scale},
          {{"bad", "marks channels as bad", {{"channels", "", "names joined by +"}}}, nullptr, mark_bad}};
}

}  // namespace attune::preprocess
