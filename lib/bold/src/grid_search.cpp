#include "grid_search.hpp"

#include <algorithm>
#include <cmath>

namespace attune::bold {
namespace {

// A gain in log-likelihood that says nothing about the parameters: without it the search would crawl along a = -b,
// where every process is white noise.
constexpr double kSmallestGain = 1e-5;
constexpr int kMostMoves = 12;  // at one step length

// Least squares through nine points of a grid of step `step`, row by row; the move stays within half a step.
GridStart parabola(const Eigen::Matrix3d& criteria, double step) {
  const Eigen::Vector3d odd(-1, 0, 1), even(1, -2, 1), ones = Eigen::Vector3d::Ones();
  const double by_u = odd.dot(criteria * ones) / (6 * step), by_x = ones.dot(criteria * odd) / (6 * step);
  Eigen::Matrix2d curvature;
  curvature(0, 0) = ones.dot(criteria * even) / (3 * step * step);
  curvature(1, 1) = even.dot(criteria * ones) / (3 * step * step);
  curvature(0, 1) = curvature(1, 0) = odd.dot(criteria * odd) / (4 * step * step);
  GridStart start{{0, 0}, curvature};
  if (curvature(0, 0) <= 0 || curvature.determinant() <= 0) return start;
  const Eigen::Vector2d move = -curvature.inverse() * Eigen::Vector2d(by_x, by_u);
  for (std::size_t k = 0; k < 2; ++k)
    start.place[k] = std::clamp(move(static_cast<Eigen::Index>(k)), -0.5 * step, 0.5 * step);
  return start;
}

}  // namespace

GridSearch::GridSearch(const Lattice& lattice)
    : lattice_(lattice),
      kernels_(kernels()),
      squares_(kTile),
      projections_(static_cast<std::size_t>(lattice.terms().cols()) * kTile),
      transposed_(projections_.size()),
      quadratics_((1 + 3 * lattice.gaps().size()) * kTile),
      coarse_(lattice.coarse().size() * kTile),
      product_(padded(static_cast<std::size_t>(lattice.basis().cols()))) {}

void GridSearch::load(const double* tile) {
  tile_ = tile;
  const auto times = static_cast<std::size_t>(lattice_.basis().rows());
  const auto terms = static_cast<std::size_t>(lattice_.terms().cols());
  kernels_.squares(tile, times, squares_.data());
  if (lattice_.model() == NoiseModel::white) return;
  kernels_.project(tile, times, lattice_.terms().data(), terms, projections_.data());
  for (std::size_t k = 0; k < terms; ++k)
    for (std::size_t v = 0; v < kTile; ++v) transposed_[v * terms + k] = projections_[k * kTile + v];
  if (lattice_.model() == NoiseModel::ar1) {
    for (std::size_t v = 0; v < kTile; ++v) quadratics_[v] = tile[v] * tile[v];
    std::size_t at = 1;
    for (const Lattice::Gap& gap : lattice_.gaps()) {
      kernels_.lagged(tile, gap.rows.data(), gap.rows.size(), quadratics_.data() + at * kTile);
      at += 3;
    }
    return;
  }
  for (std::size_t i = 0; i < lattice_.coarse().size(); ++i)
    kernels_.innovations(tile, times, lattice_.point(lattice_.coarse()[i]).recursion(), coarse_.data() + i * kTile);
}

const double* GridSearch::explained(std::size_t voxel, std::size_t point) {
  const RowMatrix& m = lattice_.point(point).explained;
  const auto terms = static_cast<std::size_t>(m.rows());
  kernels_.squared_product(m.data(), static_cast<std::size_t>(m.cols()), terms, transposed_.data() + voxel * terms,
                           product_.data());
  return product_.data();
}

GridBest GridSearch::evaluate(std::size_t voxel, std::size_t index, double whitened) {
  const LatticePoint& point = lattice_.point(index);
  const auto terms = static_cast<std::size_t>(point.explained.rows());
  const double explained =
      kernels_.squared_product(point.explained.data(), static_cast<std::size_t>(point.explained.cols()), terms,
                               transposed_.data() + voxel * terms, product_.data());
  const double rest = whitened - explained;
  return {index, point.factor * rest, rest};
}

double GridSearch::lagged_squares(std::size_t voxel, std::size_t point) const {
  const Eigen::ArrayXd& weights = lattice_.point(point).quadratics;
  double sum = 0;
  for (Eigen::Index j = 0; j < weights.size(); ++j)
    sum += weights(j) * quadratics_[static_cast<std::size_t>(j) * kTile + voxel];
  return sum;
}

GridBest GridSearch::best(std::size_t voxel) {
  if (lattice_.model() == NoiseModel::white) return {0, squares_[voxel], squares_[voxel]};
  GridBest best;
  const std::vector<std::size_t>& coarse = lattice_.coarse();
  for (std::size_t i = 0; i < coarse.size(); ++i) {
    const double whitened =
        lattice_.model() == NoiseModel::ar1 ? lagged_squares(voxel, coarse[i]) : coarse_[i * kTile + voxel];
    const GridBest here = evaluate(voxel, coarse[i], whitened);
    if (i == 0 || here.value < best.value) best = here;
  }
  // The grid's best point is wanted for AR(1), whose likelihood has one maximum; see kSmallestGain.
  const double enough = lattice_.model() == NoiseModel::ar1 ? 1.0 : 1.0 - 2.0 * kSmallestGain / lattice_.degrees();
  for (std::size_t step = lattice_.coarse_step() / 2; step > 0; step /= 2) {
    for (int moves = 0; moves < kMostMoves; ++moves) {
      const GridBest next = best_neighbour(voxel, best, step);
      if (!(next.value < best.value * enough)) break;
      best = next;
    }
  }
  return best;
}

std::array<double, kRow> GridSearch::whitened_at_neighbours(std::size_t voxel, std::size_t first) const {
  std::array<Recursion, kRow> recursions;
  for (std::size_t k = 0; k < kRow; ++k)
    recursions[k] = lattice_.point(neighbours_[std::min(first + k, neighbours_.size() - 1)]).recursion();
  std::array<double, kRow> sums{};
  kernels_.innovations_of_one(tile_ + voxel, static_cast<std::size_t>(lattice_.basis().rows()), recursions.data(),
                              sums.data());
  return sums;
}

GridStart GridSearch::start(std::size_t voxel) {
  const GridBest centre = best(voxel);
  const NoiseSpace::Place place = lattice_.place(centre.point);
  if (lattice_.model() != NoiseModel::arma11) return {place, std::nullopt};
  lattice_.neighbours(centre.point, 1, neighbours_);
  if (centre.point == 0 || neighbours_.size() != kRow) return {place, std::nullopt};
  const auto criterion = [&](double value) { return lattice_.degrees() * std::log(value); };
  const std::array<double, kRow> whitened = whitened_at_neighbours(voxel, 0);
  Eigen::Matrix<double, 3, 3, Eigen::RowMajor> criteria;
  criteria(1, 1) = criterion(centre.value);
  for (std::size_t i = 0; i < kRow; ++i)
    criteria.data()[i < kRow / 2 ? i : i + 1] = criterion(evaluate(voxel, neighbours_[i], whitened[i]).value);
  GridStart start = parabola(criteria, lattice_.step());
  for (std::size_t k = 0; k < 2; ++k) start.place[k] += place[k];
  return start;
}

GridBest GridSearch::best_neighbour(std::size_t voxel, const GridBest& here, std::size_t step) {
  if (lattice_.model() == NoiseModel::ar1) {
    GridBest best = here;
    for (const std::size_t point : {here.point - step, here.point + step}) {
      if (point >= lattice_.points()) continue;  // also below 0
      const GridBest there = evaluate(voxel, point, lagged_squares(voxel, point));
      if (there.value < best.value) best = there;
    }
    return best;
  }
  lattice_.neighbours(here.point, step, neighbours_);
  GridBest best = here;
  for (std::size_t i = 0; i < neighbours_.size(); i += kRow) {
    const std::array<double, kRow> whitened = whitened_at_neighbours(voxel, i);
    for (std::size_t k = 0; k < std::min(kRow, neighbours_.size() - i); ++k) {
      const GridBest there = evaluate(voxel, neighbours_[i + k], whitened[k]);
      if (there.value < best.value) best = there;
    }
  }
  return best;
}

}  // namespace attune::bold
