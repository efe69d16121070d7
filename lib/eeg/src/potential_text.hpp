#pragma once

#include <string>

namespace attune::eeg {

/// A potential for people, in the unit that suits its size: "16.9 µV", "-187.5 mV", "-187500 V".
std::string potential_text(double volts);

}  // namespace attune::eeg
