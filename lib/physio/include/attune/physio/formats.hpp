#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "attune/bids/metadata.hpp"
#include "attune/physio/recording.hpp"
#include "attune/physio/source.hpp"

namespace attune::physio {

// The formats one by one, from what is in memory. Channels still have the units of the file; `read_recording` converts
// them and does what the user asked for.

/// A BIDS physio file: tab-separated numbers without a header line. `Columns`, `SamplingFrequency` and `StartTime` of
/// the sidecar are needed; `Units` of a column's object are its unit. Input errors: a header line, another number of
/// columns (with the line), no or impossible fields.
Recording parse_bids_physio(std::string_view text, const std::filesystem::path& path, const bids::Metadata& sidecar);

/// A text of samples by its first lines: OpenSignals ("# OpenSignals Text File Format"), BioSPPy's Simple Text Format,
/// or plain columns of numbers with or without a header line. Plain text needs a sampling frequency or a column of
/// times, called time, t, time_s, seconds (or these in ms).
Recording parse_text(std::string_view text, const std::filesystem::path& path, const SourceRequest& request);

/// One file of an Empatica wristband by its name (BVP.csv, EDA.csv, HR.csv, TEMP.csv, ACC.csv): the time of the first
/// sample, the rate, and the samples, on a clock that starts `clock_start` seconds after 1970.
std::vector<Channel> parse_empatica(std::string_view text, const std::filesystem::path& path, double clock_start);

/// The bytes of a signal file that a WFDB header names.
using LoadSignals = std::function<std::vector<std::byte>(const std::filesystem::path& file)>;
/// A WFDB record; see `read_wfdb`.
Recording parse_wfdb(std::string_view header, const std::filesystem::path& path, const LoadSignals& load);

}  // namespace attune::physio
