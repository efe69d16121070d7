#include "fif_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <string_view>

#include "attune/base/byte_cursor.hpp"
#include "attune/base/error.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

constexpr std::int32_t kStimulusChannel = 3, kSystemChannel = 900, kNoUnit = -1, kVolt = 107;
constexpr std::int64_t kPreviousFileRole = 1, kNextFileRole = 2;
constexpr double kMillimetresPerMetre = 1000.0;

struct Kind {
  std::int32_t code;
  std::string_view type;
};
// FIF's kinds of channel as BIDS types.
constexpr Kind kKinds[] = {{1, "MEGMAG"},      {2, "EEG"},     {3, "TRIG"},    {102, "MISC"}, {202, "EOG"},
                           {301, "MEGREFMAG"}, {302, "EMG"},   {402, "ECG"},   {502, "MISC"}, {602, "RESP"},
                           {802, "SEEG"},      {803, "DBS"},   {900, "MISC"},  {902, "ECOG"}, {910, "MISC"},
                           {920, "MISC"},      {1100, "NIRS"}, {1200, "TEMP"}, {1300, "GSR"}};
struct Unit {
  std::int32_t code;
  std::string_view name;
};
constexpr Unit kUnits[] = {{1, "m"},        {3, "s"},    {5, "K"},       {6, "mol"},   {7, "rad"},
                           {10, "mol/m^3"}, {101, "Hz"}, {107, "V"},     {109, "ohm"}, {110, "S"},
                           {112, "T"},      {114, "oC"}, {117, "V/m^2"}, {201, "T/m"}, {202, "A m"}};

std::string unit_name(std::int32_t code) {
  for (const Unit& unit : kUnits)
    if (unit.code == code) return std::string(unit.name);
  return code == kNoUnit || code == 0 ? "n/a" : fmt::format("FIF unit {}", code);
}

std::string channel_type(std::int32_t kind, std::int32_t unit) {
  constexpr std::int32_t kMeg = 1, kTeslaPerMetre = 201;
  if (kind == kMeg && unit == kTeslaPerMetre) return "MEGGRADPLANAR";
  for (const Kind& known : kKinds)
    if (known.code == kind) return std::string(known.type);
  return "OTHER";
}

FifChannel parse_channel(const FifTag& tag, const std::filesystem::path& path) {
  ByteCursor cursor(tag.value, path, std::endian::big);
  cursor.skip(8, "channel numbers");
  const auto kind = cursor.read<std::int32_t>("channel kind");
  const double range = cursor.read<float>("channel range"), cal = cursor.read<float>("channel cal");
  cursor.skip(4, "coil type");
  std::array<float, 12> place{};
  for (float& value : place) value = cursor.read<float>("channel place");
  const auto unit = cursor.read<std::int32_t>("channel unit");
  cursor.skip(4, "unit multiplier");
  FifChannel out;
  const std::string name = cursor.read_text(16, "channel name");
  out.channel.name = is_utf8(name) ? name : cp1252_to_utf8(name);
  out.scale = range * cal;
  if (!std::isfinite(out.scale) || out.scale == 0.0)
    throw input_error(path, at_byte(tag.at),
                      fmt::format("channel {} has range {} and cal {}, expected numbers other than 0",
                                  in_quotes(out.channel.name), range, cal));
  out.stimulus = kind == kStimulusChannel;
  out.channel.type = channel_type(kind, unit);
  // A trigger line carries codes, whatever unit the file gives it.
  const bool codes = out.stimulus || kind == kSystemChannel;
  out.channel.unit = codes ? "n/a" : unit == kVolt ? "V" : unit_name(unit);
  out.channel.stored_unit = unit_name(unit);
  const bool placed = out.channel.is_potential() &&
                      std::all_of(place.begin(), place.begin() + 3, [](float x) { return std::isfinite(x); }) &&
                      std::any_of(place.begin(), place.begin() + 3, [](float x) { return x != 0.0F; });
  if (placed)
    out.channel.position = ElectrodePosition{place[0] * kMillimetresPerMetre, place[1] * kMillimetresPerMetre,
                                             place[2] * kMillimetresPerMetre};
  return out;
}

/// Seconds since 1970 as the format keeps them: two whole numbers, or one of an old file; nothing
/// if the tag is empty.
std::optional<double> date_of(const FifTag& tag, const std::filesystem::path& path) {
  const std::vector<double> parts = fif_numbers(tag, path, "date");
  constexpr double kMicro = 1e-6;
  if (parts.empty()) return std::nullopt;
  return parts[0] + (parts.size() > 1 ? parts[1] * kMicro : 0.0);
}

std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> out{""};
  constexpr std::string_view kColon = "{COLON}";  // how MNE writes a colon within a name
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == ':') {
      out.emplace_back();
    } else if (text.compare(at, kColon.size(), kColon) == 0) {
      out.back() += ':';
      at += kColon.size() - 1;
    } else {
      out.back() += text[at];
    }
  }
  return out;
}

class HeaderParser {
 public:
  HeaderParser(std::span<const FifTag> tags, const std::filesystem::path& path) : tags_(tags), path_(path) {}

  FifHeader parse() {
    for (const FifTag& tag : tags_) read(tag);
    check();
    name_channels();
    place_annotations();
    return std::move(out_);
  }

