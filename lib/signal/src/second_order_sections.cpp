#include "second_order_sections.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/error.hpp"

namespace attune::signal {
namespace {

// An imaginary part of so little, relative to the value, is rounding.
constexpr double kRealTolerance = 100.0 * std::numeric_limits<double>::epsilon();

bool is_real(const Complex& value) { return value.imag() == 0.0; }

// One of each conjugate pair (the upper), by real, then imaginary part; then the real values, ascending.
std::vector<Complex> halves(const std::vector<Complex>& values) {
  std::vector<Complex> upper, lower, real;
  for (const Complex& value : values) {
    if (std::abs(value.imag()) <= kRealTolerance * std::abs(value))
      real.emplace_back(value.real());
    else
      (value.imag() > 0 ? upper : lower).push_back(value);
  }
  const auto less = [](const Complex& a, const Complex& b) {
    const bool same_real = std::abs(a.real() - b.real()) <= kRealTolerance * std::abs(a);
    return same_real ? std::abs(a.imag()) < std::abs(b.imag()) : a.real() < b.real();
  };
  std::stable_sort(upper.begin(), upper.end(), less);
  std::stable_sort(lower.begin(), lower.end(), less);
  std::stable_sort(real.begin(), real.end(), less);
  if (upper.size() != lower.size()) throw Error(Fault::internal, "a root has no conjugate");
  std::vector<Complex> out;
  for (std::size_t i = 0; i < upper.size(); ++i) out.push_back((upper[i] + std::conj(lower[i])) / 2.0);
  out.insert(out.end(), real.begin(), real.end());
  return out;
}

Complex take(std::vector<Complex>& from, std::size_t index) {
  const Complex out = from[index];
  from.erase(from.begin() + static_cast<std::ptrdiff_t>(index));
  return out;
}

// The pole nearest to the unit circle, of all or of the real ones.
Complex take_worst(std::vector<Complex>& poles, bool only_real) {
  std::size_t best = poles.size();
  for (std::size_t i = 0; i < poles.size(); ++i) {
    if (only_real && !is_real(poles[i])) continue;
    if (best == poles.size() || std::abs(1.0 - std::abs(poles[i])) < std::abs(1.0 - std::abs(poles[best]))) best = i;
  }
  return take(poles, best);
}

enum class Kind { any, real, complex };

Complex take_nearest(std::vector<Complex>& zeros, const Complex& to, Kind kind) {
  std::size_t best = zeros.size();
  for (std::size_t i = 0; i < zeros.size(); ++i) {
    if (kind != Kind::any && is_real(zeros[i]) != (kind == Kind::real)) continue;
    if (best == zeros.size() || std::abs(zeros[i] - to) < std::abs(zeros[best] - to)) best = i;
  }
  if (best == zeros.size()) throw Error(Fault::internal, "zeros and poles of a filter do not pair");
  return take(zeros, best);
}

long count_real(const std::vector<Complex>& values) { return std::count_if(values.begin(), values.end(), is_real); }

}  // namespace

Eigen::Matrix<double, Eigen::Dynamic, 6, Eigen::RowMajor> sections_of(const ZeroPoleGain& filter) {
  std::vector<Complex> zeros = filter.zeros, poles = filter.poles;
  if (zeros.size() != poles.size()) throw Error(Fault::internal, "a filter has not as many zeros as poles");
  if (poles.size() % 2 == 1) {
    zeros.emplace_back(0.0);
    poles.emplace_back(0.0);
  }
  const auto count = static_cast<Eigen::Index>(poles.size() / 2);
  zeros = halves(zeros);
  poles = halves(poles);
  Eigen::Matrix<double, Eigen::Dynamic, 6, Eigen::RowMajor> out(count, 6);
  for (Eigen::Index section = count - 1; section >= 0; --section) {
    const Complex p1 = take_worst(poles, false);
    Complex p2 = std::conj(p1), z1, z2;
    if (!is_real(p1) && poles.size() + 1 == zeros.size() && count_real(poles) == 1 && count_real(zeros) == 1) {
      // One real pole and one real zero are left for a later section: this one takes a pair.
      z1 = take_nearest(zeros, p1, Kind::complex);
      z2 = std::conj(z1);
    } else {
      if (is_real(p1)) p2 = take_worst(poles, true);
      z1 = take_nearest(zeros, p1, Kind::any);
      z2 = is_real(z1) ? take_nearest(zeros, p1, Kind::real) : std::conj(z1);
    }
    out.row(section) << 1.0, -std::real(z1 + z2), std::real(z1 * z2), 1.0, -std::real(p1 + p2), std::real(p1 * p2);
  }
  out.row(0).head<3>() *= filter.gain;
  return out;
}

}  // namespace attune::signal
