#include "wfdb_header.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "number_rows.hpp"

namespace attune::physio {
namespace {

constexpr double kWfdbRate = 250;  // where a header states none
constexpr std::int64_t kMostSignals = 4096, kMostPerFrame = 1'000'000;

std::string_view next_word(std::string_view& line) {
  line = trimmed(line);
  const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  return word;
}

/// The number at the front of a text, which is taken off it.
std::string_view leading(std::string_view& text, std::string_view allowed) {
  const std::size_t end = std::min(text.find_first_not_of(allowed), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end);
  return part;
}

class Parser {
 public:
  explicit Parser(const std::filesystem::path& path) : path_(path) {}

  WfdbHeader parse(std::string_view text) {
    bool started = false;
    while (!text.empty()) {
      const std::string_view line = trimmed(take_line(text));
      ++line_;
      if (line.empty() || line.front() == '#') continue;
      if (!started)
        record_line(line);
      else if (out_.signals.size() < expected_)
        signal_line(line);
      started = true;
    }
    if (!started) throw input_error(path_, "holds no record line, expected NAME SIGNALS RATE SAMPLES");
    if (out_.signals.size() < expected_)
      throw input_error(path_, at_line(line_),
                        fmt::format("ends after {} signal lines, expected {}", out_.signals.size(), expected_));
    return std::move(out_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { throw input_error(path_, at_line(line_), what); }

  std::int64_t whole(std::string_view text, const char* field, std::int64_t least, std::int64_t most) const {
    const std::optional<std::int64_t> value = parse_integer(text);
    if (!value || *value < least || *value > most)
      refuse(fmt::format("{} is {}, expected a whole number from {} to {}", field, in_quotes(text), least, most));
    return *value;
  }

  void record_line(std::string_view line) {
    const std::string_view name = next_word(line);
    if (name.find('/') != std::string_view::npos)
      refuse("is a record of several segments, which are not read; read its segments one by one");
    out_.record = std::string(name);
    expected_ = static_cast<std::size_t>(whole(next_word(line), "the number of signals", 0, kMostSignals));
    out_.sampling_frequency = Hertz(kWfdbRate);
    if (std::string_view rate = next_word(line); !rate.empty()) {
      const std::string_view number = rate.substr(0, rate.find('/'));
      const std::optional<double> value = parse_double(number);
      if (!value || !(*value > 0) || std::isinf(*value))
        refuse(fmt::format("the sampling frequency is {}, expected a number of Hz above 0", in_quotes(number)));
      out_.sampling_frequency = Hertz(*value);
    }
    if (const std::string_view count = next_word(line); !count.empty())
      if (const std::int64_t frames = whole(count, "the number of samples", 0, std::int64_t{1} << 40); frames > 0)
        out_.frames = static_cast<std::uint64_t>(frames);
  }

  void format_of(std::string_view word, WfdbSignal& signal) {
    constexpr std::string_view kDigits = "0123456789";
    signal.format = static_cast<int>(whole(leading(word, kDigits), "the format", 0, 9999));
    while (!word.empty()) {
      const char mark = word.front();
      word.remove_prefix(1);
      const std::string_view number = leading(word, kDigits);
      if (mark == 'x')
        signal.samples_per_frame = static_cast<std::size_t>(whole(number, "samples per frame", 1, kMostPerFrame));
      else if (mark == ':')
        signal.skew = static_cast<std::size_t>(whole(number, "the skew", 0, kMostPerFrame));
      else if (mark == '+')
        signal.byte_offset = static_cast<std::uint64_t>(whole(number, "the byte offset", 0, std::int64_t{1} << 40));
      else
        refuse(fmt::format("{} is no part of a signal format", in_quotes(std::string(1, mark))));
    }
  }

  void gain_of(std::string_view word, WfdbSignal& signal) {
    const std::size_t slash = word.find('/');
    if (slash != std::string_view::npos) signal.units = std::string(word.substr(slash + 1));
    word = word.substr(0, slash);
    const std::size_t bracket = word.find('(');
    if (bracket != std::string_view::npos) {
      std::string_view inside = word.substr(bracket + 1);
      inside = inside.substr(0, inside.find(')'));
      signal.baseline = static_cast<double>(whole(inside, "the baseline", INT32_MIN, INT32_MAX));
    }
    word = word.substr(0, bracket);
    const std::optional<double> gain = parse_double(word);
    if (!gain || !std::isfinite(*gain)) refuse(fmt::format("the gain is {}, expected a number", in_quotes(word)));
    signal.gain = *gain;
  }

  void signal_line(std::string_view line) {
    WfdbSignal signal;
    signal.line = line_;
    signal.file = std::string(next_word(line));
    format_of(next_word(line), signal);
    if (const std::string_view gain = next_word(line); !gain.empty()) gain_of(gain, signal);
    if (const std::string_view bits = next_word(line); !bits.empty()) whole(bits, "the resolution", 0, 64);
    const auto number = [&](const char* field) -> std::optional<std::int64_t> {
      const std::string_view word = next_word(line);
      if (word.empty()) return std::nullopt;
      return whole(word, field, INT32_MIN, INT32_MAX);
    };
    signal.zero = static_cast<double>(number("the zero of the converter").value_or(0));
    signal.initial = number("the initial value");
    signal.checksum = number("the checksum");
    number("the block size");
    signal.description = std::string(trimmed(line));
    out_.signals.push_back(std::move(signal));
  }

  const std::filesystem::path& path_;
  std::size_t line_ = 0, expected_ = 0;
  WfdbHeader out_;
};

}  // namespace

WfdbHeader parse_wfdb_header(std::string_view text, const std::filesystem::path& path) {
  return Parser(path).parse(text);
}

}  // namespace attune::physio
