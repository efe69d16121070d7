#include "attune/transfer/certificate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "attune/erp/reading.hpp"
#include "chain.hpp"
#include "measured_wave.hpp"

namespace attune::transfer {
namespace {

constexpr double kPeakVolts = 1e-5;
constexpr std::size_t kPlaces = 8;  // between two samples
// From case to case; prime, so that events meet different places among the samples of a lower rate.
constexpr Eigen::Index kEventStep = 17;
constexpr std::array<double, 3> kLatencies{-0.125, 0.0, 0.125};  // of the window, from the middle one

SyntheticComponent component_of(const CertificateRequest& request, const erp::Component& window) {
  const Milliseconds length = window.window.to - window.window.from;
  SyntheticComponent component;
  component.shape = shape_of(request.shape);
  component.latency = request.latency.value_or(window.window.from + 0.5 * length);
  component.width = request.width.value_or(0.5 * length);
  component.amplitude = Volts(window.polarity == erp::Polarity::positive ? kPeakVolts : -kPeakVolts);
  if (!(component.width.count() > 0))
    throw usage_error(fmt::format("--width is {} ms; expected above 0", component.width.count()));
  if (!(component.latency >= window.window.from && component.latency <= window.window.to))
    throw usage_error(fmt::format("--latency is {} ms; expected within the window, {} to {} ms",
                                  component.latency.count(), window.window.from.count(), window.window.to.count()));
  return component;
}

void check(const CertificateRequest& request, const erp::Component& window) {
  if (!(request.limit.count() > 0))
    throw usage_error(fmt::format("--limit is {} ms; expected above 0", request.limit.count()));
  if (!(window.window.from >= request.epoching.from && window.window.to <= request.epoching.to))
    throw usage_error(fmt::format("the window of {} leaves the epoch, {} to {} ms; give other --from and --to",
                                  request.component, request.epoching.from.count(), request.epoching.to.count()));
  if (request.measures.empty()) throw usage_error("--measure is empty; expected fractional_area_latency and the like");
}

// What the measures say of one place of the component, and its form before and after.
struct Place {
  std::vector<TransferCase> cases;
  Form ideal, after;
  Passage passage;
};

Place measure_place(const CertificateRequest& request, const Chain& chain, const Chain& no_steps,
                    const erp::Component& window, const SyntheticComponent& component, Eigen::Index event) {
  Place out;
  const MeasuredWave ideal = ideal_wave(component, chain.epoching);
  const Passage recorded = pass(no_steps, component, event);
  out.passage = pass(chain, component, event);
  out.ideal = form_of(ideal.times, ideal.values, window.polarity);
  out.after = form_of(out.passage.times, out.passage.waveform, window.polarity);
  // What is left in the window then is ripple, which has latencies too.
  const bool is_lost = out.after.top < window.window.from || out.after.top > window.window.to;
  for (const std::string& name : request.measures) {
    const erp::Kind kind = erp::kind_of(name);
    const double unit = erp::unit_of(kind) == "ms" ? 1.0 : 1e6;
    TransferCase& one = out.cases.emplace_back();
    one.measure = name;
    one.latency_ms = component.latency.count();
    one.subsample = out.passage.subsample;
    const auto read = [&](const eeg::TimeAxis& times, const Eigen::RowVectorXd& values) {
      const erp::Waveform waveform{{values.data(), static_cast<std::size_t>(values.size())}, times};
      return erp::read_component(waveform, window, kind, request.measuring);
    };
    const erp::Reading truth = read(ideal.times, ideal.values);
    const erp::Reading after = is_lost && unit == 1.0 ? erp::Reading{.reason = "the component's top left the window"}
                                                      : read(out.passage.times, out.passage.waveform);
    one.ideal = unit * truth.value;
    one.recorded = unit * read(recorded.times, recorded.waveform).value;
    one.after = unit * after.value;
    one.reason = truth.reason.empty() ? after.reason : "of the component itself: " + truth.reason;
  }
  return out;
}

// Three latencies, and for each eight places between two samples; none of them half-way, where two samples are equal.
std::vector<SyntheticComponent> places_of(const CertificateRequest& request, const erp::Component& window,
                                          const SyntheticComponent& middle) {
  std::vector<SyntheticComponent> out;
  for (const double part : kLatencies) {
    for (std::size_t place = 0; place < kPlaces; ++place) {
      const double samples = (static_cast<double>(place) + 0.5) / static_cast<double>(kPlaces);
      SyntheticComponent& component = out.emplace_back(middle);
      component.latency +=
          part * (window.window.to - window.window.from) + Milliseconds(1000.0 * samples / request.rate.value());
    }
  }
  return out;
}

void require_ideals(const Certificate& certificate) {
  for (const std::string& measure : certificate.request.measures) {
    const auto of_measure = [&](const TransferCase& one) { return one.measure == measure; };
    const auto first = std::find_if(certificate.cases.begin(), certificate.cases.end(), of_measure);
    if (std::none_of(certificate.cases.begin(), certificate.cases.end(),
                     [&](const TransferCase& one) { return of_measure(one) && !std::isnan(one.ideal); }))
      throw analysis_error(fmt::format("{} does not exist in any case {}; choose another window, latency or width",
                                       measure, first->reason));
  }
}

void keep_waveforms(const Place& place, const SyntheticComponent& component, Certificate& out) {
  const Passage& passage = place.passage;
  for (Eigen::Index i = 0; i < passage.times.samples; ++i) {
    out.times_ms.push_back(passage.times.at(i).count());
    out.wave_before.push_back(value_at(component, passage.times.at(i)));
    out.wave_after.push_back(passage.waveform(i));
  }
  out.report = passage.report;
  out.warnings = passage.warnings;
  out.form.rate_after = passage.times.sampling_frequency;
}

}  // namespace

Certificate certify(const CertificateRequest& request) {
  Certificate out;
  out.request = request;
  const erp::Component window = erp::parse_component(request.component);
  check(request, window);
  const Chain chain = chain_of(request);
  Chain no_steps = chain;
  no_steps.steps.clear();
  no_steps.epoching.reference.clear();
  out.component = component_of(request, window);
  for (const preprocess::Step& step : chain.steps) out.steps.push_back(preprocess::to_text(step));
  const std::vector<SyntheticComponent> components = places_of(request, window, out.component);
  std::vector<Place> places(components.size());
  parallel::for_each(places.size(), request.threads, [&](std::size_t i) {
    const auto event = static_cast<Eigen::Index>(i) * kEventStep;
    places[i] = measure_place(request, chain, no_steps, window, components[i], event);
  });
  const auto count = static_cast<double>(places.size());
  for (const Place& place : places) {
    out.cases.insert(out.cases.end(), place.cases.begin(), place.cases.end());
    out.form.width_before_ms += place.ideal.width_ms / count;
    out.form.width_after_ms += place.after.width_ms / count;
    out.form.height_ratio += place.after.height / place.ideal.height / count;
    out.form.undershoot_percent = std::max(out.form.undershoot_percent, place.after.undershoot_percent);
  }
  require_ideals(out);
  const std::size_t middle = kLatencies.size() / 2 * kPlaces;
  keep_waveforms(places[middle], components[middle], out);
  return out;
}

}  // namespace attune::transfer
