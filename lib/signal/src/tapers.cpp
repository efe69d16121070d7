#include "attune/signal/tapers.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/signal/transform.hpp"

namespace attune::signal {
namespace {

constexpr double kPi = std::numbers::pi;
// Inverse iteration from eigenvalues to the last bits gains some 14 digits a step.
constexpr int kInverseIterations = 4;

struct Tridiagonal {
  Eigen::VectorXd diagonal, beside;  // n and n - 1
};

// Slepian's matrix, which commutes with the one that concentrates energy in the band and has its eigenvalues apart.
Tridiagonal slepian_matrix(Eigen::Index n, double half_bandwidth) {
  const double size = static_cast<double>(n), cosine = std::cos(2.0 * kPi * half_bandwidth / size);
  Tridiagonal out{Eigen::VectorXd(n), Eigen::VectorXd(n - 1)};
  for (Eigen::Index t = 0; t < n; ++t) {
    const double centred = 0.5 * (size - 1.0) - static_cast<double>(t), next = static_cast<double>(t + 1);
    out.diagonal(t) = centred * centred * cosine;
    if (t + 1 < n) out.beside(t) = 0.5 * next * (size - next);
  }
  return out;
}

// How many eigenvalues lie above x (Sturm's sequence).
Eigen::Index above(const Tridiagonal& matrix, double x) {
  constexpr double kTiny = 1e-290;
  Eigen::Index count = 0;
  double pivot = matrix.diagonal(0) - x;
  for (Eigen::Index t = 0;; ++t) {
    if (pivot > 0) ++count;
    if (t + 1 == matrix.diagonal.size()) return count;
    if (std::abs(pivot) < kTiny) pivot = -kTiny;
    pivot = matrix.diagonal(t + 1) - x - matrix.beside(t) * matrix.beside(t) / pivot;
  }
}

// The eigenvalue with `rank` others above it.
double eigenvalue(const Tridiagonal& matrix, Eigen::Index rank) {
  const double reach = matrix.diagonal.cwiseAbs().maxCoeff() +
                       (matrix.beside.size() > 0 ? 2.0 * matrix.beside.cwiseAbs().maxCoeff() : 0.0);
  double low = -reach, high = reach;
  while (true) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) return middle;
    (above(matrix, middle) > rank ? low : high) = middle;
  }
}

// Solves (matrix - shift) x = b in place: elimination with row exchanges, which leave a second superdiagonal.
void solve_shifted(const Tridiagonal& matrix, double shift, Eigen::VectorXd& b) {
  const Eigen::Index n = b.size();
  Eigen::VectorXd main = matrix.diagonal.array() - shift, first = Eigen::VectorXd::Zero(n),
                  second = Eigen::VectorXd::Zero(n);
  first.head(n - 1) = matrix.beside;
  const double tiny = std::numeric_limits<double>::epsilon() * matrix.diagonal.cwiseAbs().maxCoeff() + 1e-300;
  for (Eigen::Index t = 0; t + 1 < n; ++t) {
    double below = matrix.beside(t);
    if (std::abs(below) > std::abs(main(t))) {
      std::swap(main(t), below);
      std::swap(first(t), main(t + 1));
      std::swap(second(t), first(t + 1));
      std::swap(b(t), b(t + 1));
    }
    if (main(t) == 0) main(t) = tiny;
    const double factor = below / main(t);
    main(t + 1) -= factor * first(t);
    first(t + 1) -= factor * second(t);
    b(t + 1) -= factor * b(t);
  }
  if (main(n - 1) == 0) main(n - 1) = tiny;
  for (Eigen::Index t = n - 1; t >= 0; --t) {
    if (t + 1 < n) b(t) -= first(t) * b(t + 1);
    if (t + 2 < n) b(t) -= second(t) * b(t + 2);
    b(t) /= main(t);
  }
}

