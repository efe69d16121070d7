// Names, units and the text form of what is measured.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "attune/base/nearest_name.hpp"
#include "attune/erp/measure.hpp"

namespace attune::erp {
namespace {

struct KindEntry {
  Kind kind;
  const char* name;
  const char* unit;
};
constexpr std::array<KindEntry, 12> kKinds{{{Kind::mean_amplitude, "mean_amplitude", "uV"},
                                            {Kind::peak_amplitude, "peak_amplitude", "uV"},
                                            {Kind::peak_latency, "peak_latency", "ms"},
                                            {Kind::positive_area, "positive_area", "uV*ms"},
                                            {Kind::negative_area, "negative_area", "uV*ms"},
                                            {Kind::total_area, "total_area", "uV*ms"},
                                            {Kind::integral_area, "integral_area", "uV*ms"},
                                            {Kind::fractional_area_latency, "fractional_area_latency", "ms"},
                                            {Kind::centroid_latency, "centroid_latency", "ms"},
                                            {Kind::peak_to_peak, "peak_to_peak", "uV"},
                                            {Kind::fractional_peak_onset, "fractional_peak_onset", "ms"},
                                            {Kind::fractional_peak_offset, "fractional_peak_offset", "ms"}}};

const KindEntry& entry_of(Kind kind) {
  for (const KindEntry& entry : kKinds)
    if (entry.kind == kind) return entry;
  throw Error(Fault::internal, "a measure without a name");
}

}  // namespace

std::string name_of(Kind kind) { return entry_of(kind).name; }
std::string unit_of(Kind kind) { return entry_of(kind).unit; }

bool has_analytic_sme(Kind kind) { return kind == Kind::mean_amplitude || kind == Kind::integral_area; }

void require_analytic_sme(std::span<const Kind> kinds) {
  for (const Kind kind : kinds)
    if (!has_analytic_sme(kind))
      throw usage_error(fmt::format(
          "the analytic SME exists for mean amplitude alone (mean_amplitude, integral_area), not for {}; use "
          "--sme bootstrap",
          name_of(kind)));
}

bool needs_polarity(Kind kind) {
  constexpr std::array kPeaksAndLatencies{
      Kind::peak_amplitude,        Kind::peak_latency,           Kind::fractional_area_latency,
      Kind::fractional_peak_onset, Kind::fractional_peak_offset, Kind::centroid_latency,
      Kind::peak_to_peak};
  return std::find(kPeaksAndLatencies.begin(), kPeaksAndLatencies.end(), kind) != kPeaksAndLatencies.end();
}

std::vector<std::string> kind_names() {
  std::vector<std::string> out;
  for (const KindEntry& entry : kKinds) out.emplace_back(entry.name);
  return out;
}

Kind kind_of(std::string_view name) {
  for (const KindEntry& entry : kKinds)
    if (name == entry.name) return entry.kind;
  throw usage_error(fmt::format("unknown measure {}{}", in_quotes(name), suggestion(name, kind_names())));
}

std::vector<Kind> kinds_of(std::span<const std::string> names) {
  std::vector<Kind> out;
  for (const std::string& name : names) out.push_back(kind_of(name));
  return out;
}

Polarity polarity_of(std::string_view name) {
  if (name == "positive") return Polarity::positive;
  if (name == "negative") return Polarity::negative;
  const std::vector<std::string> known{"positive", "negative"};
  throw usage_error(fmt::format("unknown polarity {}{}", in_quotes(name), suggestion(name, known)));
}

}  // namespace attune::erp
