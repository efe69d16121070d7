#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "attune/statsmodel/run.hpp"
#include "attune/statsmodel/run_design.hpp"
#include "attune/volume/image.hpp"

namespace attune::statsmodel {

/// A contrast of one run in all its regions or voxels, in image units.
struct FittedContrast {
  std::string name;
  Test test = Test::t;
  std::string reason;                      ///< why the run does not have it at all
  Eigen::ArrayXd effect, variance, df;     ///< per unit of the columns
  Eigen::ArrayXd height, height_variance;  ///< of the answer to one event of value 1 (see `RunDesign::peaks`)
  Eigen::ArrayXd f, f_df1, f_df2;
};

/// The model of one run fitted to all its regions or voxels.
struct UnitFit {
  std::vector<FittedContrast> contrasts;
  Eigen::ArrayXd baseline, rho;
  std::vector<std::string> reasons;  ///< of regions without a fit
  std::string no_baseline;           ///< why the run has no resting signal
};

UnitFit fit_unit(const RunDesign& design, const std::vector<RunContrast>& contrasts, const Eigen::MatrixXd& series,
                 const bold::FitOptions& options);
/// The same for the voxels at `offsets`; `sha256` of the image is told.
UnitFit fit_unit_voxels(const RunDesign& design, const std::vector<RunContrast>& contrasts, const ImageHeader& header,
                        std::span<const std::uint32_t> offsets, const Request& request, std::string& sha256);

/// The estimates of one run: effects in the unit that goes upwards, placed at `places` among the elements. With
/// `details` also what only a table of regions has room for (`Estimates::effect_image` and so on).
std::vector<Estimates> to_estimates(const UnitFit& fit, EffectUnit unit, const std::vector<std::size_t>& places,
                                    const std::shared_ptr<const Elements>& elements, bool details);

}  // namespace attune::statsmodel
