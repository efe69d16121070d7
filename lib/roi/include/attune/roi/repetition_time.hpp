#pragma once

#include <filesystem>
#include <optional>

#include "attune/base/units.hpp"
#include "attune/volume/image.hpp"

namespace attune::roi {

/// The repetition time of a 4D image. `stated` wins. Otherwise the header's and that of the JSON sidecar (`sidecar`, or
/// the file beside the image with the ending .json, if there is one) must agree within 1 % or 0.01 s, whichever is
/// larger; else an input error that names both files and both values. Nothing if nobody says.
std::optional<Seconds> checked_repetition_time(const ImageHeader& header,
                                               const std::optional<std::filesystem::path>& sidecar,
                                               const std::optional<Seconds>& stated);

/// `sub-01_bold.nii.gz` -> `sub-01_bold.json`.
std::filesystem::path sidecar_of(const std::filesystem::path& image);

}  // namespace attune::roi
