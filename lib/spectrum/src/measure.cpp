#include "attune/spectrum/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/nearest_name.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/spectrum/jackknife.hpp"
#include "attune/spectrum/peak.hpp"

namespace attune::spectrum {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kSquareMicrovolts = 1e12;  // in a square volt

std::string unit_of(Kind kind, const Signals& signals) {
  const std::string squared = signals.unit == "uV" ? "uV^2" : "uV^2/m^4";
  switch (kind) {
    case Kind::power:
      return squared;
    case Kind::density:
      return squared == "uV^2" ? "uV^2/Hz" : "uV^2/m^4/Hz";
    case Kind::log_power:
      return "ln " + squared;
    case Kind::peak_frequency:
    case Kind::centre:
      return "Hz";
    case Kind::asymmetry:
      return "ln ratio";
    case Kind::relative_power:
      return "share";
    case Kind::peak_height:
      return "log10 ratio";
    case Kind::exponent:
      return "1";
    case Kind::offset:
      return squared == "uV^2" ? "log10 uV^2/Hz" : "log10 uV^2/m^4/Hz";
  }
  throw Error(Fault::internal, "a measure without a unit");
}

// A channel, or the mean of some.
struct Site {
  std::string name;
  std::vector<Eigen::Index> rows;
  std::string unusable;
};

std::vector<Site> sites_of(const Signals& signals, const MeasureOptions& options) {
  std::vector<Site> out;
  Site all;
  for (std::size_t c = 0; c < signals.channels.size(); ++c) {
    out.push_back({signals.channels[c], {static_cast<Eigen::Index>(c)}, signals.bad[c] ? "bad channel" : ""});
    if (signals.bad[c]) continue;
    all.rows.push_back(static_cast<Eigen::Index>(c));
    all.name += (all.name.empty() ? "" : "+") + signals.channels[c];
  }
  if (!options.combine) return out;
  if (all.rows.empty()) all.unusable = "every channel is bad";
  if (!options.site.empty()) all.name = options.site;
  return {all};
}

Eigen::VectorXd density_at(const Eigen::MatrixXd& density, const std::vector<Eigen::Index>& rows) {
  Eigen::VectorXd out = Eigen::VectorXd::Zero(density.cols());
  for (const Eigen::Index row : rows) out += density.row(row).transpose();
  return out / static_cast<double>(rows.size());
}

// Reads one spectrum; the value with its error, or a reason.
class Reader {
 public:
  Reader(const Signals& signals, const Power& power, const MeasureOptions& options)
      : signals_(signals), power_(power), options_(options) {}

  Row read(const Site& site, const Band& band, Kind kind) const {
    Row row = blank(site.name, band, kind);
    std::string reason = site.unusable;
    if (reason.empty() && has_band(kind)) reason = unfit(band);
    if (reason.empty() && kind == Kind::relative_power) reason = unfit(options_.total);
    if (reason.empty()) fill(row, statistic(site, band, kind, reason), kind);
    // Without some block another peak is the highest, and the interval is not about one peak.
    const bool left_band = row.low < band.low.value() || row.high > band.high.value();
    if (kind == Kind::peak_frequency && left_band) row.low = row.high = kNone;
    return finish(row, reason, "no power in the band");
  }

  Row read(const Pair& pair, const std::vector<Eigen::Index>& rows, const Band& band) const {
    Row row = blank(pair.first + "-" + pair.second, band, Kind::asymmetry);
    std::string reason = unfit(band);
    for (const Eigen::Index channel : rows) {
      const std::string& name = signals_.channels[static_cast<std::size_t>(channel)];
      if (signals_.bad[static_cast<std::size_t>(channel)]) reason = "bad channel " + name;
      if (reason.empty() && !(band_of(power_.density, {channel}, band) > 0))
        reason = name + " has no power in the band";
    }
    const Statistic difference = [&, this](const Eigen::MatrixXd& density) {
      return std::log(band_of(density, {rows[0]}, band)) - std::log(band_of(density, {rows[1]}, band));
    };
    if (reason.empty()) fill(row, difference, Kind::asymmetry);
    return finish(row, reason, "no power in the band");
  }

 private:
  Row blank(const std::string& site, const Band& band, Kind kind) const {
    Measure m = eeg::row_of(signals_.labels);
    m.measure = has_band(kind) ? band.name + "." + name_of(kind) : name_of(kind);
    m.site = site;
    m.condition = power_.condition;
    m.unit = unit_of(kind, signals_);
    m.n = power_.segments;
    m.source = signals_.source;
    return {m, kNone, kNone};
  }

  // Why a band cannot be measured at this resolution.
  std::string unfit(const Band& band) const {
    const double end = highest_frequency(power_.frequencies, power_.ends_at_nyquist), step = power_.frequencies(1);
    if (band.high.value() > end * (1 + 1e-9))
      return fmt::format("{} reaches beyond {:g} Hz, half the sampling frequency", band.name, end);
    if (band.high.value() - band.low.value() < step * (1 - 1e-9))
      return fmt::format("{} is narrower than the distance of the frequencies, {:g} Hz", band.name, step);
    return "";
  }

  double band_of(const Eigen::MatrixXd& density, const std::vector<Eigen::Index>& rows, const Band& band) const {
    return kSquareMicrovolts * band_power(power_.frequencies, density_at(density, rows), power_.ends_at_nyquist, band);
  }

