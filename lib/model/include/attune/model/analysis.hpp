#pragma once

#include <map>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/table/document.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::model {

/// A model of a table as it is asked for; words as on the command line.
struct ModelRequest {
  std::string formula;
  std::vector<std::string> covariates{};                             ///< added to the formula
  std::vector<std::string> levels{};                                 ///< "group=secure,insecure"
  std::map<std::string, std::vector<std::string>> sidecar_levels{};  ///< the order of a column's levels
  std::vector<std::string> factors{};                                ///< columns of numbers that are categories
  std::string coding = "sum", type = "3";
  std::string errors = "classical";  ///< or hc3, cr2 with `cluster`, or welch for one factor alone
  std::string cluster{};
  std::vector<std::string> within{}, observed{};
  std::string id = "participant_id";
  std::string sphericity = "gg";  ///< which correction `p_corrected` has: gg, hf, none
  std::string df = "satterthwaite";
  bool ml = false;
  std::string compat = "none";           ///< or r: Mauchly's p
  std::string against{};                 ///< formula of a smaller model, for a likelihood-ratio test
  std::vector<std::string> means{};      ///< factors of the marginal means
  std::vector<std::string> by{};         ///< factors within whose levels pairs are taken, a family each
  std::vector<std::string> contrasts{};  ///< "name=secure - insecure", of the cells of `by` and `means`
  std::vector<std::string> at{};         ///< "age=30"
  std::string adjust = "tukey";          ///< of pairs of means: tukey, holm, sidak, bonferroni, none
  std::string slopes{}, moderator{};     ///< slope of one number at the other's mean and 1 SD about it
  double confidence = 0.95;
  bool bayes = false;  ///< Bayes factors of the terms, with these widths of the priors
  double r_fixed = 0.5, r_random = 1.0, r_slope = 0.35355339059327376;
  parallel::Threads threads{1};
  std::vector<std::string> identifiers{};  ///< columns that name people
};

/// What a model gives: parts coefficients, anova, random, means, pairs, contrasts, slopes, region, comparison, bayes,
/// bayes_models (those that apply), and the fields of the fit.
struct ModelResult {
  Document document;
  Warnings warnings;
};

/// Fits the model of the request: linear, with within-participant factors, or mixed where the formula has a bar. What
/// does not go together (a bar and `within`, `errors` and a bar) is a usage error. Two rows of one person in a linear
/// model without clusters are an input error: they are not independent.
ModelResult run_model(const Table& table, const ModelRequest& request);

/// Meanings of every field.
std::vector<ColumnMeaning> model_meanings();

}  // namespace attune::model
