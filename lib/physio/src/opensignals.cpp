#include "opensignals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "attune/base/number_text.hpp"
#include "attune/physio/channel_kind.hpp"
#include "gaps.hpp"
#include "number_rows.hpp"

namespace attune::physio {
namespace {

using Json = nlohmann::json;
constexpr std::string_view kStart = "# OpenSignals Text File Format";
constexpr std::size_t kMostColumns = 1024;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// ADC / 2^n - offset, times supply / gain, in a unit. Data sheets of the sensors: REVOLUTION ECG, EDA and EMG of
/// BITalino, ECG, EDA and EMG of biosignalsplux.
struct Transfer {
  std::string_view sensor, device;
  double offset, scale;
  std::string_view unit;
};
constexpr std::array kTransfers{Transfer{"ECGBIT", "bitalino", 0.5, 3.3 / 1100 * 1000, "mV"},
                                Transfer{"EMGBIT", "bitalino_rev", 0.5, 3.3 / 1009 * 1000, "mV"},
                                Transfer{"EDABIT", "bitalino_rev", 0, 3.3 / 0.132, "uS"},
                                Transfer{"ECG", "biosignalsplux", 0.5, 3.0, "mV"},
                                Transfer{"EMG", "biosignalsplux", 0.5, 3.0, "mV"},
                                Transfer{"EDA", "biosignalsplux", 0, 3.0 / 0.12, "uS"}};

struct SourceColumn {
  std::string name, sensor, device;
  std::optional<double> bits;
};

std::string text_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> texts_of(const Json& object, const char* field) {
  std::vector<std::string> out;
  if (const auto found = object.find(field); found != object.end() && found->is_array())
    for (const Json& item : *found) out.push_back(item.is_string() ? item.get<std::string>() : std::string());
  return out;
}

/// The columns of a device. Sensors go with labels; resolutions with columns or with labels.
void add_columns(const Json& device, std::vector<SourceColumn>& out) {
  const std::vector<std::string> names = texts_of(device, "column"), labels = texts_of(device, "label"),
                                 sensors = texts_of(device, "sensor");
  std::vector<double> bits;
  if (const auto found = device.find("resolution"); found != device.end() && found->is_array())
    for (const Json& item : *found) bits.push_back(item.is_number() ? item.get<double>() : kMissing);
  for (std::size_t i = 0; i < names.size(); ++i) {
    SourceColumn column{names[i], "", text_of(device, "device"), std::nullopt};
    const auto label = std::find(labels.begin(), labels.end(), names[i]);
    const auto at = static_cast<std::size_t>(label - labels.begin());
    if (at < sensors.size() && label != labels.end()) column.sensor = sensors[at];
    if (bits.size() == names.size())
      column.bits = bits[i];
    else if (bits.size() == labels.size() && label != labels.end())
      column.bits = bits[at];
    if (column.bits && !(*column.bits >= 1 && *column.bits <= 32)) column.bits.reset();
    out.push_back(std::move(column));
  }
}

struct Header {
  double rate = 0;
  std::vector<SourceColumn> columns;
};

Header parse_header(std::string_view line, const std::filesystem::path& path) {
  line.remove_prefix(std::min(line.find_first_not_of("# "), line.size()));
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object() || json.empty())
    throw input_error(path, at_line(2), "is no JSON object of devices, which the second line of OpenSignals text is");
  Header out;
  for (const Json& device : json) {
    if (!device.is_object()) throw input_error(path, at_line(2), "describes a device by something else than an object");
    const auto rate = device.find("sampling rate");
    const double hertz = rate != device.end() && rate->is_number() ? rate->get<double>() : 0;
    if (!(hertz > 0) || std::isinf(hertz))
      throw input_error(path, at_line(2), "states no \"sampling rate\" above 0 for a device");
    if (out.rate != 0 && hertz != out.rate)
      throw input_error(path, at_line(2), fmt::format("devices differ in sampling rate: {} and {}", out.rate, hertz));
    out.rate = hertz;
    add_columns(device, out.columns);
  }
  if (out.columns.empty() || out.columns.size() > kMostColumns)
    throw input_error(path, at_line(2), fmt::format("names {} columns", out.columns.size()));
  return out;
}

/// Samples that a counter of `bits` bits says are lost before each row; rows without a loss are 0.
std::vector<std::size_t> losses(const std::vector<double>& counter, double bits) {
  std::vector<std::size_t> out(counter.size(), 0);
  const double turn = std::exp2(bits);
  for (std::size_t i = 1; i < counter.size(); ++i) {
    const double step = counter[i] - counter[i - 1];
    const double lost = std::fmod(step - 1 + 2 * turn, turn);
    if (lost > 0 && lost < turn && lost == std::floor(lost)) out[i] = static_cast<std::size_t>(lost);
  }
  return out;
}

void convert(Channel& channel, const SourceColumn& column, Warnings& warnings, const std::filesystem::path& path) {
  const bool digital = channel.name.starts_with('I') || channel.name.starts_with('O');
  for (const Transfer& known : kTransfers) {
    if (column.sensor != known.sensor || !column.device.starts_with(known.device) || !column.bits) continue;
    const double steps = std::exp2(*column.bits);
    for (double& value : channel.samples) value = (value / steps - known.offset) * known.scale;
    channel.unit = known.unit;
    return;
  }
  if (digital || column.sensor == "RAW" || column.sensor.empty()) return;
  warnings.push_back(
      fmt::format("{}: {} of sensor {} stays in raw values: its transfer function or resolution is not known",
                  describe(path), in_quotes(channel.name), in_quotes(column.sensor)));
}

}  // namespace

