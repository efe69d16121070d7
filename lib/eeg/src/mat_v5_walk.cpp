#include "mat_v5_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "attune/base/byte_cursor.hpp"
#include "attune/base/error.hpp"

namespace attune::eeg {
namespace {

// Element types and array classes of the MAT v5 format ("MAT-File Format", tables 1-1 and 1-3).
constexpr std::uint32_t kInt8 = 1, kInt32 = 5, kUint32 = 6, kMatrix = 14, kUtf8 = 16, kUtf16 = 17, kUtf32 = 18;
enum Class : std::uint32_t { cell = 1, structure = 2, object = 3, character = 4, sparse = 5, smallest_number = 6 };
constexpr std::uint32_t kLargestNumberClass = 15, kFunction = 16, kOpaque = 17;
constexpr int kDeepest = 32;
constexpr std::size_t kMostDimensions = 8, kLongestName = 256;

/// Bytes of one number of an element type; 0 for types that hold no numbers.
std::size_t width_of(std::uint32_t type) {
  constexpr std::uint8_t kWidths[] = {0, 1, 1, 2, 2, 4, 4, 4, 0, 8, 0, 0, 8, 8, 0, 0, 1, 2, 4};
  return type < std::size(kWidths) ? kWidths[type] : 0;
}

struct Element {
  std::uint32_t type = 0;
  std::size_t at = 0, begin = 0, size = 0, end = 0;  ///< offsets of the tag, the content and the next element
  bool small = false;                                ///< type, size and up to 4 bytes of content in one tag
};

/// Dimensions of an array, and where the second of two is written down.
struct Extent {
  std::size_t count = 0;
  bool is_row = false;
  std::size_t columns_at = 0;
};

class Walker {
 public:
  Walker(std::span<std::byte> bytes, const std::filesystem::path& path, std::endian order, std::size_t origin)
      : bytes_(bytes), cursor_(bytes, path, order), origin_(origin) {}

  void array(std::size_t limit, int depth) {
    const Element element = next(limit, "array");
    if (element.type != kMatrix) refuse(element.at, fmt::format("element of type {}, expected an array", element.type));
    if (element.size == 0) return;
    if (depth > kDeepest) refuse(element.at, fmt::format("arrays are nested more than {} deep", kDeepest));
    cursor_.seek(element.begin, "array");
    const std::uint32_t flags = read_flags(element.end);
    const std::uint32_t kind = flags & 0xff;
    if (kind == object || kind == sparse || kind == kFunction || kind == kOpaque) {
      blank_out(element);
    } else {
      const Extent extent = read_dimensions(element.end);
      const Element name = next(element.end, "array name");
      if (name.type != kInt8 || name.size > kLongestName) refuse(name.at, "is not the name of an array");
      cursor_.seek(name.end, "array name");
      content(kind, extent, (flags & 0x0800) != 0, element, depth);
    }
    if (cursor_.position() != element.end)
      refuse(cursor_.position(),
             fmt::format("{} bytes follow the content of an array", element.end - cursor_.position()));
  }

  std::string name() {
    const Element element = next_tag("variable");
    if (element.type != kMatrix) refuse(element.at, fmt::format("element of type {}, expected an array", element.type));
    if (element.size == 0) return {};
    const std::uint32_t kind = read_flags(bytes_.size()) & 0xff;
    if (kind == kOpaque) return {};
    read_dimensions(bytes_.size());
    const Element name_element = next(bytes_.size(), "array name");
    if (name_element.type != kInt8 || name_element.size > kLongestName)
      refuse(name_element.at, "is not the name of an array");
    cursor_.seek(name_element.begin, "array name");
    return cursor_.read_text(name_element.size, "array name");
  }

 private:
  [[noreturn]] void refuse(std::size_t at, const std::string& what) const {
    throw input_error(cursor_.path(), at_byte(origin_ + at), what);
  }

  /// The tag at the cursor, which then stands at its content.
  Element next_tag(const char* what) {
    Element out;
    out.at = cursor_.position();
    const auto word = cursor_.read<std::uint32_t>(what);
    const bool small = (word >> 16) != 0;
    out.small = small;
    out.type = small ? word & 0xffff : word;
    out.size = small ? word >> 16 : cursor_.read<std::uint32_t>(what);
    if (small && (out.size > 4 || out.type == kMatrix))
      refuse(out.at, fmt::format("small element of type {} and {} bytes, at most 4 and no array", out.type, out.size));
    out.begin = cursor_.position();
    // Arrays are not padded beyond what their parts are; everything else ends on a multiple of 8.
    out.end = small ? out.at + 8 : out.type == kMatrix ? out.begin + out.size : out.begin + (out.size + 7) / 8 * 8;
    return out;
  }

  /// The element at the cursor, which lies within [.., limit).
  Element next(std::size_t limit, const char* what) {
    if (limit - cursor_.position() < 8)
      refuse(cursor_.position(),
             fmt::format("{} bytes are left, expected an element: {}", limit - cursor_.position(), what));
    const Element out = next_tag(what);
    if (out.end > limit)
      refuse(out.at, fmt::format("{} of {} bytes, but its parent has {} left", what, out.size, limit - out.begin));
    return out;
  }

  std::uint32_t read_flags(std::size_t limit) {
    const Element flags = next(limit, "array flags");
    if (flags.type != kUint32 || flags.size != 8) refuse(flags.at, "is not the flags of an array");
    const auto word = cursor_.read<std::uint32_t>("array flags");
    cursor_.seek(flags.end, "array flags");
    return word;
  }

