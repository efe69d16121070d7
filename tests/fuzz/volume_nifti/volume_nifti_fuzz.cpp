// Bytes as an image: whatever they are, the reader returns or throws an input error, within the memory they justify.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "attune/volume/summary.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace attune;

void read_as(const std::filesystem::path& path) {
  for (const AnalyzeSide side : {AnalyzeSide::neurological, AnalyzeSide::radiological}) {
    try {
      const ImageHeader header = read_image_header(path, {.analyze_side = side, .assume_ras = true});
      header.grid.orientation();
      const ImageSummary summary = summarise(header);
      const auto voxels = static_cast<std::int64_t>(header.grid.voxels()) * header.volumes;
      if (summary.finite + summary.nan + summary.infinite != voxels) std::abort();
    } catch (const Error& error) {
      if (error.fault() != Fault::input) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NRRD goes to ITK, which leaks its own messages about malformed headers.
  if (size >= 4 && std::memcmp(data, "NRRD", 4) == 0) return 0;
  static const attune::test::TemporaryFolder folder;
  // As a single file, and as a header beside data that begin like it.
  for (const char* name : {"x.nii", "x.hdr", "x.img", "x.mgh"})
    std::ofstream(folder / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  for (const char* name : {"x.nii", "x.hdr", "x.mgh"}) read_as(folder / name);
  return 0;
}
