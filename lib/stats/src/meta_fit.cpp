#include "meta_fit.hpp"

#include <fmt/format.h>

#include <Eigen/QR>
#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>

namespace attune::stats {
namespace {

// The root of the score between a rising and a falling slope of the likelihood.
double refine(const MetaDesign& design, double low, double high) {
  std::uintmax_t iterations = 200;
  const boost::math::tools::eps_tolerance<double> tolerance(52);
  const auto score = [&](double tau2) { return fit_at(design, tau2).score; };
  const auto [below, above] = boost::math::tools::toms748_solve(score, low, high, tolerance, iterations);
  return std::abs(score(below)) <= std::abs(score(above)) ? below : above;
}

}  // namespace

MetaFit fit_at(const MetaDesign& design, double tau2) {
  MetaFit out;
  out.weights = (design.variances.array() + tau2).inverse().matrix();
  const Eigen::VectorXd root = out.weights.cwiseSqrt();
  const Eigen::MatrixXd scaled = root.asDiagonal() * design.columns;
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(scaled);
  const Eigen::Index p = scaled.cols();
  out.coefficients = qr.solve(root.cwiseProduct(design.effects));
  out.residuals = design.effects - design.columns * out.coefficients;
  const Eigen::MatrixXd inverse = qr.matrixQR().topRows(p).triangularView<Eigen::Upper>().solve(
      Eigen::MatrixXd::Identity(p, p));  // R^-1, and (X' W X)^-1 = R^-1 R^-T
  out.covariance = inverse * inverse.transpose();
  const Eigen::MatrixXd q = qr.householderQ() * Eigen::MatrixXd::Identity(scaled.rows(), p);
  const Eigen::ArrayXd leverage = q.rowwise().squaredNorm().array();
  // P = W^1/2 (I - Q Q') W^1/2, and P y = W r.
  out.trace = (out.weights.array() * (1.0 - leverage)).sum();
  out.q = (out.weights.array() * out.residuals.array().square()).sum();
  out.score = 0.5 * (out.weights.cwiseProduct(out.residuals).squaredNorm() - out.trace);
  const Eigen::MatrixXd crossed = q.transpose() * out.weights.asDiagonal() * q;
  out.information = 0.5 * ((out.weights.array().square() * (1.0 - 2.0 * leverage)).sum() + crossed.squaredNorm());
  out.log_likelihood =
      0.5 * out.weights.array().log().sum() - qr.matrixQR().diagonal().array().abs().log().sum() - 0.5 * out.q;
  return out;
}

double tau2_of_moments(const MetaDesign& design) {
  const MetaFit fixed = fit_at(design, 0.0);
  return std::max(0.0, (fixed.q - design.residual_df()) / fixed.trace);
}

double tau2_of_reml(const MetaDesign& design) {
  constexpr int kSteps = 48;
  constexpr double kSmallest = 1e-4;  // of the least variance: below, tau2 is 0 for every purpose but its own digits
  double top = design.variances.maxCoeff() + fit_at(design, 0.0).residuals.squaredNorm();
  while (fit_at(design, top).score > 0.0) top *= 2.0;
  const double bottom = kSmallest * design.variances.minCoeff();
  MetaFit at = fit_at(design, 0.0);
  double best = 0.0, best_likelihood = at.log_likelihood, previous = 0.0;
  for (int step = 0; step <= kSteps; ++step) {
    const double tau2 = bottom * std::pow(top / bottom, static_cast<double>(step) / kSteps);
    const MetaFit next = fit_at(design, tau2);
    if (at.score > 0.0 && next.score <= 0.0) {
      const double maximum = refine(design, previous, tau2);
      const double likelihood = fit_at(design, maximum).log_likelihood;
      if (likelihood > best_likelihood) {
        best = maximum;
        best_likelihood = likelihood;
      }
    }
    at = next;
    previous = tau2;
  }
  return best;
}

double tau2_of_scoring(const MetaDesign& design, double stop) {
  // Hedges & Olkin: the unweighted residual variance less the part of the sampling variances.
  MetaDesign unweighted = design;
  unweighted.variances.setOnes();
  const MetaFit plain = fit_at(unweighted, 0.0);
  const Eigen::ArrayXd leverage = (design.columns * plain.covariance).cwiseProduct(design.columns).rowwise().sum();
  double tau2 = std::max(0.0, (plain.q - (design.variances.array() * (1.0 - leverage)).sum()) / design.residual_df());
  for (int step = 0; step < 1000; ++step) {
    const MetaFit fit = fit_at(design, tau2);
    double change = fit.score / fit.information;
    while (tau2 + change < 0.0) change *= 0.5;
    tau2 += change;
    if (std::abs(change) <= stop) return tau2;
  }
  throw analysis_error(
      fmt::format("Fisher scoring did not come to steps of {} within 1000; leave --scoring-stop out", stop));
}

}  // namespace attune::stats
