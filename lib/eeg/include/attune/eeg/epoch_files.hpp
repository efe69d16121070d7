#pragma once

#include <filesystem>
#include <span>
#include <variant>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/eeg/evoked.hpp"

namespace attune::eeg {

/// Epochs as an HDF5 container of kind "epochs": the kept trials (trial x channel x time, volts), the whole ledger, the
/// channels with their status, the conditions and the baseline. Without a kept trial there is nothing to write: an
/// analysis error that counts the reasons.
void write_epochs(const std::filesystem::path& path, const Epochs& epochs, Overwrite overwrite);
/// Averages as a container of kind "evoked": average and standard_error (condition x channel x time, volts) and the
/// number of trials. All on one time axis, with the same labels and channels, else an internal error.
void write_evoked(const std::filesystem::path& path, std::span<const Evoked> evoked, Overwrite overwrite);

/// What a file holds: trials, or averages. HDF5 containers of the two functions above, with the bits that were written,
/// or the tidy TSV of averages that `to_table` makes. Anything else is an input error.
using EpochFile = std::variant<Epochs, std::vector<Evoked>>;
EpochFile read_epoch_file(const std::filesystem::path& path);
/// Trials; a file of averages is an input error that says so.
Epochs read_epochs(const std::filesystem::path& path);
/// Averages; trials are averaged.
std::vector<Evoked> read_evoked(const std::filesystem::path& path);

}  // namespace attune::eeg
