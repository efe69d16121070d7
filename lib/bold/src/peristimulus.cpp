#include "attune/bold/peristimulus.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <set>

#include "attune/base/error.hpp"

namespace attune::bold {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool is_nuisance(ColumnKind kind) { return kind == ColumnKind::drift || kind == ColumnKind::confound; }

// Volumes kept x regions: percent change from the resting signal, without the fitted drift and confounds.
Eigen::MatrixXd cleaned_percent(const Design& design, const Eigen::Ref<const Eigen::MatrixXd>& series,
                                const std::vector<RegionFit>& fits) {
  Eigen::MatrixXd percent(static_cast<Eigen::Index>(design.kept.size()), series.cols());
  for (Eigen::Index region = 0; region < series.cols(); ++region) {
    const RegionFit& fit = fits[static_cast<std::size_t>(region)];
    if (!fit.reason.empty() || !(fit.baseline > 0)) {
      percent.col(region).setConstant(kNaN);
      continue;
    }
    Eigen::VectorXd coefficients = design.to_columns * fit.coordinates;
    for (Eigen::Index column = 0; column < coefficients.size(); ++column)
      if (!is_nuisance(design.kinds[static_cast<std::size_t>(column)])) coefficients(column) = 0.0;
    const Eigen::VectorXd kept = series.col(region)(design.kept);
    percent.col(region) = ((kept - design.matrix * coefficients) / fit.baseline).array() * 100.0 - 100.0;
  }
  return percent;
}

}  // namespace

std::vector<Peristimulus> peristimulus(std::span<const Event> events, const FrameTimes& frames, const Design& design,
                                       const Eigen::Ref<const Eigen::MatrixXd>& series,
                                       const std::vector<RegionFit>& fits, const PeristimulusWindow& window) {
  if (series.rows() != design.volumes || static_cast<std::size_t>(series.cols()) != fits.size())
    throw Error(Fault::internal, "peristimulus: series, design and fits do not go together");
  const Eigen::MatrixXd percent = cleaned_percent(design, series, fits);
  const double tr = frames.repetition_time.count();
  const auto first = static_cast<Eigen::Index>(std::ceil(window.from.count() / tr - 1e-9));
  const auto last = static_cast<Eigen::Index>(std::floor(window.to.count() / tr + 1e-9));
  std::set<std::string> conditions;
  for (const Event& event : events) conditions.insert(event.trial_type);
  std::vector<Peristimulus> averages;
  for (const std::string& condition : conditions) {
    Peristimulus average{condition, {}, {}, Eigen::MatrixXd::Zero(last - first + 1, series.cols())};
    for (Eigen::Index lag = first; lag <= last; ++lag) average.lags.emplace_back(static_cast<double>(lag) * tr);
    average.volumes.assign(average.lags.size(), 0);
    for (const Event& event : events) {
      if (event.trial_type != condition) continue;
      for (std::size_t row = 0; row < design.kept.size(); ++row) {
        const double since = (frames.at(design.kept[row]) - event.onset).count();
        const auto bin = static_cast<Eigen::Index>(std::lround(since / tr)) - first;
        if (bin < 0 || bin > last - first) continue;
        average.percent.row(bin) += percent.row(static_cast<Eigen::Index>(row));
        ++average.volumes[static_cast<std::size_t>(bin)];
      }
    }
    for (Eigen::Index bin = 0; bin <= last - first; ++bin) {
      const Eigen::Index count = average.volumes[static_cast<std::size_t>(bin)];
      if (count == 0)
        average.percent.row(bin).setConstant(kNaN);
      else
        average.percent.row(bin) /= static_cast<double>(count);
    }
    averages.push_back(std::move(average));
  }
  return averages;
}

}  // namespace attune::bold
