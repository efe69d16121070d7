#include "edf_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "attune/base/number_text.hpp"
#include "brainvision_text.hpp"
#include "edf_fields.hpp"
#include "potential.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

std::string type_of(std::string_view label) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kTypes{{{"EEG", "EEG"},
                                                                                        {"EOG", "EOG"},
                                                                                        {"ECG", "ECG"},
                                                                                        {"EKG", "ECG"},
                                                                                        {"EMG", "EMG"},
                                                                                        {"Resp", "RESP"},
                                                                                        {"Temp", "TEMP"}}};
  const std::string_view word = label.substr(0, label.find(' '));
  for (const auto& [name, type] : kTypes)
    if (same_word(word, name)) return std::string(type);
  return {};
}

/// Physical = (stored - least stored) x gain + least physical, in volts for a potential.
void read_scale(const EdfFields& fields, std::size_t i, EdfSignal& signal, Warnings& warnings) {
  const double physical_least = fields.number(EdfField::physical_minimum, i);
  const double physical_most = fields.number(EdfField::physical_maximum, i);
  const double stored_least = fields.number(EdfField::digital_minimum, i);
  const double stored_most = fields.number(EdfField::digital_maximum, i);
  const auto warn = [&](const std::string& what) {
    warnings.push_back(fmt::format("{}: signal {}: {}", describe(fields.path()), in_quotes(signal.label), what));
  };
  if (physical_least == physical_most || stored_least == stored_most) {
    signal.is_scaled = false;
    signal.unit = "n/a";
    warn(
        fmt::format("its {} limits are both {}, so that nobody knows what its numbers are worth; they are kept as "
                    "stored and the channel is marked bad",
                    physical_least == physical_most ? "physical" : "digital",
                    physical_least == physical_most ? physical_least : stored_least));
    return;
  }
  if (stored_least > stored_most) warn(fmt::format("its digital limits fall from {} to {}", stored_least, stored_most));
  const double gain = (physical_most - physical_least) / (stored_most - stored_least);
  const double volts = volts_per(signal.stored_unit).value_or(1.0);
  signal.scale = gain * volts;
  signal.shift = (physical_least - stored_least * gain) * volts;
  if (!std::isfinite(signal.scale) || !std::isfinite(signal.shift))
    throw input_error(fields.path(),
                      fmt::format("signal {}: its limits, {} to {} for {} to {}, are no range of a signal",
                                  in_quotes(signal.label), physical_least, physical_most, stored_least, stored_most));
}

EdfSignal read_signal(const EdfFields& fields, std::size_t i, bool is_bdf, Warnings& warnings) {
  EdfSignal out;
  out.label = fields.text(EdfField::label, i);
  out.per_record = fields.whole_number(EdfField::samples, i, 0);
  out.is_annotation = same_word(out.label, "EDF Annotations") || same_word(out.label, "BDF Annotations");
  if (out.is_annotation) return out;
  if (out.label.empty()) {
    out.label = fmt::format("signal {}", i + 1);
    warnings.push_back(
        fmt::format("{}: a signal without a label is called {}", describe(fields.path()), in_quotes(out.label)));
  }
  out.stored_unit = edf_unit(fields.text(EdfField::unit, i));
  out.is_word = same_word(out.label, "Status") || (is_bdf && same_word(out.label, "BDF Status"));
  if (out.is_word) {
    out.type = "TRIG";
    out.unit = "n/a";
    return out;
  }
  out.type = type_of(out.label);
  out.unit = volts_per(out.stored_unit) ? "V" : out.stored_unit.empty() ? "n/a" : out.stored_unit;
  read_scale(fields, i, out, warnings);
  return out;
}

/// Two signals of one name could not be told apart later.
void make_labels_differ(EdfHeader& header, const std::filesystem::path& path) {
  std::set<std::string> taken;
  for (const EdfSignal& signal : header.signals) taken.insert(signal.label);
  std::set<std::string> seen;
  for (EdfSignal& signal : header.signals) {
    if (signal.is_annotation || seen.insert(signal.label).second) continue;
    std::string other;
    for (int k = 2; other.empty() || !taken.insert(other).second; ++k) other = fmt::format("{}-{}", signal.label, k);
    header.warnings.push_back(fmt::format("{}: label {} occurs more than once; the later signal is called {}",
                                          describe(path), in_quotes(signal.label), in_quotes(other)));
    signal.label = other;
    seen.insert(other);
  }
}

void read_signals(const EdfFields& fields, EdfHeader& out) {
  const std::uint64_t width = out.is_bdf ? 3 : 2;
  std::uint64_t offset = 0;
  for (std::size_t i = 0; i < fields.signals(); ++i) {
    EdfSignal signal = read_signal(fields, i, out.is_bdf, out.warnings);
    signal.offset = offset;
    offset += static_cast<std::uint64_t>(signal.per_record) * width;
    if (signal.per_record == 0)
      out.warnings.push_back(fmt::format("{}: signal {} has no samples and is left out", describe(fields.path()),
                                         in_quotes(signal.label)));
    else
      out.signals.push_back(std::move(signal));
  }
  out.record_bytes = offset;
  if (offset == 0) throw input_error(fields.path(), "no signal has samples");
  make_labels_differ(out, fields.path());
}

