#include "attune/physio/recording.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "attune/base/nearest_name.hpp"

namespace attune::physio {
namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 9> kKinds{{{Kind::ecg, "ecg"},
                                                                   {Kind::ppg, "ppg"},
                                                                   {Kind::eda, "eda"},
                                                                   {Kind::respiration, "resp"},
                                                                   {Kind::emg, "emg"},
                                                                   {Kind::pupil, "pupil"},
                                                                   {Kind::temperature, "temperature"},
                                                                   {Kind::trigger, "trigger"},
                                                                   {Kind::other, "other"}}};

}  // namespace

std::string_view name_of(Kind kind) {
  for (const auto& [known, name] : kKinds)
    if (known == kind) return name;
  return "other";
}

Kind parse_kind(std::string_view text) {
  std::vector<std::string> names;
  for (const auto& [kind, name] : kKinds) {
    if (name == text) return kind;
    names.emplace_back(name);
  }
  throw usage_error(fmt::format("\"{}\" is no kind of channel{}", text, suggestion(text, names)));
}

std::vector<signal::Segment> segments_of(const Channel& channel) {
  std::vector<signal::Segment> out;
  const auto size = static_cast<Eigen::Index>(channel.samples.size());
  for (Eigen::Index first = 0; first < size;) {
    Eigen::Index end = first;
    while (end < size && !std::isnan(channel.samples[static_cast<std::size_t>(end)])) ++end;
    if (end > first) out.push_back({first, end - first});
    first = end + 1;
  }
  return out;
}

}  // namespace attune::physio
