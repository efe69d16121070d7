#include "attune/signal/fir.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "attune/base/error.hpp"
#include "windowed_sinc.hpp"

namespace attune::signal {
namespace {

// A hundred million taps are a day at 1 kHz: beyond any recording, within any index.
constexpr double kMostTaps = 1e8;

// An edge between two frequencies, with the gain above it (1: the filter passes what is above).
struct Edge {
  double low = 0, high = 0;
  bool passes_above = false;
};

double nyquist_of(Hertz sampling_frequency) {
  if (!(sampling_frequency.value() > 0 && std::isfinite(sampling_frequency.value())))
    throw usage_error(
        fmt::format("the sampling frequency is {} Hz; expected a positive number", sampling_frequency.value()));
  return sampling_frequency.value() / 2.0;
}

void require_inside(Hertz frequency, double nyquist, const char* what) {
  if (!(frequency.value() > 0 && frequency.value() < nyquist))
    throw usage_error(fmt::format("{} is {} Hz; expected a frequency between 0 and {} Hz, half the sampling frequency",
                                  what, frequency.value(), nyquist));
}

double transition_of(std::optional<Hertz> asked, double automatic, const char* what) {
  const double width = asked ? asked->value() : automatic;
  if (!(width > 0 && std::isfinite(width)))
    throw usage_error(fmt::format("{} is {} Hz wide; expected a positive width", what, width));
  return width;
}

Eigen::Index odd(Eigen::Index taps) { return taps + 1 - taps % 2; }

Eigen::Index taps_of(Seconds length, Hertz sampling_frequency) {
  const double taps = std::ceil(length.count() * sampling_frequency.value());
  if (!(length.count() > 0 && taps <= kMostTaps))
    throw usage_error(fmt::format("a filter of {} s at {} Hz has {} taps; expected 1 to {}", length.count(),
                                  sampling_frequency.value(), taps, kMostTaps));
  return odd(static_cast<Eigen::Index>(taps));
}

// The sum of one low-pass per edge, from the highest edge to the lowest: what comes out above all edges, then minus or
// plus everything below each.
Fir sum_of_edges(const std::vector<Edge>& edges, Eigen::Index taps, Window window, Hertz sampling_frequency) {
  Fir out{Eigen::VectorXd::Zero(taps), sampling_frequency, window, {}};
  const double nyquist = sampling_frequency.value() / 2.0;
  if (edges.back().passes_above) out.taps(taps / 2) = 1.0;
  for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge) {
    const double low = edge->low / nyquist, high = edge->high / nyquist;
    // Ties go to even, as Python rounds.
    const Eigen::Index own =
        odd(static_cast<Eigen::Index>(std::nearbyint(length_factor(window) / ((high - low) / 2.0))));
    if (own > taps)
      throw usage_error(
          fmt::format("a filter of {} taps is too short for a transition of {} Hz, which takes {} at {} Hz; leave the "
                      "length out or "
                      "widen the transition",
                      taps, edge->high - edge->low, own, sampling_frequency.value()));
    const Eigen::VectorXd sinc = windowed_lowpass(own, (high + low) / 2.0, window);
    const Eigen::Index offset = (taps - own) / 2;
    if (edge->passes_above)
      out.taps.segment(offset, own) -= sinc;
    else
      out.taps.segment(offset, own) += sinc;
    const Hertz pass(edge->passes_above ? edge->high : edge->low), stop(edge->passes_above ? edge->low : edge->high);
    out.edges.insert(out.edges.begin(), FirEdge{pass, stop, (pass + stop) / 2.0, own});
  }
  return out;
}

Eigen::Index length_for(const std::vector<Edge>& edges, std::optional<Seconds> asked, Window window, double narrowest,
                        Hertz sampling_frequency) {
  const Seconds automatic(length_factor(window) / narrowest);
  Eigen::Index taps = taps_of(asked.value_or(automatic), sampling_frequency);
  if (asked) return taps;
  // A tie in rounding may give one edge two taps more than the length in seconds does.
  for (const Edge& edge : edges) {
    const double transition = (edge.high - edge.low) / sampling_frequency.value();
    taps = std::max(taps, odd(static_cast<Eigen::Index>(std::nearbyint(length_factor(window) / transition))));
  }
  return taps;
}

const char* name_of(Window window) {
  switch (window) {
    case Window::hamming:
      return "hamming";
    case Window::hann:
      return "hann";
    case Window::blackman:
      return "blackman";
  }
  return "?";
}

}  // namespace

Seconds Fir::delay() const { return Seconds(static_cast<double>(taps.size() / 2) / sampling_frequency.value()); }

