#include "each_trial_once.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "attune/eeg/shared_events.hpp"

namespace attune::decode {
namespace {

std::string words_of(const eeg::Labels& labels) {
  std::string out = labels.participant_id;
  for (const auto& [key, label] :
       {std::pair{"ses", labels.session}, std::pair{"task", labels.task}, std::pair{"run", labels.run}})
    if (!label.empty()) out += fmt::format(" {}-{}", key, label);
  return out;
}

void require_other_labels(std::span<const eeg::Epochs> files, std::span<const std::string> sources) {
  for (std::size_t f = 0; f < files.size(); ++f)
    for (std::size_t before = 0; before < f; ++before)
      if (!files[f].labels.participant_id.empty() && files[f].labels == files[before].labels)
        throw input_error(sources[f], fmt::format("is of {}, as {} is; expected each recording once (files of one "
                                                  "participant differ in session, task or run)",
                                                  words_of(files[f].labels), sources[before]));
}

void require_no_shared_event(const eeg::Epochs& file, const std::string& source, const TrialOptions& options) {
  const auto& [one, other] = options.conditions;
  for (const eeg::SharedEvents& shared : eeg::shared_events(file))
    if ((shared.one == one && shared.other == other) || (shared.one == other && shared.other == one))
      throw input_error(source, fmt::format("conditions {} and {} share {} {}, the first at {:.3f} s; expected each "
                                            "event in one of them",
                                            in_quotes(one), in_quotes(other), shared.events,
                                            shared.events == 1 ? "event" : "events", shared.first_seconds));
}

/// A kept trial and where it is from.
struct Place {
  std::size_t file = 0, data = 0;
};

/// On every channel that both have; NaN is as good as NaN.
bool same_values(const eeg::Epochs& a, const Eigen::MatrixXd& left, const eeg::Epochs& b,
                 const Eigen::MatrixXd& right) {
  bool compared = false;
  for (std::size_t row = 0; row < a.channels.size(); ++row) {
    const auto found = std::find(b.channels.begin(), b.channels.end(), a.channels[row]);
    if (found == b.channels.end()) continue;
    const auto in_a = static_cast<Eigen::Index>(row), in_b = static_cast<Eigen::Index>(found - b.channels.begin());
    if (!left.row(in_a).allFinite() || !right.row(in_b).allFinite()) continue;
    if (left.row(in_a) != right.row(in_b)) return false;
    compared = true;
  }
  return compared;
}

void require_other_values(std::span<const eeg::Epochs> files, std::span<const std::string> sources) {
  std::map<Eigen::Index, std::vector<Place>> at_sample;
  for (std::size_t f = 0; f < files.size(); ++f) {
    std::size_t data = 0;
    for (const eeg::Trial& trial : files[f].trials) {
      if (!trial.kept) continue;
      std::vector<Place>& here = at_sample[trial.sample];
      for (const Place& other : here)
        if (other.file != f &&
            same_values(files[f], files[f].data[data], files[other.file], files[other.file].data[other.data]))
          throw input_error(sources[f], fmt::format("its trial at sample {} has the values of the one in {}; expected "
                                                    "each recording once, under one participant",
                                                    trial.sample, sources[other.file]));
      here.push_back({f, data++});
    }
  }
}

}  // namespace

void require_each_trial_once(std::span<const eeg::Epochs> files, std::span<const std::string> sources,
                             const TrialOptions& options) {
  require_other_labels(files, sources);
  for (std::size_t f = 0; f < files.size(); ++f) require_no_shared_event(files[f], sources[f], options);
  require_other_values(files, sources);
}

}  // namespace attune::decode
