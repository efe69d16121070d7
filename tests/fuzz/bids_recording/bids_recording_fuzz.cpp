// The five BIDS companions of a recording of two channels, cut at the first four NUL bytes of the input.
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/eeg/recording_inspection.hpp"
#include "temporary_folder.hpp"

namespace {

attune::eeg::Recording recording() {
  attune::eeg::Recording out;
  out.sampling_frequency = attune::Hertz(100);
  for (const char* name : {"Cz", "EOG"}) {
    attune::eeg::Channel channel;
    channel.name = name;
    channel.stored_unit = "uV";
    out.channels.push_back(channel);
  }
  out.data = Eigen::MatrixXd::Zero(2, 50);
  for (const double sample : {10.0, 30.0}) {
    attune::eeg::Event event;
    event.sample = sample;
    event.type = "S  1";
    out.events.push_back(event);
  }
  out.boundaries = {25.0};
  out.segment_starts = {attune::Seconds(0), attune::Seconds(1)};
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const attune::test::TemporaryFolder folder;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  attune::eeg::Companions companions;
  const auto take = [&](const char* name) -> std::optional<std::filesystem::path> {
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    const std::string_view piece = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (piece.empty()) return std::nullopt;
    std::ofstream(folder / name, std::ios::binary | std::ios::trunc)
        .write(piece.data(), static_cast<std::streamsize>(piece.size()));
    return folder / name;
  };
  companions.channels = take("channels.tsv");
  companions.events = take("events.tsv");
  companions.electrodes = take("electrodes.tsv");
  companions.coordsystem = take("coordsystem.json");
  companions.sidecar = take("eeg.json");
  try {
    attune::eeg::inspect(attune::eeg::with_companions(recording(), companions), true);
  } catch (const attune::Error&) {
    // Refused: what a malformed file is for.
  }
  return 0;
}
