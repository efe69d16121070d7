#include "attune/stats/internal_consistency.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "attune/stats/f_quantile.hpp"
#include "attune/stats/proportion.hpp"
#include "record_fields.hpp"

namespace attune::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd covariance_of(const Eigen::Ref<const MatrixXd>& scores) {
  const MatrixXd centred = scores.rowwise() - scores.colwise().mean();
  return centred.transpose() * centred / static_cast<double>(scores.rows() - 1);
}

double alpha_of(const MatrixXd& covariance) {
  const auto k = static_cast<double>(covariance.rows());
  return k / (k - 1.0) * (1.0 - covariance.trace() / covariance.sum());
}

MatrixXd without(const MatrixXd& covariance, Index item) {
  std::vector<Index> keep;
  for (Index i = 0; i < covariance.rows(); ++i)
    if (i != item) keep.push_back(i);
  return covariance(keep, keep);
}

// Correlation of an item with the sum of the others.
double item_rest(const MatrixXd& covariance, Index item) {
  const double shared = covariance.row(item).sum() - covariance(item, item);
  const double rest = without(covariance, item).sum();
  const double tiny = std::numeric_limits<double>::epsilon() * covariance.diagonal().sum();
  return rest > tiny ? shared / std::sqrt(rest * covariance(item, item)) : std::numeric_limits<double>::quiet_NaN();
}

void check_scores(const Eigen::Ref<const MatrixXd>& scores, const std::vector<std::string>& items) {
  if (scores.cols() < 2) throw analysis_error("alpha needs at least 2 items");
  if (scores.rows() < 3)
    throw analysis_error(fmt::format("{} people have every item; at least 3 are needed", scores.rows()));
  for (Index k = 0; k < scores.cols(); ++k)
    if (scores.col(k).maxCoeff() == scores.col(k).minCoeff())
      throw analysis_error(fmt::format("item {} does not vary: everyone has {}; leave it out",
                                       in_quotes(items[static_cast<std::size_t>(k)]), scores(0, k)));
}

void add_warnings(InternalConsistency& out) {
  for (std::size_t k = 0; k < out.items.size(); ++k)
    if (out.item_rest_r[k] < 0.0)
      out.warnings.push_back(
          fmt::format("item {} goes against the others (item-rest r {:.2f}); if it is keyed the other way round, name "
                      "it in --reverse",
                      in_quotes(out.items[k]), out.item_rest_r[k]));
  if (out.items.size() < 3) return;
  if (!out.omega) {
    out.warnings.push_back(
        "omega: the items are linearly dependent (one is a sum or copy of others, or there are fewer people than "
        "items); a one-factor model cannot be fitted");
    return;
  }
  for (const std::size_t k : out.omega->heywood)
    out.warnings.push_back(
        fmt::format("omega: item {} has no unique variance left (a Heywood case); one factor does not describe these "
                    "items, omega is not to be trusted",
                    in_quotes(out.items[k])));
  if (!out.omega->converged)
    out.warnings.push_back(
        fmt::format("omega: the one-factor model did not converge in {} iterations", out.omega->iterations));
}

}  // namespace

double cronbach_alpha(const Eigen::Ref<const MatrixXd>& scores) { return alpha_of(covariance_of(scores)); }

InternalConsistency internal_consistency(const Eigen::Ref<const MatrixXd>& scores,
                                         const std::vector<std::string>& items, double confidence) {
  check_confidence(confidence);
  check_scores(scores, items);
  const MatrixXd covariance = covariance_of(scores);
  const VectorXd scale = covariance.diagonal().cwiseSqrt().cwiseInverse();
  const auto n = static_cast<double>(scores.rows()), k = static_cast<double>(scores.cols());
  const double tail = 0.5 * (1.0 - confidence);
  InternalConsistency out;
  out.n = scores.rows();
  out.items = items;
  out.alpha = alpha_of(covariance);
  if (!std::isfinite(out.alpha)) throw analysis_error("the sum of the items does not vary; check their keying");
  const auto end = [&](double probability) {
    return 1.0 - (1.0 - out.alpha) * f_quantile(probability, n - 1.0, (n - 1.0) * (k - 1.0));
  };
  out.interval = {end(1.0 - tail), end(tail)};
  out.standardised_alpha = alpha_of(scale.asDiagonal() * covariance * scale.asDiagonal());
  for (Index item = 0; item < scores.cols(); ++item) {
    out.item_rest_r.push_back(item_rest(covariance, item));
    if (scores.cols() > 2) out.alpha_if_dropped.push_back(alpha_of(without(covariance, item)));
  }
  if (scores.cols() > 2) out.omega = fit_omega(covariance, n);
  out.confidence = confidence;
  add_warnings(out);
  return out;
}

Record to_record(const InternalConsistency& c) {
  Record out{{"n", c.n},
             {"items", c.items},
             {"alpha", c.alpha},
             {"ci_low", c.interval.low},
             {"ci_high", c.interval.high},
             {"std_alpha", c.standardised_alpha},
             {"item_rest_r", c.item_rest_r}};
  if (!c.alpha_if_dropped.empty()) out.emplace_back("alpha_if_dropped", c.alpha_if_dropped);
  if (c.omega) {
    out.emplace_back("omega", c.omega->total);
    out.emplace_back("std_omega", c.omega->standardised);
    out.emplace_back("loadings", c.omega->loadings);
    out.emplace_back("one_factor_chi_squared", c.omega->chi_squared);
    out.emplace_back("one_factor_df", c.omega->df);
    out.emplace_back("one_factor_p", c.omega->p);
    out.emplace_back("omega_converged", c.omega->converged);
    out.emplace_back("heywood", !c.omega->heywood.empty());
  }
  out.emplace_back("confidence", c.confidence);
  return out;
}

std::vector<ColumnMeaning> internal_consistency_meanings() {
  std::vector<ColumnMeaning> out{
      {"n", "people with every item", ""},
      {"items", "the items, in the order of the lists below", ""},
      {"alpha", "Cronbach's alpha of the sum of the items", ""},
      {"ci_low", "lower end of its interval (Feldt)", ""},
      {"ci_high", "upper end of its interval (Feldt)", ""},
      {"std_alpha", "alpha of standardised items", ""},
      {"item_rest_r", "correlation of each item with the sum of the others", ""},
      {"alpha_if_dropped", "alpha without the item", ""},
      {"omega", "McDonald's omega total of one factor by maximum likelihood", ""},
      {"std_omega", "the same for standardised items", ""},
      {"loadings", "loadings of standardised items", ""},
      {"one_factor_chi_squared", "misfit of one factor, Bartlett's chi-squared", ""},
      {"one_factor_df", "its degrees of freedom", ""},
      {"one_factor_p", "its p; small says that one factor is not enough", ""},
      {"omega_converged", "true if the factor model was fitted to the end", ""},
      {"heywood", "true if an item has no unique variance left", ""},
  };
  append(out, {{"confidence", "of the intervals", ""}});
  append(out, exclusion_meanings("rows"));
  return out;
}

}  // namespace attune::stats
