#include "attune/eeg/eeglab.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <fstream>
#include <iterator>

#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "brainvision_text.hpp"
#include "companion_file.hpp"
#include "eeglab_channels.hpp"
#include "eeglab_events.hpp"
#include "finish_recording.hpp"
#include "mat_hdf5.hpp"
#include "mat_v5.hpp"
#include "mat_v5_check.hpp"
#include "sample_file.hpp"

namespace attune::eeg {
namespace {

constexpr double kVoltsPerMicrovolt = 1e-6;

bool starts_like_mat_v5(const std::filesystem::path& path) {
  std::array<char, 128> start{};
  std::ifstream file(path, std::ios::binary);
  if (!file.read(start.data(), start.size())) return false;
  return is_mat_v5(std::as_bytes(std::span(start)));
}

/// Shape of the data as the fields state it.
struct Shape {
  Eigen::Index channels = 0, samples = 0, trials = 1;
};

std::optional<double> number_of(const MatValue& dataset, std::string_view name) {
  const MatValue* value = dataset.field(name);
  return value == nullptr ? std::nullopt : value->scalar();
}

Eigen::Index count_of(const MatValue& dataset, std::string_view name, const std::filesystem::path& path) {
  const std::optional<double> value = number_of(dataset, name);
  constexpr double kMost = 2147483647.0;
  if (!value || !(*value >= 1.0 && *value <= kMost) || *value != std::floor(*value))
    throw input_error(path, fmt::format("EEG.{} is {}, expected a whole number of at least 1", name,
                                        value ? format_double(*value) : "absent or not a number"));
  return static_cast<Eigen::Index>(*value);
}

Shape shape_of(const MatValue& dataset, const std::filesystem::path& path) {
  Shape out;
  out.channels = count_of(dataset, "nbchan", path);
  out.samples = count_of(dataset, "pnts", path);
  // Continuous data have 1 trial, which some programs write as 0 or leave empty.
  if (number_of(dataset, "trials").value_or(0.0) != 0.0) out.trials = count_of(dataset, "trials", path);
  return out;
}

/// Data inside the file, taken out of `data` and scaled in place.
Eigen::MatrixXd take_numbers(MatValue& data, const Shape& shape, const std::filesystem::path& path) {
  const std::vector<std::size_t>& is = data.dimensions;
  const auto rows = static_cast<std::size_t>(shape.channels);
  const bool fits =
      !is.empty() && is[0] == rows &&
      static_cast<double>(data.numbers.size()) ==
          static_cast<double>(shape.channels) * static_cast<double>(shape.samples) * static_cast<double>(shape.trials);
  if (!fits) {
    std::string dimensions;
    for (const std::size_t extent : is) dimensions += fmt::format("{}{}", dimensions.empty() ? "" : " x ", extent);
    throw input_error(path, fmt::format("EEG.data is {}, expected nbchan x pnts x trials = {} x {} x {}", dimensions,
                                        shape.channels, shape.samples, shape.trials));
  }
  Eigen::MatrixXd out = std::move(data.numbers);
  out.resize(shape.channels, shape.samples * shape.trials);
  out *= kVoltsPerMicrovolt;
  return out;
}

/// Data in a file beside the .set.
Eigen::MatrixXd read_beside(const MatValue& dataset, const std::string& stated, const Shape& shape, Recording& out) {
  const MatValue* datfile = dataset.field("datfile");
  const bool points_on = same_word(stated, "in set file") || stated.empty();
  const std::string name = points_on && datfile != nullptr ? std::string(trimmed(datfile->text)) : stated;
  const std::filesystem::path file = find_companion(out.path, name, "data file", {".fdt", ".dat"}, out.warnings);
  out.files.push_back(file);
  SampleLayout layout;
  layout.order = same_word(file.extension().string(), ".dat") ? SampleOrder::vectorized : SampleOrder::multiplexed;
  const std::uintmax_t bytes = size_of_file(file);
  // In doubles, since the product of malformed counts may not fit a whole number.
  const double expected = 4.0 * static_cast<double>(shape.channels) * static_cast<double>(shape.samples) *
                          static_cast<double>(shape.trials);
  if (static_cast<double>(bytes) != expected)
    throw input_error(
        file, fmt::format("is {} bytes, expected nbchan x pnts x trials x 4 = {} x {} x {} x 4 = {} (from {})", bytes,
                          shape.channels, shape.samples, shape.trials, expected, out.path.filename().string()));
  const std::vector<double> scales(static_cast<std::size_t>(shape.channels), kVoltsPerMicrovolt);
  return read_samples(file, layout, scales);
}

void add_warnings(Recording& recording, const Warnings& warnings) {
  recording.warnings.insert(recording.warnings.end(), warnings.begin(), warnings.end());
}

void read_data(MatValue& dataset, const Shape& shape, Recording& out) {
  MatValue* data = dataset.field("data");
  if (data != nullptr && data->kind == MatValue::Kind::numbers) {
    out.data = take_numbers(*data, shape, out.path);
    return;
  }
  const bool named = data == nullptr || data->kind == MatValue::Kind::text || data->kind == MatValue::Kind::empty;
  if (!named) throw input_error(out.path, "EEG.data is neither real numbers nor the name of a file");
  if ((data == nullptr || data->kind == MatValue::Kind::empty) && dataset.field("datfile") == nullptr)
    throw input_error(out.path, "EEG.data is empty and EEG.datfile names no file");
  out.data = read_beside(dataset, data == nullptr ? "" : std::string(trimmed(data->text)), shape, out);
}

}  // namespace

Recording read_eeglab(const std::filesystem::path& path) {
  Recording out;
  out.path = path;
  out.files = {path};
  const bool hdf5 = is_hdf5(path);
  if (!hdf5 && !starts_like_mat_v5(path))
    throw input_error(path, at_byte(0), "is neither a MAT v5 file nor HDF5 (MAT v7.3), expected an EEGLAB .set");
  MatValue dataset = hdf5 ? read_mat_hdf5(path) : read_mat_v5(path);
  out.format = hdf5 ? "EEGLAB (MAT v7.3)" : "EEGLAB (MAT v5)";
  const Shape shape = shape_of(dataset, path);
  const double rate = number_of(dataset, "srate").value_or(0.0);
  if (!(rate > 0.0) || !std::isfinite(rate))
    throw input_error(path, fmt::format("EEG.srate is {}, expected Hz above 0", format_double(rate)));
  out.sampling_frequency = Hertz(rate);
  read_data(dataset, shape, out);
  EeglabChannels channels = read_eeglab_channels(dataset.field("chanlocs"), dataset.field("chaninfo"),
                                                 static_cast<std::size_t>(shape.channels), path);
  out.channels = std::move(channels.channels);
  add_warnings(out, channels.warnings);
  out.notes = channels.notes;
  if (const MatValue* event = dataset.field("event"); event != nullptr) {
    EeglabEvents events = read_eeglab_events(*event, path);
    out.events = std::move(events.events);
    out.boundaries = std::move(events.boundaries);
    add_warnings(out, events.warnings);
  }
  if (shape.trials > 1) {
    const std::optional<double> start = number_of(dataset, "xmin");
    if (!start || !std::isfinite(*start))
      throw input_error(path, "EEG.xmin, the start of the epochs in seconds, is absent");
    out.trials = TrialLayout{shape.trials, shape.samples, Seconds(*start)};
  }
  finish_recording(out);
  return out;
}

}  // namespace attune::eeg
