#include "attune/physio/channel_kind.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "number_rows.hpp"

namespace attune::physio {
namespace {

using Words = std::pair<std::string_view, Kind>;

// In this order: "EDA trigger" is a trigger, "pulse" comes before what is shorter.
constexpr std::array kInside{Words{"trigger", Kind::trigger},
                             Words{"photo", Kind::trigger},
                             Words{"ecg", Kind::ecg},
                             Words{"ekg", Kind::ecg},
                             Words{"electrocardio", Kind::ecg},
                             Words{"ppg", Kind::ppg},
                             Words{"bvp", Kind::ppg},
                             Words{"pleth", Kind::ppg},
                             Words{"pulse", Kind::ppg},
                             Words{"emg", Kind::emg},
                             Words{"electromyo", Kind::emg},
                             Words{"orbicularis", Kind::emg},
                             Words{"corrugator", Kind::emg},
                             Words{"zygomatic", Kind::emg},
                             Words{"eda", Kind::eda},
                             Words{"gsr", Kind::eda},
                             Words{"electrodermal", Kind::eda},
                             Words{"conductance", Kind::eda},
                             Words{"respir", Kind::respiration},
                             Words{"resp", Kind::respiration},
                             Words{"rsp", Kind::respiration},
                             Words{"breath", Kind::respiration},
                             Words{"pupil", Kind::pupil},
                             Words{"temp", Kind::temperature}};
// Names too short or too common to be looked for inside others.
constexpr std::array kWhole{
    Words{"skin", Kind::eda},        Words{"scr", Kind::eda},         Words{"scl", Kind::eda},
    Words{"rip", Kind::respiration}, Words{"pzt", Kind::respiration}, Words{"mli", Kind::ecg},
    Words{"mlii", Kind::ecg},        Words{"mliii", Kind::ecg},       Words{"i", Kind::ecg},
    Words{"ii", Kind::ecg},          Words{"iii", Kind::ecg},         Words{"avr", Kind::ecg},
    Words{"avl", Kind::ecg},         Words{"avf", Kind::ecg},         Words{"v1", Kind::ecg},
    Words{"v2", Kind::ecg},          Words{"v3", Kind::ecg},          Words{"v4", Kind::ecg},
    Words{"v5", Kind::ecg},          Words{"v6", Kind::ecg},          Words{"stim", Kind::trigger},
    Words{"ttl", Kind::trigger}};

struct Conversion {
  std::string_view from, to;
  double factor, offset;
};

constexpr std::array kConversions{Conversion{"V", "V", 1, 0},
                                  Conversion{"mV", "V", 1e-3, 0},
                                  Conversion{"uV", "V", 1e-6, 0},
                                  Conversion{"\xc2\xb5V", "V", 1e-6, 0},
                                  Conversion{"\xce\xbcV", "V", 1e-6, 0},
                                  Conversion{"nV", "V", 1e-9, 0},
                                  Conversion{"volt", "V", 1, 0},
                                  Conversion{"volts", "V", 1, 0},
                                  Conversion{"millivolt", "V", 1e-3, 0},
                                  Conversion{"microvolt", "V", 1e-6, 0},
                                  Conversion{"microV", "V", 1e-6, 0},
                                  Conversion{"microS", "uS", 1, 0},
                                  Conversion{"S", "uS", 1e6, 0},
                                  Conversion{"mS", "uS", 1e3, 0},
                                  Conversion{"uS", "uS", 1, 0},
                                  Conversion{"\xc2\xb5S", "uS", 1, 0},
                                  Conversion{"\xce\xbcS", "uS", 1, 0},
                                  Conversion{"nS", "uS", 1e-3, 0},
                                  Conversion{"microsiemens", "uS", 1, 0},
                                  Conversion{"umho", "uS", 1, 0},
                                  Conversion{"m", "mm", 1e3, 0},
                                  Conversion{"cm", "mm", 10, 0},
                                  Conversion{"mm", "mm", 1, 0},
                                  Conversion{"um", "mm", 1e-3, 0},
                                  Conversion{"degC", "degC", 1, 0},
                                  Conversion{"C", "degC", 1, 0},
                                  Conversion{"\xc2\xb0"
                                             "C",
                                             "degC", 1, 0},
                                  Conversion{"K", "degC", 1, -273.15}};

Kind by_words(std::string_view name) {
  const std::string low = lower_case(name);
  for (const auto& [word, kind] : kWhole)
    if (low == word) return kind;
  for (const auto& [word, kind] : kInside)
    if (low.find(word) != std::string::npos) return kind;
  return Kind::other;
}

}  // namespace

Kind kind_by_name(std::string_view name, std::string_view unit, std::string_view about) {
  if (lower_case(name) != "cardiac") return by_words(name);
  const bool potential = std::any_of(kConversions.begin(), kConversions.end(),
                                     [&](const Conversion& known) { return known.from == unit && known.to == "V"; });
  return potential || by_words(about) == Kind::ecg ? Kind::ecg : Kind::ppg;
}

void to_canonical_unit(Channel& channel) {
  const std::string low = lower_case(channel.unit);
  if (low == "arbitrary" || low == "a.u." || low == "au" || low == "n/a" || low == "arbitrary units") {
    channel.unit.clear();
    return;
  }
  for (const Conversion& known : kConversions) {
    if (known.from != channel.unit) continue;
    channel.unit = known.to;
    if (known.factor == 1 && known.offset == 0) return;
    // By the whole number where there is one: 2.465 mV are 0.002465 V to the last digit.
    const double divisor = std::round(1 / known.factor);
    for (double& value : channel.samples)
      value = (known.factor < 1 ? value / divisor : value * known.factor) + known.offset;
    return;
  }
}

}  // namespace attune::physio
