#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace attune::test {

/// Elements of a little-endian, uncompressed MAT v5 file, written down from the format's tables: enough to make EEGLAB
/// datasets that no test file on disk has.
inline std::string mat_element(std::uint32_t type, std::string_view content) {
  std::string out(8, '\0');
  const auto size = static_cast<std::uint32_t>(content.size());
  std::memcpy(out.data(), &type, 4);
  std::memcpy(out.data() + 4, &size, 4);
  out += content;
  if (type != 14) out.resize((out.size() + 7) / 8 * 8, '\0');
  return out;
}

/// The compact form of an element of up to 4 bytes.
inline std::string mat_small_element(std::uint16_t type, std::string_view content) {
  std::string out(4, '\0');
  const auto size = static_cast<std::uint16_t>(content.size());
  std::memcpy(out.data(), &type, 2);
  std::memcpy(out.data() + 2, &size, 2);
  out += content;
  out.resize(8, '\0');
  return out;
}

template <class T>
std::string mat_bytes(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

inline std::string mat_array(std::string_view name, std::uint32_t array_class, std::vector<std::int32_t> dimensions,
                             const std::string& parts) {
  return mat_element(14, mat_element(6, mat_bytes<std::uint32_t>({array_class, 0})) +
                             mat_element(5, mat_bytes(dimensions)) + mat_element(1, name) + parts);
}

inline std::string mat_numbers(std::string_view name, const std::vector<double>& values,
                               std::vector<std::int32_t> dimensions) {
  return mat_array(name, 6, std::move(dimensions), mat_element(9, mat_bytes(values)));
}
inline std::string mat_number(std::string_view name, double value) { return mat_numbers(name, {value}, {1, 1}); }
inline std::string mat_empty(std::string_view name) { return mat_numbers(name, {}, {0, 0}); }

inline std::string mat_text(std::string_view name, std::string_view ascii) {
  const std::vector<std::uint16_t> units(ascii.begin(), ascii.end());
  return mat_array(name, 4, {1, static_cast<std::int32_t>(ascii.size())}, mat_element(4, mat_bytes(units)));
}

/// A 1 x n structure array; `elements[i]` holds one unnamed array per field.
inline std::string mat_structure(std::string_view name, const std::vector<std::string>& fields,
                                 const std::vector<std::vector<std::string>>& elements) {
  constexpr std::size_t kWidth = 32;
  std::string names, arrays;
  for (std::string field : fields) {
    field.resize(kWidth, '\0');
    names += field;
  }
  for (const std::vector<std::string>& element : elements)
    for (const std::string& array : element) arrays += array;
  return mat_array(name, 2, {1, static_cast<std::int32_t>(elements.size())},
                   mat_small_element(5, mat_bytes<std::int32_t>({kWidth})) + mat_element(1, names) + arrays);
}

inline std::string mat_file(const std::string& variables) {
  std::string header = "MATLAB 5.0 MAT-file, made by a test";
  header.resize(124, ' ');
  header += std::string("\0\1IM", 4);
  return header + variables;
}

}  // namespace attune::test
