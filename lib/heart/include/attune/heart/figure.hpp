#pragma once

#include <span>
#include <string>

#include "attune/heart/measure.hpp"
#include "attune/heart/request.hpp"

namespace attune::heart {

/// The tachogram (intervals over time, broken at gaps, bars where they were corrected, windows shaded), below it the
/// conditions' spectra with the bands where `rows` have them, and the mean responses to events where there are any: one
/// drawing (.svg). `name` is a label, unique within a page.
std::string draw(const HeartRecording& heart, std::span<const physio::Window> windows, const HeartRows& rows,
                 const Bands& bands, std::span<const Response> trials, const ResponseOptions& options,
                 const std::string& name = "heart");

}  // namespace attune::heart
