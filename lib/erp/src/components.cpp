// Components by name, and in their text form.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/base/split.hpp"
#include "attune/erp/measure.hpp"

namespace attune::erp {
namespace {

constexpr const char* kErpCore = "ERP CORE: Kappenman et al. (2021), NeuroImage 225:117465";

const std::array<Preset, 13> kPresets{{
    {"N170", 110, 150, Polarity::negative, 10, kErpCore},
    {"MMN", 125, 225, Polarity::negative, {}, kErpCore},
    {"N2pc", 200, 275, Polarity::negative, 100, kErpCore},
    {"N400", 300, 500, Polarity::negative, 200, kErpCore},
    {"P3", 300, 600, Polarity::positive, 200, kErpCore},
    {"LRP", -100, 0, Polarity::negative, {}, kErpCore},
    {"ERN", 0, 100, Polarity::negative, {}, kErpCore},
    {"P1", 80, 120, Polarity::positive, {}, "Dan & Raz (2012), Biological Psychology 91"},
    {"N2", 200, 350, Polarity::negative, {}, "Folstein & Van Petten (2008), Psychophysiology 45"},
    {"EPN", 200, 300, Polarity::negative, {}, "Schupp et al. (2006), Progress in Brain Research 156"},
    {"LPP", 300, 1000, Polarity::positive, {}, "Hajcak, MacNamara & Olvet (2010), Developmental Neuropsychology 35"},
    {"RewP", 250, 350, Polarity::positive, {}, "Proudfit (2015), Psychophysiology 52"},
    {"SPN", -200, 0, Polarity::negative, {}, "Brunia et al. (2011), Clinical Neurophysiology 122"},
}};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

const Preset* find_preset(std::string_view name) {
  const auto found =
      std::find_if(kPresets.begin(), kPresets.end(), [&](const Preset& p) { return lower(p.name) == lower(name); });
  return found == kPresets.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Preset> presets() { return kPresets; }

Component parse_component(std::string_view text) {
  const std::vector<std::string> parts = split(text, ':');
  const auto refuse = [&](const std::string& expected) {
    return usage_error(
        fmt::format("component {}: expected {}, for example n400:300:500:negative", in_quotes(text), expected));
  };
  const auto time = [&](const std::string& number) {
    const auto value = parse_double(number);
    if (!value || !std::isfinite(*value)) throw refuse("the window in milliseconds");
    return Milliseconds(*value);
  };
  if (parts[0].empty() || parts[0].find('.') != std::string::npos) throw refuse("a name without dots");
  const Preset* preset = find_preset(parts[0]);
  Component out;
  out.name = parts[0];
  if (parts.size() == 1 && !preset) {
    std::vector<std::string> known;
    for (const Preset& p : kPresets) known.emplace_back(p.name);
    throw usage_error(
        fmt::format("component {} has no window of its own{}; expected such a name or name:from:to:polarity",
                    in_quotes(text), suggestion(parts[0], known)));
  }
  if (preset) {
    out.window = {Milliseconds(preset->from_ms), Milliseconds(preset->to_ms)};
    out.polarity = preset->polarity;
    if (preset->search_from_ms) out.search_from = Milliseconds(*preset->search_from_ms);
  }
  if (parts.size() == 1) return out;
  if (parts.size() > 5 || parts.size() == 2 || (parts.size() == 3 && !preset)) throw refuse("name:from:to:polarity");
  out.window = {time(parts[1]), time(parts[2])};
  if (!(out.window.to > out.window.from)) throw refuse("a window that ends after it starts");
  if (parts.size() > 3) out.polarity = polarity_of(parts[3]);
  if (parts.size() > 4) out.search_from = time(parts[4]);
  return out;
}

std::vector<Component> components_of(std::span<const std::string> texts, const std::optional<Milliseconds>& from,
                                     const std::optional<Milliseconds>& to, const std::string& polarity,
                                     std::span<const Kind> kinds) {
  std::vector<Component> out;
  for (const std::string& text : texts) out.push_back(parse_component(text));
  if (!from && !to && polarity.empty() && !out.empty()) return out;
  if (!out.empty())
    throw usage_error("--component has its own window and polarity; leave --from, --to, --polarity out");
  if (!from || !to) throw usage_error("expected --component NAME:FROM:TO:POLARITY, or --from and --to");
  Component component{"", {*from, *to}, Polarity::positive};
  if (!polarity.empty()) component.polarity = polarity_of(polarity);
  if (polarity.empty() && std::any_of(kinds.begin(), kinds.end(), needs_polarity))
    throw usage_error("--polarity is required for peaks and latencies: positive or negative");
  return {component};
}

}  // namespace attune::erp
