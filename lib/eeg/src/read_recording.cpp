#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "attune/eeg/eeglab.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/eeg/source.hpp"
#include "brainvision_source.hpp"
#include "brainvision_text.hpp"
#include "edf_header.hpp"
#include "edf_source.hpp"
#include "held_source.hpp"
#include "mat_hdf5.hpp"
#include "mat_v5_check.hpp"
#include "other_formats.hpp"

namespace attune::eeg {
namespace {

constexpr std::string_view kReadable =
    "EEGLAB (.set), BrainVision (.vhdr), EDF (.edf), BDF (.bdf), FIF (.fif) and Neuroscan (.cnt) are read";

struct Known {
  std::string_view extension, name;
};
constexpr Known kNotYet[] = {
    {".gdf", "GDF"},          {".mff", "EGI .mff"}, {".egi", "EGI .egi"},      {".raw", "EGI .raw"},
    {".nxe", "Nexstim .nxe"}, {".xdf", "XDF"},      {".nwb", "NWB"},           {".acq", "BIOPAC .acq"},
    {".eep", "ANT .eep"},     {".avr", "ANT .avr"}, {".trc", "Micromed .trc"},
};

std::array<char, 256> first_bytes(const std::filesystem::path& path) {
  std::array<char, 256> out{};
  std::ifstream file(path, std::ios::binary);
  file.read(out.data(), out.size());
  return out;
}

/// The name of a format that is known and not read, from the name of the file or its first bytes; empty if none.
std::string_view known_format(std::string_view extension, std::string_view start) {
  if (start.starts_with("GDF ")) return "GDF";
  for (const Known& known : kNotYet)
    if (same_word(extension, known.extension)) return known.name;
  return {};
}

[[noreturn]] void send_to_header(const std::filesystem::path& path, std::string_view extension, std::string_view kind) {
  std::filesystem::path header = path;
  header.replace_extension(extension);
  throw input_error(path, fmt::format("is the {} of a recording; name its header, {}", kind,
                                      in_quotes(header.filename().string(), 120)));
}

}  // namespace

bool is_recording_name(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  for (const std::string_view part :
       {".set", ".fdt", ".vhdr", ".vmrk", ".eeg", ".ahdr", ".amrk", ".edf", ".bdf", ".edf+", ".bdf+"})
    if (same_word(extension, part)) return true;
  return is_other_format_name(path) || !known_format(extension, "").empty();
}

namespace {

using Sources = std::vector<std::unique_ptr<Source>>;

Sources one(std::unique_ptr<Source> source) {
  Sources out;
  out.push_back(std::move(source));
  return out;
}

Sources held(Recording recording) { return one(std::make_unique<HeldSource>(std::move(recording))); }

/// What the first recording of a file leaves to the others.
std::string others(const Sources& sources) {
  std::string out;
  for (std::size_t i = 1; i < sources.size(); ++i) {
    constexpr std::size_t kNamed = 4;
    const std::vector<Channel>& channels = sources[i]->header().channels;
    std::string names;
    for (std::size_t c = 0; c < std::min(channels.size(), kNamed); ++c)
      names += (c > 0 ? ", " : "") + in_quotes(channels[c].name);
    if (channels.size() > kNamed) names += ", ...";
    out += fmt::format("{}{} at {} Hz ({})", i > 1 ? "; " : "", channels.size(),
                       format_double(sources[i]->header().sampling_frequency.value()), names);
  }
  return out;
}

/// All of it, without a copy of what is held already.
Recording whole(std::unique_ptr<Source> source) {
  constexpr parallel::Threads kAllThreads{};
  if (auto* held_source = dynamic_cast<HeldSource*>(source.get()); held_source != nullptr)
    return std::move(*held_source).release();
  return source->read_all(kAllThreads);
}

}  // namespace

std::vector<std::unique_ptr<Source>> open_recordings(const std::filesystem::path& path, const ReadOptions& options) {
  if (std::filesystem::is_directory(path) && same_word(path.extension().string(), ".mff"))
    throw input_error(path, fmt::format("EGI .mff is not read yet; {}", kReadable));
  size_of_file(path);
  const std::string extension = path.extension().string();
  const std::array<char, 256> bytes = first_bytes(path);
  const std::string_view start(bytes.data(), bytes.size());
  if (same_word(extension, ".set") || is_mat_v5(std::as_bytes(std::span(bytes)))) return held(read_eeglab(path));
  if (same_word(extension, ".vhdr") || same_word(extension, ".ahdr") ||
      start.starts_with("Brain Vision Data Exchange Header") || start.starts_with("Brain Vision V-Amp Data Header"))
    return one(open_brainvision(path));
  if (same_word(extension.substr(0, 4), ".edf") || same_word(extension.substr(0, 4), ".bdf") || is_edf(start))
    return open_edf(path, options);
  if (std::optional<Recording> read = read_other_format(path, start)) return held(std::move(*read));
  if (const std::string_view name = known_format(extension, start); !name.empty())
    throw input_error(path, fmt::format("{} is not read yet; {}", name, kReadable));
  if (same_word(extension, ".eeg") || same_word(extension, ".vmrk") || same_word(extension, ".dat"))
    send_to_header(path, ".vhdr", same_word(extension, ".vmrk") ? "marker file" : "data file");
  if (same_word(extension, ".amrk")) send_to_header(path, ".ahdr", "marker file");
  if (same_word(extension, ".fdt")) send_to_header(path, ".set", "data file");
  if (is_hdf5(path)) return held(read_eeglab(path));
  throw input_error(path, fmt::format("is no EEG recording that is known here; {}", kReadable));
}

std::unique_ptr<Source> open_recording(const std::filesystem::path& path, const ReadOptions& options) {
  Sources sources = open_recordings(path, options);
  if (sources.size() > 1)
    sources.front()->warn(fmt::format("{}: its channels differ in rate; these are the {} at {} Hz, apart from {}",
                                      describe(path), sources.front()->header().channels.size(),
                                      format_double(sources.front()->header().sampling_frequency.value()),
                                      others(sources)));
  return std::move(sources.front());
}

Recording read_recording(const std::filesystem::path& path) { return whole(open_recording(path)); }

Recording read_recording(const std::filesystem::path& path, const ReadOptions& options) {
  return whole(open_recording(path, options));
}

std::vector<Recording> read_recordings(const std::filesystem::path& path) {
  std::vector<Recording> out;
  for (std::unique_ptr<Source>& source : open_recordings(path)) out.push_back(whole(std::move(source)));
  return out;
}

}  // namespace attune::eeg
