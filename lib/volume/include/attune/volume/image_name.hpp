#pragma once

#include <filesystem>

namespace attune {

/// True if the file is named like an image (.nii, .hdr, .img, these with .gz) or starts like one (the size of a NIfTI
/// or ANALYZE header in either byte order, or gzip). Missing is an input error.
bool is_image_file(const std::filesystem::path& path);

}  // namespace attune
