#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/eeg/evoked.hpp"

namespace attune::eeg {

/// Epochs as an HDF5 container: kept trials as trials x channels x samples in microvolts, with the whole ledger,
/// channel names, times and the baseline that was used.
void write_epochs(const std::filesystem::path& path, const Epochs& epochs, Overwrite overwrite);
/// Back from such a file; bits of the amplitudes are those that were written. Anything else is an input error.
Epochs read_epochs(const std::filesystem::path& path);

/// Averages, all on one time axis and one list of channels: conditions x channels x samples in microvolts.
void write_evoked(const std::filesystem::path& path, std::span<const Evoked> evoked, Overwrite overwrite);
/// Averages of an HDF5 file of averages (also of epochs: they are averaged) or of the tidy TSV that `to_table` makes.
std::vector<Evoked> read_evoked(const std::filesystem::path& path);

/// True if the file is an HDF5 container of epochs; false if it is one of averages or a text table.
bool holds_epochs(const std::filesystem::path& path);

}  // namespace attune::eeg
