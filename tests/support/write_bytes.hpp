#pragma once

#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

namespace attune::test {

/// Puts bytes into a file, replacing what was there.
inline void write_bytes(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

template <class T>
void write_values(const std::filesystem::path& path, const std::vector<T>& values) {
  write_bytes(path, {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
}

}  // namespace attune::test