  void fill(Row& row, const Statistic& value, Kind kind) const {
    if (!value) return;
    const bool positive = kind == Kind::power || kind == Kind::density || kind == Kind::relative_power;
    const Estimate found = estimate(power_, value, positive, options_.confidence);
    row.measure.value = found.value;
    row.measure.quality = found.standard_error;
    row.low = found.low;
    row.high = found.high;
  }

  static Row finish(Row& row, const std::string& reason, const std::string& otherwise) {
    if (std::isfinite(row.measure.value)) return row;
    row.measure.value = row.measure.quality = kNone;
    row.measure.excluded = reason.empty() ? otherwise : reason;
    return row;
  }

  // Empty, with the reason, where the value does not exist. Peaks are those of the whole spectrum.
  Statistic statistic(const Site& site, const Band& band, Kind kind, std::string& reason) const {
    const auto at = [rows = site.rows](const Eigen::MatrixXd& density) {
      return Eigen::VectorXd(kSquareMicrovolts * density_at(density, rows));
    };
    const double width = band.high.value() - band.low.value();
    switch (kind) {
      case Kind::power:
        return [=, this](const Eigen::MatrixXd& d) { return positive(band_of(d, site.rows, band)); };
      case Kind::density:
        return [=, this](const Eigen::MatrixXd& d) { return positive(band_of(d, site.rows, band)) / width; };
      case Kind::log_power:
        return [=, this](const Eigen::MatrixXd& d) { return std::log(positive(band_of(d, site.rows, band))); };
      case Kind::relative_power:
        return [=, this](const Eigen::MatrixXd& d) {
          return positive(band_of(d, site.rows, band)) / band_of(d, site.rows, options_.total);
        };
      case Kind::centre:
        return [=, this](const Eigen::MatrixXd& d) {
          return band_centre(power_.frequencies, at(d), power_.ends_at_nyquist, band);
        };
      case Kind::asymmetry:
        throw Error(Fault::internal, "asymmetry is of a pair");
      default:
        break;
    }
    const AperiodicFit fit = fit_aperiodic(power_.frequencies, at(power_.density), options_.fit_range);
    reason = fit.reason;
    if (!reason.empty()) return {};
    if (kind == Kind::exponent || kind == Kind::offset)
      return [=, this](const Eigen::MatrixXd& d) {
        const AperiodicFit again = fit_aperiodic(power_.frequencies, at(d), options_.fit_range);
        return kind == Kind::exponent ? again.exponent : again.offset;
      };
    reason = find_peak(power_.frequencies, at(power_.density), fit, band).reason;
    if (!reason.empty()) return {};
    return [=, this](const Eigen::MatrixXd& d) {
      const Eigen::VectorXd density = at(d);
      const SpectralPeak peak =
          find_peak(power_.frequencies, density, refit_aperiodic(power_.frequencies, density, fit), band);
      return kind == Kind::peak_frequency ? peak.frequency_hz : peak.height;
    };
  }

  static double positive(double power) { return power > 0 ? power : kNone; }

  const Signals& signals_;
  const Power& power_;
  const MeasureOptions& options_;
};

void check(const MeasureOptions& options) {
  if (options.kinds.empty()) throw usage_error("no measure is given; expected power and the like");
  const bool banded = std::any_of(options.kinds.begin(), options.kinds.end(), has_band);
  if (banded && options.bands.empty()) throw usage_error("no band is given; expected NAME:LOW:HIGH in Hz");
  for (std::size_t i = 0; i < options.bands.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (options.bands[i].name == options.bands[j].name)
        throw usage_error(fmt::format("two bands are named {}", in_quotes(options.bands[i].name)));
  for (std::size_t i = 0; i < options.kinds.size(); ++i)
    if (std::count(options.kinds.begin(), options.kinds.end(), options.kinds[i]) > 1)
      throw usage_error(fmt::format("{} is asked for twice; expected every measure once", name_of(options.kinds[i])));
  require_confidence(options.confidence);
}

}  // namespace

std::vector<Row> measure(const Signals& signals, std::span<const Power> spectra, const MeasureOptions& options) {
  check(options);
  const bool asymmetry = std::count(options.kinds.begin(), options.kinds.end(), Kind::asymmetry) > 0;
  const std::vector<Site> sites = sites_of(signals, options);
  std::vector<std::vector<Eigen::Index>> pairs;
  for (const Pair& pair : options.pairs)
    if (asymmetry) pairs.push_back(rows_of(signals, {pair.first, pair.second}));
  std::vector<Row> out;
  for (const Power& power : spectra) {
    const Reader reader(signals, power, options);
    for (const Site& site : sites) {
      for (const Band& band : options.bands)
        for (const Kind kind : options.kinds)
          if (has_band(kind) && kind != Kind::asymmetry) out.push_back(reader.read(site, band, kind));
      for (const Kind kind : options.kinds)
        if (!has_band(kind)) out.push_back(reader.read(site, {}, kind));
    }
    for (std::size_t p = 0; p < pairs.size(); ++p)
      for (const Band& band : options.bands) out.push_back(reader.read(options.pairs[p], pairs[p], band));
  }
  return out;
}

}  // namespace attune::spectrum
