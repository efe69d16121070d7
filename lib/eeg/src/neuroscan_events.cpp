#include <fmt/format.h>

#include <bit>

#include "attune/base/byte_cursor.hpp"
#include "attune/base/number_text.hpp"
#include "neuroscan_header.hpp"

namespace attune::eeg {
namespace {

constexpr std::size_t kTableHeader = 9, kShortEntry = 8, kLongEntry = 19;
constexpr int kFrameNumbers = 3;  // the type of table whose positions are numbers of samples
constexpr unsigned kBreak = 0xe;  // accept code: the recording was interrupted

struct Entry {
  unsigned stimulus = 0, keyboard = 0, pad = 0, accept = 0;
  std::int64_t position = 0;
  double latency = 0;
};

Entry read_entry(ByteCursor& cursor, bool long_entry) {
  constexpr unsigned kLowHalf = 0xf;
  Entry out;
  out.stimulus = cursor.read<std::uint16_t>("stimulus");
  out.keyboard = cursor.read<std::uint8_t>("keyboard");
  const unsigned keys = cursor.read<std::uint8_t>("response pad");
  out.pad = keys & kLowHalf;
  out.accept = keys >> 4U;
  out.position = cursor.read<std::uint32_t>("position");
  if (!long_entry) return out;
  cursor.skip(4, "type and code");
  out.latency = cursor.read<float>("latency");
  cursor.skip(3, "acceptance");
  return out;
}

/// The event of an entry without its place; an empty type if it has no code at all.
Event event_of(const Entry& entry) {
  Event out;
  if (entry.stimulus > 0) {
    out.kind = "Stimulus";
    out.type = fmt::format("{}", entry.stimulus);
  } else if (entry.pad > 0) {
    out.kind = "Response";
    out.type = fmt::format("{}", entry.pad);
  } else if (entry.keyboard > 0) {
    out.kind = "Keyboard";
    out.type = fmt::format("F{}", entry.keyboard);
  }
  if (entry.latency != 0.0) out.fields.emplace_back("latency", format_double(entry.latency));
  return out;
}

double sample_of(const Entry& entry, int type, const NeuroscanHeader& header) {
  if (type == kFrameNumbers) return static_cast<double>(entry.position);
  return (static_cast<double>(entry.position) - static_cast<double>(header.data_start)) /
         static_cast<double>(header.frame());
}

}  // namespace

void read_neuroscan_events(Recording& recording, const NeuroscanHeader& header, std::span<const std::byte> file) {
  if (header.event_table == 0) return;
  ByteCursor cursor(file, recording.path);
  cursor.seek(header.event_table, "event table");
  const int type = cursor.read<std::uint8_t>("type of the event table");
  const auto bytes = cursor.read<std::int32_t>("size of the event table");
  cursor.seek(header.event_table + kTableHeader, "event table");
  if (type < 1 || type > kFrameNumbers)
    throw input_error(recording.path, at_byte(header.event_table),
                      fmt::format("event table is of type {}, expected 1, 2 or 3", type));
  const std::size_t entry_bytes = type == 1 ? kShortEntry : kLongEntry;
  if (bytes < 0 || static_cast<std::size_t>(bytes) > cursor.remaining() ||
      static_cast<std::size_t>(bytes) % entry_bytes != 0)
    throw input_error(recording.path, at_byte(header.event_table),
                      fmt::format("event table has {} bytes of entries of {}, {} are left in the file", bytes,
                                  entry_bytes, cursor.remaining()));
  std::size_t without_code = 0;
  for (std::size_t left = static_cast<std::size_t>(bytes) / entry_bytes; left > 0; --left) {
    const Entry entry = read_entry(cursor, type != 1);
    Event event = event_of(entry);
    event.sample = sample_of(entry, type, header);
    if (event.type.empty() && entry.accept == kBreak)
      recording.boundaries.push_back(event.sample);
    else if (event.type.empty())
      ++without_code;
    else
      recording.events.push_back(std::move(event));
  }
  if (without_code > 0)
    recording.warnings.push_back(fmt::format("{}: {} entries of the event table have no code; they are dropped",
                                             describe(recording.path), without_code));
  if (type == kFrameNumbers && !recording.events.empty())
    recording.warnings.push_back(fmt::format(
        "{}: event table is of type 3, its positions are taken as numbers of samples; MNE and EEGLAB put "
        "them {:.4g} samples earlier: check one event",
        describe(recording.path), static_cast<double>(header.data_start) / static_cast<double>(header.frame())));
}

}  // namespace attune::eeg
