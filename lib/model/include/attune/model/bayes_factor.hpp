#pragma once

#include <cstddef>
#include <numbers>
#include <string>
#include <vector>

#include "attune/model/formula.hpp"
#include "attune/model/frame.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::model {

/// Widths r of the Cauchy priors on standardised effects, and how the models are integrated.
struct BayesOptions {
  double fixed = 0.5;                        ///< effects of factors, in orthonormal columns that sum to zero
  double random = 1.0;                       ///< effects of groups of rows
  double slope = std::numbers::sqrt2 / 4.0;  ///< slopes of numbers, per SD: covariance g sigma^2 (X'X / n)^-1
  double tolerance = 1e-8;                   ///< relative, of evidence with up to three g; 100 times as much with more
  std::size_t most_evaluations = 150'000;    ///< of one model's integrand; where they do not suffice, `error` says so
  parallel::Threads threads{1};
};

/// Evidence for one model against the model without any term but with all random terms.
struct BayesModel {
  std::string terms;  ///< "group + age"; "(none)" for the model without any
  double log_bf10 = 0.0;
  double error = 0.0;  ///< relative error of BF10, from the last refinements of the integral
};

/// Evidence for one term.
struct BayesTerm {
  std::string term;
  /// All models with the term and without interactions that contain it, against the same models without the term, each
  /// model as likely as any other before the data: the inclusion Bayes factor across matched models.
  double log_bf_inclusion = 0.0;
  double log_bf_top = 0.0;  ///< the full model against the full model without the term (its interactions stay)
  double r = 0.0;           ///< width of its prior
  double error = 0.0;       ///< relative, of the larger of both
};

struct BayesResult {
  std::vector<BayesTerm> terms;
  std::vector<BayesModel> models;  ///< every model whose interactions have all their margins, the empty one first
};

/// JZS Bayes factors of the terms of a linear model (Rouder, Morey, Speckman & Province 2012, J Math Psychol
/// 56:356-374; for numbers Liang, Paulo, Molina, Clyde & Berger 2008, J Am Stat Assoc 103:410-423, and Rouder & Morey
/// 2012, Multivariate Behav Res 47:877-903). Each factor term has its own g; all terms with a number share one; each
/// random term has its own, and is in every model. g is integrated by adaptive Gauss quadrature, without random
/// numbers: the same bits for any number of threads. Needs an intercept; random slopes are those of factors, without
/// correlations (`||`): usage errors. More than 512 models: usage error. Numbers that depend on each other:
/// `Fault::analysis`.
BayesResult bayes_factors(const Formula& formula, const Frame& frame, const BayesOptions& options = {});

}  // namespace attune::model
