#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/units.hpp"

namespace attune::signal {

/// Taper of a windowed sinc. A transition of `f` Hz takes 3.3 / f (hamming), 3.1 / f (hann) or 5.0 / f (blackman)
/// seconds of filter; the ripple beyond it is about -53, -44 and -74 dB (-60 dB right at a blackman's edge).
enum class Window { hamming, hann, blackman };

/// What MNE's `filter(l_freq, h_freq)` asks for with its defaults: the two frequencies are edges of the pass band, not
/// the points of half amplitude.
struct FirOptions {
  std::optional<Hertz> highpass;  ///< lower edge of the pass band
  std::optional<Hertz> lowpass;   ///< upper edge of the pass band
  /// Widths of the transitions; absent: min(max(highpass / 4, 2 Hz), highpass) below the pass band and
  /// min(max(lowpass / 4, 2 Hz), Nyquist - lowpass) above it.
  std::optional<Hertz> highpass_transition, lowpass_transition;
  Window window = Window::hamming;
  /// Length of the whole filter; absent: what the narrower transition takes. Rounded up to an odd number of samples.
  std::optional<Seconds> length;
};

/// One edge of a filter, as designed.
struct FirEdge {
  Hertz pass;           ///< where the pass band ends
  Hertz stop;           ///< where the stop band begins
  Hertz half;           ///< the middle of the two, where the windowed sinc passes half the amplitude (-6 dB)
  Eigen::Index taps{};  ///< length of the sinc this edge is made of; the longest is the filter's
};

/// A filter of finite length, symmetric about its middle tap.
struct Fir {
  Eigen::VectorXd taps;  ///< an odd number
  Hertz sampling_frequency;
  Window window = Window::hamming;
  std::vector<FirEdge> edges;  ///< from low to high frequency

  /// How much later than its input a causal use of it is: (taps - 1) / 2 samples.
  Seconds delay() const;
  Seconds length() const;
};

/// Windowed-sinc filter with the coefficients of MNE's `create_filter` ("firwin" design): every edge is a low-pass of
/// its own length, (its window's factor) / (its transition) seconds made odd, and the filter is their sum. Usage errors
/// for frequencies that are not within (0, Nyquist), a pass band that is empty, a transition that reaches below 0 or
/// beyond Nyquist, a length that is too short for a transition, and no edge at all.
Fir design_fir(const FirOptions& options, Hertz sampling_frequency);

/// Stop bands around `frequencies`, with the coefficients of MNE's `notch_filter` ("firwin" design).
struct FirNotchOptions {
  std::vector<Hertz> frequencies;
  std::optional<Hertz> width;  ///< of every stop band; absent: its frequency / 200
  Hertz transition{1.0};       ///< both sides of a stop band together
  Window window = Window::hamming;
  std::optional<Seconds> length;  ///< as in FirOptions
};

/// Usage errors as for `design_fir`, and for stop bands that touch.
Fir design_fir_notch(const FirNotchOptions& options, Hertz sampling_frequency);

/// "hamming windowed sinc, 3301 taps (3.301 s at 1000 Hz); pass band from 1 Hz, -6 dB at 0.5 Hz, stop band to 0 Hz".
std::string describe(const Fir& fir);

}  // namespace attune::signal
