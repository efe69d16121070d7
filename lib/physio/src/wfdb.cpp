#include "attune/physio/wfdb.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "attune/base/files.hpp"
#include "attune/physio/channel_kind.hpp"
#include "attune/physio/formats.hpp"
#include "wfdb_header.hpp"
#include "wfdb_samples.hpp"

namespace attune::physio {
namespace {

constexpr double kDefaultGain = 200;           // per mV, where a header says none
constexpr std::size_t kBlockFrames = 1 << 14;  // even, so that pairs of format 212 stay together
constexpr std::uint64_t kHeaderLimit = std::uint64_t{1} << 24;

/// Signals that share a file.
struct Group {
  std::vector<const WfdbSignal*> signals;
  std::size_t per_frame = 0;
};

std::vector<Group> groups_of(const WfdbHeader& header, const std::filesystem::path& path) {
  std::vector<Group> out;
  std::set<std::string> seen;
  for (const WfdbSignal& signal : header.signals) {
    const bool same = !out.empty() && out.back().signals.front()->file == signal.file;
    if (same && out.back().signals.front()->format != signal.format)
      throw input_error(path, at_line(signal.line), "has another format than the signal before it in the same file");
    if (!same && !seen.insert(signal.file).second)
      throw input_error(path, at_line(signal.line), "names a file that other signals have between");
    if (wfdb_bits(signal.format) == 0)
      throw input_error(path, at_line(signal.line),
                        fmt::format("signal format {} is not read, only 16, 61, 80 and 212; convert the record with "
                                    "WFDB's xform",
                                    signal.format));
    if (!same) out.emplace_back();
    out.back().signals.push_back(&signal);
    out.back().per_frame += signal.samples_per_frame;
  }
  return out;
}

/// What is counted while samples go by, to be compared with the header.
struct Tally {
  std::uint32_t sum = 0;
  std::int32_t first = 0;
};

class GroupReader {
 public:
  GroupReader(const WfdbHeader& header, const std::filesystem::path& path, const Group& group, const LoadSignals& load,
              Recording& out)
      : header_(header), path_(path), group_(group), out_(out) {
    const std::string& named = group.signals.front()->file;
    const std::size_t folder = named.find_last_of("/\\");
    file_ = path.parent_path() / (folder == std::string::npos ? named : named.substr(folder + 1));
    if (named == "-" || named == "~")
      throw input_error(path, at_line(group.signals.front()->line), "names no file of samples");
    bytes_ = load(file_);
  }

  void read() {
    const std::uint64_t offset = group_.signals.front()->byte_offset;
    if (offset > bytes_.size())
      throw input_error(file_, fmt::format("has {} bytes, the header begins the samples at {}", bytes_.size(), offset));
    data_ = std::span(bytes_).subspan(offset);
    const std::size_t bits = wfdb_bits(group_.signals.front()->format);
    const std::size_t there = data_.size() * 8 / bits;
    const std::uint64_t frames = header_.frames.value_or(there / group_.per_frame);
    if (frames > there / group_.per_frame)
      throw input_error(file_, fmt::format("holds {} samples per signal, its header says {}; the file is cut short",
                                           there / group_.per_frame, frames));
    if (frames == 0) throw input_error(file_, "holds no samples");
    if (const std::uint64_t rest = there - frames * group_.per_frame; rest >= group_.per_frame)
      out_.warnings.push_back(
          fmt::format("{}: holds {} more samples per signal than its header says; they are left out", describe(file_),
                      rest / group_.per_frame));
    start_channels(frames);
    for (std::uint64_t frame = 0; frame < frames; frame += kBlockFrames)
      take_block(frame, std::min<std::uint64_t>(kBlockFrames, frames - frame));
    for (std::size_t i = 0; i < group_.signals.size(); ++i) compare(*group_.signals[i], tallies_[i]);
    out_.files.push_back(file_);
  }

