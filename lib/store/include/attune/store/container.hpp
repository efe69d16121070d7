#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/base/units.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::store {

/// One dimension of an array: its name ("time", "channel", "trial"), and per index a label, a value in `unit`, or both.
/// At least one of the two lists is as long as the dimension; an empty list says nothing.
struct Axis {
  std::string name;
  std::string unit;                 ///< of `values`, as "s", "ms", "Hz"; empty: none
  std::vector<std::string> labels;  ///< channel or region names
  std::vector<double> values;       ///< times, frequencies

  std::size_t size() const { return labels.empty() ? values.size() : labels.size(); }
};

/// A named block of numbers with a unit. Missing is NaN.
struct DataArray {
  std::string name;     ///< "epochs", "mean", "standard_error", ...: no '/', unique in a container
  std::string unit;     ///< of the values: "V", "percent", "1" for none
  std::string meaning;  ///< one sentence
  std::vector<Axis> axes;
  std::vector<double> values;     ///< row-major: the last axis varies fastest
  bool single_precision = false;  ///< stored as 32-bit floats: for data that were recorded so

  /// The values at index `i` of the first axis, all other axes in order. The array has at least one axis.
  std::span<const double> slab(std::size_t i) const;
};

/// What an HDF5 file of attune holds: arrays that describe themselves, and the tables that belong to them.
struct Container {
  std::string kind;                                             ///< "epochs", "evoked", "series" or "map"
  std::optional<Hertz> sampling_frequency;                      ///< absent: no time axis, or an irregular one
  std::vector<std::pair<std::string, std::string>> attributes;  ///< free text: participant, task, reference, filters
  std::vector<DataArray> arrays;
  std::vector<std::pair<std::string, Table>> tables;  ///< "trials", "events", "coverage"
  std::filesystem::path path;                         ///< where it was read from; empty for a new one

  /// The array or table of that name; unknown is an input error that names the file and the nearest known name.
  const DataArray& array(std::string_view name) const;
  const Table& table(std::string_view name) const;
  /// The attribute's text, nothing if it is not there.
  std::optional<std::string> attribute(std::string_view name) const;
};

/// Writes an HDF5 file: `/<array>/values` with one dimension scale per axis beside it, `/tables/<table>/<column>`, all
/// else as attributes of the root. Chunks follow from the shape alone; shuffle and gzip; fixed-length UTF-8 text; no
/// time stamps, so that the same container gives the same bytes. Opens in HDF5 1.8 and later, h5py and R. A user block
/// of 512 bytes in front holds the SHA-256 of the rest. Appears under its name only when complete. Shapes that do not
/// fit their axes, and names that HDF5 cannot hold, are internal errors; an existing file without `Overwrite::allow` is
/// an output error.
void write_container(const std::filesystem::path& path, const Container& container, Overwrite overwrite);

/// Reads a file of `write_container`. A file that is truncated, was changed after it was written (the SHA-256 differs),
/// is no HDF5 or holds something else is an input error that names the dataset. No allocation exceeds what the file's
/// size allows.
Container read_container(const std::filesystem::path& path);

/// True if the file starts as a container does; it may still be damaged. False for a file that cannot be read.
bool is_container(const std::filesystem::path& path);

/// What a container is, for `attune inspect`: kind, sampling frequency, shape and unit of each array, rows of tables.
Record summarise(const std::filesystem::path& path);

}  // namespace attune::store
