#pragma once

#include <optional>
#include <span>
#include <string>

#include "attune/physio/windows.hpp"
#include "attune/report/lines.hpp"
#include "attune/skin/decompose.hpp"
#include "attune/skin/responses.hpp"

namespace attune::skin {

/// Conductance over time with its responses (from trough to peak) and artefacts as bars below it, the tonic level of a
/// decomposition and the phasic part on it, and the windows shaded. `name` is a label, unique within a page.
report::LinesFigure figure(const Skin& skin, const std::optional<Decomposed>& decomposed,
                           std::span<const physio::Window> windows, const std::string& name = "skin");

}  // namespace attune::skin
