#pragma once

#include <span>
#include <string>

#include "attune/decode/trials.hpp"

namespace attune::decode {

/// A trial that is there twice would be in training and test at once. Input errors, which name the file: two files with
/// the labels of one recording, a trial with the values that another has at the same sample (a copy under another
/// name), an event that is in both conditions.
void require_each_trial_once(std::span<const eeg::Epochs> files, std::span<const std::string> sources,
                             const TrialOptions& options);

}  // namespace attune::decode
