#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace attune::physio {

/// Samples with as many missing ones before each as were lost there.
inline std::vector<double> with_gaps(const std::vector<double>& samples, const std::vector<std::size_t>& lost) {
  std::vector<double> out;
  out.reserve(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    out.insert(out.end(), lost[i], std::numeric_limits<double>::quiet_NaN());
    out.push_back(samples[i]);
  }
  return out;
}

}  // namespace attune::physio
