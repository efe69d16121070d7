#pragma once

#include <array>
#include <string>

#include "attune/model/formula.hpp"
#include "attune/model/frame.hpp"

namespace attune::model {

/// One of two models that are compared.
struct ComparedModel {
  std::string formula;
  double parameters = 0.0;  ///< fixed, random and residual
  double loglik = 0.0, aic = 0.0, bic = 0.0;
  bool singular = false;
};

/// A likelihood-ratio test of two nested models.
struct ModelComparison {
  std::array<ComparedModel, 2> models;  ///< the smaller one first
  bool reml = false;
  double chisq = 0.0, chi_df = 0.0;
  double p = 0.0;  ///< chi-squared with chi_df degrees of freedom
  /// Where the models differ by one random variance, which cannot be below 0: half of chi_df and half of chi_df - 1
  /// (Self & Liang 1987, J Am Stat Assoc 82:605-610; Stram & Lee 1994, Biometrics 50:1171-1177). NaN otherwise.
  double p_mixture = 0.0;
  std::size_t variances = 0;  ///< by which they differ
  /// F test of two linear models; NaN with random terms.
  double f = 0.0, num_df = 0.0, den_df = 0.0, f_p = 0.0;
};

/// Compares the model of `full` with that of `reduced`, each with its frame of the same table. Models without random
/// terms and those with other fixed terms are fitted by maximum likelihood; models that differ in random terms only by
/// REML unless `ml`. Other responses, and models that are not nested: usage errors. Other rows: `Fault::analysis`.
ModelComparison compare_models(const Formula& full, const Frame& full_frame, const Formula& reduced,
                               const Frame& reduced_frame, bool ml);

}  // namespace attune::model
