#include "attune/skin/decompose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace attune::skin {
namespace {

constexpr double kRate = 25;             // Hz: a response rises in a second
constexpr double kShortestStretch = 20;  // s: two knots of the tonic level

/// Means of `factor` samples; NaN where one of them is an artefact.
std::vector<double> means_of(const physio::Channel& channel, const std::vector<bool>& artefact, std::size_t factor) {
  std::vector<double> out;
  for (std::size_t first = 0; first + factor <= channel.samples.size(); first += factor) {
    double sum = 0;
    for (std::size_t i = first; i < first + factor; ++i) sum += artefact[i] ? std::nan("") : channel.samples[i];
    out.push_back(sum / static_cast<double>(factor));
  }
  return out;
}

}  // namespace

Decomposed decompose(const physio::Channel& channel, const std::vector<bool>& artefact, const CvxEdaOptions& options) {
  const double rate = channel.sampling_frequency.value();
  const auto factor = static_cast<std::size_t>(std::max(1.0, std::floor(rate / kRate)));
  const std::vector<double> x = means_of(channel, artefact, factor);
  Decomposed out;
  out.sampling_frequency = Hertz(rate / static_cast<double>(factor));
  out.from_s = channel.time_of(0.5 * static_cast<double>(factor - 1)).count();
  out.tonic_us = out.phasic_us = out.driver = std::vector<double>(x.size(), std::nan(""));
  std::size_t done = 0;
  for (std::size_t first = 0; first < x.size();) {
    std::size_t end = first;
    while (end < x.size() && !std::isnan(x[end])) ++end;
    if (static_cast<double>(end - first) >= kShortestStretch * out.sampling_frequency.value()) {
      const Eigen::Map<const Eigen::VectorXd> stretch(x.data() + first, static_cast<Eigen::Index>(end - first));
      const CvxEda found = cvxeda(stretch, out.sampling_frequency, options);
      std::copy(found.tonic.begin(), found.tonic.end(), out.tonic_us.begin() + static_cast<std::ptrdiff_t>(first));
      std::copy(found.phasic.begin(), found.phasic.end(), out.phasic_us.begin() + static_cast<std::ptrdiff_t>(first));
      std::copy(found.driver.begin(), found.driver.end(), out.driver.begin() + static_cast<std::ptrdiff_t>(first));
      out.kkt = std::max(out.kkt, found.kkt);
      ++done;
    }
    first = end + 1;
  }
  if (done == 0)
    throw analysis_error(fmt::format("channel {}: no stretch of {:g} s without artefacts; nothing can be decomposed",
                                     channel.name, kShortestStretch));
  return out;
}

}  // namespace attune::skin
