#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <numbers>

#include "attune/bold/mass.hpp"
#include "attune/parallel/stream.hpp"

// The voxel-wise first level on the data of bench/peers/first_level.py: 230,000 voxels x 300 volumes x 12 columns.
namespace {

using namespace attune;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr Eigen::Index kVolumes = 300, kVoxels = 230000, kColumns = 12;

bold::Design cosine_design() {
  Eigen::MatrixXd matrix(kVolumes, kColumns);
  std::vector<std::string> names{"constant"};
  matrix.col(0).setOnes();
  for (Eigen::Index k = 1; k < kColumns; ++k) {
    names.push_back("x" + std::string(1, static_cast<char>('a' + k)));
    for (Eigen::Index t = 0; t < kVolumes; ++t)
      matrix(t, k) = std::cos(std::numbers::pi * static_cast<double>(k) * (static_cast<double>(t) + 0.5) / kVolumes);
  }
  return bold::design_of_matrix(names, matrix, "constant");
}

RowMajor ar1_noise(Eigen::Index voxels) {
  RowMajor block(kVolumes, voxels);
  for (Eigen::Index v = 0; v < voxels; ++v) {
    parallel::Stream stream({1}, static_cast<std::uint64_t>(v));
    double value = 0;
    for (Eigen::Index t = 0; t < kVolumes; ++t) {
      value = 0.4 * value + stream.normal();
      block(t, v) = 1000 + value;
    }
  }
  return block;
}

bold::MassFit::Block view(const RowMajor& block) { return {block.data(), block.rows(), block.cols()}; }

// The first voxel by QR of the whitened design at the parameters that the fit chose.
void check_against_oracle(const bold::Design& design, const bold::MassFit& fit) {
  const RowMajor block = ar1_noise(20);
  const bold::MassResult result = fit(view(block));
  for (Eigen::Index v = 0; v < block.cols(); ++v) {
    const bold::Whitener whiten({result.a(v), result.b(v)}, design.kept);
    const Eigen::MatrixXd x = whiten(design.matrix);
    const Eigen::VectorXd y = whiten(block.col(v));
    const Eigen::VectorXd oracle = x.colPivHouseholderQr().solve(y);
    if (!(std::abs(oracle(1) - result.effect(0, v)) < 1e-6 * std::sqrt(result.variance(0, v)))) std::abort();
  }
}

void fit_voxels(benchmark::State& state, bold::NoiseModel model) {
  const bold::Design design = cosine_design();
  const bold::Contrast contrast{"b", {{"xb", 1.0}}, {}};
  const bold::MassOptions options{model, bold::DegreesOfFreedom::kenward_roger, {2}, false};
  check_against_oracle(design, bold::MassFit(design, {contrast}, {}, options));
  static const RowMajor block = ar1_noise(kVoxels);
  for (auto _ : state) {  // with what the design alone decides
    const bold::MassFit fit(design, {contrast}, {}, options);
    benchmark::DoNotOptimize(fit(view(block)));
  }
  state.SetItemsProcessed(state.iterations() * kVoxels);
}

BENCHMARK_CAPTURE(fit_voxels, ols, bold::NoiseModel::white)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Repetitions(5);
BENCHMARK_CAPTURE(fit_voxels, ar1, bold::NoiseModel::ar1)->Unit(benchmark::kMillisecond)->UseRealTime()->Repetitions(5);
BENCHMARK_CAPTURE(fit_voxels, arma11, bold::NoiseModel::arma11)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Repetitions(2);

}  // namespace
