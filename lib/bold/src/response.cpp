#include "attune/bold/response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "gamma_kernel.hpp"
#include "spm_sampling.hpp"

namespace attune::bold {

namespace {

// SPM's steps for the finite differences, seconds.
constexpr double kDelayStep = 1.0;
constexpr double kDispersionStep = 0.01;
// An onset that rounding puts just before the edge of a bin belongs to it.
constexpr double kBinGuard = 1e-9;

void check(const ResponseModel& model, double repetition_time) {
  if (!(repetition_time > 0)) throw Error(Fault::internal, "Response: the repetition time is not positive");
  const bool derivatives = model.time_derivative || model.dispersion_derivative;
  if (model.kind == ResponseKind::fir && derivatives)
    throw usage_error("a finite impulse response has no derivatives; take them away or choose another response");
  if (model.kind == ResponseKind::fir && (model.fir_bins < 1 || model.fir_width < Seconds(0)))
    throw usage_error("a finite impulse response needs a number of bins from 1, and a width that is not negative");
  if (model.dispersion_derivative && !model.time_derivative)
    throw usage_error("the dispersion derivative is the third function of its set; ask for the time derivative too");
  if (!model.spm_sampling) return;
  if (model.kind != ResponseKind::spm)
    throw usage_error(fmt::format("SPM's sampling is for the response spm, not for {}", name_of(model.kind)));
  if (model.spm_bins < 1 || model.spm_bin < 1 || model.spm_bin > model.spm_bins)
    throw usage_error(fmt::format("SPM's sampling takes bin {} of {} bins per volume, expected one from 1 to the last",
                                  model.spm_bin, model.spm_bins));
}

// Subtracts from each kernel its projections on those before it.
void orthogonalise(std::vector<Kernel>& kernels) {
  for (std::size_t k = 1; k < kernels.size(); ++k)
    for (std::size_t j = 0; j < k; ++j) {
      const double share = inner_product(kernels[j], kernels[k]) / inner_product(kernels[j], kernels[j]);
      kernels[k] = added(kernels[k], -share, kernels[j]);
    }
}

}  // namespace

ResponseKind response_kind(std::string_view name) {
  const std::array<std::string, 4> known{"spm", "glover", "gamma", "fir"};
  for (std::size_t i = 0; i < known.size(); ++i)
    if (name == known[i]) return static_cast<ResponseKind>(i);
  throw usage_error("unknown response " + in_quotes(name) + suggestion(name, known));
}

std::string_view name_of(ResponseKind kind) {
  constexpr std::array<std::string_view, 4> kNames{"spm", "glover", "gamma", "fir"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(ColumnKind kind) {
  constexpr std::array<std::string_view, 8> kNames{"condition", "derivative", "dispersion", "delay",
                                                   "modulator", "constant",   "drift",      "confound"};
  return kNames[static_cast<std::size_t>(kind)];
}

Response::Response(const ResponseModel& model, Seconds repetition_time)
    : model_(model), repetition_time_(repetition_time.count()) {
  check(model, repetition_time_);
  if (model.kind == ResponseKind::fir) {
    kinds_.assign(static_cast<std::size_t>(model.fir_bins), ColumnKind::delay);
    kernels_.resize(kinds_.size());
    return;
  }
  const Kernel kernel = unit_kernel(model.kind, 0);
  kinds_.push_back(ColumnKind::condition);
  kernels_.push_back(kernel);
  if (model.time_derivative) {
    kinds_.push_back(ColumnKind::derivative);
    kernels_.push_back(added(kernel, -1 / kDelayStep, delayed(kernel, kDelayStep)));
  }
  if (model.dispersion_derivative) {
    kinds_.push_back(ColumnKind::dispersion);
    kernels_.push_back(
        added(added({}, 1 / kDispersionStep, kernel), -1 / kDispersionStep, unit_kernel(model.kind, kDispersionStep)));
  }
  if (model.orthogonalise) orthogonalise(kernels_);
  if (model.spm_sampling) spm_kernels_ = spm_kernels(parts(), repetition_time_ / model.spm_bins);
}

std::string Response::suffix(std::size_t part) const {
  if (kinds_[part] == ColumnKind::delay) return fmt::format("_delay_{}", part);
  if (kinds_[part] == ColumnKind::derivative) return "_derivative";
  if (kinds_[part] == ColumnKind::dispersion) return "_dispersion";
  return "";
}

double Response::operator()(std::size_t part, Seconds since_onset, Seconds duration) const {
  if (model_.kind != ResponseKind::fir) return answer(kernels_[part], since_onset.count(), duration.count());
  const double width = model_.fir_width > Seconds(0) ? model_.fir_width.count() : repetition_time_;
  return std::floor(since_onset.count() / width + kBinGuard) == static_cast<double>(part) ? 1 : 0;
}

Eigen::MatrixXd Response::columns(std::span<const Stimulus> stimuli, const FrameTimes& frames) const {
  if (model_.spm_sampling)
    return spm_regressors(spm_kernels_, stimuli, {repetition_time_, model_.spm_bins, model_.spm_bin}, frames.volumes);
  const auto columns = static_cast<Eigen::Index>(parts());
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(frames.volumes, columns);
  for (const Stimulus& stimulus : stimuli) {
    const Seconds over = stimulus.onset + stimulus.duration + lasts();
    const auto first =
        static_cast<Eigen::Index>(std::clamp(std::floor((stimulus.onset - frames.start) / frames.repetition_time), 0.0,
                                             static_cast<double>(frames.volumes)));
    for (Eigen::Index volume = first; volume < frames.volumes && frames.at(volume) <= over; ++volume)
      for (Eigen::Index part = 0; part < columns; ++part)
        result(volume, part) += stimulus.weight * (*this)(static_cast<std::size_t>(part),
                                                          frames.at(volume) - stimulus.onset, stimulus.duration);
  }
  return result;
}

double Response::peak(Seconds duration) const {
  if (model_.kind == ResponseKind::fir) return 1;
  if (duration < Seconds(0)) throw Error(Fault::internal, "Response::peak: the duration is negative");
  if (model_.spm_sampling) return spm_peak(spm_kernels_.col(0), duration.count(), repetition_time_ / model_.spm_bins);
  return bold::peak(kernels_[0], duration.count());
}

Seconds Response::lasts() const {
  if (model_.kind != ResponseKind::fir) return Seconds(kKernelEnds);
  return model_.fir_bins * (model_.fir_width > Seconds(0) ? model_.fir_width : Seconds(repetition_time_));
}

}  // namespace attune::bold
