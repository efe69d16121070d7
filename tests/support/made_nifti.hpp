#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace attune::test {

/// Puts header fields byte by byte where the standards have them, in either byte order. Written from the tables of the
/// standards, independently of the reader, so that a mistake there is not repeated here.
class MadeHeader {
 public:
  MadeHeader(std::size_t size, std::endian order) : bytes_(size, '\0'), order_(order) {}

  template <class T>
  MadeHeader& put(std::size_t at, T value) {
    std::array<char, sizeof(T)> raw;
    std::memcpy(raw.data(), &value, sizeof(T));
    if (order_ != std::endian::native) std::reverse(raw.begin(), raw.end());
    std::copy(raw.begin(), raw.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at));
    return *this;
  }
  MadeHeader& put_text(std::size_t at, const std::string& text) {
    bytes_.replace(at, text.size(), text);
    return *this;
  }
  MadeHeader& shorts(std::size_t at, const std::vector<std::int16_t>& values) { return list(at, values); }
  MadeHeader& floats(std::size_t at, const std::vector<float>& values) { return list(at, values); }
  MadeHeader& doubles(std::size_t at, const std::vector<double>& values) { return list(at, values); }
  MadeHeader& longs(std::size_t at, const std::vector<std::int64_t>& values) { return list(at, values); }

  /// `values` as the type T behind the header.
  template <class T>
  MadeHeader& append(const std::vector<double>& values) {
    const std::size_t start = bytes_.size();
    bytes_.resize(start + values.size() * sizeof(T));
    for (std::size_t at = 0; at < values.size(); ++at) put(start + at * sizeof(T), static_cast<T>(values[at]));
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  template <class T>
  MadeHeader& list(std::size_t at, const std::vector<T>& values) {
    for (std::size_t index = 0; index < values.size(); ++index) put(at + index * sizeof(T), values[index]);
    return *this;
  }
  std::string bytes_;
  std::endian order_;
};

/// A NIfTI-1 header for a 3x2x2 image with an sform of 2 mm cubes at (-10, -20, -30), 352 bytes with the extension
/// flag.
inline MadeHeader made_nifti1(std::int16_t datatype, std::int16_t bitpix, std::endian order = std::endian::little) {
  MadeHeader out(352, order);
  out.put<std::int32_t>(0, 348).shorts(40, {3, 3, 2, 2, 1, 1, 1, 1});
  out.put(70, datatype).put(72, bitpix).floats(76, {1, 2, 2, 2, 0, 0, 0, 0}).put(108, 352.0F);
  out.put<std::int16_t>(254, 4);
  out.floats(280, {2, 0, 0, -10, 0, 2, 0, -20, 0, 0, 2, -30});
  out.put_text(344, "n+1");
  return out;
}

/// The same image as NIfTI-2, 544 bytes.
inline MadeHeader made_nifti2(std::int16_t datatype, std::int16_t bitpix, std::endian order = std::endian::little) {
  MadeHeader out(544, order);
  out.put<std::int32_t>(0, 540).put_text(4, std::string("n+2\0\r\n\x1a\n", 8));
  out.put(12, datatype).put(14, bitpix).longs(16, {3, 3, 2, 2, 1, 1, 1, 1});
  out.doubles(104, {1, 2, 2, 2, 0, 0, 0, 0}).put<std::int64_t>(168, 544);
  out.put<std::int32_t>(348, 4);
  out.doubles(400, {2, 0, 0, -10, 0, 2, 0, -20, 0, 0, 2, -30});
  return out;
}

/// An ANALYZE 7.5 header for a 3x2x2 image of 2 mm cubes.
inline MadeHeader made_analyze(std::int16_t datatype, std::int16_t bitpix, std::endian order = std::endian::little) {
  MadeHeader out(348, order);
  out.put<std::int32_t>(0, 348).shorts(40, {4, 3, 2, 2, 1, 0, 0, 0}).put_text(38, "r");
  out.put(70, datatype).put(72, bitpix).floats(76, {0, 2, 2, 2});
  return out;
}

}  // namespace attune::test
