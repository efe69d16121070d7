#include "eeglab_channels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/base/number_text.hpp"

namespace attune::eeg {
namespace {

/// Length of 1 in the file, in millimetres, where a radius of `radius` is a human head's; 0 if in no common unit.
double millimetres_per_unit(double radius) {
  constexpr double kSmallest = 70.0, kLargest = 130.0;
  for (const double scale : {1.0, 10.0, 1000.0})
    if (radius * scale >= kSmallest && radius * scale <= kLargest) return scale;
  return 0.0;
}

/// File axes to RAS+: x right, y nose, z up.
std::optional<ElectrodePosition> to_ras(const std::array<double, 3>& at, std::string_view nose) {
  if (nose == "+X") return ElectrodePosition{0.0 - at[1], at[0], at[2]};
  if (nose == "-X") return ElectrodePosition{at[1], 0.0 - at[0], at[2]};
  if (nose == "+Y") return ElectrodePosition{at[0], at[1], at[2]};
  if (nose == "-Y") return ElectrodePosition{0.0 - at[0], 0.0 - at[1], at[2]};
  return std::nullopt;
}

std::optional<std::array<double, 3>> coordinates(const MatValue& locations, std::size_t channel) {
  std::array<double, 3> out{};
  constexpr std::string_view kAxes[] = {"X", "Y", "Z"};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const MatValue* value = locations.field(kAxes[axis], channel);
    const std::optional<double> number = value == nullptr ? std::nullopt : value->scalar();
    if (!number || !std::isfinite(*number)) return std::nullopt;
    out[axis] = *number;
  }
  return out;
}

std::string label_of(const MatValue* label) {
  if (label == nullptr) return {};
  if (label->kind == MatValue::Kind::text) return std::string(trimmed(label->text));
  const std::optional<double> number = label->scalar();
  return number && std::isfinite(*number) ? format_double(*number) : std::string();
}

void add_positions(const MatValue& locations, const MatValue* chaninfo, EeglabChannels& out) {
  std::vector<std::optional<std::array<double, 3>>> found;
  std::vector<double> radii;
  for (std::size_t c = 0; c < out.channels.size(); ++c) {
    found.push_back(coordinates(locations, c));
    if (!found.back()) continue;
    const auto& [x, y, z] = *found.back();
    if (const double radius = std::hypot(x, y, z); radius > 0.0) radii.push_back(radius);
  }
  if (radii.empty()) return;
  const auto middle = radii.begin() + static_cast<std::ptrdiff_t>(radii.size() / 2);
  std::nth_element(radii.begin(), middle, radii.end());
  const MatValue* stated = chaninfo == nullptr ? nullptr : chaninfo->field("nosedir");
  std::string nose = stated != nullptr && stated->kind == MatValue::Kind::text ? stated->text : "+X";
  std::transform(nose.begin(), nose.end(), nose.begin(), [](char c) { return c == 'x' ? 'X' : c == 'y' ? 'Y' : c; });
  const double scale = millimetres_per_unit(*middle);
  if (scale == 0.0 || !to_ras({}, nose)) {
    out.notes.push_back(fmt::format(
        "electrode positions are left out: their unit is not stored, and the median radius {:.4g} with the nose at "
        "{} is that of no head in mm, cm or m",
        *middle, in_quotes(nose)));
    return;
  }
  out.notes.push_back(
      fmt::format("the unit of electrode positions is not stored; the median radius {:.4g} is "
                  "taken as {}",
                  *middle,
                  scale == 1.0    ? "mm"
                  : scale == 10.0 ? "cm"
                                  : "m"));
  for (std::size_t c = 0; c < found.size(); ++c) {
    if (!found[c]) continue;
    const auto& [x, y, z] = *found[c];
    out.channels[c].position = to_ras({x * scale, y * scale, z * scale}, nose);
  }
}

}  // namespace

EeglabChannels read_eeglab_channels(const MatValue* locations, const MatValue* chaninfo, std::size_t count,
                                    const std::filesystem::path& path) {
  EeglabChannels out;
  const bool located = locations != nullptr && locations->kind == MatValue::Kind::structure && locations->count() > 0;
  if (located && locations->count() != count)
    throw input_error(path, fmt::format("EEG.chanlocs has {} channels, EEG.nbchan is {}", locations->count(), count));
  std::size_t unnamed = 0;
  for (std::size_t c = 0; c < count; ++c) {
    Channel channel;
    channel.stored_unit = "\xc2\xb5V";
    if (located) {
      channel.name = label_of(locations->field("labels", c));
      channel.type = label_of(locations->field("type", c));
      std::transform(channel.type.begin(), channel.type.end(), channel.type.begin(),
                     [](char ch) { return ch >= 'a' && ch <= 'z' ? static_cast<char>(ch - 'a' + 'A') : ch; });
    }
    if (channel.name.empty()) {
      channel.name = fmt::format("E{}", c + 1);
      ++unnamed;
    }
    out.channels.push_back(std::move(channel));
  }
  if (unnamed > 0)
    out.warnings.push_back(fmt::format("{}: {} of {} channels have no name; they are called E and their number",
                                       describe(path), unnamed, count));
  if (located) add_positions(*locations, chaninfo, out);
  return out;
}

}  // namespace attune::eeg
