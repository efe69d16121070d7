#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "attune/bids/metadata.hpp"
#include "attune/eeg/text_recording.hpp"

namespace attune::eeg {
namespace {

constexpr std::array<std::string_view, 11> kFields = {
    "separator", "decimal",  "skip_lines", "columns", "sampling_frequency", "time_column",
    "time_unit", "channels", "units",      "types",   "event_column"};

void check_fields(const bids::Metadata& layout, const std::filesystem::path& path) {
  for (const auto& [name, value] : layout.values())
    if (std::find(kFields.begin(), kFields.end(), name) == kFields.end())
      throw input_error(path, fmt::format("{} is no field of a layout; the fields are {}", in_quotes(name),
                                          fmt::join(kFields, ", ")));
}

char separator_of(const std::string& text, const std::filesystem::path& path) {
  for (const auto& [word, sign] : {std::pair("comma", ','), {"semicolon", ';'}, {"tab", '\t'}, {"blank", ' '}})
    if (text == word) return sign;
  if (text.size() == 1 && std::string_view(",;\t |").find(text[0]) != std::string_view::npos) return text[0];
  throw input_error(path, fmt::format("separator is {}, expected comma, semicolon, tab, blank or |", in_quotes(text)));
}

Seconds time_unit_of(const std::string& text, const std::filesystem::path& path) {
  for (const auto& [word, seconds] : {std::pair("s", 1.0), {"ms", 1e-3}, {"us", 1e-6}, {"\xc2\xb5s", 1e-6}})
    if (text == word) return Seconds(seconds);
  throw input_error(path, fmt::format("time_unit is {}, expected s, ms or us", in_quotes(text)));
}

std::size_t lines_of(double number, const std::filesystem::path& path) {
  constexpr double kMost = 1e6;
  if (!(number >= 0.0 && number <= kMost) || number != static_cast<double>(static_cast<std::size_t>(number)))
    throw input_error(path, fmt::format("skip_lines is {}, expected a whole number of at least 0", number));
  return static_cast<std::size_t>(number);
}

}  // namespace

std::filesystem::path layout_path(const std::filesystem::path& recording) {
  std::filesystem::path out = recording;
  out.replace_extension(".layout.json");
  return out;
}

TextLayout read_text_layout(const std::filesystem::path& path) {
  const bids::Metadata fields = bids::read_metadata(path);
  check_fields(fields, path);
  TextLayout out;
  if (const auto text = fields.text("separator")) out.separator = separator_of(*text, path);
  if (const auto text = fields.text("decimal")) {
    if (*text != "." && *text != ",")
      throw input_error(path, fmt::format("decimal is {}, expected . or ,", in_quotes(*text)));
    out.decimal = text->front();
  }
  if (const auto number = fields.number("skip_lines")) out.skip_lines = lines_of(*number, path);
  if (const auto rate = fields.number("sampling_frequency")) {
    if (!(*rate > 0.0 && *rate < 1e9))
      throw input_error(path, fmt::format("sampling_frequency is {}, expected Hz above 0", *rate));
    out.sampling_frequency = Hertz(*rate);
  }
  out.time_column = fields.text("time_column").value_or("");
  if (const auto text = fields.text("time_unit")) out.time_unit = time_unit_of(*text, path);
  out.columns = fields.list("columns");
  out.channels = fields.list("channels");
  out.units = fields.list("units");
  out.types = fields.list("types");
  out.event_column = fields.text("event_column").value_or("");
  if (out.units.empty())
    throw input_error(path, "has no units; state the unit of the channels, as in \"units\": \"uV\"");
  if (!out.sampling_frequency && out.time_column.empty())
    throw input_error(path, "has neither sampling_frequency nor time_column; one of them places the samples in time");
  return out;
}

}  // namespace attune::eeg
