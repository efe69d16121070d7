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
          {{"bad", "marks channels as bad", {{"channels", "", "names joined by +"}}}, nullptr, mark_bad}};
}

}  // namespace attune::preprocess
