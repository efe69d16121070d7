// An EDF or BDF file: header, records, annotations and Status words, read whole and in columns.
#include <cstddef>
#include <cstdint>
#include <fstream>

#include "attune/base/error.hpp"
#include "attune/eeg/identity.hpp"
#include "attune/eeg/source.hpp"
#include "temporary_folder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const attune::test::TemporaryFolder folder;
  const std::filesystem::path path = folder / "x.edf";
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  attune::eeg::header_identity(path);
  try {
    for (const auto& source : attune::eeg::open_recordings(path)) {
      source->read_all(attune::parallel::Threads{1});
      Eigen::MatrixXd columns(source->samples(), static_cast<Eigen::Index>(source->header().channels.size()));
      source->read(0, columns, attune::parallel::Threads{1});
    }
  } catch (const attune::Error&) {
    // Refused: what a malformed file is for.
  }
  return 0;
}
