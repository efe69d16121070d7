#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "attune/model/bayes_factor.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/table/delimited.hpp"

namespace attune::model {

/// What Bayes factors of studies that were drawn from their own priors say, half of them with the effect.
struct BayesCalibration {
  double mean_bf01_with = 0.0;     ///< of studies with the effect: 1 in the long run
  double mean_bf01_with_se = 0.0;  ///< its standard error
  double mean_probability = 0.0;   ///< of the effect, after the data, over all studies: 1/2 in the long run
  double in_middle = 0.0;          ///< share of studies with the effect among those given 0.3 to 0.7
  double said_in_middle = 0.0;     ///< their mean probability
  int middle = 0;                  ///< how many those are
};

/// Eight people with three conditions each; effects of people and of conditions have g from their priors.
inline BayesCalibration calibrate_bayes(int studies, std::uint64_t seed) {
  const Formula formula = parse_formula("y ~ condition + (1 | id)");
  BayesCalibration out;
  double squares = 0.0, with = 0.0;
  for (int study = 0; study < studies; ++study) {
    parallel::Stream stream({seed}, static_cast<std::uint64_t>(study));
    const bool effect = study % 2 == 0;
    // g = r^2 / z^2 with z standard normal is inverse gamma with shape 1/2 and scale r^2 / 2.
    const double people = 1.0 / std::abs(stream.normal()), conditions = 0.5 / std::abs(stream.normal());
    const double first = stream.normal(), second = stream.normal();
    const double shift[]{first * std::sqrt(0.5) - second * std::sqrt(1.0 / 6.0),
                         -first * std::sqrt(0.5) - second * std::sqrt(1.0 / 6.0), second * std::sqrt(2.0 / 3.0)};
    std::string cells = "id\tcondition\ty\n";
    for (int id = 0; id < 8; ++id) {
      const double own = people * stream.normal();
      for (int c = 0; c < 3; ++c)
        cells += fmt::format("p{}\tc{}\t{}\n", id, c, own + (effect ? conditions * shift[c] : 0.0) + stream.normal());
    }
    const BayesResult result = bayes_factors(formula, model_frame(parse_table(cells, "made.tsv"), formula));
    const double log_bf = result.terms[0].log_bf_inclusion, probability = 1.0 / (1.0 + std::exp(-log_bf));
    out.mean_probability += probability / studies;
    if (effect) {
      with += 1.0;
      out.mean_bf01_with += std::exp(-log_bf);
      squares += std::exp(-2.0 * log_bf);
    }
    if (probability > 0.3 && probability < 0.7) {
      ++out.middle;
      out.in_middle += effect ? 1.0 : 0.0;
      out.said_in_middle += probability;
    }
  }
  out.mean_bf01_with /= with;
  out.mean_bf01_with_se = std::sqrt((squares / with - out.mean_bf01_with * out.mean_bf01_with) / with);
  out.in_middle /= out.middle;
  out.said_in_middle /= out.middle;
  return out;
}

}  // namespace attune::model
