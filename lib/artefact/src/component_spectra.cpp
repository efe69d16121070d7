#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <unsupported/Eigen/FFT>

#include "attune/artefact/components.hpp"
#include "attune/artefact/ica_recording.hpp"
#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir.hpp"
#include "component_measures.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kWindowSeconds = 2.0;
constexpr std::array<double, 2> kLines{50.0, 60.0};

std::vector<Index> window_starts(std::span<const signal::Segment> segments, Index length) {
  std::vector<Index> out;
  for (const signal::Segment& segment : segments)
    for (Index at = 0; at + length <= segment.count; at += length / 2) out.push_back(segment.first + at);
  return out;
}

}  // namespace

Spectra spectra_of(const Eigen::MatrixXd& sources, std::span<const signal::Segment> segments, Hertz sampling_frequency,
                   parallel::Threads threads) {
  const double fs = sampling_frequency.value();
  const Index length = std::max<Index>(8, 2 * (std::llround(kWindowSeconds * fs) / 2));
  const std::vector<Index> starts = window_starts(segments, length);
  Spectra out;
  if (starts.empty()) return out;
  const Index bins = length / 2 + 1;
  out.frequencies = Eigen::VectorXd::LinSpaced(bins, 0.0, 0.5 * fs);
  out.power.resize(sources.rows(), bins);
  const Eigen::ArrayXd turn = Eigen::ArrayXd::LinSpaced(length, 0.0, static_cast<double>(length - 1));
  const Eigen::ArrayXd taper = 0.5 - 0.5 * (2.0 * std::numbers::pi * turn / static_cast<double>(length)).cos();
  const double scale = 2.0 / (fs * taper.square().sum() * static_cast<double>(starts.size()));
  parallel::for_each(static_cast<std::size_t>(sources.rows()), threads, [&](std::size_t item) {
    const auto row = static_cast<Index>(item);
    Eigen::FFT<double> fft;
    std::vector<double> window(static_cast<std::size_t>(length));
    std::vector<std::complex<double>> transform;
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(bins);
    for (const Index start : starts) {
      const Eigen::ArrayXd part = sources.row(row).segment(start, length).transpose().array();
      Eigen::Map<Eigen::ArrayXd>(window.data(), length) = (part - part.mean()) * taper;
      fft.fwd(transform, window);
      for (Index b = 0; b < bins; ++b) sum[b] += std::norm(transform[static_cast<std::size_t>(b)]);
    }
    sum[0] *= 0.5;  // 0 and half the sampling frequency have no mirror image
    sum[bins - 1] *= 0.5;
    out.power.row(row) = (scale * sum).matrix().transpose();
  });
  return out;
}

double log_slope(const Spectra& spectra, Index row, double from, double to) {
  std::vector<double> x, y;
  for (Index b = 0; b < spectra.frequencies.size(); ++b) {
    const double f = spectra.frequencies[b];
    const bool line = std::any_of(kLines.begin(), kLines.end(), [f](double l) { return std::abs(f - l) <= 2.0; });
    if (f < from || f > to || line || !(spectra.power(row, b) > 0)) continue;
    x.push_back(std::log10(f));
    y.push_back(std::log10(spectra.power(row, b)));
  }
  if (x.size() < 8) return kNone;
  const auto n = static_cast<Index>(x.size());
  const Eigen::ArrayXd dx = Eigen::Map<Eigen::ArrayXd>(x.data(), n) - Eigen::Map<Eigen::ArrayXd>(x.data(), n).mean();
  return (dx * Eigen::Map<Eigen::ArrayXd>(y.data(), n)).sum() / dx.square().sum();
}

LinePower line_power(const Spectra& spectra, Index row, double line) {
  double at = 0, beside = 0, all = 0;
  int of_at = 0, of_beside = 0;
  for (Index b = 0; b < spectra.frequencies.size(); ++b) {
    const double power = spectra.power(row, b), distance = std::abs(spectra.frequencies[b] - line);
    if (spectra.frequencies[b] >= 1.0) all += power;
    if (distance <= 1.0) {
      at += power;
      ++of_at;
    } else if (distance >= 2.0 && distance <= 5.0) {
      beside += power;
      ++of_beside;
    }
  }
  const bool reaches =
      spectra.frequencies.size() > 0 && line + 1.0 < spectra.frequencies[spectra.frequencies.size() - 1];
  if (!reaches || of_at == 0 || of_beside == 0 || !(beside > 0)) return {kNone, kNone};
  return {(at / of_at) / (beside / of_beside), at / all};
}

FilteredSources filtered_sources(const eeg::Recording& recording, const Ica& ica, std::span<const EogSource> eog,
                                 Hertz highpass, std::optional<Hertz> lowpass, parallel::Threads threads) {
  const std::vector<Index> rows = rows_of(recording, ica);
  const auto channels = static_cast<Index>(rows.size()), sources = static_cast<Index>(eog.size());
  Eigen::MatrixXd data(channels + sources, recording.data.cols());
  for (Index c = 0; c < channels; ++c) data.row(c) = recording.data.row(rows[static_cast<std::size_t>(c)]);
  for (Index e = 0; e < sources; ++e) data.row(channels + e) = series_of(recording, eog[static_cast<std::size_t>(e)]);
  signal::FirOptions design;
  design.highpass = highpass;
  design.lowpass = lowpass;
  const signal::Fir fir = signal::design_fir(design, recording.sampling_frequency);
  FilteredSources out;
  out.warnings =
      signal::filter_rows(fir, {}, data, signal::segments_between(recording.boundaries, data.cols()), threads);
  out.components = sources_of(ica, data.topRows(channels));
  out.eog = data.bottomRows(sources);
  return out;
}

Table component_spectra(const eeg::Recording& recording, const Ica& ica, parallel::Threads threads) {
  const FilteredSources sources = filtered_sources(recording, ica, {}, Hertz(1), std::nullopt, threads);
  const Spectra spectra =
      spectra_of(sources.components, signal::segments_between(recording.boundaries, recording.data.cols()),
                 recording.sampling_frequency, threads);
  Column::Integers component;
  Column::Numbers frequency, power;
  for (Index k = 0; k < spectra.power.rows(); ++k) {
    for (Index b = 0; b < spectra.frequencies.size(); ++b) {
      component.push_back(k);
      frequency.push_back(spectra.frequencies[b]);
      power.push_back(10.0 * std::log10(spectra.power(k, b)));
    }
  }
  Table table;
  table.add("component", std::move(component));
  table.add("frequency_hz", std::move(frequency));
  table.add("power_db", std::move(power));
  return table;
}

}  // namespace attune::artefact
