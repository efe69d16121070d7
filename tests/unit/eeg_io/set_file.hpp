#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mat_v5_writer.hpp"
#include "write_bytes.hpp"

namespace attune::test {

/// An EEGLAB dataset of 2 channels and 3 samples with one thing changed at a time; each member is an unnamed array.
struct SetFile {
  std::string channels = mat_number("", 2), points = mat_number("", 3), trials = mat_number("", 1);
  std::string rate = mat_number("", 250), start = mat_number("", 0);
  std::string data = mat_numbers("", {1, 4, 2, 5, 3, 6}, {2, 3});
  std::string datfile = mat_empty(""), locations = mat_empty(""), info = mat_empty(""), event = mat_empty("");

  std::string bytes() const {
    return mat_file(mat_structure(
        "EEG",
        {"nbchan", "pnts", "trials", "srate", "xmin", "data", "datfile", "chanlocs", "chaninfo", "event", "history"},
        {{channels, points, trials, rate, start, data, datfile, locations, info, event, mat_text("", "not read")}}));
  }
  void write(const std::filesystem::path& path) const { write_bytes(path, bytes()); }
};

/// `EEG.event` from pairs of a type and a latency, each an unnamed array.
inline std::string set_events(const std::vector<std::vector<std::string>>& events) {
  return mat_structure("", {"type", "latency"}, events);
}

/// `EEG.chanlocs` with names and X, Y, Z.
inline std::string set_locations(const std::vector<std::string>& names, const std::vector<std::vector<double>>& xyz) {
  std::vector<std::vector<std::string>> elements;
  for (std::size_t c = 0; c < names.size(); ++c)
    elements.push_back({mat_text("", names[c]), mat_number("", xyz[c][0]), mat_number("", xyz[c][1]),
                        mat_number("", xyz[c][2]), mat_text("", "eog")});
  return mat_structure("", {"labels", "X", "Y", "Z", "type"}, elements);
}

}  // namespace attune::test
