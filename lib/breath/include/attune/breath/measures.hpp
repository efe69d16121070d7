#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/breath/breaths.hpp"
#include "attune/physio/marks.hpp"
#include "attune/physio/windows.hpp"
#include "attune/table/measures.hpp"

namespace attune::breath {

/// breath_rate, breath_rate_sd, breath_depth, inhale_time, exhale_time, inhale_share, breath_flow.
const std::vector<std::string>& measure_names();
/// 1/min, s, 1; of breath_depth and breath_flow that of the channel ("a.u." where it has none). Anything else is a
/// usage error that names the nearest measure.
std::string unit_of(std::string_view measure, const std::string& channel_unit = "");

struct MeasureOptions {
  std::vector<std::string> measures;  ///< empty: all
  double max_artefact = 0.3;          ///< a condition of which a larger share is in no plausible breath has no value
};

/// A row per condition and measure, its windows taken together; `n` counts breaths, `quality` is the share of the
/// windows that is in no plausible breath. Below two breaths there is no value, with that as the reason.
std::vector<Measure> measure(const Breaths& breaths, std::span<const physio::Window> windows,
                             const MeasureOptions& options);
/// The same for every window by itself, in their order.
std::vector<Measure> measure_each(const Breaths& breaths, std::span<const physio::Window> windows,
                                  const MeasureOptions& options);

/// The starts of inhalation (with the depth) and of exhalation (with the length of the inhalation); those of
/// implausible breaths say why in their note.
std::vector<physio::Mark> marks_of(const Breaths& breaths);

/// That breathing near 6 a minute moves power of the heart's rhythm from HF to LF, for every condition where the rate
/// is below 9 a minute.
Warnings slow_breathing(const std::vector<Measure>& rows);

}  // namespace attune::breath
