#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "attune/bold/response.hpp"
#include "attune/parallel/stream.hpp"
#include "toy_image.hpp"

namespace attune::test {

/// A tiny run with known answers: 4 x 3 x 2 voxels of 4 mm around the origin, resting signal 1000, repetition time 2 s.
/// The voxels with i < 2 answer to a face with `face` percent (i >= 2 with half of it) and to a house with 1 percent.
struct PlantedRun {
  double face = 2.0;
  double noise = 2.0;  ///< standard deviation, signal units
  std::int64_t volumes = 150;
  std::uint64_t seed = 1;
  bool houses = true;
  Seconds start{0};
};

inline std::vector<bold::Stimulus> planted_stimuli(bool faces) {
  std::vector<bold::Stimulus> stimuli;
  for (int i = 0; i < 18; ++i)
    if ((i % 2 == 0) == faces) stimuli.push_back({Seconds(8.0 + 15.5 * i), Seconds(3), 1.0});
  return stimuli;
}

/// Writes `<stem>_bold.nii.gz`, `<stem>_bold.json` and `<stem>_events.tsv` and returns the image.
inline std::filesystem::path write_planted_run(const std::filesystem::path& folder, const std::string& stem,
                                               const PlantedRun& run) {
  std::filesystem::create_directories(folder);
  const bold::FrameTimes frames{run.volumes, Seconds(2), run.start};
  const bold::Response response({}, Seconds(2));
  const double peak = response.peak(Seconds(3));
  const Eigen::VectorXd face = response.columns(planted_stimuli(true), frames).col(0) / peak;
  const Eigen::VectorXd house = response.columns(planted_stimuli(false), frames).col(0) / peak;
  const Grid grid = toy_grid(4, 3, 2, 4.0, {-6, -4, -2});
  std::vector<parallel::Stream> streams;
  for (std::size_t voxel = 0; voxel < grid.voxels(); ++voxel) streams.emplace_back(parallel::Seed{run.seed}, voxel);
  write_toy(folder / (stem + "_bold.nii.gz"), grid, run.volumes, stored_as(VoxelType::float64),
            [&](const VoxelIndex& v, std::int64_t t) {
              const double height = v.i < 2 ? run.face : 0.5 * run.face;
              return 1000.0 + 10.0 * height * face(t) + (run.houses ? 10.0 * house(t) : 0.0) +
                     run.noise * streams[grid.offset(v)].normal();
            });
  write_file(folder / (stem + "_bold.json"),
             fmt::format("{{\"RepetitionTime\": 2, \"StartTime\": {}}}\n", run.start.count()));
  std::string events = "onset\tduration\ttrial_type\trating\n";
  for (int i = 0; i < 18; ++i)
    if (i % 2 == 0 || run.houses)
      events += fmt::format("{}\t3\t{}\t{}\n", 8.0 + 15.5 * i, i % 2 == 0 ? "face" : "house", i % 5);
  write_file(folder / (stem + "_events.tsv"), events);
  return folder / (stem + "_bold.nii.gz");
}

/// Two regions of that grid: `left` (i < 2) and `right`, as an atlas with names.
inline std::filesystem::path write_planted_atlas(const std::filesystem::path& folder) {
  write_toy(folder / "halves.nii.gz", toy_grid(4, 3, 2, 4.0, {-6, -4, -2}), 1, stored_as(VoxelType::uint8),
            [](const VoxelIndex& v, std::int64_t) { return v.i < 2 ? 1.0 : 2.0; });
  write_file(folder / "halves.tsv", "index\tname\n1\tleft\n2\tright\n");
  return folder / "halves.nii.gz";
}

}  // namespace attune::test
