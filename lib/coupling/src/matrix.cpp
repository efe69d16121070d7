#include "attune/coupling/matrix.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "attune/base/nearest_name.hpp"
#include "attune/stats/distributions.hpp"

namespace attune::coupling {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Correlations this close to 1 are of one and the same series but for rounding: their z is infinite.
constexpr double kSame = 1e-14;

std::vector<Eigen::Index> with_series(const std::vector<std::string>& reasons) {
  std::vector<Eigen::Index> out;
  for (std::size_t i = 0; i < reasons.size(); ++i)
    if (reasons[i].empty()) out.push_back(static_cast<Eigen::Index>(i));
  return out;
}

Eigen::MatrixXd of_unit_length(const Eigen::MatrixXd& values, const std::vector<Eigen::Index>& used) {
  Eigen::MatrixXd out = values(Eigen::all, used);
  for (Eigen::Index c = 0; c < out.cols(); ++c) out.col(c).normalize();
  return out;
}

Eigen::MatrixXd correlations(const Eigen::MatrixXd& unit) {
  Eigen::MatrixXd out = (unit.transpose() * unit).cwiseMax(-1.0).cwiseMin(1.0);
  out.diagonal().setOnes();
  return out;
}

// Partial correlations of a matrix that has an inverse.
Eigen::MatrixXd partial(const Eigen::MatrixXd& correlation) {
  const Eigen::LDLT<Eigen::MatrixXd> factors(correlation);
  if (factors.info() != Eigen::Success || !(factors.vectorD().minCoeff() > 1e-10))
    throw analysis_error(
        "partial correlations do not exist: a region's series is a sum of others'; leave regions out, or take "
        "ledoit-wolf-partial");
  const Eigen::MatrixXd precision = factors.solve(Eigen::MatrixXd::Identity(correlation.rows(), correlation.cols()));
  const Eigen::VectorXd scale = precision.diagonal().cwiseSqrt().cwiseInverse();
  Eigen::MatrixXd out = -(scale.asDiagonal() * precision * scale.asDiagonal());
  out.diagonal().setOnes();
  return 0.5 * (out + out.transpose());
}

Coupling described(const Eigen::MatrixXd& r, const std::vector<std::string>& reasons,
                   const std::vector<Eigen::Index>& used, const Eigen::MatrixXd& degrees) {
  const auto regions = static_cast<Eigen::Index>(reasons.size());
  const Eigen::MatrixXd missing = Eigen::MatrixXd::Constant(regions, regions, kNaN);
  Coupling out{reasons, missing, missing, missing, missing, missing, kNaN};
  for (std::size_t i = 0; i < used.size(); ++i) {
    for (std::size_t j = 0; j < used.size(); ++j) {
      const Eigen::Index a = used[i], b = used[j];
      const double value = r(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
      out.r(a, b) = value;
      if (a == b) continue;
      out.z(a, b) = std::abs(value) > 1 - kSame ? std::copysign(std::numeric_limits<double>::infinity(), value)
                                                : std::atanh(value);
      out.degrees(a, b) = degrees(a, b);
      if (degrees(a, b) > 2) out.se(a, b) = 1 / std::sqrt(degrees(a, b) - 2);
      out.p(a, b) = correlation_p(value, degrees(a, b));
    }
  }
  return out;
}

// Effective degrees of freedom of residuals on all regions, and those of the pair given back.
Eigen::MatrixXd partial_degrees(const CleanedRun& run, const Eigen::MatrixXd& unit, Eigen::Index regions) {
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(unit);
  const Eigen::MatrixXd basis = qr.householderQ() * Eigen::MatrixXd::Identity(unit.rows(), unit.cols());
  const Eigen::MatrixXd rest = run.map - basis * (basis.transpose() * run.map);
  const double left = run.degrees - static_cast<double>(unit.cols());
  const Eigen::MatrixXd out = effective_degrees(rest, run.nuisance.kept, run.noise);
  if (unit.cols() < 2) return Eigen::MatrixXd::Constant(regions, regions, kNaN);
  return out * ((left + 2) / left);
}

Eigen::MatrixXd shrunk(const Eigen::MatrixXd& r, double shrinkage) {
  Eigen::MatrixXd out = (1 - shrinkage) * r;
  out.diagonal().setOnes();
  return out;
}

}  // namespace

Kind kind_of(std::string_view name) {
  if (name == "pearson") return Kind::pearson;
  if (name == "partial") return Kind::partial;
  if (name == "ledoit-wolf") return Kind::ledoit_wolf;
  if (name == "ledoit-wolf-partial") return Kind::ledoit_wolf_partial;
  const std::array<std::string, 4> known{"pearson", "partial", "ledoit-wolf", "ledoit-wolf-partial"};
  throw usage_error("unknown kind of coupling " + in_quotes(name) + suggestion(name, known));
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::pearson:
      return "pearson";
    case Kind::partial:
      return "partial";
    case Kind::ledoit_wolf:
      return "ledoit-wolf";
    case Kind::ledoit_wolf_partial:
      return "ledoit-wolf-partial";
  }
  throw Error(Fault::internal, "name_of: no such kind of coupling");
}

