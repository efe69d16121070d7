#pragma once

#include <hdf5.h>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace attune::eeg {

/// Makes sure that every chunk of a filtered dataset unpacks to as many bytes as its shape says, which HDF5 itself
/// takes on trust and then reads beyond the end of a short one. Filters are deflate, shuffle and Fletcher's checksum,
/// as the caller has checked. Anything else is an input error that names the dataset.
void check_chunks(hid_t dataset, hid_t creation, std::span<const hsize_t> shape, std::size_t element_size,
                  const std::filesystem::path& path, const std::string& name);

}  // namespace attune::eeg
