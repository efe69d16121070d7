#pragma once

#include <string>
#include <vector>

#include "attune/model/anova.hpp"
#include "attune/model/comparison.hpp"
#include "attune/model/frame.hpp"
#include "attune/model/marginal.hpp"
#include "attune/model/mixed.hpp"
#include "attune/model/within.hpp"
#include "attune/table/record.hpp"

namespace attune::model {

Record to_record(const Coefficient& row);
/// Fields that are NaN are left out.
Record to_record(const AnovaRow& row);
/// `sphericity` is gg, hf or none: which p is `p_corrected`.
Record to_record(const WithinRow& row, const std::string& sphericity);
Record to_record(const RandomComponent& row);
/// A marginal mean, pair or slope; `names` are those of its levels.
Record to_record(const MarginalRow& row, const std::vector<std::string>& names);
/// A record per model, the smaller one first; the tests are in the larger one's.
std::vector<Record> to_records(const ModelComparison& comparison);
/// "group: secure, insecure (sidecar)" of every factor of the fixed part.
void add_level_orders(Record& record, const Formula& formula, const Frame& frame);
/// n, dropped and why.
void add_rows(Record& record, std::size_t used, const std::vector<LeftOut>& left_out);

}  // namespace attune::model
