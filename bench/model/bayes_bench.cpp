#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "attune/model/bayes_factor.hpp"
#include "attune/model/mixed.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/bayes_factor.hpp"
#include "attune/table/delimited.hpp"

namespace attune::model {
namespace {

/// 500 people in two groups with ten rows in each of two conditions.
const Table& many_rows() {
  static const Table table = [] {
    std::string text = "id\tgroup\tcondition\tage\ty\n";
    for (int id = 0; id < 500; ++id) {
      parallel::Stream stream({8}, static_cast<std::uint64_t>(id));
      const double own = stream.normal(), age = 30.0 + 5.0 * stream.normal();
      for (int row = 0; row < 20; ++row)
        text += fmt::format("p{}\t{}\t{}\t{}\t{}\n", id, id % 2 == 0 ? 'a' : 'b', row % 2 == 0 ? 'u' : 'v', age,
                            own + 0.1 * (row % 2) + stream.normal());
    }
    return parse_table(text, "made.tsv");
  }();
  return table;
}

/// Two groups have the closed one-dimensional integral of the t test.
void check_against_t(const Table& table) {
  const Formula formula = parse_formula("y ~ group");
  const Frame frame = model_frame(table, formula);
  const std::vector<Eigen::Index>& group = frame.variables[formula.terms[0][0]].codes;
  double sum[2]{}, squares[2]{};
  for (std::size_t i = 0; i < group.size(); ++i) sum[group[i]] += frame.response[static_cast<Eigen::Index>(i)] / 5000.0;
  for (std::size_t i = 0; i < group.size(); ++i)
    squares[group[i]] += std::pow(frame.response[static_cast<Eigen::Index>(i)] - sum[group[i]], 2);
  const double t = (sum[0] - sum[1]) / std::sqrt((squares[0] + squares[1]) / 9998.0 * 2.0 / 5000.0);
  const double expected = stats::log_jzs_bayes_factor(t, 9998.0, 2500.0, stats::kCauchyScale);
  if (std::abs(bayes_factors(formula, frame).terms[0].log_bf_inclusion - expected) > 1e-9) std::abort();
}

void bayes_factors_of(benchmark::State& state, const char* text) {
  check_against_t(many_rows());
  const Formula formula = parse_formula(text);
  const Frame frame = model_frame(many_rows(), formula);
  for (auto _ : state) benchmark::DoNotOptimize(bayes_factors(formula, frame));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(bayes_factors_of, two_groups, "y ~ group")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bayes_factors_of, factorial_with_people, "y ~ group * condition + (1 | id)")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bayes_factors_of, with_a_covariate, "y ~ group * condition + age + (1 | id)")
    ->Unit(benchmark::kMillisecond);

/// 500 people see 200 faces each. The oracle is the model without faces, which other code fits: it cannot fit better.
void crossed_groups(benchmark::State& state) {
  std::string text = "id\tface\temotion\ty\n";
  for (int id = 0; id < 500; ++id) {
    parallel::Stream stream({9}, static_cast<std::uint64_t>(id));
    const double own = 0.5 * stream.normal(), slope = 0.3 * stream.normal();
    for (int face = 0; face < 200; ++face)
      text += fmt::format("p{}\tf{}\t{}\t{}\n", id, face, face % 2 == 0 ? 'h' : 's',
                          own + std::sin(face) + slope * (face % 2) + stream.normal());
  }
  const Table table = parse_table(text, "made.tsv");
  const Formula formula = parse_formula("y ~ emotion + (emotion | id) + (1 | face)");
  const Formula alone = parse_formula("y ~ emotion + (emotion | id)");
  const Frame frame = model_frame(table, formula);
  if (fit_mixed(formula, frame).criterion > fit_mixed(alone, model_frame(table, alone)).criterion) std::abort();
  for (auto _ : state) benchmark::DoNotOptimize(fit_mixed(formula, frame));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(crossed_groups)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune::model
