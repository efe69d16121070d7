#include "attune/base/byte_cursor.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"

namespace attune {

ByteCursor::ByteCursor(std::span<const std::byte> bytes, std::filesystem::path path, std::endian order)
    : bytes_(bytes), path_(std::move(path)), order_(order) {}

void ByteCursor::seek(std::size_t position, const char* field) {
  if (position > bytes_.size())
    throw input_error(path_, at_byte(bytes_.size()),
                      fmt::format("the file ends here; {} was expected at byte {}", field, position));
  position_ = position;
}

void ByteCursor::skip(std::size_t count, const char* field) { read_bytes(count, field); }

std::span<const std::byte> ByteCursor::read_bytes(std::size_t count, const char* field) {
  if (count > remaining())
    throw input_error(path_, at_byte(position_),
                      fmt::format("{} bytes are left, expected {} for {}", remaining(), count, field));
  const auto out = bytes_.subspan(position_, count);
  position_ += count;
  return out;
}

std::string ByteCursor::read_text(std::size_t count, const char* field) {
  const auto raw = read_bytes(count, field);
  std::string out(reinterpret_cast<const char*>(raw.data()), raw.size());
  out.resize(std::min(out.find('\0'), out.size()));
  return out;
}

void ByteCursor::take(std::byte* out, std::size_t count, const char* field) {
  const auto raw = read_bytes(count, field);
  std::copy(raw.begin(), raw.end(), out);
  if (order_ != std::endian::native) std::reverse(out, out + count);
}

}  // namespace attune
