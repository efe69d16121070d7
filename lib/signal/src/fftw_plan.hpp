#pragma once

#include <fftw3.h>

#include <complex>
#include <memory>
#include <mutex>

#include "attune/base/instruction_set.hpp"

namespace attune::signal {

/// FFTW's planner is one for the whole process.
inline std::mutex& fftw_planner() {
  static std::mutex mutex;
  return mutex;
}

struct DestroyPlan {
  void operator()(fftw_plan_s* plan) const {
    const std::scoped_lock lock(fftw_planner());
    fftw_destroy_plan(plan);
  }
};
using PlanPointer = std::unique_ptr<fftw_plan_s, DestroyPlan>;

/// Estimated plans: measured ones differ from run to run, and with them the last bits. Without vectors there is one
/// kernel for all processors.
inline unsigned fftw_flags() { return FFTW_ESTIMATE | (use_avx2() ? 0U : FFTW_NO_SIMD); }

inline fftw_complex* as_fftw(std::complex<double>* values) { return reinterpret_cast<fftw_complex*>(values); }

}  // namespace attune::signal
