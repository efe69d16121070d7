#pragma once

#include "attune/model/anova.hpp"
#include "attune/model/frame.hpp"

namespace attune::model {

/// Welch's analysis of variance of one factor without equal variances (Welch 1951, Biometrika 38:330-336). A level with
/// fewer than two rows or without spread beyond rounding: `Fault::analysis` that names it.
AnovaRow welch_anova(const Eigen::VectorXd& y, const FrameVariable& factor);

}  // namespace attune::model
