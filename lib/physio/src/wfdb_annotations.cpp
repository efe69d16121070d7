#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>

#include "attune/base/byte_cursor.hpp"
#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "attune/physio/wfdb.hpp"
#include "wfdb_header.hpp"

namespace attune::physio {
namespace {

constexpr int kNote = 22, kSkip = 59, kNum = 60, kSub = 61, kChannel = 62, kAux = 63;
constexpr std::uint64_t kAnnotationLimit = std::uint64_t{1} << 31, kHeaderLimit = std::uint64_t{1} << 24;

// By code, from 0; empty: none is defined.
constexpr std::array<std::string_view, 42> kSymbols{
    "",  "N",  "L", "R", "a", "V", "F", "J", "A", "S", "E", "j", "/", "Q", "~", "",  "|", "",  "s", "T", "*",
    "D", "\"", "=", "p", "B", "^", "t", "+", "u", "?", "!", "[", "]", "e", "n", "@", "x", "f", "(", ")", "r"};

std::string symbol_of(int code) {
  const auto at = static_cast<std::size_t>(code);
  return at < kSymbols.size() && !kSymbols[at].empty() ? std::string(kSymbols[at]) : fmt::format("[{}]", code);
}

/// SKIP's 32 bits have their upper half first.
std::int32_t read_interval(ByteCursor& cursor) {
  const std::uint32_t high = cursor.read<std::uint16_t>("SKIP"), low = cursor.read<std::uint16_t>("SKIP");
  return static_cast<std::int32_t>(high << 16 | low);
}

class Reader {
 public:
  Reader(std::span<const std::byte> bytes, const std::filesystem::path& path) : cursor_(bytes, path), path_(path) {}

  std::vector<Annotation> read() {
    for (;;) {
      const std::size_t at = cursor_.position();
      const auto word = cursor_.read<std::uint16_t>("annotation");
      if (word == 0) return std::move(out_);
      const int code = word >> 10, data = word & 0x3ff;
      if (code == kSkip)
        time_ += read_interval(cursor_);
      else if (code >= kNum)
        describe_last(code, data, at);
      else
        add(code, data, at);
    }
  }

 private:
  void add(int code, int step, std::size_t at) {
    time_ += step;
    if (time_ < 0 || (!out_.empty() && time_ < out_.back().sample))
      throw input_error(path_, at_byte(at), "an annotation lies before the one that precedes it, or before the start");
    Annotation next;
    next.sample = time_;
    next.code = code;
    next.symbol = symbol_of(code);
    // Channel and number hold until they change.
    if (!out_.empty()) {
      next.channel = out_.back().channel;
      next.number = out_.back().number;
    }
    out_.push_back(std::move(next));
  }

  void describe_last(int code, int data, std::size_t at) {
    if (out_.empty()) throw input_error(path_, at_byte(at), "describes an annotation before there is one");
    Annotation& last = out_.back();
    if (code == kNum) last.number = static_cast<std::int8_t>(data & 0xff);
    if (code == kSub) last.subtype = static_cast<std::int8_t>(data & 0xff);
    if (code == kChannel) last.channel = data & 0xff;
    if (code == kAux) {
      const auto length = static_cast<std::size_t>(data);
      last.text = cursor_.read_text(length, "AUX text");
      if (length % 2 == 1) cursor_.skip(1, "AUX text");
    }
  }

  ByteCursor cursor_;
  const std::filesystem::path& path_;
  std::int64_t time_ = 0;
  std::vector<Annotation> out_;
};

/// Notes at the start state the sampling frequency and define codes; they are taken out.
std::optional<double> take_preamble(std::vector<Annotation>& annotations) {
  constexpr std::string_view kResolution = "## time resolution:";
  std::optional<double> rate;
  std::size_t count = 0;
  bool defining = false;
  for (const Annotation& one : annotations) {
    if (one.code != kNote || one.sample != 0) break;
    const std::string_view text = one.text;
    if (!text.starts_with("##") && !defining) break;
    if (text.starts_with(kResolution)) rate = parse_double(trimmed(text.substr(kResolution.size())));
    defining = defining || text.starts_with("## annotation type definitions");
    if (text.starts_with("## end of definitions")) defining = false;
    ++count;
  }
  annotations.erase(annotations.begin(), annotations.begin() + static_cast<std::ptrdiff_t>(count));
  if (rate && !(*rate > 0)) rate.reset();
  return rate;
}

}  // namespace

bool Annotation::is_beat() const {
  return (code >= 1 && code <= 13) || code == 25 || code == 30 || code == 31 || code == 34 || code == 35 ||
         code == 38 || code == 41;
}

std::vector<Annotation> parse_wfdb_annotations(std::span<const std::byte> bytes, const std::filesystem::path& path,
                                               std::optional<Hertz> sampling_frequency) {
  std::vector<Annotation> out = Reader(bytes, path).read();
  const std::optional<double> stated = take_preamble(out);
  if (stated) sampling_frequency = Hertz(*stated);
  if (sampling_frequency)
    for (Annotation& one : out) one.time_s = static_cast<double>(one.sample) / sampling_frequency->value();
  return out;
}

std::vector<Annotation> read_wfdb_annotations(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_bytes(path, kAnnotationLimit);
  std::filesystem::path header = path;
  header.replace_extension(".hea");
  std::optional<Hertz> rate;
  std::error_code status;
  if (std::filesystem::is_regular_file(header, status))
    rate = parse_wfdb_header(read_text(header, kHeaderLimit), header).sampling_frequency;
  return parse_wfdb_annotations(bytes, path, rate);
}

}  // namespace attune::physio