  Extent read_dimensions(std::size_t limit) {
    const Element element = next(limit, "dimensions");
    if (element.type != kInt32 || element.size % 4 != 0 || element.size < 8 || element.size > 4 * kMostDimensions)
      refuse(element.at, "is not the dimensions of an array (2 to 8 of them)");
    Extent out{1, false, element.begin + 4};
    for (std::size_t i = 0; i < element.size / 4; ++i) {
      const auto extent = cursor_.read<std::int32_t>("dimensions");
      if (extent < 0) refuse(element.at, fmt::format("dimension {} is {}", i + 1, extent));
      // Saturates far above any file size, so that the product cannot wrap around.
      out.count = std::min(out.count * static_cast<std::size_t>(extent), std::size_t{1} << 31);
      if (i == 0) out.is_row = extent == 1 && element.size == 8;
    }
    cursor_.seek(element.end, "dimensions");
    return out;
  }

  void content(std::uint32_t kind, const Extent& extent, bool complex, const Element& parent, int depth) {
    if (kind == cell) return arrays(extent.count, parent, depth);
    if (kind == structure) {
      if (const std::optional<std::size_t> fields = read_field_names(parent.end))
        return *fields > 0 ? arrays(extent.count * *fields, parent, depth) : void();
      return blank_out(parent);
    }
    if (kind != character && (kind < smallest_number || kind > kLargestNumberClass))
      refuse(parent.at, fmt::format("array of class {}, which MAT v5 does not define", kind));
    numbers(kind, extent, parent);
    if (complex) numbers(kind, extent, parent);
  }

  void numbers(std::uint32_t kind, const Extent& extent, const Element& parent) {
    const Element data = next(parent.end, "array data");
    const std::size_t width = width_of(data.type);
    const bool is_text_type = data.type == kUtf8 || data.type == kUtf16 || data.type == kUtf32;
    if (width == 0 || (is_text_type && kind != character))
      refuse(data.at, fmt::format("array data of type {}, which is none of numbers", data.type));
    cursor_.seek(data.end, "array data");
    if (data.size == extent.count * width) return;
    // The dimensions of UTF-8 text count characters, libmatio takes them for bytes.
    if (data.type == kUtf8 && extent.is_row) return store(extent.columns_at, static_cast<std::uint32_t>(data.size));
    if (data.type == kUtf8) return blank_out(parent);
    refuse(data.at, fmt::format("array data are {} bytes, the dimensions say {} numbers of {} bytes", data.size,
                                extent.count, width));
  }

  /// The number of field names; nothing if they are written in a form that libmatio does not expect.
  std::optional<std::size_t> read_field_names(std::size_t limit) {
    const Element length = next(limit, "field name length");
    if (length.type != kInt32 || length.size != 4) refuse(length.at, "is not the length of field names");
    const auto width = cursor_.read<std::int32_t>("field name length");
    cursor_.seek(length.end, "field name length");
    const Element names = next(limit, "field names");
    if (names.type != kInt8 || width <= 0 || static_cast<std::size_t>(width) > kLongestName ||
        names.size % static_cast<std::size_t>(width) != 0)
      refuse(names.at, fmt::format("field names are {} bytes, expected a multiple of {}", names.size, width));
    // It takes the length for a small element and the names for a full one, whatever their tags say.
    if (!length.small || names.small) return std::nullopt;
    const std::span<const std::byte> text = cursor_.read_bytes(names.size, "field names");
    const std::size_t count = names.size / static_cast<std::size_t>(width);
    for (std::size_t i = 0; i < count; ++i)
      if (text[(i + 1) * static_cast<std::size_t>(width) - 1] != std::byte{0})
        refuse(names.at, fmt::format("field name {} does not end within its {} bytes", i + 1, width));
    cursor_.seek(names.end, "field names");
    return count;
  }

  void arrays(std::size_t count, const Element& parent, int depth) {
    if (count > (parent.end - cursor_.position()) / 8)
      refuse(parent.at, fmt::format("{} arrays in the {} bytes that are left", count, parent.end - cursor_.position()));
    for (std::size_t i = 0; i < count; ++i) array(parent.end, depth + 1);
  }

  /// Makes an element a byte array without a name that fills the same space.
  void blank_out(const Element& element) {
    constexpr std::size_t kParts = 48;
    if (element.size < kParts || element.size - kParts > 0x7fffffff || element.size % 8 != 0)
      refuse(element.at, "an object, function handle or sparse array that is not laid out as one");
    const auto room = static_cast<std::uint32_t>(element.size - kParts);
    constexpr std::uint32_t kByteClass = 9, kUint8 = 2;
    const std::uint32_t words[] = {kUint32, 8, kByteClass, 0, kInt32, 8, 1, room, kInt8, 0, kUint8, room};
    std::size_t at = element.begin;
    for (const std::uint32_t word : words) {
      store(at, word);
      at += sizeof word;
    }
    cursor_.seek(element.end, "array");
  }

  void store(std::size_t at, std::uint32_t word) {
    if (cursor_.order() != std::endian::native) word = __builtin_bswap32(word);
    std::memcpy(bytes_.data() + at, &word, sizeof word);
  }

  std::span<std::byte> bytes_;
  ByteCursor cursor_;
  std::size_t origin_;
};

}  // namespace

std::string mat_v5_name(std::span<const std::byte> bytes, const std::filesystem::path& path, std::endian order) {
  std::vector<std::byte> start(bytes.begin(),
                               bytes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(bytes.size(), 512)));
  return Walker(start, path, order, 0).name();
}

void check_mat_v5_element(std::span<std::byte> bytes, const std::filesystem::path& path, std::endian order,
                          std::size_t origin) {
  Walker(bytes, path, order, origin).array(bytes.size(), 0);
}

}  // namespace attune::eeg
