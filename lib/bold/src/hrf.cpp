#include "attune/bold/hrf.hpp"

#include "gamma_kernel.hpp"

namespace attune::bold {

namespace {

const Kernel& canonical() {
  static const Kernel kKernel{{1, Seconds(0), 6, Seconds(1)}, {-1.0 / 6, Seconds(0), 16, Seconds(1)}};
  return kKernel;
}

}  // namespace

double canonical_response(Seconds since_onset) { return density(canonical(), since_onset.count()); }

double canonical_step_response(Seconds since_onset) { return integral(canonical(), since_onset.count()); }

double event_response(Seconds since_onset, Seconds duration) {
  return answer(canonical(), since_onset.count(), duration.count());
}

double peak_response(Seconds duration) { return peak(canonical(), duration.count()); }

}  // namespace attune::bold
