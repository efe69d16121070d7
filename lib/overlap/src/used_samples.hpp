#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "attune/overlap/correct.hpp"

namespace attune::overlap {

/// Why a sample is in the fit or not.
enum class Use : std::uint8_t { used, stated, not_finite, amplitude, unmodelled };

/// Segments between boundaries: the first sample of each, ascending, from 0.
std::vector<Eigen::Index> segment_starts(const eeg::Recording& recording);

/// One verdict a sample: stretches that were stated, samples that are not finite on a channel, stretches with a larger
/// peak-to-peak amplitude; `rows` are the channels that are fitted.
std::vector<Use> use_of_samples(const eeg::Recording& recording, const std::vector<Eigen::Index>& rows,
                                const OverlapOptions& options);

/// Samples per verdict, for the record; verdicts without samples are left out but for "used".
std::vector<std::pair<std::string, std::int64_t>> count_uses(const std::vector<Use>& uses);

}  // namespace attune::overlap
