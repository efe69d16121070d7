#include "mat_v5_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "attune/base/byte_cursor.hpp"
#include "attune/base/error.hpp"
#include "mat_v5_walk.hpp"
#include "mat_value.hpp"
#include "zlib_inflate.hpp"

namespace attune::eeg {
namespace {

constexpr std::size_t kHeaderSize = 128;
constexpr std::uint32_t kMatrix = 14, kCompressed = 15;
// Tag, flags, dimensions and name of a top-level variable lie within its first bytes.
constexpr std::size_t kEnoughForName = 4096;

std::endian byte_order(std::span<const std::byte> bytes) {
  return bytes[126] == std::byte{'I'} ? std::endian::little : std::endian::big;
}

struct TopElement {
  std::uint32_t type = 0;
  std::size_t at = 0;                  ///< of the tag
  std::span<const std::byte> whole;    ///< tag and content
  std::span<const std::byte> content;  ///< without the tag
  std::string name;
};

std::vector<TopElement> list_variables(std::span<const std::byte> file, const std::filesystem::path& path) {
  ByteCursor cursor(file, path, byte_order(file));
  cursor.seek(kHeaderSize, "header");
  std::vector<TopElement> out;
  while (cursor.remaining() >= 8) {
    TopElement element;
    element.at = cursor.position();
    element.type = cursor.read<std::uint32_t>("element type");
    const auto size = cursor.read<std::uint32_t>("element size");
    if (element.type != kMatrix && element.type != kCompressed)
      throw input_error(
          path, at_byte(element.at),
          fmt::format("element of type {}, expected an array (14) or a compressed array (15)", element.type));
    if (size > cursor.remaining())
      throw input_error(
          path, at_byte(element.at),
          fmt::format("variable of {} bytes, but {} bytes of the file are left", size, cursor.remaining()));
    element.content = cursor.read_bytes(size, "variable");
    element.whole = file.subspan(element.at, 8 + std::size_t{size});
    if (element.type == kCompressed) {
      const std::vector<std::byte> start = zlib_inflate(element.content, kEnoughForName, path, at_byte(element.at + 8));
      element.name = mat_v5_name(start, path, byte_order(file));
    } else {
      element.name = mat_v5_name(element.whole, path, byte_order(file));
    }
    out.push_back(std::move(element));
  }
  if (cursor.remaining() > 0)
    throw input_error(path, at_byte(cursor.position()), "ends within the tag of a variable; the file is cut short");
  return out;
}

}  // namespace

bool is_mat_v5(std::span<const std::byte> bytes) {
  if (bytes.size() < kHeaderSize) return false;
  const bool little = bytes[126] == std::byte{'I'} && bytes[127] == std::byte{'M'};
  const bool big = bytes[126] == std::byte{'M'} && bytes[127] == std::byte{'I'};
  return (little && bytes[125] == std::byte{1}) || (big && bytes[124] == std::byte{1});
}

std::vector<MatV5Variable> checked_variables(std::span<const std::byte> file, const std::filesystem::path& path) {
  const std::vector<TopElement> all = list_variables(file, path);
  const bool wrapped = std::any_of(all.begin(), all.end(), [](const TopElement& e) { return e.name == "EEG"; });
  std::vector<MatV5Variable> out;
  for (const TopElement& element : all) {
    const bool field =
        std::find(std::begin(kDatasetFields), std::end(kDatasetFields), element.name) != std::end(kDatasetFields);
    if (wrapped ? element.name != "EEG" : !field) continue;
    const auto same = [&element](const MatV5Variable& v) { return v.name == element.name; };
    if (std::any_of(out.begin(), out.end(), same))
      throw input_error(path, at_byte(element.at), fmt::format("a second variable {}", element.name));
    MatV5Variable variable;
    variable.name = element.name;
    if (element.type == kCompressed)
      variable.element =
          zlib_inflate(element.content, std::numeric_limits<std::size_t>::max(), path, at_byte(element.at + 8));
    else
      variable.element.assign(element.whole.begin(), element.whole.end());
    const std::size_t origin = element.type == kCompressed ? 0 : element.at;
    check_mat_v5_element(variable.element, path, byte_order(file), origin);
    out.push_back(std::move(variable));
  }
  if (out.empty()) {
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 8); ++i)
      names += (i > 0 ? ", " : "") + in_quotes(all[i].name, 32);
    throw input_error(path, fmt::format("holds no EEGLAB dataset: no variable EEG and no data at top level (there: {})",
                                        names.empty() ? "nothing" : names));
  }
  return out;
}

}  // namespace attune::eeg
