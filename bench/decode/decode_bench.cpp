#include <benchmark/benchmark.h>

#include <Eigen/Dense>
#include <cmath>

#include "attune/decode/cross_validation.hpp"
#include "attune/decode/discriminant.hpp"
#include "attune/parallel/stream.hpp"

namespace attune {
namespace {

Eigen::MatrixXd noise(Eigen::Index channels, Eigen::Index trials, std::uint64_t seed) {
  parallel::Stream stream({seed}, 0);
  Eigen::MatrixXd x(channels, trials);
  for (double& value : x.reshaped()) value = stream.normal();
  return x;
}

/// The rule from the whole covariance, as its definition says.
Eigen::VectorXd oracle(const Eigen::MatrixXd& first, const Eigen::MatrixXd& second) {
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(first.rows(), first.rows());
  for (const Eigen::MatrixXd& x : {first, second}) {
    const Eigen::MatrixXd c = x.colwise() - x.rowwise().mean();
    const Eigen::MatrixXd s = c * c.transpose() / static_cast<double>(x.cols());
    const double d = decode::shrinkage(x);
    covariance += 0.5 * (1 - d) * s + 0.5 * d * Eigen::MatrixXd(s.diagonal().asDiagonal());
  }
  return covariance.ldlt().solve(second.rowwise().mean() - first.rowwise().mean());
}

// Items are trained rules: channels by trials of both classes together.
void discriminant(benchmark::State& state) {
  const Eigen::MatrixXd first = noise(state.range(0), state.range(1) / 2, 1);
  const Eigen::MatrixXd second = noise(state.range(0), state.range(1) / 2, 2);
  const Eigen::VectorXd expected = oracle(first, second);
  if ((decode::discriminant(first, second).weights - expected).norm() > 1e-9 * expected.norm())
    return state.SkipWithError("the rule differs from the one of the whole covariance");
  for (auto _ : state) benchmark::DoNotOptimize(decode::discriminant(first, second));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(discriminant)->Args({32, 80})->Args({64, 80})->Args({64, 400})->Args({128, 80});

// Items are permutations of one time: 64 channels, 100 trials, 5 folds.
void permutations(benchmark::State& state) {
  decode::Problem problem;
  problem.at = {noise(64, 100, 3)};
  decode::Split split{{}, {}, 5, 5};
  for (int i = 0; i < 100; ++i) {
    problem.second.push_back(i >= 50);
    problem.block.push_back(0);
    split.fold.push_back(i % 5);
  }
  split.set = split.fold;
  problem.repeats = {split};
  const std::vector<std::vector<int>> itself{{0}};
  const auto run = [&](std::size_t draws) {
    return decode::drawn_curves(problem, draws, [&](std::size_t item) { return decode::permuted(problem, {1}, item); },
                                itself, decode::Score::auc, {static_cast<int>(state.range(0))});
  };
  if (std::abs(run(200)[0].mean() - 0.5) > 0.02) return state.SkipWithError("permuted classes are not at chance");
  for (auto _ : state) benchmark::DoNotOptimize(run(200));
  state.SetItemsProcessed(state.iterations() * 200);
}
BENCHMARK(permutations)->Arg(1)->Arg(2)->UseRealTime();

}  // namespace
}  // namespace attune
