#include "attune/model/mixed.hpp"

#include <fmt/format.h>

#include <Eigen/LU>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "attune/base/nearest_name.hpp"
#include "attune/stats/f_distribution.hpp"
#include "householder.hpp"
#include "minimise.hpp"
#include "mixed_df.hpp"

namespace attune::model {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();
/// A relative SD below this is 0 (random columns are scaled to a mean square of 1).
constexpr double kSingular = 1e-4;
/// Kenward-Roger needs dense matrices of effects x effects.
constexpr Eigen::Index kMostEffects = 4000;

// The fixed part in orthonormal columns: coefficients of the design are `ols + back * b`.
struct FixedPart {
  explicit FixedPart(const Design& design, const Frame& frame, bool intercept)
      : fit(fit_linear(design.x, frame.response, intercept)), qr(design.x) {
    back.resize(qr.rank(), qr.rank());
    for (Eigen::Index j = 0; j < qr.rank(); ++j) back.col(j) = qr.solve(Eigen::VectorXd::Unit(qr.rank(), j));
    back = qr.scale().asDiagonal() * back;
    // back is R^-1 with its columns scaled back, upper triangular.
    for (Eigen::Index j = 0; j < qr.rank(); ++j) log_det_x -= 2.0 * std::log(std::abs(back(j, j)));
  }
  LinearFit fit;
  Householder qr;
  Eigen::MatrixXd back;
  double log_det_x = 0.0;
};

void check_blocks(const std::vector<RandomBlock>& blocks, std::size_t rows) {
  for (const RandomBlock& block : blocks) {
    if (static_cast<std::size_t>(block.effects()) >= rows)
      throw analysis_error(
          fmt::format("({} columns | {}) makes {} random effects of {} rows; they cannot be told from the residual: "
                      "take slopes away",
                      block.columns(), block.group, block.effects(), rows));
    if (block.groups < 2)
      throw analysis_error(fmt::format("{} has one group; random effects need at least two", block.group));
  }
}

std::vector<Bound> bounds_of(const std::vector<RandomBlock>& blocks) {
  std::vector<Bound> out;
  for (const RandomBlock& block : blocks)
    for (Eigen::Index j = 0; j < block.columns(); ++j) {
      out.push_back({1.0, 0.0});
      if (!block.correlated) continue;
      for (Eigen::Index i = j + 1; i < block.columns(); ++i) out.push_back({0.0, -kInfinite});
    }
  return out;
}

void take_random(const std::vector<RandomBlock>& blocks, MixedFit& out) {
  Eigen::Index at = 0;
  for (const RandomBlock& block : blocks) {
    const Eigen::MatrixXd factor = relative_factor(block, out.theta.segment(at, block.parameters()));
    at += block.parameters();
    const Eigen::MatrixXd scaled = block.scale.cwiseInverse().asDiagonal() * factor * out.sigma;
    const Eigen::MatrixXd covariance = scaled * scaled.transpose();
    for (Eigen::Index i = 0; i < block.columns(); ++i) {
      const double sd = std::sqrt(covariance(i, i));
      out.random.push_back({block.group, block.names[static_cast<std::size_t>(i)], "", covariance(i, i), sd, kMissing});
      out.singular = out.singular || factor(i, i) < kSingular;
    }
    for (Eigen::Index j = 0; block.correlated && j < block.columns(); ++j)
      for (Eigen::Index i = j + 1; i < block.columns(); ++i) {
        const double both = std::sqrt(covariance(i, i) * covariance(j, j));
        out.random.push_back({block.group, block.names[static_cast<std::size_t>(j)],
                              block.names[static_cast<std::size_t>(i)], covariance(i, j), kMissing,
                              both > 0.0 ? covariance(i, j) / both : kMissing});
      }
    out.groups.push_back({block.group, static_cast<std::size_t>(block.groups)});
  }
  out.random.push_back({"Residual", "", "", out.sigma * out.sigma, out.sigma, kMissing});
}

// Selects the columns of a term among the kept ones; its rows act on the orthonormal coefficients.
Eigen::MatrixXd contrasts_of(const Design& design, const FixedPart& fixed, std::size_t term) {
  std::vector<Eigen::Index> rows;
  for (std::size_t k = 0; k < fixed.fit.kept.size(); ++k)
    if (design.term_of[static_cast<std::size_t>(fixed.fit.kept[k])] == term)
      rows.push_back(static_cast<Eigen::Index>(k));
  Eigen::MatrixXd out(static_cast<Eigen::Index>(rows.size()), fixed.back.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) out.row(static_cast<Eigen::Index>(i)) = fixed.back.row(rows[i]);
  return out;
}

// Tests are about the design's coefficients, which are `ols + back * b`: what b would have to be for them to be 0.
Eigen::VectorXd whole_b(const FixedPart& fixed, const Eigen::VectorXd& b) {
  Eigen::VectorXd kept(b.size());
  for (Eigen::Index k = 0; k < b.size(); ++k)
    kept[k] = fixed.fit.coefficients[fixed.fit.kept[static_cast<std::size_t>(k)]];
  return fixed.back.triangularView<Eigen::Upper>().solve(kept) + b;
}

template <class Method>
void take_tests(const Design& design, const FixedPart& fixed, const std::shared_ptr<const Method>& method,
                const Eigen::MatrixXd& covariance, const Eigen::VectorXd& b, double confidence, MixedFit& out) {
  out.kept = fixed.fit.kept;
  out.df = [method, back = fixed.back](const Eigen::VectorXd& contrast) {
    return method ? method->df(back.transpose() * contrast) : kInfinite;
  };
  out.covariance = fixed.back * covariance * fixed.back.transpose();
  const Eigen::VectorXd whole = whole_b(fixed, b), estimates = fixed.back * whole;
  for (std::size_t column = 0; column < design.names.size(); ++column)
    out.coefficients.push_back(coefficient_row(design.names[column], kMissing, kMissing, kMissing, confidence));
  for (Eigen::Index k = 0; k < estimates.size(); ++k) {
    const auto column = static_cast<std::size_t>(fixed.fit.kept[static_cast<std::size_t>(k)]);
    const double df = method ? method->df(fixed.back.row(k).transpose()) : kInfinite;
    out.coefficients[column] =
        coefficient_row(design.names[column], estimates[k], out.covariance(k, k), df, confidence);
  }
  for (std::size_t term = 1; term <= design.terms.size(); ++term) {
    const Eigen::MatrixXd contrasts = contrasts_of(design, fixed, term);
    AnovaRow row{design.term_names[term - 1], 0.0, kMissing, kMissing, kMissing, kMissing, kMissing};
    row.num_df = static_cast<double>(contrasts.rows());
    if (contrasts.rows() > 0) {
      WaldTest test{0.0, row.num_df, kInfinite};
      if (method) {
        test = method->test(contrasts, whole);
      } else {
        const Eigen::VectorXd lb = contrasts * whole;
        test.f = lb.dot((contrasts * covariance * contrasts.transpose()).fullPivLu().solve(lb)) / row.num_df;
      }
      row.f = test.f;
      row.den_df = test.den_df;
      row.p = stats::f_upper(test.f, test.num_df, test.den_df);
    }
    out.tests.push_back(std::move(row));
  }
}

std::shared_ptr<const KenwardRoger> kenward_roger(const FittedMixed& fitted, Warnings& warnings) {
  if (fitted.deviance.effects() > kMostEffects)
    throw analysis_error(
        fmt::format("{} random effects are too many for Kenward-Roger (at most {}); take Satterthwaite's degrees of "
                    "freedom",
                    fitted.deviance.effects(), kMostEffects));
  auto out = std::make_shared<const KenwardRoger>(fitted);
  if (out->usable()) return out;
  warnings.push_back(
      "Kenward-Roger's degrees of freedom do not exist for this fit (the information about its random variances has no "
      "inverse); Satterthwaite's are given in their place");
  return nullptr;
}

void take_tests(const Design& design, const FixedPart& fixed, const FittedMixed& fitted,
                const Eigen::MatrixXd& unscaled, const MixedOptions& options, MixedFit& out) {
  if (options.df == DfMethod::normal)
    return take_tests<Satterthwaite>(design, fixed, nullptr, fitted.sigma * fitted.sigma * unscaled, fitted.b,
                                     options.confidence, out);
  if (options.df == DfMethod::kenward_roger)
    if (const auto method = kenward_roger(fitted, out.warnings))
      return take_tests(design, fixed, method, method->covariance(), fitted.b, options.confidence, out);
  const auto method = std::make_shared<const Satterthwaite>(fitted);
  take_tests(design, fixed, method, method->covariance(), fitted.b, options.confidence, out);
}

}  // namespace

