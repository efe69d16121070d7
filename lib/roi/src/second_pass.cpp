#include "second_pass.hpp"

#include "summarise.hpp"
#include "typed.hpp"

namespace attune::roi {
namespace {

constexpr std::size_t kHeldBytes = std::size_t{256} << 20;

// Calls `take(i, value)` for the i-th of `offsets`, with the value as stored.
template <class Take>
void gather(const StoredVolume& volume, const std::vector<std::uint32_t>& offsets, Take&& take) {
  with_type(volume.type, [&](auto zero) {
    const auto* stored = reinterpret_cast<const decltype(zero)*>(volume.bytes.data());
    for (std::size_t i = 0; i < offsets.size(); ++i) take(i, static_cast<double>(stored[offsets[i]]));
  });
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
  for (std::size_t begin = 0; begin < regions.size();) {
    std::size_t end = begin, held = 0;
    while (end < regions.size()) {
      const std::size_t more = regions[end].offsets.size() * static_cast<std::size_t>(volumes) * sizeof(double);
      if (end > begin && held + more > kHeldBytes) break;
      held += more;
      ++end;
    }
    std::vector<Eigen::MatrixXd> voxels;
    for (std::size_t r = begin; r < end; ++r)
      voxels.emplace_back(volumes, static_cast<Eigen::Index>(regions[r].offsets.size()));
    stream_volumes(header, [&](const StoredVolume& volume) {
      for (std::size_t r = begin; r < end; ++r)
        gather(volume, regions[r].offsets, [&](std::size_t i, double stored) {
          voxels[r - begin](volume.index, static_cast<Eigen::Index>(i)) = header.slope * stored + header.intercept;
        });
    });
    parallel::for_each(end - begin, threads, [&](std::size_t r) {
      const Eigenvariate first = first_eigenvariate(std::move(voxels[r]));
      const std::size_t column = regions[begin + r].column;
      values.col(static_cast<Eigen::Index>(column)) = first.series;
      coverage[column].variance_explained = first.variance_explained;
    });
    begin = end;
  }
}

}  // namespace attune::roi
