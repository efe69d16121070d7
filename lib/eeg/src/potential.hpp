#pragma once

#include <optional>
#include <string_view>

namespace attune::eeg {

/// Volts in one of a unit of potential (V, mV, µV or uV, nV, as `plain_unit` writes it); nothing for any other unit.
std::optional<double> volts_per(std::string_view unit);

}  // namespace attune::eeg
