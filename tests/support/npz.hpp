#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "attune/base/files.hpp"

namespace attune::test {

/// An array of numpy's .npy format, as doubles in C order (the last index runs fastest).
struct NpyArray {
  std::vector<std::size_t> shape;
  std::vector<double> values;
};

/// Little-endian number at a byte of a file.
template <class T>
T number_at(const std::string& bytes, std::size_t at) {
  if (at + sizeof(T) > bytes.size()) throw std::runtime_error("npz: the file ends early");
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

/// Float and double arrays with version 1 headers; in Fortran order only matrices.
inline NpyArray parse_npy(const std::string& bytes) {
  if (bytes.compare(0, 6, "\x93NUMPY") != 0) throw std::runtime_error("npz: not a .npy array");
  const std::size_t length = number_at<std::uint16_t>(bytes, 8);
  const std::string header = bytes.substr(10, length);
  NpyArray array;
  const std::size_t open = header.find('(');
  std::size_t count = 1;
  const char* end = header.data() + header.find(')');
  for (const char* p = header.data() + open + 1; p < end;) {
    std::size_t size = 0;
    const auto [next, error] = std::from_chars(p, end, size);
    if (error == std::errc()) {
      array.shape.push_back(size);
      count *= size;
      p = next;
    } else {
      ++p;
    }
  }
  const bool single = header.find("'<f4'") != std::string::npos;
  if (!single && header.find("'<f8'") == std::string::npos) throw std::runtime_error("npz: neither float nor double");
  for (std::size_t i = 0; i < count; ++i)
    array.values.push_back(single ? static_cast<double>(number_at<float>(bytes, 10 + length + 4 * i))
                                  : number_at<double>(bytes, 10 + length + 8 * i));
  if (header.find("'fortran_order': True") != std::string::npos && array.shape.size() > 1) {
    if (array.shape.size() != 2) throw std::runtime_error("npz: more than two dimensions in Fortran order");
    const std::vector<double> columns = array.values;
    for (std::size_t i = 0; i < count; ++i)
      array.values[i] = columns[i % array.shape[1] * array.shape[0] + i / array.shape[1]];
  }
  return array;
}

inline std::string inflate_raw(const std::string& bytes, std::size_t at, std::size_t stored, std::size_t size) {
  if (at + stored > bytes.size()) throw std::runtime_error("npz: the file ends early");
  std::string result(size, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::runtime_error("npz: no inflate");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + at));
  stream.avail_in = static_cast<uInt>(stored);
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(size);
  const int status = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("npz: damaged member");
  return result;
}

/// Every array of a numpy .npz archive (zip, stored or deflated, without zip64), by name without ".npy".
inline std::map<std::string, NpyArray> read_npz(const std::filesystem::path& path) {
  const std::string bytes = read_text(path);
  const std::size_t end = bytes.rfind("PK\x05\x06");
  if (end == std::string::npos) throw std::runtime_error("npz: not a zip file");
  std::map<std::string, NpyArray> arrays;
  std::size_t at = number_at<std::uint32_t>(bytes, end + 16);
  for (int i = 0; i < number_at<std::uint16_t>(bytes, end + 10); ++i) {
    const auto method = number_at<std::uint16_t>(bytes, at + 10);
    const std::size_t stored = number_at<std::uint32_t>(bytes, at + 20),
                      size = number_at<std::uint32_t>(bytes, at + 24);
    const std::size_t name_length = number_at<std::uint16_t>(bytes, at + 28);
    const std::size_t local = number_at<std::uint32_t>(bytes, at + 42);
    const std::string name = bytes.substr(at + 46, name_length);
    const std::size_t data =
        local + 30 + number_at<std::uint16_t>(bytes, local + 26) + number_at<std::uint16_t>(bytes, local + 28);
    const std::string member = method == 0 ? bytes.substr(data, stored) : inflate_raw(bytes, data, stored, size);
    arrays[name.substr(0, name.find(".npy"))] = parse_npy(member);
    at += 46 + name_length + number_at<std::uint16_t>(bytes, at + 30) + number_at<std::uint16_t>(bytes, at + 32);
  }
  return arrays;
}

}  // namespace attune::test
