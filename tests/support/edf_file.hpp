#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "write_bytes.hpp"

namespace attune::test {

/// An EDF or BDF file with one thing changed at a time. Text goes into the fields as it is given, cut to their width.
struct EdfFile {
  struct Signal {
    std::string label, unit = "uV", physical_minimum = "-100", physical_maximum = "100", digital_minimum = "-1000",
                       digital_maximum = "1000";
    std::vector<std::int32_t> samples;  ///< of all records
    std::vector<std::string> lists;     ///< instead of samples: the bytes of an annotation signal, per record
    std::string stated_per_record;      ///< empty: as many as there are
  };
  bool bdf = false;
  std::string patient = "X F 20-JAN-1998 Somebody", recording = "Startdate 24-JAN-2020 X X X", date = "24.01.20",
              time = "04.05.56";
  std::string reserved, duration = "1", stated_records, stated_header;
  std::size_t records = 2;
  std::vector<Signal> signals;
  std::string after;  ///< bytes after the last record

  std::string bytes() const {
    const auto field = [](std::string text, std::size_t width) {
      text.resize(width, ' ');
      return text;
    };
    const std::size_t width = bdf ? 3 : 2, count = signals.size();
    std::string out = bdf ? "\xff"
                            "BIOSEMI"
                          : "0       ";
    out += field(patient, 80) + field(recording, 80) + field(date, 8) + field(time, 8);
    out += field(stated_header.empty() ? std::to_string(256 * (count + 1)) : stated_header, 8) + field(reserved, 44);
    out += field(stated_records.empty() ? std::to_string(records) : stated_records, 8) + field(duration, 8) +
           field(std::to_string(count), 4);
    for (const Signal& s : signals) out += field(s.label, 16);
    for (std::size_t i = 0; i < count; ++i) out += field("transducer", 80);
    for (const Signal& s : signals) out += field(s.unit, 8);
    for (const Signal& s : signals) out += field(s.physical_minimum, 8);
    for (const Signal& s : signals) out += field(s.physical_maximum, 8);
    for (const Signal& s : signals) out += field(s.digital_minimum, 8);
    for (const Signal& s : signals) out += field(s.digital_maximum, 8);
    for (std::size_t i = 0; i < count; ++i) out += field("HP:0.1Hz", 80);
    for (const Signal& s : signals)
      out += field(s.stated_per_record.empty() ? std::to_string(per_record(s)) : s.stated_per_record, 8);
    out += field("", 32 * count);
    for (std::size_t r = 0; r < records; ++r)
      for (const Signal& s : signals) {
        if (!s.lists.empty()) {
          std::string list = s.lists[r];
          list.resize(per_record(s) * width, '\0');
          out += list;
          continue;
        }
        for (std::size_t i = 0; i < per_record(s); ++i) {
          const auto value = static_cast<std::uint32_t>(s.samples[r * per_record(s) + i]);
          for (std::size_t b = 0; b < width; ++b) out += static_cast<char>((value >> (8 * b)) & 0xff);
        }
      }
    return out + after;
  }
  void write(const std::filesystem::path& path) const { write_bytes(path, bytes()); }

 private:
  std::size_t per_record(const Signal& s) const {
    const std::size_t width = bdf ? 3 : 2;
    std::size_t longest = 0;
    for (const std::string& list : s.lists) longest = std::max(longest, list.size());
    return s.lists.empty() ? s.samples.size() / records : (longest + width) / width;
  }
};

/// A signal of numbers with the least of the header that reads.
inline EdfFile::Signal edf_signal(std::string label, std::vector<std::int32_t> samples) {
  EdfFile::Signal out;
  out.label = std::move(label);
  out.samples = std::move(samples);
  return out;
}

/// An annotation signal: the entries of each record.
inline EdfFile::Signal edf_annotations(std::vector<std::string> lists, std::string label = "EDF Annotations") {
  EdfFile::Signal out;
  out.label = std::move(label);
  out.unit = "";
  out.physical_minimum = "-1";
  out.physical_maximum = "1";
  out.digital_minimum = "-32768";
  out.digital_maximum = "32767";
  out.lists = std::move(lists);
  return out;
}

/// `+onset 0x14 text 0x14 0x00`, with a duration where one is given; an empty text is a record's time.
inline std::string edf_entry(const std::string& onset, const std::string& text = "", const std::string& duration = "") {
  return onset + (duration.empty() ? "" : "\x15" + duration) + "\x14" + text + "\x14" + std::string(1, '\0');
}

}  // namespace attune::test
