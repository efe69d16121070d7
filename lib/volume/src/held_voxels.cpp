#include "attune/volume/held_voxels.hpp"

#include <algorithm>
#include <cstring>

#include "voxels.hpp"

namespace attune {

HeldVoxels::HeldVoxels(const ImageHeader& header, std::size_t first, std::span<const std::uint32_t> offsets)
    : type_(header.type),
      slope_(header.slope),
      intercept_(header.intercept),
      first_(first),
      volumes_(static_cast<std::size_t>(header.volumes)),
      offsets_(offsets),
      bytes_(volumes_ * offsets.size() * size_of(header.type)) {}

void HeldVoxels::take(const StoredVolume& volume) {
  const std::size_t row_bytes = offsets_.size() * size_of(type_);
  std::byte* row = bytes_.data() + static_cast<std::size_t>(volume.index) * row_bytes;
  with_values(volume, [&]<class T>(std::span<const T> values) {
    for (std::size_t i = 0; i < offsets_.size(); ++i) std::memcpy(row + i * sizeof(T), &values[offsets_[i]], sizeof(T));
  });
}

void HeldVoxels::scaled(std::size_t begin, std::size_t end, std::span<double> out) const {
  const std::size_t width = size_of(type_);
  for (std::size_t volume = 0; volume < volumes_; ++volume) {
    const StoredVolume row{static_cast<std::int64_t>(volume),
                           type_,
                           {bytes_.data() + (volume * offsets_.size() + begin) * width, (end - begin) * width}};
    double* to = out.data() + volume * (end - begin);
    with_values(row, [&]<class T>(std::span<const T> values) {
      for (std::size_t i = 0; i < values.size(); ++i) to[i] = slope_ * static_cast<double>(values[i]) + intercept_;
    });
  }
}

std::string visit_held_voxels(const ImageHeader& header, std::span<const std::uint32_t> offsets, std::size_t budget,
                              const std::function<void(const HeldVoxels&)>& visit) {
  const std::size_t voxel_bytes = static_cast<std::size_t>(header.volumes) * size_of(header.type);
  const std::size_t at_once = std::max<std::size_t>(1, budget / voxel_bytes);
  std::string sha256;
  for (std::size_t first = 0; first < offsets.size(); first += at_once) {
    HeldVoxels held(header, first, offsets.subspan(first, std::min(at_once, offsets.size() - first)));
    sha256 = stream_volumes(header, [&](const StoredVolume& volume) { held.take(volume); }).sha256;
    visit(held);
  }
  return sha256;
}

}  // namespace attune
