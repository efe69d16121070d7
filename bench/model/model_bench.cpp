#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <Eigen/Dense>
#include <cmath>
#include <cstdlib>

#include "attune/model/mixed.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/table/delimited.hpp"

namespace attune::model {
namespace {

/// People with an intercept and a slope of their own over occasions, as in a study of sleep loss.
Table people(int count, int occasions) {
  std::string text = "id\ttime\ty\n";
  for (int id = 0; id < count; ++id) {
    parallel::Stream stream({7}, static_cast<std::uint64_t>(id));
    const double own = 25.0 * stream.normal(), slope = 10.0 + 6.0 * stream.normal();
    for (int time = 0; time < occasions; ++time)
      text += fmt::format("{}\t{}\t{}\n", id, time, 250.0 + own + slope * time + 25.0 * stream.normal());
  }
  return parse_table(text, "made.tsv");
}

/// The deviance at the optimum from the whole covariance matrix of y, without any of the fit's short cuts.
double plain_criterion(const Frame& frame, const MixedFit& fit) {
  const auto n = static_cast<Eigen::Index>(frame.rows.size());
  const Eigen::VectorXd& time = frame.variables[1].values;
  const auto& id = frame.variables.back().codes;
  Eigen::MatrixXd v = fit.sigma * fit.sigma * Eigen::MatrixXd::Identity(n, n), x(n, 2);
  x << Eigen::VectorXd::Ones(n), time;
  const double a = fit.random[0].variance, b = fit.random[1].variance, ab = fit.random[2].variance;
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      if (id[static_cast<std::size_t>(i)] == id[static_cast<std::size_t>(j)])
        v(i, j) += a + ab * (time[i] + time[j]) + b * time[i] * time[j];
  const Eigen::LLT<Eigen::MatrixXd> llt(v);
  const Eigen::MatrixXd info = x.transpose() * llt.solve(x);
  const Eigen::VectorXd beta = info.ldlt().solve(x.transpose() * llt.solve(frame.response));
  const Eigen::VectorXd rest = frame.response - x * beta;
  const double log_det = 2.0 * llt.matrixLLT().diagonal().array().log().sum();
  return static_cast<double>(n - 2) * std::log(2.0 * M_PI) + log_det + std::log(info.determinant()) +
         rest.dot(llt.solve(rest));
}

void random_slopes(benchmark::State& state) {
  const Formula formula = parse_formula("y ~ time + (time | id)");
  const Frame frame = model_frame(people(static_cast<int>(state.range(0)), static_cast<int>(state.range(1))), formula);
  if (frame.rows.size() < 2000) {
    const MixedFit fit = fit_mixed(formula, frame);
    if (std::abs(plain_criterion(frame, fit) - fit.criterion) > 1e-8 * std::abs(fit.criterion)) std::abort();
  }
  for (auto _ : state) benchmark::DoNotOptimize(fit_mixed(formula, frame));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(random_slopes)->Args({18, 10})->Args({500, 200})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune::model

BENCHMARK_MAIN();
