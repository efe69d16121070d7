#pragma once

#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir.hpp"
#include "work.hpp"

namespace attune::preprocess {

/// The filter of a step `filter`, and how it is used.
struct FirStep {
  signal::Fir fir;
  signal::FirUse use;
};
FirStep fir_step(const Parameters& parameters, Hertz sampling_frequency);

}  // namespace attune::preprocess
