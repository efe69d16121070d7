#pragma once

#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "attune/spectrum/power.hpp"

namespace attune::spectrum {

/// A statistic of a spectrum with its error.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN(), high = std::numeric_limits<double>::quiet_NaN();
};

/// Blocks that standard errors come from: at most so many, and none below so many units.
inline constexpr Eigen::Index kMostBlocks = 20, kFewestUnits = 5;

/// A usage error unless it is between 0 and 1.
void require_confidence(double confidence);

/// The error of a statistic that is `value` on all units and `without[b]` without block b, which holds `units[b]` of
/// them: the jackknife that leaves out one block at a time (unequal blocks: Busing, Meijer & van der Leeden 1999, Stat
/// Comput 9:3-8), and its interval at `confidence` by Student's t with one degree of freedom less than there are
/// blocks. With `logarithmic` the interval is that of the statistic's logarithm. Blocks count as independent of each
/// other. No error with fewer than two blocks, or where the statistic does not exist without one of them.
Estimate jackknife(double value, std::span<const double> without, std::span<const Eigen::Index> units, bool logarithmic,
                   double confidence);

/// What is estimated: any function of densities (channels x frequencies).
using Statistic = std::function<double(const Eigen::MatrixXd& density)>;

/// The statistic of the whole spectrum, and its error by the jackknife over the spectrum's blocks.
Estimate estimate(const Power& power, const Statistic& statistic, bool logarithmic, double confidence);

}  // namespace attune::spectrum
