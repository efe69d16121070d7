#include "potential_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace attune::eeg {

std::string potential_text(double volts) {
  const double size = std::abs(volts);
  if (size >= 1.0) return fmt::format("{:.6g} V", volts);
  if (size >= 1e-3) return fmt::format("{:.4g} mV", volts * 1e3);
  if (size >= 1e-8 || size == 0.0) return fmt::format("{:.4g} \xc2\xb5V", volts * 1e6);
  return fmt::format("{:.4g} nV", volts * 1e9);
}

}  // namespace attune::eeg
