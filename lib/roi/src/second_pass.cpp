#include "second_pass.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "summarise.hpp"
#include "typed.hpp"

namespace attune::roi {
namespace {

constexpr std::size_t kHeldBytes = std::size_t{256} << 20;
// Fixed, so that sums do not depend on the regions beside one.
constexpr std::size_t kBlockBytes = std::size_t{64} << 20;

// Calls `take(i, value)` for the i-th of `offsets`, with the value as stored.
template <class Take>
void gather(const StoredVolume& volume, std::span<const std::uint32_t> offsets, Take&& take) {
  with_type(volume.type, [&](auto zero) {
    const auto* stored = reinterpret_cast<const decltype(zero)*>(volume.bytes.data());
    for (std::size_t i = 0; i < offsets.size(); ++i) take(i, static_cast<double>(stored[offsets[i]]));
  });
}

// Some voxels of one region.
struct VoxelBlock {
  std::size_t region = 0;
  std::size_t begin = 0, end = 0;  ///< among the region's offsets
  std::size_t bytes = 0;
};

std::vector<VoxelBlock> blocks_of(const std::vector<KnownRegion>& regions, Eigen::Index volumes) {
  const std::size_t voxel_bytes = static_cast<std::size_t>(volumes) * sizeof(double);
  const std::size_t most = std::max<std::size_t>(1, kBlockBytes / voxel_bytes);
  std::vector<VoxelBlock> out;
  for (std::size_t r = 0; r < regions.size(); ++r) {
    const std::size_t count = regions[r].offsets.size();
    const std::size_t step = count <= static_cast<std::size_t>(volumes) ? count : most;
    for (std::size_t begin = 0; begin < count; begin += step)
      out.push_back({r, begin, std::min(begin + step, count), (std::min(begin + step, count) - begin) * voxel_bytes});
  }
  return out;
}

// One pass through the file: volumes x voxels of every block.
std::vector<Eigen::MatrixXd> read_blocks(const ImageHeader& header, const std::vector<KnownRegion>& regions,
                                         std::span<const VoxelBlock> blocks, Eigen::Index volumes) {
  std::vector<Eigen::MatrixXd> voxels;
  for (const VoxelBlock& block : blocks)
    voxels.emplace_back(volumes, static_cast<Eigen::Index>(block.end - block.begin));
  stream_volumes(header, [&](const StoredVolume& volume) {
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const std::span<const std::uint32_t> all = regions[blocks[b].region].offsets;
      gather(volume, all.subspan(blocks[b].begin, blocks[b].end - blocks[b].begin), [&](std::size_t i, double stored) {
        voxels[b](volume.index, static_cast<Eigen::Index>(i)) = header.slope * stored + header.intercept;
      });
    }
  });
  return voxels;
}

// Where each region's blocks begin, and the end.
std::vector<std::size_t> region_starts(std::span<const VoxelBlock> blocks) {
  std::vector<std::size_t> starts;
  for (std::size_t b = 0; b < blocks.size(); ++b)
    if (b == 0 || blocks[b].region != blocks[b - 1].region) starts.push_back(b);
  starts.push_back(blocks.size());
  return starts;
}

}  // namespace

void summarise_volumes(const ImageHeader& header, const std::vector<KnownRegion>& regions, Summary summary,
                       Eigen::MatrixXd& values) {
  std::vector<double> scratch;
  // A mean is scaled after it is taken, as in the first pass: the same bits whichever pass made it.
  const bool scale_after = summary == Summary::mean;
  stream_volumes(header, [&](const StoredVolume& volume) {
    for (const KnownRegion& region : regions) {
      scratch.resize(region.offsets.size());
      gather(volume, region.offsets, [&](std::size_t i, double stored) {
        scratch[i] = scale_after ? stored : header.slope * stored + header.intercept;
      });
      const double value = summarise(scratch, region.weights, summary);
      values(volume.index, static_cast<Eigen::Index>(region.column)) =
          scale_after ? header.slope * value + header.intercept : value;
    }
  });
}

void eigenvariates(const ImageHeader& header, const std::vector<KnownRegion>& regions, parallel::Threads threads,
                   Eigen::MatrixXd& values, std::vector<RegionCoverage>& coverage) {
  const Eigen::Index volumes = values.rows();
  const std::vector<VoxelBlock> blocks = blocks_of(regions, volumes);
  std::optional<EigenvariateSum> unfinished;  // a region whose blocks do not end with a pass
  for (std::size_t begin = 0; begin < blocks.size();) {
    std::size_t end = begin, held = 0;
    while (end < blocks.size() && (end == begin || held + blocks[end].bytes <= kHeldBytes)) held += blocks[end++].bytes;
    const std::span<const VoxelBlock> pass(blocks.data() + begin, end - begin);
    std::vector<Eigen::MatrixXd> voxels = read_blocks(header, regions, pass, volumes);
    const std::vector<std::size_t> starts = region_starts(pass);
    std::optional<EigenvariateSum> next;
    parallel::for_each(starts.size() - 1, threads, [&](std::size_t part) {
      const KnownRegion& region = regions[pass[starts[part]].region];
      const auto count = static_cast<Eigen::Index>(region.offsets.size());
      EigenvariateSum sum = pass[starts[part]].begin > 0 ? std::move(*unfinished) : EigenvariateSum(volumes, count);
      for (std::size_t b = starts[part]; b < starts[part + 1]; ++b) sum.add(std::move(voxels[b]));
      if (pass[starts[part + 1] - 1].end < region.offsets.size()) {
        next = std::move(sum);
        return;
      }
      const Eigenvariate first = sum.finish();
      values.col(static_cast<Eigen::Index>(region.column)) = first.series;
      coverage[region.column].variance_explained = first.variance_explained;
    });
    unfinished = std::move(next);
    begin = end;
  }
}

}  // namespace attune::roi
