#include "empatica.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "attune/gzip/byte_reader.hpp"
#include "attune/physio/formats.hpp"
#include "number_rows.hpp"

namespace attune::physio {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kTextLimit = std::uint64_t{1} << 32;
constexpr double kEarliestUnixTime = 1e9;  // 2001: there was no wristband before

struct Known {
  std::string_view file, channel;
  Kind kind;
  std::string_view unit;
};
constexpr std::array kKnown{Known{"BVP.csv", "BVP", Kind::ppg, ""}, Known{"EDA.csv", "EDA", Kind::eda, "uS"},
                            Known{"HR.csv", "HR", Kind::other, "1/min"},
                            Known{"TEMP.csv", "TEMP", Kind::temperature, "degC"},
                            Known{"ACC.csv", "ACC", Kind::other, "1/64 g"}};

bool is_file(const fs::path& path) {
  std::error_code status;
  return fs::is_regular_file(path, status);
}

/// The first number of a line of a file's head; IBI.csv has ", IBI" behind it, ACC.csv repeats it.
double first_number(std::string_view line, const fs::path& path, std::size_t number, const char* what) {
  const std::optional<double> value = parse_double(trimmed(line.substr(0, line.find(','))));
  if (!value || !(*value > 0) || std::isinf(*value))
    throw input_error(path, at_line(number), fmt::format("is {}, expected {}", in_quotes(line), what));
  return *value;
}

constexpr std::size_t kHeadBytes = 128;

std::string head_of(const fs::path& path) {
  std::string text(kHeadBytes, '\0');
  text.resize(InputFile(path).read(std::as_writable_bytes(std::span(text))));
  return text;
}

/// Unix time at which a file starts; nothing for an empty file or one without a head.
std::optional<double> unix_start(const fs::path& path) {
  const std::string text = head_of(path);
  std::string_view rest = text;
  const std::string_view line = take_line(rest);
  const std::optional<double> value = parse_double(trimmed(line.substr(0, line.find(','))));
  return value && *value > kEarliestUnixTime && std::isfinite(*value) ? value : std::nullopt;
}

double earliest_start(const fs::path& folder) {
  double out = INFINITY;
  for (const Known& known : kKnown)
    if (is_file(folder / known.file)) out = std::min(out, unix_start(folder / known.file).value_or(INFINITY));
  if (is_file(folder / "IBI.csv")) out = std::min(out, unix_start(folder / "IBI.csv").value_or(INFINITY));
  return out;
}

std::vector<Channel> channels_of(std::string_view text, const fs::path& path, const Known& known, double base) {
  const double start = first_number(take_line(text), path, 1, "the time of the first sample in seconds since 1970");
  const double rate = first_number(take_line(text), path, 2, "a sampling frequency in Hz");
  NumberRows rows = parse_number_rows(text, path, {.first_line = 3, .may_have_header = false});
  const std::size_t expected = known.channel == "ACC" ? 3 : 1;
  if (rows.columns.size() != expected)
    throw input_error(path, at_line(3), fmt::format("has {} cells, expected {}", rows.columns.size(), expected));
  std::vector<Channel> out;
  for (std::size_t i = 0; i < expected; ++i) {
    Channel channel{std::string(known.channel), known.kind, std::string(known.unit), Hertz(rate),
                    Seconds(start - base),      {}};
    if (expected > 1) channel.name += std::array{"_x", "_y", "_z"}[i];
    channel.samples = std::move(rows.columns[i]);
    out.push_back(std::move(channel));
  }
  return out;
}

/// Two lines and nothing after them, or nothing at all.
bool has_no_samples(std::string_view text) {
  take_line(text);
  take_line(text);
  return trimmed(text).empty();
}

void read_channels(const fs::path& path, const Known& known, double base, Recording& out) {
  const std::string text = read_text(path, kTextLimit);
  out.files.push_back(path);
  if (has_no_samples(text)) {
    out.warnings.push_back(fmt::format("{}: holds no samples", describe(path)));
    return;
  }
  for (Channel& channel : channels_of(text, path, known, base)) out.channels.push_back(std::move(channel));
}

void read_tags(const fs::path& path, double base, Recording& out) {
  if (!is_file(path)) return;
  out.files.push_back(path);
  const std::string text = read_text(path, kTextLimit);
  if (trimmed(text).empty()) return;
  const NumberRows rows = parse_number_rows(text, path, {.may_have_header = false});
  for (const double time : rows.columns.front()) out.events.push_back({Seconds(time - base), Seconds(0), "tag"});
}

fs::path folder_of(const fs::path& file) { return file.parent_path().empty() ? fs::path(".") : file.parent_path(); }

}  // namespace

std::vector<Channel> parse_empatica(std::string_view text, const fs::path& path, double clock_start) {
  for (const Known& known : kKnown)
    if (path.filename() == known.file) return channels_of(text, path, known, clock_start);
  throw input_error(path, "is none of the files of samples of an Empatica wristband");
}

bool is_empatica_folder(const fs::path& path) {
  return std::any_of(kKnown.begin(), kKnown.end(), [&](const Known& known) { return is_file(path / known.file); });
}

bool is_empatica_file(const fs::path& path) {
  const std::string name = path.filename().string();
  const bool known = std::any_of(kKnown.begin(), kKnown.end(), [&](const Known& one) { return one.file == name; });
  return (known || name == "IBI.csv") && is_file(path) && unix_start(path).has_value();
}

Seconds empatica_start(const fs::path& file) {
  return Seconds(unix_start(file).value_or(0) - earliest_start(folder_of(file)));
}

Recording read_empatica(const fs::path& path) {
  Recording out;
  out.path = path;
  out.format = "Empatica E4";
  std::error_code status;
  const bool whole = fs::is_directory(path, status);
  const fs::path folder = whole ? path : folder_of(path);
  const double base = earliest_start(folder);
  if (!std::isfinite(base)) throw input_error(path, "none of its files begins with a time in seconds since 1970");
  for (const Known& known : kKnown)
    if (whole ? is_file(folder / known.file) : path.filename() == known.file)
      read_channels(folder / known.file, known, base, out);
  if (out.channels.empty())
    throw input_error(path, "holds no samples of an Empatica wristband; IBI.csv is a list of intervals");
  read_tags(folder / "tags.csv", base, out);
  return out;
}

}  // namespace attune::physio
