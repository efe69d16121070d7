#include "attune/artefact/components.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/artefact/eog.hpp"
#include "attune/artefact/ica_recording.hpp"
#include "attune/eeg/channel_roles.hpp"
#include "component_measures.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;

constexpr double kLowest = 7.0, kHighest = 75.0;  // Hz of the muscle slope
constexpr double kUsable = 0.4;                   // of the sampling frequency: below any anti-alias filter's edge

/// Sources of the eyes and the correlation of each component with each.
struct EyeEvidence {
  std::vector<EogSource> sources;
  Eigen::MatrixXd correlation;         ///< components x sources
  std::vector<std::vector<double>> z;  ///< per source, of |r|
};

std::vector<EogSource> eye_sources(const eeg::Recording& recording, const JudgeOptions& options, Judgement& judgement) {
  std::vector<EogSource> out;
  for (const std::string& text : options.eog) out.push_back(eog_source(recording, text));
  if (out.empty()) out = eog_channels(recording);
  if (out.empty()) {
    out = frontal_proxies(recording);
    judgement.warnings.push_back(
        out.empty() ? "there is no EOG channel and no Fp1, Fpz, Fp2: components of the eyes are told by topography and "
                      "kurtosis alone"
                    : "there is no EOG channel: Fp1, Fpz, Fp2, which the ICA saw too, stand in for it");
  }
  for (const EogSource& source : out) {
    judgement.eog_sources.push_back(source.name);
    for (const Index row : {source.plus, source.minus.value_or(source.plus)})
      judgement.proxies = judgement.proxies || !eeg::is_eye(recording.channels[static_cast<std::size_t>(row)]);
  }
  return out;
}

Eigen::MatrixXd correlations(const Eigen::MatrixXd& rows, const Eigen::MatrixXd& others) {
  const Eigen::MatrixXd a = rows.colwise() - rows.rowwise().mean();
  const Eigen::MatrixXd b = others.colwise() - others.rowwise().mean();
  const Eigen::VectorXd of_a = a.rowwise().norm().cwiseInverse(), of_b = b.rowwise().norm().cwiseInverse();
  return of_a.asDiagonal() * (a * b.transpose()) * of_b.asDiagonal();
}

EyeEvidence eye_evidence(const eeg::Recording& recording, const Ica& ica, const JudgeOptions& options,
                         Judgement& judgement, parallel::Threads threads) {
  EyeEvidence out;
  out.sources = eye_sources(recording, options, judgement);
  if (out.sources.empty()) return out;
  const FilteredSources slow = filtered_sources(recording, ica, out.sources, Hertz(1), Hertz(10), threads);
  out.correlation = correlations(slow.components, slow.eog);
  for (Index e = 0; e < out.correlation.cols(); ++e) {
    const Eigen::VectorXd size = out.correlation.col(e).cwiseAbs();
    out.z.push_back(iterative_z({size.begin(), size.end()}, options.eog_z));
  }
  return out;
}

/// Keeps the source that says most: one on which it stands out before others, then the largest |r|.
void set_eog(JudgedComponent& c, const EyeEvidence& eyes, const JudgeOptions& options) {
  bool chosen = false;
  for (std::size_t e = 0; e < eyes.sources.size(); ++e) {
    const double r = eyes.correlation(c.component, static_cast<Index>(e));
    const double z = eyes.z[e][static_cast<std::size_t>(c.component)];
    const bool outlier = z > options.eog_z && std::abs(r) >= options.eog_weak;
    const bool better = c.eog_source.empty() || (outlier && !chosen) ||
                        (outlier == chosen && std::abs(r) > std::abs(c.eog_correlation));
    if (!better) continue;
    chosen = outlier;
    c.eog_source = eyes.sources[e].name;
    c.eog_correlation = r;
    c.eog_z = z;
  }
}

void set_spectrum(JudgedComponent& c, const Spectra& spectra, const JudgeOptions& options, double fs) {
  if (spectra.frequencies.size() == 0) return;
  c.slope = log_slope(spectra, c.component, kLowest, std::min(kHighest, kUsable * fs));
  const std::vector<double> lines =
      options.line ? std::vector<double>{options.line->value()} : std::vector<double>{50.0, 60.0};
  for (const double line : lines) {
    const LinePower power = line_power(spectra, c.component, line);
    if (std::isnan(power.ratio) || (!std::isnan(c.line_ratio) && power.ratio <= c.line_ratio)) continue;
    c.line_ratio = power.ratio;
    c.line_share = power.share;
    c.line_hz = line;
  }
}