/// How many records there are, by the header's word and the file's size.
void count_records(const EdfFields& fields, std::uint64_t file_bytes, EdfHeader& out) {
  const std::int64_t stated = fields.whole_number(EdfField::records, -1);
  const std::uint64_t data = file_bytes - out.header_bytes;
  const std::uint64_t whole = data / out.record_bytes, rest = data % out.record_bytes;
  const auto warn = [&](const std::string& what) {
    out.warnings.push_back(fmt::format("{}: {}", describe(fields.path()), what));
  };
  if (stated < 0) {
    out.records = static_cast<std::int64_t>(whole);
    warn(fmt::format("the recording was not closed (-1 records); by its size the file holds {}", whole));
    if (rest > 0) warn(fmt::format("{} bytes of a record that was begun are left out", rest));
  } else if (whole < static_cast<std::uint64_t>(stated)) {
    throw input_error(fields.path(), at_byte(file_bytes),
                      fmt::format("the file ends after {} of {} records of {} bytes and {} bytes more; it was cut "
                                  "short: copy it again",
                                  whole, stated, out.record_bytes, rest));
  } else {
    out.records = stated;
    const std::uint64_t more = data - static_cast<std::uint64_t>(stated) * out.record_bytes;
    if (more > 0) warn(fmt::format("{} bytes after the {} records that the header states are not read", more, stated));
  }
  if (out.records == 0) throw input_error(fields.path(), "holds no data records");
}

void read_kind(const EdfFields& fields, EdfHeader& out) {
  // Some writers of BDF+ leave EDF's word there.
  const std::string reserved = fields.text(EdfField::reserved);
  const std::string_view word = std::string_view(reserved).substr(0, 5);
  out.is_plus = word == "EDF+C" || word == "EDF+D" || word == "BDF+C" || word == "BDF+D";
  out.discontinuous = out.is_plus && word[4] == 'D';
  out.format = out.is_bdf ? "BDF" : "EDF";
  if (out.is_plus) out.format += out.discontinuous ? "+D" : "+C";
}

}  // namespace

std::string edf_unit(std::string_view stated) {
  const std::string unit = plain_unit(is_utf8(stated) ? std::string(stated) : cp1252_to_utf8(stated));
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kVariants{{{"uv", "uV"},
                                                                                            {"\xc2\xb5v", "uV"},
                                                                                            {"microv", "uV"},
                                                                                            {"microvolt", "uV"},
                                                                                            {"microvolts", "uV"},
                                                                                            {"uvolt", "uV"},
                                                                                            {"uvolts", "uV"},
                                                                                            {"\xc2\xb5volt", "uV"},
                                                                                            {"millivolt", "mV"},
                                                                                            {"millivolts", "mV"},
                                                                                            {"nv", "nV"},
                                                                                            {"nanovolt", "nV"},
                                                                                            {"nanovolts", "nV"},
                                                                                            {"v", "V"},
                                                                                            {"volt", "V"},
                                                                                            {"volts", "V"}}};
  // M is mega in capitals, so that mV alone of these keeps its case.
  for (const auto& [variant, name] : kVariants)
    if (same_word(unit, variant)) return std::string(name);
  if (unit == "mv") return "mV";
  return unit;
}

bool is_edf(std::string_view start) {
  return start.starts_with("0       ") || start.starts_with(
                                              "\xff"
                                              "BIOSEMI");
}

EdfHeader parse_edf_header(std::span<const std::byte> bytes, const std::filesystem::path& path) {
  const EdfFields fields(bytes, path);
  EdfHeader out;
  out.is_bdf = std::to_integer<unsigned>(bytes[0]) == 0xff;
  read_kind(fields, out);
  out.header_bytes = fields.header_bytes();
  read_signals(fields, out);
  count_records(fields, bytes.size(), out);
  const double duration = fields.number(EdfField::duration);
  if (duration < 0.0) throw input_error(path, fmt::format("a record lasts {} s, expected 0 or more", duration));
  const bool has_samples =
      std::any_of(out.signals.begin(), out.signals.end(), [](const EdfSignal& s) { return !s.is_annotation; });
  if (has_samples && !(duration > 0.0))
    throw input_error(path, "a record lasts 0 s but holds samples, so that they have no sampling frequency");
  // No amplifier is slower or faster; and what is computed from it stays a number.
  constexpr double kShortest = 1e-9, kLongest = 1e9;
  if (has_samples && !(duration >= kShortest && duration <= kLongest))
    throw input_error(path, fmt::format("a record lasts {} s, expected {} to {}", duration, kShortest, kLongest));
  out.record_duration = Seconds(duration);
  return out;
}

}  // namespace attune::eeg
