#pragma once

#include <string>
#include <vector>

#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// True for a potential from the scalp: of type EEG or, where the file states no type, with a name that is not that of
/// an eye, heart, muscle, auxiliary or trigger channel (EOG, VEOG, HEOG, ECG, EKG, EMG, AUX, MISC, STI, ...).
bool is_scalp(const Channel& channel);
/// The same by the name alone, of a potential whose type is not known, as in epochs.
bool is_scalp(const std::string& name);
/// True for an eye channel: of type EOG, VEOG or HEOG or, without a type, with such a name.
bool is_eye(const Channel& channel);
/// Rows of the scalp channels that are not bad.
std::vector<Eigen::Index> good_scalp_channels(const Recording& recording);

}  // namespace attune::eeg
