#include "minimise.hpp"

#include <fmt/format.h>
#include <nlopt.h>

#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>
#include <memory>

#include "attune/base/error.hpp"

namespace attune::model {
namespace {

constexpr int kMostEvaluations = 100000;
// Close to the square root of the rounding of the deviance: nearer cannot be told apart.
constexpr double kNear = 1e-9;

struct Search {
  const std::function<double(const Eigen::VectorXd&)>& f;
  std::size_t evaluations = 0;
};

double call(unsigned n, const double* x, double*, void* data) {
  auto& search = *static_cast<Search*>(data);
  ++search.evaluations;
  return search.f(Eigen::Map<const Eigen::VectorXd>(x, static_cast<Eigen::Index>(n)));
}

Minimum along_a_line(const std::function<double(const Eigen::VectorXd&)>& f, const Bound& bound) {
  std::size_t evaluations = 0;
  const auto value = [&](double x) {
    ++evaluations;
    return f(Eigen::VectorXd::Constant(1, x));
  };
  double high = std::max(2.0 * bound.start, bound.low + 2.0);
  while (value(high) < value(high / 2.0) && high < 1e8) high *= 4.0;
  const auto [at, least] = boost::math::tools::brent_find_minima(value, bound.low, high, 52);
  // A minimum on the bound is approached, never reached.
  const double at_bound = value(bound.low);
  if (at_bound <= least) return {Eigen::VectorXd::Constant(1, bound.low), at_bound, evaluations};
  return {Eigen::VectorXd::Constant(1, at), least, evaluations};
}

}  // namespace

Minimum minimise(const std::function<double(const Eigen::VectorXd&)>& f, const std::vector<Bound>& bounds) {
  if (bounds.size() == 1) return along_a_line(f, bounds[0]);
  const std::unique_ptr<nlopt_opt_s, void (*)(nlopt_opt)> search(
      nlopt_create(NLOPT_LN_BOBYQA, static_cast<unsigned>(bounds.size())), nlopt_destroy);
  std::vector<double> low, at;
  for (const Bound& bound : bounds) {
    low.push_back(bound.low);
    at.push_back(bound.start);
  }
  Search state{f};
  nlopt_set_min_objective(search.get(), call, &state);
  nlopt_set_lower_bounds(search.get(), low.data());
  nlopt_set_xtol_rel(search.get(), 0.0);
  nlopt_set_xtol_abs1(search.get(), kNear);
  nlopt_set_ftol_rel(search.get(), 1e-16);
  nlopt_set_maxeval(search.get(), kMostEvaluations);
  nlopt_set_initial_step1(search.get(), 0.3);
  double value = std::numeric_limits<double>::quiet_NaN();
  const nlopt_result result = nlopt_optimize(search.get(), at.data(), &value);
  // Rounding may stop the search: it is then as near as can be told.
  if ((result < 0 && result != NLOPT_ROUNDOFF_LIMITED) || result == NLOPT_MAXEVAL_REACHED)
    throw analysis_error(
        fmt::format("the search for the random variances did not end ({} evaluations): take random "
                    "slopes away",
                    state.evaluations));
  return {Eigen::Map<const Eigen::VectorXd>(at.data(), static_cast<Eigen::Index>(at.size())), value, state.evaluations};
}

}  // namespace attune::model
