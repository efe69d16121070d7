#include "brainvision_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

void check_points(const std::filesystem::path& path, const BrainVisionHeader& header, std::int64_t samples) {
  if (samples == 0) throw input_error(path, "holds no samples");
  if (header.data_points && *header.data_points != samples)
    throw input_error(path, fmt::format("holds {} samples of {} channels, but the header's DataPoints is {}", samples,
                                        header.channels.size(), *header.data_points));
}

constexpr std::string_view kBlank = " \t;";

/// True if the line begins with the name of its channel, which may have blanks within.
bool begins_with_name(std::string_view line, std::string_view name) {
  return !name.empty() && line.starts_with(name) &&
         (line.size() == name.size() || kBlank.find(line[name.size()]) != std::string_view::npos);
}

/// The numbers of one line after its leading columns, the first of which may be `name`.
std::vector<double> line_numbers(std::string_view line, std::string_view name, const BrainVisionTextLayout& layout,
                                 const std::filesystem::path& path, std::size_t number) {
  std::vector<double> out;
  std::size_t column = 0;
  if (layout.skip_columns > 0 && begins_with_name(line, name)) {
    line.remove_prefix(name.size());
    column = 1;
  }
  for (std::size_t at = line.find_first_not_of(kBlank); at != std::string_view::npos;
       at = line.find_first_not_of(kBlank, at)) {
    const std::size_t end = std::min(line.find_first_of(kBlank, at), line.size());
    std::string token(line.substr(at, end - at));
    at = end;
    if (column++ < layout.skip_columns) continue;
    if (layout.decimal == ',') std::replace(token.begin(), token.end(), ',', '.');
    const std::optional<double> value = parse_double(token);
    if (!value)
      throw input_error(
          path, at_line(number),
          fmt::format("{} is no number with the header's decimal symbol '{}'", in_quotes(token), layout.decimal));
    out.push_back(*value);
  }
  return out;
}

Eigen::MatrixXd text_data(const std::filesystem::path& path, const BrainVisionHeader& header) {
  std::string text = read_text(path);
  if (!is_utf8(text)) text = cp1252_to_utf8(text);  // as the names of the header, which stand before the lines
  const bool by_channel = header.layout.order == SampleOrder::vectorized;
  std::vector<std::vector<double>> lines;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = trimmed(std::string_view(text).substr(at, end - at));
    at = end + 1;
    if (++number <= header.text.skip_lines || line.empty()) continue;
    const bool named = by_channel && lines.size() < header.channels.size();
    const std::string_view name = named ? std::string_view(header.channels[lines.size()].name) : "";
    lines.push_back(line_numbers(line, name, header.text, path, number));
    if (lines.back().size() != lines.front().size())
      throw input_error(
          path, at_line(number),
          fmt::format("has {} numbers, the first line has {}", lines.back().size(), lines.front().size()));
  }
  const std::size_t inner = lines.empty() ? 0 : lines.front().size();
  const std::size_t channels = by_channel ? lines.size() : inner;
  const std::size_t samples = by_channel ? inner : lines.size();
  if (channels != header.channels.size())
    throw input_error(path, fmt::format("has {} {}, expected {}, one per channel", channels,
                                        by_channel ? "lines" : "columns", header.channels.size()));
  check_points(path, header, static_cast<std::int64_t>(samples));
  Eigen::MatrixXd out(static_cast<Eigen::Index>(channels), static_cast<Eigen::Index>(samples));
  for (std::size_t c = 0; c < channels; ++c)
    for (std::size_t s = 0; s < samples; ++s)
      out(static_cast<Eigen::Index>(c), static_cast<Eigen::Index>(s)) =
          (by_channel ? lines[c][s] : lines[s][c]) * header.channels[c].scale;
  return out;
}

/// Columns that the header does not describe: a V-Amp stores its trigger port after the channels. A file that was
/// exported without it has none.
std::size_t hidden_columns(std::size_t bytes, const BrainVisionHeader& header) {
  if (!header.v_amp) return 0;
  const std::size_t described = header.channels.size(), width = bytes_per_sample(header.layout.format);
  const auto fits = [&](std::size_t columns) {
    const std::size_t frame = columns * width;
    return bytes % frame == 0 &&
           (!header.data_points || bytes / frame == static_cast<std::size_t>(*header.data_points));
  };
  return !fits(described + 1) && fits(described) ? 0 : 1;
}

}  // namespace

Eigen::MatrixXd read_brainvision_text(const std::filesystem::path& path, const BrainVisionHeader& header) {
  return text_data(path, header);
}

StoredSamples stored_brainvision(std::span<const std::byte> bytes, const std::filesystem::path& path,
                                 const BrainVisionHeader& header) {
  const std::size_t columns = header.channels.size() + hidden_columns(bytes.size(), header);
  check_points(path, header, count_samples(bytes.size(), path, header.layout, columns));
  std::vector<double> scales;
  for (const BrainVisionChannel& channel : header.channels) scales.push_back(channel.scale);
  scales.resize(columns, 1.0);
  StoredSamples out = stored_samples(bytes, header.layout, scales);
  out.channels.resize(header.channels.size());
  return out;
}

}  // namespace attune::eeg
