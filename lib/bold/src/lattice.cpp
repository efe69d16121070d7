#include "lattice.hpp"

#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <set>

#include "likelihood.hpp"

namespace attune::bold {
namespace {

// Directions of W Q that the terms do not span are shorter than this share of the longest: effects then agree with the
// full computation to about this share of their standard errors.
constexpr double kSpan = 1e-9;
constexpr double kRhoStep = 0.01, kPlaceStep = 0.0625;
constexpr double kInside = 1e-6;  // of a step: rounding

// (Q' W Q)^(-1/2) Q' W, transposed: what a residual series is projected on.
Eigen::MatrixXd explaining(const NoisePoint& at) {
  return at.whitener().transposed(at.white_basis()) * at.inverse_root();
}

}  // namespace

struct Lattice::Slot {
  std::once_flag once;
  std::atomic<bool> ready{false};
  LatticePoint point;
};

Lattice::Lattice(const Design& design, NoiseModel model, parallel::Threads threads)
    : design_(design),
      model_(model),
      degrees_(static_cast<double>(design.basis.rows() - design.basis.cols())),
      space_(model),
      basis_(design.basis),
      terms_(design.basis.rows(), 0) {
  choose_points();
  slots_ = std::make_unique<Slot[]>(points());
  if (model == NoiseModel::white) return;
  find_gaps();
  reference_ = NoisePoint(parameters(coarse_.front()), design_.basis, design_.kept).log_determinants();
  span_terms(threads);
  parallel::for_each(coarse_.size(), threads, [&](std::size_t i) { point(coarse_[i]); });
}

Lattice::~Lattice() = default;

void Lattice::choose_points() {
  if (space_.parameters() == 0) return;
  step_ = space_.parameters() == 1 ? kRhoStep : kPlaceStep;
  coarse_step_ = space_.parameters() == 1 ? 16 : 4;
  const auto across = [&](std::size_t k) {
    return static_cast<std::size_t>(std::floor((space_.high()[k] - space_.low()[k]) / step_ + kInside)) + 1;
  };
  across_a_ = across(0);
  across_b_ = across(1);
  // White noise is one of the coarse points.
  const std::size_t offset = space_.parameters() == 1 ? 90 % coarse_step_ : 0;
  for (std::size_t j = 0; j < across_b_; j += coarse_step_) {
    for (std::size_t i = offset; i < across_a_; i += coarse_step_) {
      const auto point = point_at(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j));
      if (point && (coarse_.empty() || *point != coarse_.back())) coarse_.push_back(*point);
    }
  }
}

// Nothing where the place is outside the bounds.
std::optional<std::size_t> Lattice::point_at(std::ptrdiff_t i, std::ptrdiff_t j) const {
  if (i < 0 || j < 0 || i >= static_cast<std::ptrdiff_t>(across_a_) || j >= static_cast<std::ptrdiff_t>(across_b_))
    return std::nullopt;
  if (space_.parameters() == 1) return static_cast<std::size_t>(i);
  if (j == 0) return 0;
  const NoiseSpace::Place place{step_ * static_cast<double>(i), step_ * static_cast<double>(j)};
  if (space_.inside(place)[1] < place[1] - kInside * step_) return std::nullopt;
  return static_cast<std::size_t>(j) * across_a_ + static_cast<std::size_t>(i);
}

void Lattice::neighbours(std::size_t point, std::size_t step, std::vector<std::size_t>& points) const {
  points.clear();
  const auto a = static_cast<std::ptrdiff_t>(point % across_a_);
  const auto b = static_cast<std::ptrdiff_t>(point / across_a_);
  const auto s = static_cast<std::ptrdiff_t>(step);
  const auto add = [&](std::ptrdiff_t i, std::ptrdiff_t j) {
    const std::optional<std::size_t> next = point_at(i, j);
    if (next && *next != point && (points.empty() || points.back() != *next)) points.push_back(*next);
  };
  if (space_.parameters() == 2 && point == 0) {
    for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(across_a_); i += 4) add(i, s);
    return;
  }
  for (std::ptrdiff_t j = space_.parameters() == 1 ? 0 : b - s; j <= (space_.parameters() == 1 ? 0 : b + s); j += s)
    for (std::ptrdiff_t i = a - s; i <= a + s; i += s) add(i, j);
}

NoiseSpace::Place Lattice::place(std::size_t point) const {
  return {space_.low()[0] + step_ * static_cast<double>(point % across_a_),
          space_.low()[1] + step_ * static_cast<double>(point / across_a_)};
}

Arma Lattice::parameters(std::size_t point) const {
  if (space_.parameters() == 0) return {};
  return space_.at(place(point));
}

