#include "attune/volume/image_name.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>

#include "attune/base/files.hpp"

namespace attune {
namespace {

constexpr std::array<std::string_view, 6> kEndings = {".nii", ".nii.gz", ".hdr", ".hdr.gz", ".img", ".img.gz"};
// 348 and 540, least and most significant byte first.
constexpr std::array<std::string_view, 4> kStarts = {
    std::string_view("\x5c\x01\0\0", 4), std::string_view("\0\0\x01\x5c", 4), std::string_view("\x1c\x02\0\0", 4),
    std::string_view("\0\0\x02\x1c", 4)};
constexpr std::string_view kGzip = "\x1f\x8b";

}  // namespace

bool is_image_file(const std::filesystem::path& path) {
  (void)size_of_file(path);
  const std::string name = path.string();
  if (std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view end) { return name.ends_with(end); }))
    return true;
  std::array<char, 4> bytes{};
  std::ifstream(path, std::ios::binary).read(bytes.data(), bytes.size());
  const std::string_view start(bytes.data(), bytes.size());
  return start.starts_with(kGzip) || std::find(kStarts.begin(), kStarts.end(), start) != kStarts.end();
}

}  // namespace attune
