#include "attune/signal/fir_blocks.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <limits>

#include "attune/base/error.hpp"
#include "fftw_plan.hpp"

namespace attune::signal {
namespace {

// Nanoseconds per value of a real transform there and back, per doubling of its length; past the second-level cache
// every value costs more. Measured with bench_signal; only the choice of the length rests on it.
double cost_of(Eigen::Index size) {
  const double n = static_cast<double>(size);
  const double beyond_cache = std::max(0.0, std::log2(n / 16384.0));
  return n * (std::log2(n) + 2.0) * (1.0 + 0.18 * beyond_cache);
}

// The power of two that filters a sample at the least cost.
Eigen::Index transform_size(Eigen::Index taps) {
  Eigen::Index best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (Eigen::Index size = 64; size <= 128 * taps + 64; size *= 2) {
    if (size < 2 * taps - 1) continue;
    const double cost = cost_of(size) / static_cast<double>(size - taps + 1);
    if (cost < least) least = cost, best = size;
  }
  return best;
}

// Columns of a workspace start on cache lines of their own; not a power of two apart, or they would share cache sets.
constexpr Eigen::Index kLine = 8;

fftw_complex* as_complex(double* values) { return reinterpret_cast<fftw_complex*>(values); }

}  // namespace

struct FirBlocks::Plan {
  Eigen::Index taps = 0, centre = 0, size = 0;
  PlanPointer forward, backward;
  std::vector<std::complex<double>> spectrum;  // of the taps about the middle one, divided by the size
  std::vector<double> real_spectrum;           // the same of symmetric taps, which has no imaginary part
};

void FirBlocks::Workspace::Free::operator()(double* memory) const { fftw_free(memory); }

FirBlocks::Workspace::Workspace(const FirBlocks& blocks, Eigen::Index channels)
    : span_(blocks.span()), stride_((blocks.plan_->size + 2 + kLine - 1) / kLine * kLine), channels_(channels) {
  memory_.reset(fftw_alloc_real(static_cast<std::size_t>(stride_ * channels)));
  if (!memory_) throw std::bad_alloc();
  std::fill_n(memory_.get(), stride_ * channels, 0.0);
}

Eigen::Map<Eigen::MatrixXd, 0, Eigen::OuterStride<>> FirBlocks::Workspace::columns() {
  return {memory_.get(), span_, channels_, Eigen::OuterStride<>(stride_)};
}

FirBlocks::FirBlocks(const Fir& fir, Phase phase) : plan_(std::make_unique<Plan>()) {
  if (fir.taps.size() == 0 || fir.taps.size() % 2 == 0)
    throw Error(Fault::internal, "a filter with an even number of taps");
  plan_->taps = fir.taps.size();
  plan_->centre = phase == Phase::zero ? fir.taps.size() / 2 : 0;
  plan_->size = transform_size(plan_->taps);
  Workspace workspace(*this, 1);
  double* values = workspace.column(0);
  const int size = static_cast<int>(plan_->size);
  {
    const std::scoped_lock lock(fftw_planner());
    plan_->forward.reset(fftw_plan_dft_r2c_1d(size, values, as_complex(values), fftw_flags()));
    plan_->backward.reset(fftw_plan_dft_c2r_1d(size, as_complex(values), values, fftw_flags()));
  }
  if (!plan_->forward || !plan_->backward) throw Error(Fault::internal, "FFTW has no plan");
  // The middle tap goes to 0: the spectrum of a symmetric filter is real then, and so is the work per frequency.
  std::fill_n(values, plan_->size + 2, 0.0);
  const Eigen::Index middle = plan_->taps / 2;
  std::copy_n(fir.taps.data() + middle, plan_->taps - middle, values);
  std::copy_n(fir.taps.data(), middle, values + plan_->size - middle);
  fftw_execute_dft_r2c(plan_->forward.get(), values, as_complex(values));
  const bool symmetric = fir.taps == fir.taps.reverse();
  for (Eigen::Index k = 0; k < plan_->size + 2; k += 2) {
    const std::complex<double> h = std::complex<double>(values[k], values[k + 1]) / static_cast<double>(plan_->size);
    symmetric ? plan_->real_spectrum.push_back(h.real()) : plan_->spectrum.push_back(h);
  }
}

FirBlocks::~FirBlocks() = default;

Eigen::Index FirBlocks::step() const { return plan_->size - plan_->taps + 1; }
Eigen::Index FirBlocks::before() const { return plan_->taps - 1 - plan_->centre; }
Eigen::Index FirBlocks::after() const { return plan_->centre; }

std::span<const double> FirBlocks::filter(Workspace& workspace, Eigen::Index channel) const {
  double* values = workspace.column(channel);
  fftw_execute_dft_r2c(plan_->forward.get(), values, as_complex(values));
  Eigen::Map<Eigen::ArrayXcd> frequencies(reinterpret_cast<std::complex<double>*>(values), plan_->size / 2 + 1);
  if (plan_->spectrum.empty()) {
    const double* h = plan_->real_spectrum.data();
    for (Eigen::Index k = 0; k < frequencies.size(); ++k) {
      values[2 * k] *= h[k];
      values[2 * k + 1] *= h[k];
    }
  } else {
    frequencies *= Eigen::Map<const Eigen::ArrayXcd>(plan_->spectrum.data(), frequencies.size());
  }
  fftw_execute_dft_c2r(plan_->backward.get(), as_complex(values), values);
  return {values + plan_->taps / 2, static_cast<std::size_t>(step())};
}

PaddedSample padded_sample(Eigen::Index index, Eigen::Index count, Padding padding, Eigen::Index taps) {
  if (index >= 0 && index < count) return {1.0, index, 0.0, index};
  const Eigen::Index beyond = index < 0 ? -index : index - count + 1;
  const Eigen::Index end = index < 0 ? 0 : count - 1;
  switch (padding) {
    case Padding::reflect_limited:
      if (beyond >= std::min(count, taps)) break;
      return {2.0, end, -1.0, index < 0 ? beyond : count - 1 - beyond};
    case Padding::edge:
      return {1.0, end, 0.0, end};
    case Padding::zero:
      break;
  }
  return {0.0, end, 0.0, end};
}

}  // namespace attune::signal
