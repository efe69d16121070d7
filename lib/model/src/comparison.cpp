#include "attune/model/comparison.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <set>

#include "attune/base/error.hpp"
#include "attune/model/linear.hpp"
#include "attune/model/mixed.hpp"
#include "attune/stats/f_distribution.hpp"
#include "householder.hpp"

namespace attune::model {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// Names, since each formula counts its own variables.
std::set<std::string> names_of(const Formula& formula, const std::vector<Term>& terms, bool intercept) {
  std::set<std::string> out;
  if (intercept) out.insert("1");
  for (const Term& term : terms) out.insert(name_of(formula, term));
  return out;
}

bool holds(const std::set<std::string>& outer, const std::set<std::string>& inner) {
  return std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
}

// Every random term of the smaller model is part of one of the larger.
void check_random(const Formula& full, const Formula& reduced) {
  for (const RandomTerm& term : reduced.random) {
    const auto inner = names_of(reduced, term.terms, term.intercept);
    const bool found = std::any_of(full.random.begin(), full.random.end(), [&](const RandomTerm& other) {
      return name_of(full, other.group) == name_of(reduced, term.group) &&
             holds(names_of(full, other.terms, other.intercept), inner) &&
             (other.correlated || !term.correlated || inner.size() == 1);
    });
    if (!found)
      throw usage_error(fmt::format("--against: ({}) is in no random term of {}; the models are not nested", term.text,
                                    in_quotes(full.text, 200)));
  }
}

// True if the fixed parts span the same space; not nested is an error.
bool same_fixed(const Design& full, const Design& reduced, const Formula& formula) {
  Eigen::MatrixXd both(full.x.rows(), full.x.cols() + reduced.x.cols());
  both << full.x, reduced.x;
  const Eigen::Index rank = Householder(full.x).rank();
  if (Householder(both).rank() > rank)
    throw usage_error(
        fmt::format("--against: its terms are not all in {}; the models are not nested", in_quotes(formula.text, 200)));
  return Householder(reduced.x).rank() == rank;
}

ComparedModel compared(const Formula& formula, double parameters, double loglik, std::size_t rows, bool singular) {
  return {formula.text,
          parameters,
          loglik,
          -2.0 * loglik + 2.0 * parameters,
          -2.0 * loglik + parameters * std::log(static_cast<double>(rows)),
          singular};
}

ComparedModel fit_linear_model(const Formula& formula, const Frame& frame, const LinearFit& fit, bool reml) {
  const double n = static_cast<double>(frame.rows.size()), degrees = reml ? fit.df : n;
  double log_det = 0.0;
  if (reml) log_det = -2.0 * Eigen::LLT<Eigen::MatrixXd>(fit.unscaled).matrixLLT().diagonal().array().log().sum();
  const double loglik = -0.5 * (degrees * (std::log(2.0 * std::numbers::pi * fit.rss / degrees) + 1.0) + log_det);
  return compared(formula, static_cast<double>(fit.kept.size()) + 1.0, loglik, frame.rows.size(), false);
}

struct Fitted {
  ComparedModel model;
  std::size_t variances = 0;
};

Fitted fit_model(const Formula& formula, const Frame& frame, const LinearFit& fixed, bool reml) {
  if (formula.random.empty()) return {fit_linear_model(formula, frame, fixed, reml), 0};
  const MixedFit fit = fit_mixed(formula, frame, {.reml = reml, .df = DfMethod::normal});
  Fitted out{compared(formula, static_cast<double>(fit.parameters), fit.loglik, frame.rows.size(), fit.singular), 0};
  for (const RandomComponent& row : fit.random)
    if (!row.term.empty() && row.term2.empty()) ++out.variances;
  return out;
}

void take_f(const LinearFit& full, const LinearFit& reduced, ModelComparison& out) {
  out.num_df = reduced.df - full.df;
  out.den_df = full.df;
  out.f = full.df > 0.0 ? (reduced.rss - full.rss) / out.num_df / (full.rss / full.df) : kMissing;
  out.f_p = stats::f_upper(out.f, out.num_df, out.den_df);
}

}  // namespace

ModelComparison compare_models(const Formula& full, const Frame& full_frame, const Formula& reduced,
                               const Frame& reduced_frame, bool ml) {
  if (full.variables[full.response].text != reduced.variables[reduced.response].text)
    throw usage_error(fmt::format("--against: its response is {}, that of the model is {}; they must be the same",
                                  in_quotes(reduced.variables[reduced.response].text),
                                  in_quotes(full.variables[full.response].text)));
  if (full_frame.rows != reduced_frame.rows)
    throw analysis_error(
        fmt::format("the models use other rows ({} and {}), which cannot be compared; leave rows with "
                    "missing cells out of both with --where",
                    full_frame.rows.size(), reduced_frame.rows.size()));
  const Design full_design = design_matrix(full, full_frame), reduced_design = design_matrix(reduced, reduced_frame);
  const bool same = same_fixed(full_design, reduced_design, full);
  check_random(full, reduced);
  const bool linear = full.random.empty();
  const LinearFit full_fit = fit_linear(full_design.x, full_frame.response, full.intercept);
  const LinearFit reduced_fit = fit_linear(reduced_design.x, full_frame.response, reduced.intercept);
  ModelComparison out;
  out.reml = same && !ml && !linear;
  const Fitted one = fit_model(reduced, reduced_frame, reduced_fit, out.reml);
  const Fitted two = fit_model(full, full_frame, full_fit, out.reml);
  out.models = {one.model, two.model};
  out.chi_df = two.model.parameters - one.model.parameters;
  out.variances = two.variances - one.variances;
  if (!(out.chi_df > 0.0)) throw usage_error("--against: both models have the same terms");
  // The larger model cannot fit worse; what a search leaves is 0.
  out.chisq = std::max(0.0, 2.0 * (two.model.loglik - one.model.loglik));
  out.p = stats::chi_squared_upper(out.chisq, out.chi_df);
  out.p_mixture = out.f = out.num_df = out.den_df = out.f_p = kMissing;
  if (same && out.variances == 1) {
    const double below =
        out.chi_df > 1.0 ? stats::chi_squared_upper(out.chisq, out.chi_df - 1.0) : (out.chisq > 0.0 ? 0.0 : 1.0);
    out.p_mixture = 0.5 * (out.p + below);
  }
  if (linear) take_f(full_fit, reduced_fit, out);
  return out;
}

}  // namespace attune::model
