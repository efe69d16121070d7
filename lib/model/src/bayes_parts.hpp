#pragma once

#include "attune/model/analysis.hpp"
#include "attune/model/formula.hpp"
#include "attune/model/frame.hpp"

namespace attune::model {

/// Adds the parts `bayes`, a record per term, and `bayes_models`, a record per model, if `request` asks for them.
void add_bayes(const Formula& formula, const Frame& frame, const ModelRequest& request, Document& document);

}  // namespace attune::model