// Share of the energy of a taper within the band: sum over lags of autocorrelation times sin(2 pi W lag) / (pi lag).
double concentration(const Eigen::VectorXd& taper, double half_bandwidth) {
  const Eigen::Index n = taper.size(), size = fast_transform_size(2 * n);
  const RealTransform transform(size);
  TransformBuffer buffer = transform.buffer();
  Eigen::Map<Eigen::VectorXd>(buffer.real(), n) = taper;
  transform.run(buffer);
  Eigen::VectorXd energy(transform.bins());
  for (Eigen::Index k = 0; k < energy.size(); ++k) energy(k) = std::norm(buffer.values()[static_cast<std::size_t>(k)]);
  for (Eigen::Index k = 0; k < size; ++k) buffer.real()[k] = energy(std::min(k, size - k));
  transform.run(buffer);
  const double width = half_bandwidth / static_cast<double>(n);
  double sum = 2.0 * width * buffer.values()[0].real();
  for (Eigen::Index lag = 1; lag < n; ++lag) {
    const double angle = kPi * static_cast<double>(lag);
    sum += 2.0 * std::sin(2.0 * width * angle) / angle * buffer.values()[static_cast<std::size_t>(lag)].real();
  }
  return sum / static_cast<double>(size);
}

// Even ones have a positive sum; odd ones begin with a positive lobe.
bool points_down(const Eigen::VectorXd& taper, Eigen::Index rank) {
  if (rank % 2 == 0) return taper.sum() < 0;
  const double noticeable = 1.0 / static_cast<double>(taper.size());
  for (Eigen::Index t = 0; t < taper.size(); ++t)
    if (taper(t) * taper(t) > noticeable) return taper(t) < 0;
  return false;
}

}  // namespace

Taper taper_of(std::string_view name) {
  if (name == "hann") return Taper::hann;
  if (name == "hamming") return Taper::hamming;
  if (name == "boxcar") return Taper::boxcar;
  throw usage_error(fmt::format("there is no taper {}{}", in_quotes(name), suggestion(name, taper_names())));
}

std::vector<std::string> taper_names() { return {"hann", "hamming", "boxcar"}; }

Eigen::VectorXd taper(Taper kind, Eigen::Index samples) {
  if (kind == Taper::boxcar) return Eigen::VectorXd::Ones(samples);
  const double level = kind == Taper::hann ? 0.5 : 0.54;
  Eigen::VectorXd out(samples);
  for (Eigen::Index t = 0; t < samples; ++t)
    out(t) = level - (1.0 - level) * std::cos(2.0 * kPi * static_cast<double>(t) / static_cast<double>(samples));
  return out;
}

SlepianTapers slepian_tapers(Eigen::Index samples, double half_bandwidth, Eigen::Index count) {
  if (!(half_bandwidth > 0) || !(half_bandwidth < 0.5 * static_cast<double>(samples)))
    throw usage_error(
        fmt::format("Slepian tapers of {} samples and a time-bandwidth product of {}: expected one "
                    "above 0 and below half the samples; use another bandwidth or longer segments",
                    samples, half_bandwidth));
  if (count < 1 || count > samples)
    throw usage_error(fmt::format("{} Slepian tapers of {} samples: expected 1 to {}", count, samples, samples));
  SlepianTapers out{Eigen::MatrixXd(samples, count), Eigen::VectorXd(count)};
  if (samples == 1) return {Eigen::MatrixXd::Ones(1, 1), Eigen::VectorXd::Constant(1, 2.0 * half_bandwidth)};
  const Tridiagonal matrix = slepian_matrix(samples, half_bandwidth);
  for (Eigen::Index rank = 0; rank < count; ++rank) {
    const double value = eigenvalue(matrix, rank);
    // A start without symmetry, so that it is at right angles to no eigenvector.
    Eigen::VectorXd vector = Eigen::VectorXd::LinSpaced(samples, 1.0, 1.7);
    for (int step = 0; step < kInverseIterations; ++step) {
      solve_shifted(matrix, value, vector);
      vector /= vector.norm();
    }
    if (points_down(vector, rank)) vector = -vector;
    out.tapers.col(rank) = vector;
    out.concentrations(rank) = concentration(vector, half_bandwidth);
  }
  return out;
}

}  // namespace attune::signal
