#include "attune/artefact/ica.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ica_solver.hpp"
#include "score_kernels.hpp"
#include "score_sums.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index kSamplesPerWeight = 20;    // fewer per unmixing weight: sources that data of noise would give too
constexpr double kCoarseTolerance = 1e-4;  // below the sampling error of the thinned data
constexpr std::size_t kCoarseSamples = 32768;
constexpr int kFirstSteps = 5;  // fixed-point steps that bring every method near a solution

void check(const Eigen::Ref<const MatrixXd>& data, const IcaOptions& options) {
  if (data.rows() < 1 || data.cols() < 2)
    throw analysis_error(fmt::format("ICA of {} channels by {} samples: nothing to unmix", data.rows(), data.cols()));
  if (options.step < 1) throw usage_error(fmt::format("ICA on every {}-th sample; give 1 or more", options.step));
  if (!(options.tolerance > 0) || options.iterations < 1)
    throw usage_error("the tolerance of ICA is above 0 and its iterations are 1 or more");
  for (Index t = 0; t < data.cols(); ++t)
    if (!data.col(t).allFinite())
      throw analysis_error(
          fmt::format("sample {} is not finite on a channel of the ICA; leave the channel or the "
                      "stretch out first",
                      t));
}

void check_variances(const MatrixXd& covariance) {
  for (Index c = 0; c < covariance.rows(); ++c)
    if (!(covariance(c, c) > 0))
      throw analysis_error(fmt::format("row {} of the ICA's data does not vary; mark the channel as bad", c));
}

MatrixXd random_rotation(Index n, parallel::Seed seed) {
  MatrixXd normal(n, n);
  for (Index j = 0; j < n; ++j) {
    parallel::Stream stream(seed, static_cast<std::uint64_t>(j));
    for (Index i = 0; i < n; ++i) normal(i, j) = stream.normal();
  }
  return nearest_orthogonal(normal);
}

Solution solve(const Tiles& x, const MatrixXd& start, IcaMethod method, const SolverLimits& limits,
               parallel::Threads threads) {
  if (method == IcaMethod::fastica) return solve_fastica(x, start, limits, threads);
  return solve_picard(x, start, method == IcaMethod::picard, limits, threads);
}

/// Steps at which long data are thinned, one after the other: each keeps about four times the samples of the last.
std::vector<std::size_t> thinnings(const Tiles& x) {
  const std::size_t weights = x.signals * x.signals;
  const std::size_t wanted = std::max(kCoarseSamples, static_cast<std::size_t>(kSamplesPerWeight) * weights);
  std::vector<std::size_t> out;
  for (std::size_t step = x.samples / wanted; step >= 4; step /= 4) out.push_back(step);
  return out;
}

/// Long data: solutions on thinned samples first, from which few passes over all of them are left.
Solution solve_from_coarse(const Tiles& x, const IcaOptions& options, parallel::Threads threads) {
  MatrixXd start = random_rotation(static_cast<Index>(x.signals), options.seed);
  const SolverLimits first{options.tolerance, kFirstSteps};
  const SolverLimits coarse{std::max(options.tolerance, kCoarseTolerance), options.iterations};
  int before = kFirstSteps;
  bool started = false;
  for (const std::size_t step : thinnings(x)) {
    const Tiles few = thin(x, step);
    if (!started) start = solve_fastica(few, start, first, threads).unmixing;
    started = true;
    const Solution solution = solve(few, start, options.method, coarse, threads);
    start = solution.unmixing;
    before += solution.iterations;
  }
  if (!started) start = solve_fastica(x, start, first, threads).unmixing;
  Solution out = solve(x, start, options.method, {options.tolerance, options.iterations}, threads);
  out.iterations += before;
  return out;
}

/// Excess kurtosis of W x, row by row.
VectorXd kurtosis_of(const Tiles& x, const MatrixXd& unmixing) {
  const auto rows = static_cast<std::size_t>(unmixing.rows());
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> w = unmixing;
  Eigen::ArrayXd second = Eigen::ArrayXd::Zero(unmixing.rows()), fourth = second;
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> y(unmixing.rows(),
                                                                           static_cast<Index>(kTileSamples));
  for (std::size_t tile = 0; tile < x.count(); ++tile) {
    score_kernels().multiply(x.tile(tile), x.signals, w.data(), rows, y.data());
    const auto squares = y.array().square();
    second += squares.rowwise().sum();
    fourth += squares.square().rowwise().sum();
  }
  return static_cast<double>(x.samples) * fourth / second.square() - 3.0;
}

std::vector<Index> by_variance(const MatrixXd& mixing) {
  std::vector<Index> order(static_cast<std::size_t>(mixing.cols()));
  std::iota(order.begin(), order.end(), Index{0});
  const VectorXd size = mixing.colwise().squaredNorm();
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return size[a] > size[b]; });
  return order;
}

