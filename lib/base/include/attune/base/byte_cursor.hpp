#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <type_traits>

namespace attune {

/// Reads binary fields one after another from bytes in memory. Every read is bounds-checked; running out of bytes is an
/// input error `path@byte` that names the field. Byte order is the file's, set once it is known.
class ByteCursor {
 public:
  ByteCursor(std::span<const std::byte> bytes, std::filesystem::path path, std::endian order = std::endian::little);

  std::size_t position() const { return position_; }
  std::size_t size() const { return bytes_.size(); }
  std::size_t remaining() const { return bytes_.size() - position_; }
  std::endian order() const { return order_; }
  void set_order(std::endian order) { order_ = order; }
  const std::filesystem::path& path() const { return path_; }

  /// Moves to an absolute offset; beyond the end is an error.
  void seek(std::size_t position, const char* field);
  void skip(std::size_t count, const char* field);

  /// The next arithmetic value in the file's byte order.
  template <class T>
  T read(const char* field) {
    static_assert(std::is_arithmetic_v<T>);
    std::byte raw[sizeof(T)];
    take(raw, sizeof(T), field);
    T value;
    std::memcpy(&value, raw, sizeof(T));
    return value;
  }

  /// The next `count` bytes as text, cut at the first NUL.
  std::string read_text(std::size_t count, const char* field);
  /// The next `count` bytes, in place.
  std::span<const std::byte> read_bytes(std::size_t count, const char* field);

 private:
  void take(std::byte* out, std::size_t count, const char* field);

  std::span<const std::byte> bytes_;
  std::filesystem::path path_;
  std::endian order_;
  std::size_t position_ = 0;
};

}  // namespace attune
