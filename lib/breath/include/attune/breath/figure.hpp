#pragma once

#include <span>
#include <string>

#include "attune/breath/breaths.hpp"
#include "attune/physio/windows.hpp"
#include "attune/report/lines.hpp"

namespace attune::breath {

/// The signal over time, with the inhalations and what is no plausible breath as bars below it and the windows shaded.
/// `name` is a label, unique within a page.
report::LinesFigure figure(const physio::Channel& channel, const Breaths& breaths,
                           std::span<const physio::Window> windows, const std::string& name = "breath");

}  // namespace attune::breath
