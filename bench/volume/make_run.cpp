// make_run FOLDER [VOLUMES]: writes run.nii.gz (97x115x97x300 int16, 649 MB raw, zlib level 6), atlas.nii.gz (400
// labels on the same grid) and atlas.tsv (their names). Deterministic.
#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "attune/volume/image.hpp"
#include "synthetic_run.hpp"

namespace {

using attune::NiftiOptions;
using attune::NiftiWriter;
using attune::Overwrite;
using attune::VoxelType;

const std::size_t kLabels = 400;

void write_run(const std::filesystem::path& path, std::int64_t volumes) {
  const attune::Grid grid = attune::bench::mni_grid();
  const auto head = attune::bench::smooth_head(grid);
  NiftiOptions options;
  options.type = VoxelType::int16;
  options.repetition_time = attune::Seconds(2);
  NiftiWriter writer(path, grid, volumes, options, Overwrite::allow);
  for (std::int64_t index = 0; index < volumes; ++index)
    writer.write_volume(attune::bench::volume_of(head, static_cast<std::size_t>(index)));
  writer.finish();
}

void write_atlas(const std::filesystem::path& folder) {
  const attune::Grid grid = attune::bench::mni_grid();
  NiftiOptions options;
  options.type = VoxelType::int16;
  NiftiWriter writer(folder / "atlas.nii.gz", grid, 1, options, Overwrite::allow);
  writer.write_volume(attune::bench::parcels(grid, kLabels));
  writer.finish();
  std::string names = "index\tname\n";
  for (std::size_t label = 1; label <= kLabels; ++label) names += fmt::format("{}\tparcel{:03d}\n", label, label);
  attune::write_text(folder / "atlas.tsv", names, Overwrite::allow);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2 || argc > 3) throw attune::usage_error("make_run FOLDER [VOLUMES]");
    const std::filesystem::path folder = argv[1];
    const auto volumes = argc > 2 ? attune::parse_integer(argv[2]) : 300;
    if (!volumes || *volumes < 1) throw attune::usage_error("VOLUMES is a whole number above 0");
    write_atlas(folder);
    write_run(folder / "run.nii.gz", *volumes);
    return 0;
  } catch (const attune::Error& error) {
    fmt::print(stderr, "make_run: {}\n", error.what());
    return static_cast<int>(error.fault());
  }
}