Seconds Fir::length() const { return Seconds(static_cast<double>(taps.size()) / sampling_frequency.value()); }

Fir design_fir(const FirOptions& options, Hertz sampling_frequency) {
  const double nyquist = nyquist_of(sampling_frequency);
  if (!options.highpass && !options.lowpass)
    throw usage_error("a filter has neither a high-pass nor a low-pass frequency; give one or both");
  std::vector<Edge> edges;
  double narrowest = std::numeric_limits<double>::infinity();
  if (options.highpass) {
    require_inside(*options.highpass, nyquist, "the high-pass frequency");
    const double pass = options.highpass->value();
    const double width = transition_of(options.highpass_transition, std::min(std::max(0.25 * pass, 2.0), pass),
                                       "the transition below the high-pass frequency");
    if (pass - width < 0)
      throw usage_error(
          fmt::format("the transition below {} Hz is {} Hz wide and would reach below 0; expected at most "
                      "{} Hz",
                      pass, width, pass));
    edges.push_back({pass - width, pass, true});
    narrowest = std::min(narrowest, width);
  }
  if (options.lowpass) {
    require_inside(*options.lowpass, nyquist, "the low-pass frequency");
    const double pass = options.lowpass->value();
    const double width = transition_of(options.lowpass_transition, std::min(std::max(0.25 * pass, 2.0), nyquist - pass),
                                       "the transition above the low-pass frequency");
    if (pass + width > nyquist)
      throw usage_error(
          fmt::format("the transition above {} Hz is {} Hz wide and would reach beyond {} Hz, half the "
                      "sampling frequency; expected at most {} Hz",
                      pass, width, nyquist, nyquist - pass));
    edges.push_back({pass, pass + width, false});
    narrowest = std::min(narrowest, width);
  }
  if (edges.size() == 2 && !(edges[0].high < edges[1].low))
    throw usage_error(
        fmt::format("the pass band from {} to {} Hz is empty; expected a high-pass frequency below the "
                    "low-pass frequency",
                    edges[0].high, edges[1].low));
  const Eigen::Index taps = length_for(edges, options.length, options.window, narrowest, sampling_frequency);
  return sum_of_edges(edges, taps, options.window, sampling_frequency);
}

Fir design_fir_notch(const FirNotchOptions& options, Hertz sampling_frequency) {
  const double nyquist = nyquist_of(sampling_frequency);
  if (options.frequencies.empty()) throw usage_error("a notch filter has no frequency; give at least one");
  const double transition = transition_of(options.transition, 0, "the transition of a notch") / 2.0;
  std::vector<Hertz> frequencies = options.frequencies;
  std::sort(frequencies.begin(), frequencies.end());
  std::vector<Edge> edges;
  for (const Hertz frequency : frequencies) {
    require_inside(frequency, nyquist, "a notch");
    const double half_width = (options.width ? options.width->value() : frequency.value() / 200.0) / 2.0;
    if (!(half_width >= 0 && std::isfinite(half_width)))
      throw usage_error(fmt::format("a notch is {} Hz wide; expected 0 or more", 2.0 * half_width));
    const double low = frequency.value() - half_width - transition, high = frequency.value() + half_width + transition;
    if (low < 0 || high > nyquist)
      throw usage_error(fmt::format("the notch at {} Hz reaches from {} to {} Hz; expected it between 0 and {} Hz",
                                    frequency.value(), low, high, nyquist));
    if (!edges.empty() && low < edges.back().high)
      throw usage_error(
          fmt::format("the notch at {} Hz begins at {} Hz, where the one below it ends at {} Hz only; make "
                      "them narrower or further apart",
                      frequency.value(), low, edges.back().high));
    edges.push_back({low, low + transition, false});
    edges.push_back({high - transition, high, true});
  }
  const Eigen::Index taps = length_for(edges, options.length, options.window, transition, sampling_frequency);
  return sum_of_edges(edges, taps, options.window, sampling_frequency);
}

std::string describe(const Fir& fir) {
  std::string out = fmt::format("{} windowed sinc, {} taps ({:.6g} s at {:.6g} Hz)", name_of(fir.window),
                                fir.taps.size(), fir.length().count(), fir.sampling_frequency.value());
  for (const FirEdge& edge : fir.edges)
    fmt::format_to(std::back_inserter(out), "; pass band {} {:.6g} Hz, -6 dB at {:.6g} Hz, stop band {} {:.6g} Hz",
                   edge.pass > edge.stop ? "from" : "to", edge.pass.value(), edge.half.value(),
                   edge.pass > edge.stop ? "to" : "from", edge.stop.value());
  return out;
}

}  // namespace attune::signal
