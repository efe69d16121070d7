#include <fmt/format.h>

#include <array>
#include <variant>

#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir.hpp"
#include "attune/signal/iir.hpp"
#include "attune/signal/resample.hpp"
#include "attune/signal/response.hpp"
#include "fir_step.hpp"
#include "work.hpp"

namespace attune::preprocess {
namespace {

/// A filter with how it is used.
template <class Filter, class Use>
class FilterStep : public ColumnStep {
 public:
  FilterStep(std::vector<Filter> filters, Use use, Record known)
      : filters_(std::move(filters)), use_(use), known_(std::move(known)) {}

  Warnings operator()(Eigen::Ref<Eigen::MatrixXd> columns, std::span<const Segment> segments,
                      parallel::Threads threads) const override {
    Warnings warnings;
    for (const Filter& filter : filters_)
      add(warnings, signal::filter_columns(filter, use_, columns, segments, threads));
    return warnings;
  }
  Warnings rows(Eigen::Ref<Eigen::MatrixXd> rows, std::span<const Segment> segments,
                parallel::Threads threads) const override {
    Warnings warnings;
    for (const Filter& filter : filters_) add(warnings, signal::filter_rows(filter, use_, rows, segments, threads));
    return warnings;
  }
  Record describe() const override {
    Record record = known_;
    std::vector<std::string> reports;
    for (const Filter& filter : filters_) reports.push_back(signal::report(filter, use_));
    record.emplace_back("filter", reports);
    return record;
  }

