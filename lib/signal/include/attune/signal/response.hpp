#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir.hpp"
#include "attune/signal/iir.hpp"

namespace attune::signal {

/// What a filter does to a sine of one frequency, as it is used.
struct Response {
  double gain = 0;  ///< amplitude out / in
  Milliseconds
      delay{};  ///< group delay: how much later an envelope comes out; 0 for zero phase, NaN where the gain is 0
};
Response response(const Fir& fir, Phase phase, Hertz frequency);
Response response(const Iir& iir, Passes passes, Hertz frequency);

/// A frequency at which the gain of a filter, as it is used, passes through a level.
struct Crossing {
  double level_db = 0;
  Hertz frequency;
};

/// Where the gain passes -3 and -6 dB between 0 and Nyquist, in order of frequency: the effective cut-offs, measured on
/// the coefficients themselves.
std::vector<Crossing> cut_offs(const Fir& fir);
std::vector<Crossing> cut_offs(const Iir& iir, Passes passes);

/// One line for the record: what the filter is, how it is used, its effective cut-offs and its delay.
std::string report(const Fir& fir, const FirUse& use);
std::string report(const Iir& iir, const IirUse& use);

}  // namespace attune::signal