 private:
  void read(const FifTag& tag) {
    if (tag.kind == fif::kBlockStart) return note_block(tag);
    switch (tag.block) {
      case fif::kMeasurementInfo:
        return read_info(tag);
      case fif::kNamedChannel:
        if (tag.kind == fif::kChannelName) long_names_.push_back(fif_text(tag));
        return;
      case fif::kBadChannels:
        if (tag.kind == fif::kNameList) bad_ = split_names(fif_text(tag));
        return;
      case fif::kAnnotations:
        return read_annotations(tag);
      case fif::kProjectionItem:
        if (tag.kind == fif::kProjectionActive)
          if (const auto active = fif_integers(tag, path_, "projection"); !active.empty() && active[0] == 0)
            ++out_.projections;
        return;
      case fif::kReference:
        return read_reference(tag);
      default:
        return;
    }
  }

  void note_block(const FifTag& tag) {
    const std::vector<std::int64_t> kind = fif_integers(tag, path_, "block");
    const auto block = static_cast<std::int32_t>(kind.at(0));
    raw_ = raw_ || is_raw_block(block);
    if (block == fif::kEvoked) other_ = "averages";
    if (block == fif::kEpochs) other_ = "epochs";
  }

  void read_info(const FifTag& tag) {
    if (tag.kind == fif::kRate) {
      const std::vector<double> rate = fif_numbers(tag, path_, "sampling frequency");
      if (rate.size() != 1 || !(rate[0] > 0.0) || !std::isfinite(rate[0]))
        throw input_error(path_, at_byte(tag.at), "the sampling frequency is no number above 0");
      out_.sampling_frequency = Hertz(rate[0]);
    } else if (tag.kind == fif::kChannelCount) {
      const std::vector<std::int64_t> count = fif_integers(tag, path_, "number of channels");
      count_ = count.empty() ? -1 : count[0];
    } else if (tag.kind == fif::kChannelInfo) {
      out_.channels.push_back(parse_channel(tag, path_));
    } else if (tag.kind == fif::kMeasurementDate) {
      date_ = date_of(tag, path_);
    }
  }

  void read_annotations(const FifTag& tag) {
    if (tag.kind == fif::kOnset) onsets_ = fif_numbers(tag, path_, "onsets");
    if (tag.kind == fif::kEnd) ends_ = fif_numbers(tag, path_, "ends of annotations");
    if (tag.kind == fif::kComment) texts_ = split_names(fif_text(tag));
    if (tag.kind == fif::kMeasurementDate) annotations_date_ = date_of(tag, path_);
  }

  void read_reference(const FifTag& tag) {
    if (tag.kind == fif::kRefRole) {
      const std::vector<std::int64_t> role = fif_integers(tag, path_, "role");
      next_ = !role.empty() && role[0] == kNextFileRole;
      previous_ = !role.empty() && role[0] == kPreviousFileRole;
    }
    if (previous_ && tag.kind == fif::kRefName) out_.previous_file = fif_text(tag);
    if (!next_) return;
    if (tag.kind == fif::kRefName) out_.next_file = fif_text(tag);
    if (tag.kind == fif::kRefNumber)
      if (const auto number = fif_integers(tag, path_, "number of the next file"); !number.empty())
        out_.next_number = number[0];
  }

  void check() const {
    if (!raw_)
      throw input_error(path_, fmt::format("holds {}, not a continuous recording; give the raw file they are from",
                                           other_.empty() ? "no samples of channels" : other_));
    if (out_.sampling_frequency.value() == 0.0) throw input_error(path_, "does not state a sampling frequency");
    if (out_.channels.empty() || count_ != static_cast<std::int64_t>(out_.channels.size()))
      throw input_error(path_, fmt::format("states {} channels and describes {}", count_, out_.channels.size()));
  }

  /// Names beyond 15 bytes are in blocks of their own, one per channel.
  void name_channels() {
    std::map<std::string, std::string> renamed;
    if (long_names_.size() == out_.channels.size())
      for (std::size_t c = 0; c < long_names_.size(); ++c) {
        renamed[out_.channels[c].channel.name] = long_names_[c];
        out_.channels[c].channel.name = long_names_[c];
      }
    for (const std::string& name : bad_) {
      const auto found = renamed.find(name);
      const std::string& full = found == renamed.end() ? name : found->second;
      for (FifChannel& channel : out_.channels)
        if (channel.channel.name == full) channel.channel.bad = true;
    }
  }

  void place_annotations() {
    if (onsets_.empty()) return;
    if (ends_.size() != onsets_.size() || texts_.size() != onsets_.size())
      throw input_error(path_, fmt::format("annotations have {} onsets, {} ends and {} texts", onsets_.size(),
                                           ends_.size(), texts_.size()));
    const double shift = date_ && annotations_date_ ? *annotations_date_ - *date_ : 0.0;
    for (std::size_t i = 0; i < onsets_.size(); ++i)
      out_.annotations.push_back({onsets_[i] + shift, ends_[i] - onsets_[i], texts_[i]});
  }

  std::span<const FifTag> tags_;
  const std::filesystem::path& path_;
  FifHeader out_;
  std::vector<std::string> long_names_, bad_, texts_;
  std::vector<double> onsets_, ends_;
  std::optional<double> date_, annotations_date_;
  std::int64_t count_ = -1;
  std::string other_;
  bool raw_ = false, next_ = false, previous_ = false;
};

}  // namespace

bool is_raw_block(std::int32_t block) {
  return block == fif::kRawData || block == fif::kContinuous || block == fif::kShieldedRaw;
}

FifHeader parse_fif_header(std::span<const FifTag> tags, const std::filesystem::path& path) {
  return HeaderParser(tags, path).parse();
}

}  // namespace attune::eeg
