#pragma once

#include <filesystem>
#include <string_view>

#include "attune/physio/recording.hpp"

namespace attune::physio {

bool is_opensignals(std::string_view text);
/// Reads the text of OpenSignals: its header is JSON with an object per device. Sensors whose transfer function the
/// maker has published and whose resolution the header states become mV and uS; others stay raw, with a warning. A
/// counter that jumps (BITalino's of four bits) leaves a gap.
Recording parse_opensignals(std::string_view text, const std::filesystem::path& path);

}  // namespace attune::physio
