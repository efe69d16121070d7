#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "write_bytes.hpp"

namespace attune::test {

/// A BrainVision header and marker file with one thing changed at a time.
struct BrainVisionFiles {
  std::string magic = "Brain Vision Data Exchange Header File Version 1.0";
  std::string code_page = "UTF-8";
  std::string data_file = "x.eeg", marker_file = "x.vmrk";
  std::string data_format = "BINARY", orientation = "MULTIPLEXED", format = "INT_16", interval = "4000";
  std::string common_extra, binary_extra, after;
  std::string stated_channels;  ///< empty: as many as there are
  std::vector<std::string> channels{"A,,1,\xc2\xb5V", "B,,1,\xc2\xb5V"};
  std::string markers = "Mk1=New Segment,,1,1,0\n";

  /// Writes x.vhdr and x.vmrk.
  void write(const std::filesystem::path& folder) const {
    const std::string count = stated_channels.empty() ? std::to_string(channels.size()) : stated_channels;
    std::string header = magic + "\n; made by a test\n\n[Common Infos]\nCodepage=" + code_page +
                         "\nDataFile=" + data_file + "\nMarkerFile=" + marker_file + "\nDataFormat=" + data_format +
                         "\nDataOrientation=" + orientation + "\nNumberOfChannels=" + count +
                         "\nSamplingInterval=" + interval + "\n" + common_extra;
    if (data_format == "BINARY") header += "\n[Binary Infos]\nBinaryFormat=" + format + "\n" + binary_extra;
    header += "\n[Channel Infos]\n";
    for (std::size_t c = 0; c < channels.size(); ++c) header += "Ch" + std::to_string(c + 1) + "=" + channels[c] + "\n";
    write_bytes(folder / "x.vhdr", header + after);
    write_bytes(folder / "x.vmrk",
                "Brain Vision Data Exchange Marker File, Version 1.0\n\n[Common Infos]\nDataFile=x.eeg\n\n"
                "[Marker Infos]\n" +
                    markers);
  }
};

}  // namespace attune::test