void Lattice::find_gaps() {
  std::map<Eigen::Index, std::vector<std::size_t>> rows;
  for (std::size_t row = 1; row < design_.kept.size(); ++row)
    rows[design_.kept[row] - design_.kept[row - 1]].push_back(row);
  for (auto& [length, at] : rows) gaps_.push_back({length, std::move(at)});
}

// Every coarse_step-th point and the edges, where what is between the coarse points is not between them.
std::vector<std::size_t> Lattice::with_edges() const {
  std::set<std::size_t> points(coarse_.begin(), coarse_.end());
  const auto last_a = static_cast<std::ptrdiff_t>(across_a_) - 1;
  for (std::ptrdiff_t j = 0; j < static_cast<std::ptrdiff_t>(across_b_); j += 4)
    for (std::ptrdiff_t i : {std::ptrdiff_t{0}, last_a})
      if (const auto point = point_at(i, j)) points.insert(*point);
  for (std::ptrdiff_t i = 0; i <= last_a; i += 3) {
    std::ptrdiff_t j = static_cast<std::ptrdiff_t>(across_b_) - 1;
    while (j > 0 && !point_at(i, j)) --j;
    points.insert(*point_at(i, j));
    if (across_b_ > 1) points.insert(*point_at(i, 1));
  }
  return {points.begin(), points.end()};
}

// Adds to the terms what each point's projection has outside of them and of the design: modified Gram-Schmidt, twice.
void Lattice::span_terms(parallel::Threads threads) {
  const std::vector<std::size_t> samples = with_edges();
  std::vector<Eigen::MatrixXd> wanted(samples.size());
  parallel::for_each(samples.size(), threads, [&](std::size_t i) {
    wanted[i] = explaining(NoisePoint(parameters(samples[i]), design_.basis, design_.kept));
  });
  const Eigen::Index rows = basis_.rows();
  Eigen::MatrixXd span(rows, rows);
  Eigen::Index used = basis_.cols();
  span.leftCols(used) = design_.basis;
  // The far ends of the lattice first: what they have in common with the points between is most of it.
  for (std::size_t half = 0; half < samples.size(); ++half) {
    const std::size_t i = half % 2 == 0 ? half / 2 : samples.size() - 1 - half / 2;
    Eigen::MatrixXd rest = wanted[i];
    const double size = rest.norm();
    rest -= span.leftCols(used) * (span.leftCols(used).transpose() * rest);
    if (rest.norm() <= kSpan * size) continue;
    rest -= span.leftCols(used) * (span.leftCols(used).transpose() * rest);
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(rest);
    qr.setThreshold(kSpan * size / qr.maxPivot());
    const Eigen::Index more = std::min(qr.rank(), rows - used);
    span.middleCols(used, more) = qr.householderQ() * Eigen::MatrixXd::Identity(rows, more);
    used += more;
  }
  terms_ = span.middleCols(basis_.cols(), used - basis_.cols());
}

Eigen::ArrayXd Lattice::quadratic_weights(double rho) const {
  Eigen::ArrayXd weights(1 + 3 * static_cast<Eigen::Index>(gaps_.size()));
  weights(0) = 1.0 - rho * rho;
  Eigen::Index at = 1;
  for (const Gap& gap : gaps_) {
    const double power = std::pow(rho, static_cast<double>(gap.length));
    const double alpha = (1.0 - rho * rho) / (1.0 - power * power);
    weights(at++) = alpha;
    weights(at++) = alpha * power * power;
    weights(at++) = -2.0 * alpha * power;
  }
  return weights;
}

LatticePoint Lattice::make_point(std::size_t index) const {
  LatticePoint point;
  point.noise = parameters(index);
  if (model_ == NoiseModel::white) {
    point.root = Eigen::MatrixXd::Identity(basis_.cols(), basis_.cols());
    return point;
  }
  const NoisePoint at(point.noise, design_.basis, design_.kept);
  point.factor = std::exp((at.log_determinants() + space_.penalty(point.noise) - reference_) / degrees_);
  if (model_ == NoiseModel::ar1) {
    point.quadratics = quadratic_weights(point.noise.a);
  } else {
    point.decay = at.whitener().decay();
    point.gain = at.whitener().gain();
    point.scale = at.whitener().scale();
  }
  point.root = at.inverse_root();
  point.explained =
      RowMatrix::Zero(terms_.cols(), static_cast<Eigen::Index>(padded(static_cast<std::size_t>(basis_.cols()))));
  point.explained.leftCols(basis_.cols()) = terms_.transpose() * explaining(at);
  return point;
}

const LatticePoint& Lattice::point(std::size_t index) const {
  Slot& slot = slots_[index];
  if (slot.ready.load(std::memory_order_acquire)) return slot.point;  // quicker than call_once
  std::call_once(slot.once, [&] {
    slot.point = make_point(index);
    slot.ready.store(true, std::memory_order_release);
  });
  return slot.point;
}

}  // namespace attune::bold
