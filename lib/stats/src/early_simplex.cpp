#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "early_stops.hpp"

namespace attune::stats {
namespace {

struct Vertex {
  std::array<double, 2> at{};
  double value = 0.0;
};

// from + factor (to - from), rounded as the weighted sum that the original forms.
std::array<double, 2> between(double weight, const std::array<double, 2>& a, double other,
                              const std::array<double, 2>& b) {
  return {weight * a[0] + other * b[0], weight * a[1] + other * b[1]};
}

// Nash's (1990) form of the simplex search in two dimensions: reflection 1, contraction 1/2, expansion 2.
class Simplex {
 public:
  Simplex(const std::function<double(const std::array<double, 2>&)>& f, std::array<double, 2> start) : f_(f) {
    vertices_[0] = {start, f(start)};
    tolerance_ = kRelative * (std::abs(vertices_[0].value) + kRelative);
    double step = 0.1 * std::max(std::abs(start[0]), std::abs(start[1]));
    if (step == 0.0) step = 0.1;
    for (std::size_t i = 0; i < 2; ++i) {
      vertices_[i + 1].at = start;
      vertices_[i + 1].at[i] += step;
      size_ += step;
    }
    for (std::size_t i = 1; i < 3; ++i) evaluate(i);
  }

  std::array<double, 2> search() {
    while (true) {
      order();
      const double lowest = vertices_[low_].value;
      if (vertices_[high_].value <= lowest + tolerance_ || lowest <= kAbsolute || evaluations_ > kMostEvaluations ||
          !step())
        return vertices_[low_].at;
    }
  }

 private:
  static constexpr double kAbsolute = 1e-9;
  static constexpr int kMostEvaluations = 500;
  const double kRelative = std::sqrt(std::numeric_limits<double>::epsilon());

  double value(const std::array<double, 2>& at) {
    ++evaluations_;
    return f_(at);
  }
  void evaluate(std::size_t vertex) { vertices_[vertex].value = value(vertices_[vertex].at); }

  // Ties keep the vertex of the last round as the lowest, and it is the highest where none is higher.
  void order() {
    high_ = low_;
    double lowest = vertices_[low_].value, highest = lowest;
    for (std::size_t i = 0; i < 3; ++i) {
      if (i == low_) continue;
      const double here = vertices_[i].value;
      if (here < lowest) low_ = i, lowest = here;
      if (here > highest) high_ = i, highest = here;
    }
  }

  std::array<double, 2> centroid() const {
    std::array<double, 2> out{};
    for (std::size_t i = 0; i < 2; ++i) {
      double sum = -vertices_[high_].at[i];
      for (const Vertex& vertex : vertices_) sum += vertex.at[i];
      out[i] = sum / 2.0;
    }
    return out;
  }

  bool step() {
    const std::array<double, 2> middle = centroid();
    Vertex& worst = vertices_[high_];
    const double before = worst.value;
    const Vertex reflected = at(between(2.0, middle, -1.0, worst.at));
    if (reflected.value < vertices_[low_].value) {
      const Vertex expanded = at(between(2.0, reflected.at, -1.0, middle));
      worst = expanded.value < reflected.value ? expanded : reflected;
      return true;
    }
    if (reflected.value < before) worst = reflected;
    const Vertex contracted = at(between(0.5, worst.at, 0.5, middle));
    if (contracted.value < worst.value) {
      worst = contracted;
      return true;
    }
    return reflected.value < before || shrink();
  }

  Vertex at(const std::array<double, 2>& where) { return {where, value(where)}; }

  // False where the simplex does not get smaller: rounding has the last word.
  bool shrink() {
    double size = 0.0;
    for (std::size_t i = 0; i < 3; ++i) {
      if (i == low_) continue;
      for (std::size_t d = 0; d < 2; ++d) {
        const double centre = vertices_[low_].at[d];
        vertices_[i].at[d] = 0.5 * (vertices_[i].at[d] - centre) + centre;
        size += std::abs(vertices_[i].at[d] - centre);
      }
    }
    if (!(size < size_)) return false;
    size_ = size;
    for (std::size_t i = 0; i < 3; ++i)
      if (i != low_) evaluate(i);
    return true;
  }

  std::function<double(const std::array<double, 2>&)> f_;
  std::array<Vertex, 3> vertices_;
  std::size_t low_ = 0, high_ = 0;
  double tolerance_ = 0.0, size_ = 0.0;
  int evaluations_ = 1;
};

}  // namespace

Interval early_noncentrality_interval(double t, double df, double confidence) {
  const double alpha = 1.0 - confidence, lower = alpha / 2.0, upper = 1.0 - alpha / 2.0;
  const auto off = [&](const std::array<double, 2>& ncp) {
    const double a = noncentral_t_lower(t, df, ncp[0]), b = noncentral_t_lower(t, df, ncp[1]);
    return std::abs(std::max(a, b) - upper) + std::abs(std::min(a, b) - lower);
  };
  const std::array<double, 2> ends = Simplex(off, {1.1 * t, 1.1 * t}).search();
  return {std::min(ends[0], ends[1]), std::max(ends[0], ends[1])};
}

}  // namespace attune::stats
