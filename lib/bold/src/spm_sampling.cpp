#include "spm_sampling.hpp"

#include <algorithm>
#include <cmath>

#include "gamma_kernel.hpp"

namespace attune::bold {

namespace {

constexpr double kKernelSeconds = 32.0;
// SPM's grid begins this many bins before the run; an earlier onset is moved there.
constexpr Eigen::Index kBinsBefore = 32;

// SPM's response in bins of `width` seconds, with the given delay and dispersion of the first density, at sum 1.
Eigen::VectorXd sampled(double width, double delay, double widening) {
  const Kernel kernel = delayed(unit_kernel(ResponseKind::spm, widening), delay);
  const auto bins = static_cast<Eigen::Index>(std::floor(kKernelSeconds / width)) + 1;
  Eigen::VectorXd values(bins);
  for (Eigen::Index i = 0; i < bins; ++i) values(i) = density(kernel, static_cast<double>(i) * width);
  return values / values.sum();
}

// Number of bins that an event fills: its duration, rounded, and one.
Eigen::Index filled(double duration, double width) {
  return static_cast<Eigen::Index>(std::round(duration / width)) + 1;
}

}  // namespace

Eigen::MatrixXd spm_kernels(std::size_t parts, double width) {
  const Eigen::VectorXd response = sampled(width, 0, 0);
  Eigen::MatrixXd kernels(response.size(), static_cast<Eigen::Index>(parts));
  kernels.col(0) = response;
  if (parts > 1) kernels.col(1) = response - sampled(width, 1, 0);
  if (parts > 2) kernels.col(2) = (response - sampled(width, 0, 0.01)) / 0.01;
  orthogonalise_columns(kernels);
  return kernels;
}

Eigen::MatrixXd spm_regressors(const Eigen::MatrixXd& kernels, std::span<const Stimulus> stimuli, const SpmGrid& grid,
                               Eigen::Index volumes) {
  const double width = grid.repetition_time / grid.bins;
  const bool brief = std::all_of(stimuli.begin(), stimuli.end(),
                                 [](const Stimulus& stimulus) { return stimulus.duration == Seconds(0); });
  const double height = brief ? 1 / width : 1;
  const Eigen::Index bins = volumes * grid.bins + kBinsBefore;
  Eigen::VectorXd input = Eigen::VectorXd::Zero(bins);
  for (const Stimulus& stimulus : stimuli) {
    const double onset = std::round(stimulus.onset.count() / width) + static_cast<double>(kBinsBefore);
    if (onset >= static_cast<double>(bins)) continue;
    const auto unclamped = static_cast<Eigen::Index>(std::max(onset, -1e15));
    const Eigen::Index first = std::max<Eigen::Index>(unclamped, 0);
    const Eigen::Index end = std::clamp<Eigen::Index>(unclamped + filled(stimulus.duration.count(), width), 0, bins);
    input.segment(first, std::max<Eigen::Index>(end - first, 0)).array() += stimulus.weight * height;
  }
  Eigen::MatrixXd columns(volumes, kernels.cols());
  for (Eigen::Index volume = 0; volume < volumes; ++volume) {
    const Eigen::Index at = volume * grid.bins + grid.bin - 1 + kBinsBefore;
    const Eigen::Index length = std::min(at + 1, kernels.rows());
    columns.row(volume) = input.segment(at + 1 - length, length).reverse().transpose() * kernels.topRows(length);
  }
  return columns;
}

void orthogonalise_columns(Eigen::MatrixXd& columns) {
  for (Eigen::Index k = 1; k < columns.cols(); ++k)
    for (Eigen::Index j = 0; j < k; ++j) {
      const double length = columns.col(j).squaredNorm();
      if (length > 0) columns.col(k) -= columns.col(j).dot(columns.col(k)) / length * columns.col(j).eval();
    }
}

double spm_peak(const Eigen::Ref<const Eigen::VectorXd>& kernel, double duration, double width) {
  if (duration == 0) return kernel.maxCoeff() / width;
  const Eigen::Index length = filled(duration, width);
  double largest = 0;
  double sum = 0;
  for (Eigen::Index bin = 0; bin < kernel.size(); ++bin) {
    sum += kernel(bin) - (bin >= length ? kernel(bin - length) : 0);
    largest = std::max(largest, sum);
  }
  return largest;
}

}  // namespace attune::bold