bool is_opensignals(std::string_view text) { return text.starts_with(kStart); }

Recording parse_opensignals(std::string_view text, const std::filesystem::path& path) {
  take_line(text);
  const Header header = parse_header(take_line(text), path);
  if (!take_line(text).starts_with("# EndOfHeader"))
    throw input_error(path, at_line(3), "is not \"# EndOfHeader\", which ends the header of OpenSignals text");
  NumberRows rows =
      parse_number_rows(text, path, {.first_line = 4, .may_have_header = false, .ends_with_separator = true});
  if (rows.columns.size() != header.columns.size())
    throw input_error(
        path, at_line(rows.first_line),
        fmt::format("has {} cells, the header names {} columns", rows.columns.size(), header.columns.size()));
  Recording out;
  out.path = path;
  out.files = {path};
  out.format = "OpenSignals";
  std::vector<std::size_t> lost(rows.rows(), 0);
  // Only BITalino's counter turns at a known number; others count on.
  if (header.columns[0].name == "nSeq" && header.columns[0].bits == 4.0) lost = losses(rows.columns[0], 4);
  const auto any = std::count_if(lost.begin(), lost.end(), [](std::size_t count) { return count > 0; });
  if (any > 0)
    out.warnings.push_back(fmt::format("{}: the counter jumps {} times; lost samples are gaps", describe(path), any));
  for (std::size_t i = 0; i < header.columns.size(); ++i) {
    const SourceColumn& column = header.columns[i];
    if (column.name == "nSeq") continue;
    Channel channel{column.name, Kind::other, "", Hertz(header.rate), Seconds(0), {}};
    channel.kind =
        column.sensor.empty() || column.sensor == "RAW" ? kind_by_name(column.name) : kind_by_name(column.sensor);
    if (column.name.size() == 2 && column.sensor.empty()) channel.kind = Kind::trigger;  // I1, O2: digital lines
    channel.samples = any > 0 ? with_gaps(rows.columns[i], lost) : std::move(rows.columns[i]);
    convert(channel, column, out.warnings, path);
    out.channels.push_back(std::move(channel));
  }
  return out;
}

}  // namespace attune::physio
