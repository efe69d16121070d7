#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/erp/waveform.hpp"

namespace attune::latency {

/// What is read off a waveform: a latency in milliseconds, or any other number. Called from several threads at once.
using Reader = std::function<erp::Reading(const erp::Waveform&)>;

/// Waveforms of people, one a row, contiguous.
using Waveforms = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A measure of the average over people, and of the averages that leave each of them out.
struct Jackknife {
  erp::Reading whole;              ///< of the average over everyone
  std::vector<double> without;     ///< of the average over all but person i; empty if one of them has no reading
  std::string reason;              ///< why `without` is empty: "peak on the window's edge"
  std::optional<std::size_t> who;  ///< the row of the person without whom that is so
};

/// Averages `people` (rows of `waveforms`; a row that is named twice counts twice) and reads the average and all
/// leave-one-out averages, which are made from the sum. At least two people. Miller, Patterson & Ulrich 1998.
Jackknife jackknife(const Waveforms& waveforms, std::span<const std::size_t> people, const eeg::TimeAxis& times,
                    const Reader& reader);

/// Scores of single people retrieved from leave-one-out scores J_-i: o_i = n J - (n - 1) J_-i with J the mean of the
/// J_-i (Smulders 2010), to be tested like any others. For a measure that is linear in the waveform o_i is exactly what
/// person i scores alone.
std::vector<double> retrieve(std::span<const double> without);

/// The jackknife's standard error, sqrt((n - 1) / n sum (J_-i - J)^2): that of the mean of the retrieved scores.
double standard_error(std::span<const double> without);

}  // namespace attune::latency
