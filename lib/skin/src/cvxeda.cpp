#include "attune/skin/cvxeda.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "normal_matrix.hpp"

namespace attune::skin {
namespace {

constexpr double kWorstResidual = 1e-6;
constexpr double kToBoundary = 0.995;  // of the longest step that keeps everything positive

using Vector = Eigen::VectorXd;

/// What an iteration holds: unknowns of the problem, driver (slack) and its multipliers.
struct State {
  Vector x, driver, price;
};

/// Longest step, at most 1, that leaves `value + step * change` positive.
double longest(const Vector& value, const Vector& change) {
  double step = 1;
  for (Eigen::Index i = 0; i < value.size(); ++i)
    if (change[i] < 0) step = std::min(step, -value[i] / change[i]);
  return step;
}

class Solver {
 public:
  Solver(const Design& design, const Vector& y, const CvxEdaOptions& options)
      : design_(design), options_(options), normal_(design), rhs_(design.observed_transposed(y)) {
    // The price of the driver, alpha 1'A, belongs to the linear part.
    rhs_ -= options.alpha * design.driver_transposed(Vector::Ones(design.drivers()));
    scale_ = 1 + rhs_.lpNorm<Eigen::Infinity>();
  }

  State solve(double& kkt, int& iterations) {
    State at{Vector::Zero(design_.unknowns()), Vector::Constant(design_.drivers(), 1.0),
             Vector::Constant(design_.drivers(), 1.0)};
    for (iterations = 0; iterations < options_.iterations; ++iterations) {
      const Vector dual = normal_.quadratic(at.x) - rhs_ - design_.driver_transposed(at.price);
      const Vector primal = design_.driver(at.x) - at.driver;
      const double gap = at.driver.dot(at.price) / static_cast<double>(at.driver.size());
      kkt = std::max({dual.lpNorm<Eigen::Infinity>() / scale_,
                      primal.lpNorm<Eigen::Infinity>() / (1 + at.driver.lpNorm<Eigen::Infinity>()), gap});
      if (kkt < options_.residual) break;
      step(at, dual, primal, gap);
    }
    return at;
  }

 private:
  /// One step of Mehrotra's predictor and corrector.
  void step(State& at, const Vector& dual, const Vector& primal, double gap) {
    normal_.factor((at.price.array() / at.driver.array()).matrix());
    const Vector complementary = at.driver.cwiseProduct(at.price);
    State change = direction(at, dual, primal, complementary);
    const double a = longest(at.driver, change.driver), b = longest(at.price, change.price);
    const double ahead =
        (at.driver + a * change.driver).dot(at.price + b * change.price) / static_cast<double>(at.driver.size());
    const double centring = std::pow(ahead / gap, 3);
    const Vector corrected = complementary + change.driver.cwiseProduct(change.price) -
                             Vector::Constant(complementary.size(), centring * gap);
    change = direction(at, dual, primal, corrected);
    const double c = kToBoundary * longest(at.driver, change.driver), d = kToBoundary * longest(at.price, change.price);
    const double length = std::min({c, d, 1.0});
    at.x += length * change.x;
    at.driver += length * change.driver;
    at.price += length * change.price;
  }

  State direction(const State& at, const Vector& dual, const Vector& primal, const Vector& complementary) const {
    // driver' = A x' + primal; price' = -(complementary + price driver') / driver.
    const Vector weighted = ((complementary + at.price.cwiseProduct(primal)).array() / at.driver.array()).matrix();
    State out;
    out.x = normal_.solve(-dual - design_.driver_transposed(weighted));
    out.driver = design_.driver(out.x) + primal;
    out.price = (-(complementary + at.price.cwiseProduct(out.driver)).array() / at.driver.array()).matrix();
    return out;
  }

  const Design& design_;
  const CvxEdaOptions& options_;
  NormalMatrix normal_;
  Vector rhs_;
  double scale_ = 1;
};

void check(const Eigen::Ref<const Eigen::VectorXd>& y, Hertz rate, const CvxEdaOptions& options) {
  if (!(options.tau_rise.count() > 0 && options.tau_fall > options.tau_rise))
    throw usage_error(fmt::format("time constants of {:g} s (rise) and {:g} s (fall); expected 0 < rise < fall",
                                  options.tau_rise.count(), options.tau_fall.count()));
  if (!(options.knots.count() * rate.value() >= 2))
    throw usage_error(fmt::format("knots every {:g} s at {:g} Hz; expected at least two samples apart",
                                  options.knots.count(), rate.value()));
  if (y.size() < 10) throw analysis_error(fmt::format("{} samples; a decomposition needs at least 10", y.size()));
}

}  // namespace

CvxEda cvxeda(const Eigen::Ref<const Eigen::VectorXd>& conductance, Hertz sampling_frequency,
              const CvxEdaOptions& options) {
  check(conductance, sampling_frequency, options);
  const double mean = conductance.mean();
  const double sd =
      std::sqrt((conductance.array() - mean).square().sum() / static_cast<double>(conductance.size() - 1));
  if (!(sd > 0)) throw analysis_error("the conductance does not change; there is nothing to decompose");
  const Vector y = (conductance.array() - mean) / sd;
  const Design design(y.size(), sampling_frequency, options);
  CvxEda out;
  const State at = Solver(design, y, options).solve(out.kkt, out.iterations);
  if (!(out.kkt < kWorstResidual))
    throw analysis_error(fmt::format("the decomposition did not settle: a residual of {:.2g} after {} iterations",
                                     out.kkt, out.iterations));
  out.phasic = sd * design.phasic(at.x);
  out.tonic = (sd * design.tonic(at.x)).array() + mean;
  out.driver = Vector::Zero(y.size());
  out.driver.tail(design.drivers()) = sd * design.driver(at.x).cwiseMax(0);
  out.rest = conductance - out.phasic - out.tonic;
  return out;
}

}  // namespace attune::skin