DfMethod parse_df_method(std::string_view name) {
  if (name == "satterthwaite") return DfMethod::satterthwaite;
  if (name == "kenward-roger") return DfMethod::kenward_roger;
  if (name == "none") return DfMethod::normal;
  const std::vector<std::string> known{"satterthwaite", "kenward-roger", "none"};
  throw usage_error(fmt::format("unknown degrees of freedom {}{}", in_quotes(name), suggestion(name, known)));
}

MixedFit fit_mixed(const Formula& formula, const Frame& frame, const MixedOptions& options) {
  const Design design = design_matrix(formula, frame);
  const FixedPart fixed(design, frame, formula.intercept);
  const std::vector<RandomBlock> blocks = random_blocks(formula, frame);
  check_blocks(blocks, frame.rows.size());
  if (!(fixed.fit.df > 0.0))
    throw analysis_error(fmt::format("{} rows for {} coefficients leave nothing for the residual", frame.rows.size(),
                                     fixed.fit.kept.size()));
  MixedDeviance deviance(blocks, fixed.qr.thin_q(), fixed.fit.residuals, fixed.log_det_x, options.reml);
  const Minimum best =
      minimise([&](const Eigen::VectorXd& theta) { return deviance.profiled(theta); }, bounds_of(blocks));
  MixedFit out;
  out.theta = best.at;
  out.criterion = best.value;
  out.evaluations = best.evaluations;
  out.reml = options.reml;
  const MixedDeviance::Point point = deviance.at(out.theta, true);
  out.sigma = deviance.sigma(point);
  take_random(blocks, out);
  out.loglik = -out.criterion / 2.0;
  out.parameters = fixed.fit.kept.size() + static_cast<std::size_t>(deviance.parameters()) + 1;
  out.aic = out.criterion + 2.0 * static_cast<double>(out.parameters);
  out.bic = out.criterion + std::log(static_cast<double>(frame.rows.size())) * static_cast<double>(out.parameters);
  take_tests(design, fixed, {deviance, out.theta, out.sigma, point.b}, point.unscaled, options, out);
  if (out.singular)
    out.warnings.push_back(
        "the fit is singular: a random variance is 0, or a correlation 1 or -1; the data do not support every random "
        "term, think of fewer");
  return out;
}

}  // namespace attune::model