/// Components in order, each with variance 1 and its largest weight positive.
void set_components(Ica& ica, const Solution& solution, const MatrixXd& covariance) {
  MatrixXd unmixing = solution.unmixing * ica.whitening.matrix;
  const VectorXd deviations = solution.unmixing.rowwise().norm();  // of the sources, the signals being white
  unmixing = (deviations.cwiseInverse().asDiagonal() * unmixing).eval();
  MatrixXd mixing = ica.whitening.inverse * Eigen::PartialPivLU<MatrixXd>(solution.unmixing).inverse();
  mixing = (mixing * deviations.asDiagonal()).eval();
  const std::vector<Index> order = by_variance(mixing);
  const auto k = static_cast<Index>(order.size());
  ica.unmixing.resize(k, unmixing.cols());
  ica.mixing.resize(mixing.rows(), k);
  for (Index i = 0; i < k; ++i) {
    const Index from = order[static_cast<std::size_t>(i)];
    Index where = 0;
    mixing.col(from).cwiseAbs().maxCoeff(&where);
    const double sign = mixing(where, from) < 0 ? -1.0 : 1.0;
    ica.unmixing.row(i) = sign * unmixing.row(from);
    ica.mixing.col(i) = sign * mixing.col(from);
    ica.super_gaussian.push_back(solution.signs[from] > 0);
  }
  ica.explained = ica.mixing.colwise().squaredNorm().transpose() / covariance.trace();
}

void warn(Ica& ica) {
  const Index k = ica.unmixing.rows();
  if (!ica.converged)
    ica.warnings.push_back(
        fmt::format("ICA has not converged after {} iterations: the largest entry of its gradient is {:.3g}, expected "
                    "below {:g}; allow more iterations or leave stretches with artefacts out",
                    ica.iterations, ica.gradient, ica.tolerance));
  if (ica.samples < kSamplesPerWeight * k * k)
    ica.warnings.push_back(
        fmt::format("ICA of {} components rests on {} samples, fewer than {} for each of its {} weights", k,
                    ica.samples, kSamplesPerWeight, k * k));
}

}  // namespace

IcaMethod parse_ica_method(std::string_view text) {
  for (const IcaMethod method : {IcaMethod::picard, IcaMethod::infomax, IcaMethod::fastica})
    if (text == name_of(method)) return method;
  throw usage_error(fmt::format("ICA method {}; give picard, infomax or fastica", in_quotes(text)));
}

std::string_view name_of(IcaMethod method) {
  if (method == IcaMethod::picard) return "picard";
  return method == IcaMethod::infomax ? "infomax" : "fastica";
}

Ica fit_ica(const Eigen::Ref<const MatrixXd>& data, const IcaOptions& options, parallel::Threads threads) {
  check(data, options);
  Ica ica;
  ica.method = options.method;
  ica.seed = options.seed;
  ica.step = options.step;
  ica.tolerance = options.tolerance;
  ica.mean = mean_of(data, options.step, threads);
  const MatrixXd covariance = covariance_of(data, ica.mean, options.step, threads);
  check_variances(covariance);
  ica.whitening = whiten(covariance, options.rank, options.components);
  const Tiles x = make_tiles(data, ica.mean, ica.whitening.matrix, options.step, threads);
  ica.samples = static_cast<Index>(x.samples);
  const Solution solution = solve_from_coarse(x, options, threads);
  ica.iterations = solution.iterations;
  ica.converged = solution.converged;
  ica.gradient = solution.gradient;
  set_components(ica, solution, covariance);
  ica.kurtosis = kurtosis_of(x, ica.unmixing * ica.whitening.inverse);
  warn(ica);
  return ica;
}

MatrixXd sources_of(const Ica& ica, const Eigen::Ref<const MatrixXd>& data) {
  const VectorXd mean = data.rowwise().mean();
  return ica.unmixing * (data.colwise() - mean);
}

double amari_distance(const MatrixXd& unmixing, const MatrixXd& mixing) {
  const MatrixXd p = (unmixing * mixing).cwiseAbs();
  const auto n = static_cast<double>(p.rows());
  if (p.rows() != p.cols() || !(p.rowwise().maxCoeff().minCoeff() > 0) || !(p.colwise().maxCoeff().minCoeff() > 0))
    throw analysis_error(
        "Amari's distance wants an unmixing and a mixing whose product is square, without a zero row "
        "or column");
  if (p.rows() == 1) return 0.0;
  const double rows = (p.rowwise().sum().array() / p.rowwise().maxCoeff().array() - 1.0).sum();
  const double columns = (p.colwise().sum().array() / p.colwise().maxCoeff().array() - 1.0).sum();
  return (rows + columns) / (2.0 * n * (n - 1.0));
}

}  // namespace attune::artefact
