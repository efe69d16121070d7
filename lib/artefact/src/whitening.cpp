#include "attune/artefact/whitening.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::artefact {
namespace {

constexpr std::size_t kChunk = 4096;
constexpr double kNegligible = 1e-10;  // of the largest: below any amplifier's noise, above float32's rounding
constexpr double kSmallestGap = 1e3;
constexpr double kRounding = 1e-16;

std::size_t used_samples(const Eigen::Ref<const Eigen::MatrixXd>& data, Eigen::Index step) {
  return static_cast<std::size_t>((data.cols() + step - 1) / step);
}

/// Sums over fixed chunks, added in index order; `sample(t)` is a column.
template <class Sample>
Eigen::VectorXd mean_over(std::size_t count, Eigen::Index rows, parallel::Threads threads, Sample sample) {
  std::vector<Eigen::VectorXd> parts((count + kChunk - 1) / kChunk);
  parallel::for_chunks(count, kChunk, threads, [&](std::size_t begin, std::size_t end) {
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(rows);
    for (std::size_t t = begin; t < end; ++t) sum += sample(t);
    parts[begin / kChunk] = std::move(sum);
  });
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(rows);
  for (const Eigen::VectorXd& part : parts) sum += part;
  return sum / static_cast<double>(count);
}

template <class Sample>
Eigen::MatrixXd covariance_over(std::size_t count, const Eigen::VectorXd& mean, parallel::Threads threads,
                                Sample sample) {
  const Eigen::Index rows = mean.size();
  std::vector<Eigen::MatrixXd> parts((count + kChunk - 1) / kChunk);
  parallel::for_chunks(count, kChunk, threads, [&](std::size_t begin, std::size_t end) {
    Eigen::MatrixXd centred(rows, static_cast<Eigen::Index>(end - begin));
    for (std::size_t t = begin; t < end; ++t) centred.col(static_cast<Eigen::Index>(t - begin)) = sample(t) - mean;
    Eigen::MatrixXd part(rows, rows);
    part.noalias() = centred * centred.transpose();
    parts[begin / kChunk] = std::move(part);
  });
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(rows, rows);
  for (const Eigen::MatrixXd& part : parts) sum += part;
  sum = (0.5 * (sum + sum.transpose())).eval();
  return sum / static_cast<double>(count - 1);
}

}  // namespace

Rank rank_of_covariance(const Eigen::MatrixXd& covariance) {
  const Eigen::ArrayXd scale = covariance.diagonal().array().sqrt().inverse();
  const Eigen::MatrixXd correlation = scale.matrix().asDiagonal() * covariance * scale.matrix().asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(correlation, Eigen::EigenvaluesOnly);
  Rank out;
  out.eigenvalues = solver.eigenvalues().reverse();
  const Eigen::Index n = out.eigenvalues.size();
  out.rank = n;
  out.gap = std::numeric_limits<double>::quiet_NaN();
  const double largest = out.eigenvalues[0];
  const double floor = kRounding * static_cast<double>(n) * largest;
  double widest = kSmallestGap;
  for (Eigen::Index r = 1; r < n; ++r) {
    if (out.eigenvalues[r] > kNegligible * largest) continue;
    const double gap = std::max(out.eigenvalues[r - 1], floor) / std::max(out.eigenvalues[r], floor);
    if (gap < widest) continue;
    widest = gap;
    out.rank = r;
    out.gap = gap;
  }
  return out;
}

Eigen::VectorXd mean_of(const Eigen::Ref<const Eigen::MatrixXd>& data, Eigen::Index step, parallel::Threads threads) {
  return mean_over(used_samples(data, step), data.rows(), threads,
                   [&](std::size_t t) { return data.col(static_cast<Eigen::Index>(t) * step); });
}

Eigen::MatrixXd covariance_of(const Eigen::Ref<const Eigen::MatrixXd>& data, const Eigen::VectorXd& mean,
                              Eigen::Index step, parallel::Threads threads) {
  return covariance_over(used_samples(data, step), mean, threads,
                         [&](std::size_t t) { return data.col(static_cast<Eigen::Index>(t) * step); });
}

Moments moments_of(const Eigen::Ref<const Eigen::MatrixXd>& data, std::span<const Eigen::Index> rows,
                   parallel::Threads threads) {
  const std::vector<Eigen::Index> chosen(rows.begin(), rows.end());
  const auto sample = [&](std::size_t t) { return data.col(static_cast<Eigen::Index>(t))(chosen); };
  const auto count = static_cast<std::size_t>(data.cols());
  Moments out;
  out.mean = mean_over(count, static_cast<Eigen::Index>(chosen.size()), threads, sample);
  out.covariance = covariance_over(count, out.mean, threads, sample);
  return out;
}

Whitening whiten(const Eigen::MatrixXd& covariance, std::optional<Eigen::Index> rank,
                 std::optional<Eigen::Index> components) {
  Whitening out;
  out.rank = rank_of_covariance(covariance);
  if (rank && (*rank < 1 || *rank > out.rank.rank))
    throw analysis_error(fmt::format("the rank is given as {}, but the eigenvalues of {} channels show {}", *rank,
                                     covariance.rows(), out.rank.rank));
  const Eigen::Index most = rank.value_or(out.rank.rank);
  const Eigen::Index kept = components.value_or(most);
  if (kept < 1 || kept > most)
    throw analysis_error(fmt::format("{} components are asked for, the data have rank {}", kept, most));
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  out.variances = solver.eigenvalues().reverse().head(kept);
  Eigen::MatrixXd directions = solver.eigenvectors().rowwise().reverse().leftCols(kept);
  for (Eigen::Index k = 0; k < kept; ++k) {
    Eigen::Index where = 0;
    directions.col(k).cwiseAbs().maxCoeff(&where);
    if (directions(where, k) < 0) directions.col(k) *= -1.0;
  }
  const Eigen::VectorXd deviations = out.variances.cwiseSqrt();
  out.matrix = deviations.cwiseInverse().asDiagonal() * directions.transpose();
  out.inverse = directions * deviations.asDiagonal();
  out.kept_variance = out.variances.sum() / covariance.trace();
  return out;
}

}  // namespace attune::artefact
