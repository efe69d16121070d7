#pragma once

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace attune::eeg {

/// What MATLAB notes at an object of a v7.3 file: attributes MATLAB_class and MATLAB_empty.
struct MatlabNotes {
  std::string class_name;  ///< "double", "char", "cell", "struct", ...; empty without the attribute
  bool is_empty = false;   ///< the values are the sizes of an array without elements
};

/// Reads object headers of an HDF5 file that somebody else wrote from its bytes, with every size checked, because HDF5
/// believes some of them (found with 1.10.8): its attribute functions decode every attribute of an object by the sizes
/// in the message, and looking up a link compares names by offsets in the file. A forged file makes either read beyond
/// its memory. So attributes are read here, and a group is checked here before HDF5 looks for a link in it.
/// Only what MATLAB writes is taken: offsets of 8 bytes, version 1 headers, groups as symbol tables; the rest is an
/// input error, like a header that does not fit the file or contradicts itself.
class ObjectHeaders {
 public:
  ObjectHeaders(const std::filesystem::path& path, hid_t file);

  MatlabNotes notes(hid_t object) const;
  /// Passes if every name of the group's links ends within the group's heap.
  void check_group(hid_t group) const;

 private:
  struct Message {
    std::uint64_t address = 0;
    unsigned type = 0, flags = 0;
    std::vector<std::byte> data;
  };
  [[noreturn]] void refuse(const std::string& what) const;
  std::filesystem::path place(std::uint64_t address) const;
  std::vector<std::byte> bytes_at(std::uint64_t address, std::uint64_t size) const;
  std::vector<Message> messages(hid_t object) const;
  /// The names of a group, one after another, each ended by NUL.
  std::vector<std::byte> heap_at(std::uint64_t address) const;
  void check_name(std::span<const std::byte> heap, std::uint64_t offset) const;
  void check_symbols(std::uint64_t address, std::span<const std::byte> heap) const;

  const std::filesystem::path& path_;
  mutable std::ifstream file_;
  std::uint64_t base_ = 0, file_size_ = 0;
};

}  // namespace attune::eeg