double correlation_p(double r, double degrees) {
  if (!(degrees > 1)) return kNaN;
  return stats::student_t_two_sided(r * std::sqrt((degrees - 1) / (1 - r * r)), degrees - 1);
}

Coupling correlate(const Eigen::MatrixXd& values, const std::vector<std::string>& reasons,
                   const Eigen::MatrixXd& degrees) {
  const std::vector<Eigen::Index> used = with_series(reasons);
  return described(correlations(of_unit_length(values, used)), reasons, used, degrees);
}

double ledoit_wolf_shrinkage(const Eigen::MatrixXd& values) {
  const auto n = static_cast<double>(values.rows());
  const auto p = static_cast<double>(values.cols());
  const Eigen::MatrixXd covariance = values.transpose() * values / n;
  const Eigen::ArrayXXd squares = values.array().square();
  const double mu = covariance.trace() / p;
  // d2: how far the covariance is from mu I; b2: how far its entries may be from the truth by chance.
  const double d2 = (covariance - mu * Eigen::MatrixXd::Identity(values.cols(), values.cols())).squaredNorm();
  const double products = squares.rowwise().sum().square().sum();
  const double b2 = (products / n - covariance.squaredNorm()) / n;
  return d2 > 0 ? std::clamp(std::min(b2, d2) / d2, 0.0, 1.0) : 0.0;
}

Coupling couple(const CleanedRun& run, Kind kind) {
  const std::vector<Eigen::Index> used = with_series(run.reasons);
  const Eigen::MatrixXd unit = of_unit_length(run.values, used);
  const auto regions = static_cast<Eigen::Index>(run.reasons.size());
  const Eigen::MatrixXd r = correlations(unit);
  if (kind == Kind::pearson)
    return described(r, run.reasons, used, effective_degrees(run.map, run.nuisance.kept, run.noise));
  if (kind == Kind::partial) {
    const double left = run.degrees - static_cast<double>(used.size());
    if (!(left >= 1))
      throw analysis_error(
          fmt::format("partial correlations of {} regions need more frames than {} with {:.4g} degrees "
                      "of freedom; take fewer regions, or ledoit-wolf-partial",
                      used.size(), run.values.rows(), run.degrees));
    return described(partial(r), run.reasons, used, partial_degrees(run, unit, regions));
  }
  // Series of unit variance, so that the identity is a fair target whatever the units of the regions.
  const double shrinkage = ledoit_wolf_shrinkage(unit * std::sqrt(static_cast<double>(unit.rows())));
  const Eigen::MatrixXd shrunken = shrunk(r, shrinkage);
  const Eigen::MatrixXd none = Eigen::MatrixXd::Constant(regions, regions, kNaN);
  Coupling out = described(kind == Kind::ledoit_wolf ? shrunken : partial(shrunken), run.reasons, used, none);
  out.shrinkage = shrinkage;
  return out;
}

}  // namespace attune::coupling
