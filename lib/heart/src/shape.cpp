#include "shape.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

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

// What is around a place without its straight line; all zero where the samples do not reach so far.
Eigen::VectorXd around(std::span<const double> samples, double peak, const Grid& grid) {
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
  return out;
}

// The same of length 1; all zero where there is no such shape.
Eigen::VectorXd shape_of(std::span<const double> samples, double peak, const Grid& grid) {
  Eigen::VectorXd out = around(samples, peak, grid);
  const double length = out.norm();
  if (!(length > 0)) return Eigen::VectorXd::Zero(grid.points);
  return out / length;
}

// The median of shapes of length 1, without its mean.
Eigen::VectorXd middle_of(const Eigen::MatrixXd& shapes) {
  Eigen::VectorXd middle(shapes.rows());
  for (Eigen::Index k = 0; k < shapes.rows(); ++k) {
    std::vector<double> values;
    for (Eigen::Index i = 0; i < shapes.cols(); ++i)
      if (!shapes.col(i).isZero(0)) values.push_back(shapes(k, i));
    middle(k) = values.empty() ? 0.0 : median_of(std::move(values));
  }
  middle.array() -= middle.mean();
  return middle;
}

void judge(std::span<const double> samples, std::span<const double> peaks, const Grid& grid,
           std::span<double> quality) {
  Eigen::MatrixXd shapes(grid.points, static_cast<Eigen::Index>(peaks.size()));
  for (std::size_t i = 0; i < peaks.size(); ++i)
    shapes.col(static_cast<Eigen::Index>(i)) = shape_of(samples, peaks[i], grid);
  const Eigen::VectorXd middle = middle_of(shapes);
  const double length = middle.norm();
  for (std::size_t i = 0; i < peaks.size(); ++i)
    quality[i] = length > 0 ? std::clamp(middle.dot(shapes.col(static_cast<Eigen::Index>(i))) / length, 0.0, 1.0) : 0.0;
}

// Hum of 50 Hz is a ninth of itself after a Gaussian of this, a QRS complex more than half.
constexpr double kSmooth_s = 0.008;
// Half a period of 16.7 Hz, and a tenth of one of 50 Hz.
constexpr double kShift_s = 0.03, kShiftStep_s = 0.002;
constexpr std::size_t kLooks = 32;    // beats of a block that are looked at
constexpr double kLikeBetween = 0.4;  // half way, ECGs have up to 0.16, hum 0.5 and more

// The smoothed signal around one place.
class Neighbourhood {
 public:
  Neighbourhood(std::span<const double> samples, double place, const Grid& grid, double rate) : grid_(grid) {
    const auto side = static_cast<std::ptrdiff_t>(std::ceil(3 * kSmooth_s * rate));
    const double reach = static_cast<double>(grid.points) * grid.step + kShift_s * rate + 2;
    const auto size = static_cast<std::ptrdiff_t>(samples.size());
    const auto from = std::max(side, static_cast<std::ptrdiff_t>(place - reach));
    const auto to = std::min(size - side, static_cast<std::ptrdiff_t>(place + reach));
    place_ = place - static_cast<double>(from);
    std::vector<double> weights;
    for (std::ptrdiff_t k = -side; k <= side; ++k)
      weights.push_back(std::exp(-0.5 * std::pow(static_cast<double>(k) / (kSmooth_s * rate), 2)));
    for (std::ptrdiff_t i = from; i < to; ++i) {
      double sum = 0;
      for (std::ptrdiff_t k = -side; k <= side; ++k)
        sum += weights[static_cast<std::size_t>(k + side)] * samples[static_cast<std::size_t>(i + k)];
      smooth_.push_back(sum);
    }
  }
  Eigen::VectorXd at(double shift) const { return around(smooth_, place_ + shift, grid_); }

 private:
  Grid grid_;
  double place_ = 0;
  std::vector<double> smooth_;
};

// Of the way from a beat to the next. A T wave lies at one of them, and hum at all.
constexpr std::array kBetween{0.35, 0.5, 0.65};

