#pragma once

#include <filesystem>
#include <functional>

#include "attune/volume/image.hpp"

namespace attune {

/// NRRD through ITK: 3D, one real number per voxel, in a space whose axes are named by side (LPS, RAS, LAS).
ImageHeader read_nrrd_header(const std::filesystem::path& path, const ImageOptions& options);
StreamResult visit_nrrd(const ImageHeader& header, const std::function<void(const StoredVolume&)>& visit);

}  // namespace attune
