#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace attune::eeg {

/// A top-level variable of a MAT v5 file: inflated, and checked so that a reader may trust its sizes.
struct MatV5Variable {
  std::string name;
  std::vector<std::byte> element;  ///< the whole array element, tag included, in the file's byte order
};

/// The first 128 bytes are the header of a MAT v5 file.
bool is_mat_v5(std::span<const std::byte> bytes);

/// The variable `EEG` or, if there is none, the variables that are fields of a dataset. Every element within them is
/// walked: types and sizes that run over their parent, or contradict the array's dimensions, are input errors with the
/// offset (within the variable, where it is compressed). Classes that a dataset does not need (sparse, objects,
/// function handles) are blanked out. Memory follows the real bytes of the file: nothing is allocated on the word of a
/// header.
std::vector<MatV5Variable> checked_variables(std::span<const std::byte> file, const std::filesystem::path& path);

}  // namespace attune::eeg
