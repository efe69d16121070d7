#include "attune/spectrum/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace attune::spectrum {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kHighest = 50;  // Hz

std::vector<std::string> conditions_of(std::span<const Spectra> files) {
  std::vector<std::string> out;
  for (const Spectra& file : files)
    for (const Power& power : file.conditions)
      if (std::find(out.begin(), out.end(), power.condition) == out.end()) out.push_back(power.condition);
  return out;
}

std::string shown(const std::string& condition) { return condition.empty() ? "recording" : condition; }

// Mean of what `values` gives of each file that has the condition; entries that are NaN are left out.
template <class Values>
Eigen::ArrayXd mean_over_files(std::span<const Spectra> files, const std::string& condition, Eigen::Index size,
                               Values values) {
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(size), count = Eigen::ArrayXd::Zero(size);
  for (const Spectra& file : files)
    for (const Power& power : file.conditions) {
      if (power.condition != condition) continue;
      const Eigen::ArrayXd one = values(power);
      for (Eigen::Index i = 0; i < size; ++i)
        if (std::isfinite(one(i))) sum(i) += one(i), count(i) += 1;
    }
  return sum / count;
}

// Mean over the good channels of ln density.
Eigen::ArrayXd mean_logarithm(const Power& power) {
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(power.density.cols());
  double count = 0;
  for (Eigen::Index c = 0; c < power.density.rows(); ++c) {
    if (!(power.density.row(c).array() >= 0).all()) continue;
    sum += (1e12 * power.density.row(c).transpose().array()).log();
    count += 1;
  }
  return sum / count;
}

// Per channel ln of a band's power, less the mean over channels.
Eigen::ArrayXd pattern(const Power& power, const Band& band) {
  Eigen::ArrayXd out(power.density.rows());
  double sum = 0, count = 0;
  for (Eigen::Index c = 0; c < out.size(); ++c) {
    const double value = band_power(power.frequencies, power.density.row(c).transpose(), power.ends_at_nyquist, band);
    out(c) = value > 0 ? std::log(value) : kNone;
    if (value > 0) sum += out(c), count += 1;
  }
  return out - sum / count;
}

}  // namespace

report::LinesFigure spectra_figure(std::span<const Spectra> files, std::span<const Band> bands, bool csd) {
  const Eigen::VectorXd& frequencies = files.front().conditions.front().frequencies;
  for (const Spectra& file : files)
    for (const Power& power : file.conditions)
      if (power.frequencies.size() != frequencies.size() || power.frequencies != frequencies)
        throw usage_error(
            "the files have different frequencies, and one figure cannot show them; give --window, or "
            "draw one file at a time");
  report::LinesFigure out;
  out.name = "spectra";
  out.title = "Power spectra";
  out.description = "Power density over frequency, a line per condition, bands shaded.";
  out.x_label = "Frequency (Hz)";
  out.y_label = csd ? "Density (uV²/m⁴/Hz)" : "Density (uV²/Hz)";
  out.log_y = true;
  Eigen::Index shown_bins = 0;
  for (Eigen::Index k = 1; k < frequencies.size() && frequencies(k) <= kHighest; ++k) {
    out.x.push_back(frequencies(k));
    ++shown_bins;
  }
  for (const std::string& condition : conditions_of(files)) {
    const Eigen::ArrayXd mean = mean_over_files(files, condition, frequencies.size(), mean_logarithm).exp();
    report::Line& line = out.lines.emplace_back();
    line.name = shown(condition);
    for (Eigen::Index k = 1; k <= shown_bins; ++k) line.y.push_back(mean(k));
  }
  for (const Band& band : bands)
    if (band.low.value() < kHighest)
      out.spans.push_back({band.low.value(), std::min(band.high.value(), kHighest), band.name});
  return out;
}

report::TopographyFigure band_topography(std::span<const Spectra> files, std::span<const Band> bands) {
  for (const Spectra& file : files)
    if (file.channels != files.front().channels)
      throw usage_error(
          "the files have different channels, and one map cannot show them; give --channels, or draw one "
          "file at a time");
  const scalp::Positions& positions = files.front().positions;
  if (!(positions.array().isFinite().rowwise().all()).any())
    throw usage_error("no channel has a position, so there is no map; give --montage, as 10-10");
  report::TopographyFigure out;
  out.name = "bands";
  out.title = "Power of the bands over the scalp";
  out.description = "Maps of the logarithm of band power, less its mean over the channels.";
  out.value_label = "ln power less its mean";
  out.electrodes = files.front().channels;
  out.positions = positions;
  for (const std::string& condition : conditions_of(files))
    for (const Band& band : bands) {
      const Eigen::ArrayXd mean =
          mean_over_files(files, condition, positions.rows(), [&](const Power& power) { return pattern(power, band); });
      report::Topography& map = out.maps.emplace_back();
      map.title = condition.empty() ? band.name : condition + ", " + band.name;
      map.values.assign(mean.data(), mean.data() + mean.size());
    }
  return out;
}

}  // namespace attune::spectrum
