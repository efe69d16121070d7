// Names, units and the text form of what is measured.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/erp/measure.hpp"

namespace attune::erp {
namespace {

struct KindEntry {
  Kind kind;
  const char* name;
  const char* unit;
};
constexpr std::array<KindEntry, 10> kKinds{{{Kind::mean_amplitude, "mean_amplitude", "uV"},
                                            {Kind::peak_amplitude, "peak_amplitude", "uV"},
                                            {Kind::peak_latency, "peak_latency", "ms"},
                                            {Kind::positive_area, "positive_area", "uV*ms"},
                                            {Kind::negative_area, "negative_area", "uV*ms"},
                                            {Kind::total_area, "total_area", "uV*ms"},
                                            {Kind::integral_area, "integral_area", "uV*ms"},
                                            {Kind::fractional_area_latency, "fractional_area_latency", "ms"},
                                            {Kind::fractional_peak_onset, "fractional_peak_onset", "ms"},
                                            {Kind::fractional_peak_offset, "fractional_peak_offset", "ms"}}};

const KindEntry& entry_of(Kind kind) {
  for (const KindEntry& entry : kKinds)
    if (entry.kind == kind) return entry;
  throw Error(Fault::internal, "a measure without a name");
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find(separator, at);
    out.emplace_back(text.substr(at, end - at));
    if (end == std::string_view::npos) return out;
    at = end + 1;
  }
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
  constexpr std::array kPeaksAndLatencies{Kind::peak_amplitude, Kind::peak_latency, Kind::fractional_area_latency,
                                          Kind::fractional_peak_onset, Kind::fractional_peak_offset};
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

Polarity polarity_of(std::string_view name) {
  if (name == "positive") return Polarity::positive;
  if (name == "negative") return Polarity::negative;
  const std::vector<std::string> known{"positive", "negative"};
  throw usage_error(fmt::format("unknown polarity {}{}", in_quotes(name), suggestion(name, known)));
}

Component parse_component(std::string_view text) {
  const std::vector<std::string> parts = split(text, ':');
  const auto refuse = [&](const char* expected) {
    return usage_error(
        fmt::format("component {}: expected {}, for example n400:300:500:negative", in_quotes(text), expected));
  };
  if (parts.size() != 4) throw refuse("name:from:to:polarity");
  if (parts[0].empty() || parts[0].find('.') != std::string::npos) throw refuse("a name without dots");
  const auto from = parse_double(parts[1]), to = parse_double(parts[2]);
  if (!from || !to || !std::isfinite(*from) || !std::isfinite(*to)) throw refuse("the window in milliseconds");
  if (!(*to > *from)) throw refuse("a window that ends after it starts");
  return {parts[0], {Milliseconds(*from), Milliseconds(*to)}, polarity_of(parts[3])};
}

}  // namespace attune::erp