/// True if it is of the eyes; the reason either way, if there is one.
bool is_eye(JudgedComponent& c, const JudgeOptions& options, bool proxies) {
  const bool looks = c.dominance >= options.dominance && c.kurtosis >= options.kurtosis;
  if (c.eog_source.empty()) {
    if (looks)
      c.reason = fmt::format("frontal dominance {:.1f} and kurtosis {:.1f}, without EOG", c.dominance, c.kurtosis);
    return looks;
  }
  const double size = std::abs(c.eog_correlation);
  const bool outlier = c.eog_z > options.eog_z;
  const bool correlates = size >= options.eog_certain || (outlier && size >= options.eog_correlation);
  if (!correlates && !(outlier && size >= options.eog_weak && looks)) return false;
  c.reason =
      fmt::format("r {:.2f} with {} (z {:.1f}), kurtosis {:.1f}", c.eog_correlation, c.eog_source, c.eog_z, c.kurtosis);
  if (proxies && !(c.kurtosis >= options.kurtosis)) {
    c.reason += fmt::format(": kurtosis below {:g}, and {} sees the brain too", options.kurtosis, c.eog_source);
    return false;
  }
  if (std::isnan(c.dominance)) return true;
  c.reason += fmt::format(", frontal dominance {:.1f}", c.dominance);
  if (size >= options.eog_certain || c.dominance >= options.least_dominance) return true;
  c.reason += fmt::format(": below {:g}, not of the eyes", options.least_dominance);
  return false;
}

void classify(JudgedComponent& c, const JudgeOptions& options, bool proxies) {
  if (is_eye(c, options, proxies)) {
    c.kind = ComponentKind::eye;
    c.remove = true;
    return;
  }
  const auto flag = [&](ComponentKind kind, const std::string& why) {
    if (c.kind == ComponentKind::kept) c.kind = kind;
    if (!c.reason.empty()) c.reason += "; ";
    c.reason += why;
  };
  if (c.line_ratio >= options.line_ratio && c.line_share >= options.line_share)
    flag(ComponentKind::line, fmt::format("power at {:g} Hz is {:.1f} times that beside it and {:.0f} % of all",
                                          c.line_hz, c.line_ratio, 100.0 * c.line_share));
  if (c.slope > options.muscle_slope)
    flag(ComponentKind::muscle, fmt::format("slope {:.2f} of the log-log spectrum above {:g} Hz", c.slope, kLowest));
  if (c.focus >= options.focus)
    flag(ComponentKind::electrode, fmt::format("{:.0f} % of its weight on {}", 100.0 * c.focus, c.focus_channel));
}

void check(const eeg::Recording& recording, const JudgeOptions& options) {
  if (recording.trials)
    throw input_error(recording.path, "the recording holds epochs; components are judged on continuous data");
  for (const double value : {options.eog_z, options.eog_correlation, options.eog_certain, options.eog_weak,
                             options.line_ratio, options.line_share, options.focus})
    if (!(value > 0)) throw usage_error("the limits for components are above 0");
}

}  // namespace

std::string_view name_of(ComponentKind kind) {
  constexpr std::array<std::string_view, 5> kNames{"kept", "eye", "muscle", "line", "electrode"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::vector<double> iterative_z(const std::vector<double>& values, double limit) {
  std::vector<bool> out(values.size(), false);
  std::vector<double> z(values.size());
  while (true) {
    double sum = 0, squares = 0, n = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!out[i]) sum += values[i], n += 1;
    const double mean = sum / n;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!out[i]) squares += (values[i] - mean) * (values[i] - mean);
    const double deviation = std::sqrt(squares / n);
    bool more = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      z[i] = deviation > 0 ? (values[i] - mean) / deviation : JudgedComponent::kNone;
      if (out[i] || !(z[i] > limit)) continue;
      out[i] = more = true;
    }
    if (!more) return z;
  }
}

std::vector<Index> Judgement::eyes() const {
  std::vector<Index> out;
  for (const JudgedComponent& c : components)
    if (c.remove) out.push_back(c.component);
  return out;
}

Judgement judge_components(const eeg::Recording& recording, const Ica& ica, const JudgeOptions& options,
                           parallel::Threads threads) {
  check(recording, options);
  Judgement out;
  const EyeEvidence eyes = eye_evidence(recording, ica, options, out, threads);
  const std::vector<signal::Segment> segments = signal::segments_between(recording.boundaries, recording.data.cols());
  const FilteredSources wide = filtered_sources(recording, ica, {}, Hertz(1), std::nullopt, threads);
  out.warnings.insert(out.warnings.end(), wide.warnings.begin(), wide.warnings.end());
  const Spectra spectra = spectra_of(wide.components, segments, recording.sampling_frequency, threads);
  const Frontal frontal = frontal_channels(recording, ica);
  const auto neighbours = neighbours_of(recording, ica);
  out.frontal = frontal.known;
  for (Index k = 0; k < ica.mixing.cols(); ++k) {
    JudgedComponent c;
    c.component = k;
    c.explained = ica.explained[k];
    c.kurtosis = ica.kurtosis[k];
    const Eigen::VectorXd weights = ica.mixing.col(k);
    c.dominance = frontal_dominance(weights, frontal);
    c.smoothness = smoothness(weights, neighbours);
    Index where = 0;
    c.focus = weights.cwiseAbs2().maxCoeff(&where) / weights.squaredNorm();
    c.focus_channel = ica.channels[static_cast<std::size_t>(where)];
    set_eog(c, eyes, options);
    set_spectrum(c, spectra, options, recording.sampling_frequency.value());
    classify(c, options, out.proxies);
    out.components.push_back(std::move(c));
  }
  return out;
}

}  // namespace attune::artefact
