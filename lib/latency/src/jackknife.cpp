#include "attune/latency/jackknife.hpp"

#include <algorithm>
#include <cmath>

#include "attune/base/error.hpp"

namespace attune::latency {

Jackknife jackknife(const Waveforms& waveforms, std::span<const std::size_t> people, const eeg::TimeAxis& times,
                    const Reader& reader) {
  if (people.size() < 2) throw Error(Fault::internal, "a jackknife of fewer than two people");
  const auto row = [&](std::size_t person) { return waveforms.row(static_cast<Eigen::Index>(person)); };
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(waveforms.cols());
  for (const std::size_t person : people) sum += row(person);
  const auto n = static_cast<double>(people.size());
  Eigen::RowVectorXd average = sum / n;
  const erp::Waveform waveform{{average.data(), static_cast<std::size_t>(average.size())}, times};
  Jackknife out;
  out.whole = reader(waveform);
  out.without.reserve(people.size());
  for (std::size_t i = 0; i < people.size(); ++i) {
    // People who are drawn twice stand side by side where draws are sorted.
    if (i > 0 && people[i] == people[i - 1]) {
      out.without.push_back(out.without.back());
      continue;
    }
    average.noalias() = (sum - row(people[i])) / (n - 1.0);
    const erp::Reading reading = reader(waveform);
    if (!reading.reason.empty()) {
      out.without.clear();
      out.reason = reading.reason;
      out.who = people[i];
      return out;
    }
    out.without.push_back(reading.value);
  }
  return out;
}

namespace {

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double x : values) sum += x;
  return sum / static_cast<double>(values.size());
}

}  // namespace

std::vector<double> retrieve(std::span<const double> without) {
  const auto n = static_cast<double>(without.size());
  const double mean = mean_of(without);
  std::vector<double> out;
  // As mean + (n - 1) (mean - J_-i), which is the same and does not cancel.
  for (const double x : without) out.push_back(mean + (n - 1.0) * (mean - x));
  return out;
}

double standard_error(std::span<const double> without) {
  const auto n = static_cast<double>(without.size());
  const double mean = mean_of(without);
  double squares = 0;
  for (const double x : without) squares += (x - mean) * (x - mean);
  return std::sqrt((n - 1.0) / n * squares);
}

}  // namespace attune::latency
