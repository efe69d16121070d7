#pragma once

#include <filesystem>
#include <vector>

#include "attune/physio/formats.hpp"
#include "attune/physio/recording.hpp"

namespace attune::physio {

/// Reads a physio file with its sidecars and the events.tsv that applies to it, by inheritance.
Recording read_bids_physio(const std::filesystem::path& path);
/// True for names that end in _physio.tsv.gz or _physio.tsv.
bool is_bids_physio_name(const std::filesystem::path& path);

}  // namespace attune::physio
