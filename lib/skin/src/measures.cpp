#include "attune/skin/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::skin {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 15> kUnits{{{"scl", "uS"},
                                                                      {"scr_rate", "1/min"},
                                                                      {"scr_amplitude", "uS"},
                                                                      {"scr_rise", "s"},
                                                                      {"scr_half_recovery", "s"},
                                                                      {"tonic_level", "uS"},
                                                                      {"phasic_level", "uS"},
                                                                      {"driver_level", "uS/s"},
                                                                      {"event_scr_magnitude", "uS"},
                                                                      {"event_scr_ln1p_magnitude", "ln(1+uS)"},
                                                                      {"event_scr_amplitude", "uS"},
                                                                      {"event_scr_probability", "1"},
                                                                      {"event_scr_latency", "s"},
                                                                      {"event_iscr", "uS*s"},
                                                                      {"event_phasic_max", "uS"}}};

/// Sum and count of what is finite.
struct Sum {
  double sum = 0, n = 0;
  void add(double value) {
    if (!std::isfinite(value)) return;
    sum += value;
    ++n;
  }
  double mean() const { return n > 0 ? sum / n : std::nan(""); }
};

/// What the windows hold, taken together.
struct Content {
  Sum level, amplitude, rise, recovery, tonic, phasic, driver;
  double samples = 0, artefacts = 0, responses = 0, seconds = 0;
  double artefact_share() const { return samples > 0 ? artefacts / samples : 1; }
};

std::pair<std::ptrdiff_t, std::ptrdiff_t> samples_in(const physio::Window& window, double from_s, Hertz rate) {
  return {static_cast<std::ptrdiff_t>(std::ceil((window.from.count() - from_s) * rate.value() - 1e-6)),
          static_cast<std::ptrdiff_t>(std::ceil((window.to.count() - from_s) * rate.value() - 1e-6))};
}

void add_window(Content& content, const Skin& skin, const std::optional<Decomposed>& decomposed,
                const physio::Window& window) {
  const auto [first, end] = samples_in(window, skin.from_s, skin.sampling_frequency);
  double good = 0;
  for (std::ptrdiff_t i = first; i < end; ++i) {
    ++content.samples;
    const auto at = static_cast<std::size_t>(i);
    const bool bad = i < 0 || i >= std::ssize(skin.artefact) || skin.artefact[at];
    if (bad) {
      ++content.artefacts;
      continue;
    }
    ++good;
    content.level.add(skin.smooth_us[at]);
  }
  content.seconds += good / skin.sampling_frequency.value();
  for (const Scr& scr : skin.responses) {
    if (scr.onset_s < window.from.count() || scr.onset_s >= window.to.count()) continue;
    ++content.responses;
    content.amplitude.add(scr.amplitude_us);
    content.rise.add(scr.rise_s);
    content.recovery.add(scr.half_recovery_s);
  }
  if (!decomposed) return;
  const auto [from, to] = samples_in(window, decomposed->from_s, decomposed->sampling_frequency);
  for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(from, 0); i < std::min(to, std::ssize(decomposed->driver)); ++i) {
    const auto at = static_cast<std::size_t>(i);
    content.tonic.add(decomposed->tonic_us[at]);
    content.phasic.add(decomposed->phasic_us[at]);
    content.driver.add(decomposed->driver[at]);
  }
}

struct Value {
  double value, n;
};
Value value_of(const std::string& measure, const Content& content) {
  const auto mean = [](const Sum& sum) { return Value{sum.mean(), sum.n}; };
  if (measure == "scl") return mean(content.level);
  if (measure == "scr_rate")
    return {content.seconds > 0 ? 60 * content.responses / content.seconds : std::nan(""), content.responses};
  if (measure == "scr_amplitude") return mean(content.amplitude);
  if (measure == "scr_rise") return mean(content.rise);
  if (measure == "scr_half_recovery") return mean(content.recovery);
  if (measure == "tonic_level") return mean(content.tonic);
  if (measure == "phasic_level") return mean(content.phasic);
  return mean(content.driver);
}

std::vector<Measure> rows_of(const Skin& skin, const std::optional<Decomposed>& decomposed,
                             std::span<const physio::Window> windows, const std::string& condition,
                             const MeasureOptions& options) {
  for (const std::string& name : options.measures) {
    unit_of(name);
    if (needs_decomposition(name) && !decomposed)
      throw usage_error(fmt::format("{} is a part of cvxEDA's decomposition; give --cvxeda", name));
  }
  Content content;
  for (const physio::Window& window : windows) add_window(content, skin, decomposed, window);
  std::vector<Measure> out;
  for (const std::string& name : measure_names()) {
    const bool asked = std::find(options.measures.begin(), options.measures.end(), name) != options.measures.end();
    if (options.measures.empty() ? needs_decomposition(name) && !decomposed : !asked) continue;
    Measure row;
    row.modality = "physio";
    row.measure = name;
    row.site = skin.channel;
    row.condition = condition;
    row.unit = unit_of(name);
    row.quality = content.artefact_share();
    const Value value = value_of(name, content);
    row.n = static_cast<std::int64_t>(value.n);
    if (row.quality > options.max_artefact)
      row.excluded = fmt::format("{:.3g} artefacts, above {:g}", row.quality, options.max_artefact);
    else if (std::isnan(value.value))
      row.excluded = name.starts_with("scr_") ? "no response" : "no sample";
    else
      row.value = value.value;
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

const std::vector<std::string>& measure_names() {
  static const std::vector<std::string> names{"scl",          "scr_rate",          "scr_amplitude",
                                              "scr_rise",     "scr_half_recovery", "tonic_level",
                                              "phasic_level", "driver_level"};
  return names;
}

const std::vector<std::string>& event_measure_names() {
  static const std::vector<std::string> names{"event_scr_magnitude", "event_scr_ln1p_magnitude",
                                              "event_scr_amplitude", "event_scr_probability",
                                              "event_scr_latency",   "event_iscr",
                                              "event_phasic_max"};
  return names;
}

bool needs_decomposition(const std::string& measure) {
  return measure == "tonic_level" || measure == "phasic_level" || measure == "driver_level";
}

std::string unit_of(std::string_view measure) {
  std::vector<std::string> known;
  for (const auto& [name, unit] : kUnits) {
    if (name == measure) return unit;
    known.emplace_back(name);
  }
  throw usage_error(fmt::format("{} is no measure of the skin{}", in_quotes(measure), suggestion(measure, known)));
}

std::vector<Measure> measure(const Skin& skin, const std::optional<Decomposed>& decomposed,
                             std::span<const physio::Window> windows, const MeasureOptions& options) {
  std::vector<Measure> out;
  for (const std::vector<physio::Window>& its : physio::by_condition(windows))
    for (Measure& row : rows_of(skin, decomposed, its, its.front().condition, options)) out.push_back(std::move(row));
  return out;
}

std::vector<Measure> measure_each(const Skin& skin, const std::optional<Decomposed>& decomposed,
                                  std::span<const physio::Window> windows, const MeasureOptions& options) {
  std::vector<Measure> out;
  for (const physio::Window& window : windows)
    for (Measure& row : rows_of(skin, decomposed, std::span(&window, 1), window.condition, options))
      out.push_back(std::move(row));
  return out;
}

std::vector<physio::Mark> marks_of(const Skin& skin) {
  std::vector<physio::Mark> out;
  for (const Scr& scr : skin.responses) out.push_back({scr.peak_s, "scr", skin.channel, scr.amplitude_us, "uS", ""});
  return out;
}

}  // namespace attune::skin
