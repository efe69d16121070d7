#include "shape.hpp"

#include <algorithm>
#include <cmath>

#include "attune/base/median.hpp"

namespace attune::heart {
namespace {

constexpr std::size_t kBlock = 256;
// 100 values a second tell a QRS complex from noise; more cost time only.
constexpr double kShapeRate = 125.0;

struct Grid {
  Eigen::Index points = 0, before = 0;
  double step = 1;  // samples between points
};

Grid grid_of(ShapeWindow window, double rate) {
  Grid out;
  out.step = std::max(1.0, rate / kShapeRate);
  out.before = static_cast<Eigen::Index>(std::lround(window.before.count() * rate / out.step));
  out.points = out.before + static_cast<Eigen::Index>(std::lround(window.after.count() * rate / out.step)) + 1;
  return out;
}

// The beat without its straight line, of length 1; all zero where there is no such shape.
Eigen::VectorXd shape_of(std::span<const double> samples, double peak, const Grid& grid) {
  Eigen::VectorXd out = Eigen::VectorXd::Zero(grid.points);
  const double first = peak - static_cast<double>(grid.before) * grid.step;
  const double last = first + static_cast<double>(grid.points - 1) * grid.step;
  if (first < 0 || std::floor(last) + 1 >= static_cast<double>(samples.size())) return out;
  for (Eigen::Index k = 0; k < grid.points; ++k) {
    const double at = first + static_cast<double>(k) * grid.step, whole = std::floor(at);
    const auto i = static_cast<std::size_t>(whole);
    out(k) = samples[i] + (at - whole) * (samples[i + 1] - samples[i]);
  }
  const Eigen::VectorXd line = Eigen::VectorXd::LinSpaced(grid.points, -1.0, 1.0);
  out.array() -= out.mean();
  out -= line * (line.dot(out) / line.squaredNorm());
  const double length = out.norm();
  if (!(length > 0)) return Eigen::VectorXd::Zero(grid.points);
  return out / length;
}

void judge(std::span<const double> samples, std::span<const double> peaks, const Grid& grid,
           std::span<double> quality) {
  Eigen::MatrixXd shapes(grid.points, static_cast<Eigen::Index>(peaks.size()));
  for (std::size_t i = 0; i < peaks.size(); ++i)
    shapes.col(static_cast<Eigen::Index>(i)) = shape_of(samples, peaks[i], grid);
  Eigen::VectorXd middle(grid.points);
  for (Eigen::Index k = 0; k < grid.points; ++k) {
    std::vector<double> values;
    for (Eigen::Index i = 0; i < shapes.cols(); ++i)
      if (!shapes.col(i).isZero(0)) values.push_back(shapes(k, i));
    middle(k) = values.empty() ? 0.0 : median_of(std::move(values));
  }
  middle.array() -= middle.mean();
  const double length = middle.norm();
  for (std::size_t i = 0; i < peaks.size(); ++i)
    quality[i] = length > 0 ? std::clamp(middle.dot(shapes.col(static_cast<Eigen::Index>(i))) / length, 0.0, 1.0) : 0.0;
}

}  // namespace

std::vector<double> shape_quality(std::span<const double> samples, std::span<const double> peaks, ShapeWindow window,
                                  Hertz sampling_frequency, parallel::Threads threads) {
  std::vector<double> out(peaks.size(), 0.0);
  const Grid grid = grid_of(window, sampling_frequency.value());
  // Blocks of equal size: a short rest would be compared with itself.
  const std::size_t blocks = std::max<std::size_t>(1, (peaks.size() + kBlock / 2) / kBlock);
  parallel::for_each(blocks, threads, [&](std::size_t block) {
    const std::size_t from = peaks.size() * block / blocks, to = peaks.size() * (block + 1) / blocks;
    judge(samples, peaks.subspan(from, to - from), grid, std::span(out).subspan(from, to - from));
  });
  return out;
}

}  // namespace attune::heart
