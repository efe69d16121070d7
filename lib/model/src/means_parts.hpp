#pragma once

#include "attune/model/analysis.hpp"
#include "attune/model/marginal.hpp"

namespace attune::model {

/// Adds the parts that `request` asks for: means and pairs of them, slopes and the region in which they differ from 0.
void add_means(const Formula& formula, const Frame& frame, const FittedMeans& fit, const ModelRequest& request,
               Document& document);

}  // namespace attune::model