// The largest share of the shape near a place.
double share_near(std::span<const double> samples, double place, const Eigen::VectorXd& shape, const Grid& grid,
                  double rate) {
  const Neighbourhood near(samples, place, grid, rate);
  double best = 0;
  for (double shift = -kShift_s; shift <= kShift_s; shift += kShiftStep_s) {
    const double found = shape.dot(near.at(shift * rate));
    if (found > best) best = found;  // false where a sample is missing
  }
  return best;
}

// How much of the shape of the beats there is everywhere between them, for the median beat.
double between(std::span<const double> samples, std::span<const double> peaks, const Grid& grid, double rate) {
  const std::size_t step = std::max<std::size_t>(1, peaks.size() / kLooks);
  std::vector<Eigen::VectorXd> own;
  for (std::size_t i = 0; i + 1 < peaks.size(); i += step) {
    const Eigen::VectorXd shape = Neighbourhood(samples, peaks[i], grid, rate).at(0);
    if (shape.allFinite() && shape.norm() > 0) own.push_back(shape);
  }
  if (own.empty()) return 0;
  Eigen::MatrixXd shapes(grid.points, static_cast<Eigen::Index>(own.size()));
  for (std::size_t i = 0; i < own.size(); ++i) shapes.col(static_cast<Eigen::Index>(i)) = own[i].normalized();
  const Eigen::VectorXd middle = middle_of(shapes);
  std::vector<double> at_beats;
  for (const Eigen::VectorXd& shape : own) at_beats.push_back(middle.dot(shape));
  const double usual = median_of(std::move(at_beats));
  if (!(usual > 0)) return 0;
  double least = std::numeric_limits<double>::infinity();
  for (const double way : kBetween) {
    std::vector<double> found;
    for (std::size_t i = 0; i + 1 < peaks.size(); i += step)
      found.push_back(share_near(samples, peaks[i] + way * (peaks[i + 1] - peaks[i]), middle, grid, rate));
    least = std::min(least, median_of(std::move(found)));
  }
  return least / usual;
}

// Calls work(from, to) for blocks of about equal size: a short rest would be compared with itself.
template <class Work>
void for_blocks(std::size_t count, parallel::Threads threads, Work work) {
  const std::size_t blocks = std::max<std::size_t>(1, (count + kBlock / 2) / kBlock);
  parallel::for_each(blocks, threads,
                     [&](std::size_t block) { work(count * block / blocks, count * (block + 1) / blocks); });
}

}  // namespace

std::size_t void_if_like_between(std::span<const double> samples, std::span<const double> peaks, ShapeWindow window,
                                 Hertz sampling_frequency, parallel::Threads threads, std::span<double> quality) {
  const Grid grid = grid_of(window, sampling_frequency.value());
  std::vector<char> like(peaks.size(), 0);
  for_blocks(peaks.size(), threads, [&](std::size_t from, std::size_t to) {
    if (between(samples, peaks.subspan(from, to - from), grid, sampling_frequency.value()) > kLikeBetween)
      std::fill(like.begin() + static_cast<std::ptrdiff_t>(from), like.begin() + static_cast<std::ptrdiff_t>(to), 1);
  });
  for (std::size_t i = 0; i < peaks.size(); ++i)
    if (like[i] != 0) quality[i] = 0;
  return static_cast<std::size_t>(std::count(like.begin(), like.end(), 1));
}

std::vector<double> shape_quality(std::span<const double> samples, std::span<const double> peaks, ShapeWindow window,
                                  Hertz sampling_frequency, parallel::Threads threads) {
  std::vector<double> out(peaks.size(), 0.0);
  const Grid grid = grid_of(window, sampling_frequency.value());
  for_blocks(peaks.size(), threads, [&](std::size_t from, std::size_t to) {
    judge(samples, peaks.subspan(from, to - from), grid, std::span(out).subspan(from, to - from));
  });
  return out;
}

}  // namespace attune::heart
