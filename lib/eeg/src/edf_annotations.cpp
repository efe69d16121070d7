#include "edf_annotations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/number_text.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

constexpr char kEndOfText = '\x14', kBeforeDuration = '\x15', kEndOfEntry = '\0';

/// One entry: its onset, its duration and its texts, which may be empty.
class Entry {
 public:
  Entry(std::string_view bytes, const std::filesystem::path& path, std::size_t where)
      : bytes_(bytes), path_(path), where_(where) {
    const std::size_t end = bytes.find(kEndOfText);
    if (end == std::string_view::npos) refuse("has no byte 0x14 after its time");
    const std::string_view stamp = bytes.substr(0, end);
    rest_ = bytes.substr(end + 1);
    const std::size_t cut = stamp.find(kBeforeDuration);
    const std::string_view onset = stamp.substr(0, cut);
    if (onset.empty() || (onset.front() != '+' && onset.front() != '-'))
      refuse("does not begin with the sign of an onset");
    onset_ = {seconds(onset, "onset"), digit_of(onset)};
    if (cut == std::string_view::npos || cut + 1 == stamp.size()) return;
    duration_ = seconds(stamp.substr(cut + 1), "duration");
    if (duration_ < 0.0) refuse("has a negative duration");
  }

  const EdfTime& onset() const { return onset_; }
  double duration() const { return duration_; }
  /// The texts one by one, each of which ends in 0x14.
  std::optional<std::string> next_text() {
    if (rest_.empty()) return std::nullopt;
    const std::size_t end = rest_.find(kEndOfText);
    if (end == std::string_view::npos) refuse("has a text without the byte 0x14 at its end");
    const std::string_view raw = rest_.substr(0, end);
    rest_ = rest_.substr(end + 1);
    return is_utf8(raw) ? std::string(raw) : cp1252_to_utf8(raw);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw input_error(path_, at_byte(where_), fmt::format("annotation {} {}", in_quotes(bytes_), what));
  }
  double seconds(std::string_view text, const char* what) const {
    const std::optional<double> value = parse_double(text);
    // Three centuries: beyond it stands no time, and sums of it stay numbers.
    constexpr double kMostSeconds = 1e10;
    if (!value || !(std::abs(*value) <= kMostSeconds))
      refuse(fmt::format("has the {} {}, expected seconds", what, in_quotes(text)));
    return *value;
  }
  static double digit_of(std::string_view text) {
    const std::size_t point = text.find('.');
    return point == std::string_view::npos ? 1.0 : std::pow(10.0, -static_cast<double>(text.size() - point - 1));
  }

  std::string_view bytes_, rest_;
  const std::filesystem::path& path_;
  std::size_t where_;
  EdfTime onset_;
  double duration_ = 0.0;
};

}  // namespace

std::optional<EdfTime> parse_annotation_list(std::string_view bytes, const std::filesystem::path& path,
                                             std::size_t where, std::vector<EdfAnnotation>& out) {
  std::optional<EdfTime> start;
  bool is_first = true;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find(kEndOfEntry, at), bytes.size());
    const std::string_view piece = bytes.substr(at, end - at);
    const std::size_t here = where + at;
    at = end + 1;
    // The rest of the signal is filled with NULs, or, by some writers, with blanks.
    if (piece.find_first_not_of(' ') == std::string_view::npos) continue;
    Entry entry(piece, path, here);
    bool is_first_text = true;
    while (std::optional<std::string> text = entry.next_text()) {
      if (is_first && is_first_text && text->empty()) start = entry.onset();
      if (!text->empty()) out.push_back({entry.onset(), entry.duration(), std::move(*text)});
      is_first_text = false;
    }
    is_first = false;
  }
  return start;
}

EdfAnnotations read_annotations(std::span<const std::byte> bytes, const EdfHeader& header,
                                const std::filesystem::path& path) {
  EdfAnnotations out;
  if (std::none_of(header.signals.begin(), header.signals.end(), [](const EdfSignal& s) { return s.is_annotation; }))
    return out;
  const std::size_t width = header.is_bdf ? 3 : 2;
  for (std::int64_t record = 0; record < header.records; ++record) {
    bool is_first = true;
    out.record_starts.emplace_back();
    for (const EdfSignal& signal : header.signals) {
      if (!signal.is_annotation) continue;
      const std::size_t at =
          header.header_bytes + static_cast<std::size_t>(record) * header.record_bytes + signal.offset;
      const std::size_t size = static_cast<std::size_t>(signal.per_record) * width;
      const std::string_view list(reinterpret_cast<const char*>(bytes.data()) + at, size);
      const std::optional<EdfTime> start = parse_annotation_list(list, path, at, out.texts);
      if (is_first) out.record_starts.back() = start;
      is_first = false;
    }
  }
  return out;
}

}  // namespace attune::eeg
