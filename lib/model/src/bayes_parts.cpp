#include "bayes_parts.hpp"

#include <cmath>

#include "attune/model/bayes_factor.hpp"

namespace attune::model {

void add_bayes(const Formula& formula, const Frame& frame, const ModelRequest& request, Document& document) {
  if (!request.bayes) return;
  const BayesResult result = bayes_factors(
      formula, frame,
      {.fixed = request.r_fixed, .random = request.r_random, .slope = request.r_slope, .threads = request.threads});
  std::vector<Record> terms, models;
  for (const BayesTerm& row : result.terms)
    terms.push_back({{"term", row.term},
                     {"bf_inclusion", std::exp(row.log_bf_inclusion)},
                     {"log_bf_inclusion", row.log_bf_inclusion},
                     {"bf_top", std::exp(row.log_bf_top)},
                     {"log_bf_top", row.log_bf_top},
                     {"r_scale", row.r},
                     {"error", row.error}});
  for (const BayesModel& row : result.models)
    models.push_back(
        {{"terms", row.terms}, {"bf10", std::exp(row.log_bf10)}, {"log_bf10", row.log_bf10}, {"error", row.error}});
  document.parts.emplace_back("bayes", std::move(terms));
  document.parts.emplace_back("bayes_models", std::move(models));
}

}  // namespace attune::model
