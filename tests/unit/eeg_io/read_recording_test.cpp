#include <gtest/gtest.h>

#include "attune/eeg/recording.hpp"
#include "expect_refused.hpp"
#include "set_file.hpp"
#include "temporary_folder.hpp"

namespace attune::eeg {
namespace {

using test::expect_refused;
using test::TemporaryFolder;

TEST(ReadRecording, FormatsThatAreNotReadYetAreNamed) {
  const TemporaryFolder folder;
  for (const auto& [name, start, format] :
       {std::array{"a.bin", "GDF 2.20", "GDF is not read yet"}, std::array{"a.trc", "....", "Micromed .trc"},
        std::array{"a.gdf", "....", "GDF is not read yet"}, std::array{"a.XDF", "....", "XDF is not read yet"}}) {
    test::write_bytes(folder / name, start);
    expect_refused(Fault::input, {format, ".set", ".vhdr"}, [&, file = name] { read_recording(folder / file); });
  }
}

TEST(ReadRecording, DataFilesSendToTheirHeader) {
  const TemporaryFolder folder;
  for (const auto& [name, header] : {std::pair{"a.eeg", "'a.vhdr'"}, std::pair{"a.vmrk", "'a.vhdr'"},
                                     std::pair{"a.fdt", "'a.set'"}, std::pair{"a.amrk", "'a.ahdr'"}}) {
    test::write_bytes(folder / name, "bytes");
    expect_refused(Fault::input, {header}, [&, file = name] { read_recording(folder / file); });
  }
}

TEST(ReadRecording, AMissingFileAFolderAndAnythingElseAreInputErrors) {
  const TemporaryFolder folder;
  expect_refused(Fault::input, {"no such file"}, [&] { read_recording(folder / "none.set"); });
  expect_refused(Fault::input, {"is a folder"}, [&] { read_recording(folder.path()); });
  test::write_bytes(folder / "notes.txt", "hello");
  expect_refused(Fault::input, {"no EEG recording that is known here"}, [&] { read_recording(folder / "notes.txt"); });
  test::write_bytes(folder / "empty.set", "");
  expect_refused(Fault::input, {"neither a MAT v5 file nor HDF5"}, [&] { read_recording(folder / "empty.set"); });
}

TEST(ReadRecording, TheContentDecidesWhereTheNameDoesNot) {
  const TemporaryFolder folder;
  test::SetFile().write(folder / "dataset.mat");
  EXPECT_EQ(read_recording(folder / "dataset.mat").format, "EEGLAB (MAT v5)");
  test::write_bytes(folder / "a.bin", "0       patient");
  expect_refused(Fault::input, {"a.bin@15: ", "ends within its header"}, [&] { read_recording(folder / "a.bin"); });
  test::write_bytes(folder / "a.edf", "anything");
  expect_refused(Fault::input, {"a.edf@0: ", "'anything'", "(EDF)"}, [&] { read_recording(folder / "a.edf"); });
}

}  // namespace
}  // namespace attune::eeg
