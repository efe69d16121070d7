#include "standard_error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/erp/reading.hpp"

namespace attune::erp {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
// Draws per product: large enough for the matrix kernel, small enough to share among threads. Fixed, so that results
// do not depend on their number.
constexpr std::size_t kDrawsPerChunk = 32;

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Standard deviation (n - 1) of the values that exist.
double deviation(const std::vector<double>& values) {
  double sum = 0, count = 0;
  for (const double v : values)
    if (!std::isnan(v)) sum += v, count += 1;
  const double mean = sum / count;
  double squares = 0;
  for (const double v : values)
    if (!std::isnan(v)) squares += (v - mean) * (v - mean);
  return count < 2 ? kNone : std::sqrt(squares / (count - 1));
}

// Every component and kind read off every row; result [component * kinds + kind][row].
std::vector<std::vector<double>> read_rows(const RowMajor& waveforms, const eeg::TimeAxis& times,
                                           const MeasureOptions& options) {
  std::vector<std::vector<double>> out;
  for (const Component& component : options.components) {
    for (const Kind kind : options.kinds) {
      std::vector<double>& values = out.emplace_back();
      for (Eigen::Index row = 0; row < waveforms.rows(); ++row) {
        const std::span<const double> samples(waveforms.row(row).data(), static_cast<std::size_t>(waveforms.cols()));
        values.push_back(read_component({samples, times}, component, kind, options).value);
      }
    }
  }
  return out;
}

}  // namespace

SiteErrors analytic_errors(const Eigen::MatrixXd& trials, const eeg::TimeAxis& times, const MeasureOptions& options) {
  const std::vector<std::vector<double>> values = read_rows(trials, times, options);
  SiteErrors out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool linear = has_analytic_sme(options.kinds[i % options.kinds.size()]);
    out.values.push_back(linear ? deviation(values[i]) / std::sqrt(static_cast<double>(trials.rows())) : kNone);
    out.draws_without.push_back(0);
  }
  return out;
}

SiteErrors bootstrap_errors(const Eigen::MatrixXd& trials, const Eigen::MatrixXd& weights, const eeg::TimeAxis& times,
                            const MeasureOptions& options) {
  const std::size_t measures = options.components.size() * options.kinds.size();
  const auto draws = static_cast<std::size_t>(weights.rows());
  std::vector<std::vector<double>> values(measures, std::vector<double>(draws, kNone));
  parallel::for_chunks(draws, kDrawsPerChunk, options.threads, [&](std::size_t begin, std::size_t end) {
    const RowMajor waveforms =
        weights.middleRows(static_cast<Eigen::Index>(begin), static_cast<Eigen::Index>(end - begin)) * trials;
    const std::vector<std::vector<double>> read = read_rows(waveforms, times, options);
    for (std::size_t m = 0; m < measures; ++m)
      std::copy(read[m].begin(), read[m].end(), values[m].begin() + static_cast<std::ptrdiff_t>(begin));
  });
  SiteErrors out;
  for (const std::vector<double>& measure : values) {
    const auto without =
        static_cast<int>(std::count_if(measure.begin(), measure.end(), [](double v) { return std::isnan(v); }));
    out.draws_without.push_back(without);
    out.values.push_back(2 * static_cast<std::size_t>(without) > draws ? kNone : deviation(measure));
  }
  return out;
}

Eigen::MatrixXd bootstrap_weights(Eigen::Index trials, int draws, parallel::Seed seed, parallel::Threads threads) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(draws, trials);
  const double share = 1.0 / static_cast<double>(trials);
  parallel::for_chunks(static_cast<std::size_t>(draws), kDrawsPerChunk, threads,
                       [&](std::size_t begin, std::size_t end) {
                         for (std::size_t b = begin; b < end; ++b) {
                           parallel::Stream stream(seed, b);
                           for (Eigen::Index i = 0; i < trials; ++i)
                             weights(static_cast<Eigen::Index>(b),
                                     static_cast<Eigen::Index>(stream.below(static_cast<std::uint64_t>(trials)))) += 1;
                         }
                       });
  return weights * share;
}

}  // namespace attune::erp