 private:
  void start_channels(std::uint64_t frames) {
    first_channel_ = out_.channels.size();
    for (const WfdbSignal* signal : group_.signals) {
      Channel channel;
      channel.name =
          signal->description.empty() ? fmt::format("signal {}", out_.channels.size() + 1) : signal->description;
      channel.unit = signal->units.empty() ? "mV" : signal->units;
      channel.kind = kind_by_name(channel.name, channel.unit);
      const double rate = header_.sampling_frequency.value();
      channel.sampling_frequency = Hertz(rate * static_cast<double>(signal->samples_per_frame));
      // A skewed signal was sampled that many frames before those it is stored with.
      channel.start = Seconds(0 - static_cast<double>(signal->skew) / rate);
      channel.samples.reserve(frames * signal->samples_per_frame);
      if (signal->gain == 0)
        out_.warnings.push_back(fmt::format("{}: {} has no gain; {} per mV is taken, its units are not calibrated",
                                            describe(path_, at_line(signal->line)), in_quotes(channel.name),
                                            kDefaultGain));
      out_.channels.push_back(std::move(channel));
    }
    tallies_.assign(group_.signals.size(), {});
  }

  void take_block(std::uint64_t frame, std::uint64_t count) {
    stored_.resize(count * group_.per_frame);
    decode_wfdb(group_.signals.front()->format, data_, frame * group_.per_frame, stored_);
    std::size_t place = 0;
    for (std::size_t i = 0; i < group_.signals.size(); ++i) {
      const WfdbSignal& signal = *group_.signals[i];
      std::vector<double>& samples = out_.channels[first_channel_ + i].samples;
      const std::int32_t invalid = wfdb_invalid(signal.format);
      const double gain = signal.gain == 0 ? kDefaultGain : signal.gain;
      const double baseline = signal.baseline.value_or(signal.zero);
      if (frame == 0) tallies_[i].first = stored_[place];
      for (std::size_t at = place; at < stored_.size(); at += group_.per_frame)
        for (std::size_t k = 0; k < signal.samples_per_frame; ++k) {
          const std::int32_t value = stored_[at + k];
          tallies_[i].sum += static_cast<std::uint32_t>(value);
          samples.push_back(value == invalid ? std::numeric_limits<double>::quiet_NaN() : (value - baseline) / gain);
        }
      place += signal.samples_per_frame;
    }
  }

  void compare(const WfdbSignal& signal, const Tally& tally) const {
    if (signal.skew != 0) return;  // the sums of skewed signals are over other samples
    if (signal.initial && *signal.initial != tally.first)
      throw input_error(file_, fmt::format("the first value of {} is {}, {} says {}; one of the two files was changed",
                                           in_quotes(signal.description), tally.first,
                                           describe(path_, at_line(signal.line)), *signal.initial));
    const auto sum = static_cast<std::int16_t>(static_cast<std::uint16_t>(tally.sum));
    if (signal.checksum && static_cast<std::uint16_t>(*signal.checksum) != static_cast<std::uint16_t>(tally.sum))
      throw input_error(file_, fmt::format("the checksum of {} is {}, {} says {}; the samples were changed or cut",
                                           in_quotes(signal.description), sum, describe(path_, at_line(signal.line)),
                                           *signal.checksum));
  }

  const WfdbHeader& header_;
  const std::filesystem::path& path_;
  const Group& group_;
  Recording& out_;
  std::filesystem::path file_;
  std::vector<std::byte> bytes_;
  std::span<const std::byte> data_;
  std::size_t first_channel_ = 0;
  std::vector<Tally> tallies_;
  std::vector<std::int32_t> stored_;
};

}  // namespace

Recording parse_wfdb(std::string_view text, const std::filesystem::path& path, const LoadSignals& load) {
  const WfdbHeader header = parse_wfdb_header(text, path);
  if (header.signals.empty()) throw input_error(path, "describes no signals");
  Recording out;
  out.path = path;
  out.format = "WFDB";
  out.files = {path};
  for (const Group& group : groups_of(header, path)) GroupReader(header, path, group, load, out).read();
  return out;
}

Recording read_wfdb(const std::filesystem::path& header) {
  return parse_wfdb(read_text(header, kHeaderLimit), header,
                    [](const std::filesystem::path& file) { return read_bytes(file); });
}

}  // namespace attune::physio