 private:
  static void add(Warnings& warnings, const Warnings& more) {
    warnings.insert(warnings.end(), more.begin(), more.end());
  }
  std::vector<Filter> filters_;
  Use use_;
  Record known_;
};

std::optional<Hertz> frequency(const Parameters& parameters, std::string_view name) {
  const auto value = parameters.optional_positive(name);
  return value ? std::optional(Hertz(*value)) : std::nullopt;
}

signal::FirUse fir_use(const Parameters& parameters) {
  static const std::array<std::string, 2> kPhases{"zero", "causal"};
  static const std::array<std::string, 3> kPaddings{"reflect", "edge", "zero"};
  signal::FirUse use;
  use.phase = parameters.one_of("phase", kPhases) == "zero" ? signal::Phase::zero : signal::Phase::causal;
  const std::string padding = parameters.one_of("padding", kPaddings);
  use.padding = padding == "reflect" ? signal::Padding::reflect_limited
                : padding == "edge"  ? signal::Padding::edge
                                     : signal::Padding::zero;
  return use;
}

signal::Window window_of(const Parameters& parameters) {
  static const std::array<std::string, 3> kWindows{"hamming", "hann", "blackman"};
  const std::string name = parameters.one_of("window", kWindows);
  return name == "hamming" ? signal::Window::hamming : name == "hann" ? signal::Window::hann : signal::Window::blackman;
}

std::vector<double> levels(const std::vector<signal::Crossing>& crossings, double level) {
  std::vector<double> found;
  for (const signal::Crossing& crossing : crossings)
    if (std::abs(crossing.level_db - level) < 0.5) found.push_back(crossing.frequency.value());
  return found;
}

Record known_of(const signal::Fir& fir, const signal::FirUse& use) {
  std::vector<double> pass, half;
  for (const signal::FirEdge& edge : fir.edges) {
    pass.push_back(edge.pass.value());
    half.push_back(edge.half.value());
  }
  return {{"taps", static_cast<std::int64_t>(fir.taps.size())},
          {"length_s", fir.length().count()},
          {"pass_band_edges_hz", pass},
          {"minus_6_db_hz", half},
          {"delay_ms", use.phase == signal::Phase::zero ? 0.0 : Milliseconds(fir.delay()).count()}};
}

}  // namespace

FirStep fir_step(const Parameters& parameters, Hertz sampling_frequency) {
  signal::FirOptions options;
  options.highpass = frequency(parameters, "highpass");
  options.lowpass = frequency(parameters, "lowpass");
  options.highpass_transition = frequency(parameters, "highpass_transition");
  options.lowpass_transition = frequency(parameters, "lowpass_transition");
  options.window = window_of(parameters);
  return {signal::design_fir(options, sampling_frequency), fir_use(parameters)};
}

namespace {

std::unique_ptr<ColumnStep> fir_filter(const Parameters& parameters, Hertz rate) {
  const FirStep step = fir_step(parameters, rate);
  return std::make_unique<FilterStep<signal::Fir, signal::FirUse>>(std::vector{step.fir}, step.use,
                                                                   known_of(step.fir, step.use));
}

signal::IirUse iir_use(const Parameters& parameters) {
  static const std::array<std::string, 2> kPasses{"zero", "causal"};
  signal::IirUse use;
  use.passes = parameters.one_of("phase", kPasses) == "zero" ? signal::Passes::zero_phase : signal::Passes::single;
  return use;
}

Record known_of(const std::vector<signal::Iir>& filters, const signal::IirUse& use) {
  std::vector<double> half_power, half;
  for (const signal::Iir& iir : filters) {
    const std::vector<signal::Crossing> crossings = signal::cut_offs(iir, use.passes);
    for (const double hertz : levels(crossings, -3)) half_power.push_back(hertz);
    for (const double hertz : levels(crossings, -6)) half.push_back(hertz);
  }
  return {{"minus_3_db_hz", half_power}, {"minus_6_db_hz", half}};
}

std::unique_ptr<ColumnStep> butterworth(const Parameters& parameters, Hertz rate) {
  signal::ButterworthOptions options;
  options.order = parameters.whole("order", 1, 20);
  options.highpass = frequency(parameters, "highpass");
  options.lowpass = frequency(parameters, "lowpass");
  const std::vector filters{signal::design_butterworth(options, rate)};
  const signal::IirUse use = iir_use(parameters);
  return std::make_unique<FilterStep<signal::Iir, signal::IirUse>>(filters, use, known_of(filters, use));
}

std::vector<Hertz> with_harmonics(const Parameters& parameters, Hertz rate) {
  std::vector<Hertz> frequencies;
  const Hertz first(parameters.positive("frequency"));
  const int count = parameters.whole("harmonics", 1, 100);
  for (int k = 1; k <= count && k * first.value() < 0.5 * rate.value(); ++k) frequencies.push_back(first * k);
  if (frequencies.empty())
    parameters.fail("frequency", fmt::format("is not below half the sampling frequency, {} Hz", 0.5 * rate.value()));
  return frequencies;
}

std::unique_ptr<ColumnStep> notch(const Parameters& parameters, Hertz rate) {
  static const std::array<std::string, 2> kMethods{"fir", "iir"};
  const std::vector<Hertz> frequencies = with_harmonics(parameters, rate);
  if (parameters.one_of("method", kMethods) == "fir") {
    signal::FirNotchOptions options;
    options.frequencies = frequencies;
    options.width = frequency(parameters, "width");
    const signal::Fir fir = signal::design_fir_notch(options, rate);
    const signal::FirUse use;
    return std::make_unique<FilterStep<signal::Fir, signal::FirUse>>(std::vector{fir}, use, known_of(fir, use));
  }
  std::vector<signal::Iir> filters;
  for (const Hertz hertz : frequencies) {
    const double width = parameters.optional_positive("width").value_or(hertz.value() / 30.0);
    filters.push_back(signal::design_iir_notch(hertz, hertz.value() / width, rate));
  }
  const signal::IirUse use;
  return std::make_unique<FilterStep<signal::Iir, signal::IirUse>>(filters, use, known_of(filters, use));
}

void resample(Situation& situation, const Parameters& parameters, StepRecord& record) {
  eeg::Recording& recording = situation.recording;
  const signal::Resampler resampler =
      signal::design_resampler(recording.sampling_frequency, Hertz(parameters.positive("rate")));
  const std::vector<Segment> before = segments_of(recording);
  const Eigen::MatrixXd columns = recording.data.transpose();
  std::vector<Seconds> starts;
  for (const Segment& segment : before) starts.push_back(eeg::time_of(recording, static_cast<double>(segment.first)));
  const signal::Resampled result = signal::resample_columns(resampler, columns, before, situation.around.threads);
  recording.data = result.columns.transpose();
  const auto moved = [&](double sample) {
    return signal::resampled_position(sample, before, result.segments, resampler);
  };
  for (eeg::Event& event : recording.events) {
    const double end = moved(event.sample + event.duration_samples);
    event.sample = moved(event.sample);
    event.duration_samples = std::max(0.0, end - event.sample);
  }
  recording.boundaries.clear();
  for (std::size_t i = 1; i < result.segments.size(); ++i)
    recording.boundaries.push_back(static_cast<double>(result.segments[i].first));
  // The length of a stretch is rounded to whole samples; its first sample stays where it was in time.
  recording.segment_starts = result.segments.size() > 1 ? starts : std::vector<Seconds>{};
  recording.sampling_frequency = resampler.to;
  situation.warnings.insert(situation.warnings.end(), result.warnings.begin(), result.warnings.end());
  record.effect.emplace_back("up", static_cast<std::int64_t>(resampler.up));
  record.effect.emplace_back("down", static_cast<std::int64_t>(resampler.down));
  record.effect.emplace_back("filter", signal::report(resampler));
}

const std::vector<ParameterKind> kFir{{"highpass", "", "lower edge of the pass band, Hz"},
                                      {"lowpass", "", "upper edge of the pass band, Hz"},
                                      {"highpass_transition", "", "width of the lower transition, Hz"},
                                      {"lowpass_transition", "", "width of the upper transition, Hz"},
                                      {"window", "hamming", "or hann, blackman"},
                                      {"phase", "zero", "or causal, which states its delay"},
                                      {"padding", "reflect", "beyond the ends; or edge, zero"}};

}  // namespace

std::vector<StepKind> filter_kinds() {
  return {
      {{"filter",
        "windowed-sinc filter of each stretch between boundaries alone, with the lengths and coefficients of MNE's "
        "defaults; the frequencies are edges of the pass band and the -6 dB points are recorded",
        kFir},
       fir_filter},
      {{"butterworth",
        "Butterworth filter as second-order sections; the frequencies are the -3 dB points of one pass, and the "
        "effective ones are recorded",
        {{"highpass", "", "Hz"},
         {"lowpass", "", "Hz"},
         {"order", "4", "of each edge"},
         {"phase", "zero", "forwards and backwards, or causal"}}},
       butterworth},
      {{"notch",
        "takes out the mains frequency",
        {{"frequency", "50", "Hz"},
         {"harmonics", "1", "how many multiples, the first included"},
         {"width", "", "of the stop band, Hz (fir: frequency / 200; iir: frequency / 30)"},
         {"method", "fir", "or iir"}}},
       notch},
      {{"resample",
        "changes the sampling frequency by the polyphase sum with an anti-alias filter; events keep their exact place "
        "in time",
        {{"rate", "", "Hz"}}},
       nullptr,
       resample}};
}

}  // namespace attune::preprocess
