#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"

namespace attune::heart {

/// Frequencies from `low` up to `high`.
struct Band {
  Hertz low, high;
};

/// The bands of an age, and how the Porges-Bohrer method samples it.
struct Bands {
  std::string name;
  Band vlf, lf, hf;
  Band rsa;        ///< of the Porges-Bohrer method
  Hertz rsa_rate;  ///< at which it samples the intervals
};

/// adult: VLF 0.0033 to 0.04, LF 0.04 to 0.15, HF 0.15 to 0.40 Hz (Task Force 1996); RSA 0.12 to 0.40 Hz at 2 Hz.
/// child: HF 0.15 to 0.60 Hz (Finley & Nugent 1995, J Auton Nerv Syst 51:103-108); RSA as infant.
/// infant (4 months to 4 years): LF 0.04 to 0.24, HF 0.24 to 1.04 Hz (Bar-Haim, Marshall & Fox 2000, Dev Psychobiol 37:
/// 44-56); RSA 0.24 to 1.04 Hz at 5 Hz. Any other name is a usage error.
Bands band_set(std::string_view name);

/// Replaces bands by NAME:LOW:HIGH in Hz, NAME being vlf, lf, hf or rsa; anything else is a usage error, as are bands
/// without width, an rsa band above half of its sampling rate, and vlf, lf and hf that overlap.
void replace(Bands& bands, std::span<const std::string> texts);

}  // namespace attune::heart
