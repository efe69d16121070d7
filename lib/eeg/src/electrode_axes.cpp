#include "electrode_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "attune/base/error.hpp"

namespace attune::eeg {
namespace {

// The coordinate systems of BIDS for MEG and EEG by their axes; template spaces (MNI, fsaverage, ...) are RAS.
constexpr std::array<std::string_view, 6> kAls = {"CTF", "EEGLAB", "EEGLAB-HJ", "4DBti", "KitYokogawa", "ARM"};
constexpr std::array<std::string_view, 3> kRas = {"CapTrak", "ElektaNeuromag", "NeuromagElektaMEGIN"};
constexpr std::array<std::string_view, 5> kTemplates = {"MNI", "ICBM", "fsaverage", "fsLR", "Talairach"};

template <class List>
bool is_in(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::optional<std::string> either(const bids::Metadata& metadata, const char* field) {
  for (const char* kind : {"EEG", "iEEG"})
    if (auto value = metadata.text(std::string(kind) + field)) return value;
  return std::nullopt;
}

}  // namespace

CoordinateSystem coordinate_system(const bids::Metadata& metadata, const std::filesystem::path& path) {
  CoordinateSystem out;
  out.name = either(metadata, "CoordinateSystem").value_or("n/a");
  const std::string unit = either(metadata, "CoordinateUnits").value_or("n/a");
  if (unit == "mm")
    out.unit = Millimetres(1.0);
  else if (unit == "cm")
    out.unit = Millimetres(10.0);
  else if (unit == "m")
    out.unit = Millimetres(1000.0);
  else if (unit != "n/a")
    throw input_error(path, fmt::format("EEGCoordinateUnits is {}, expected m, cm, mm or n/a", in_quotes(unit)));
  if (is_in(kAls, out.name))
    out.axes = ElectrodeAxes::als;
  else
    out.known = is_in(kRas, out.name) || std::any_of(kTemplates.begin(), kTemplates.end(), [&](std::string_view start) {
                  return out.name.starts_with(start);
                });
  return out;
}

}  // namespace attune::eeg
