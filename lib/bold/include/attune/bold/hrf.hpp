#pragma once

#include "attune/base/units.hpp"

namespace attune::bold {

/// The canonical haemodynamic response of SPM (5/6 of the kernel `ResponseKind::spm`) as a function of time after a
/// stick of one second's area: the density of a gamma variable of shape 6 less a sixth of one of shape 16 (both of
/// scale 1 s), not normalised. 0 before the stimulus; peak 0.175441 at 4.9985 s, integral 5/6 s.
double canonical_response(Seconds since_onset);

/// Integral of `canonical_response` from 0 to `since_onset`: the answer to a step. Exact, from the gamma distribution.
double canonical_step_response(Seconds since_onset);

/// Answer to an event of the given duration: the boxcar convolved exactly with the response, without a time grid. An
/// event of duration 0 is a stick of one second's area. A negative duration is an internal error.
double event_response(Seconds since_onset, Seconds duration);

/// The largest value of `event_response` over all times: what a unit event of this duration reaches.
double peak_response(Seconds duration);

}  // namespace attune::bold
