#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>

#include "attune/artefact/ica_recording.hpp"
#include "component_measures.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
// In shares of the distance from the origin: in front of it by more than the first and above it by less than the
// second. Fp1, Fpz, Fp2, AF7, AF8, AF3, AF4, F7, F8 and what is below them are; F3, Fz, F4, FC5, FC6 are not.
constexpr double kFront = 0.45, kHeight = 0.4;
constexpr std::size_t kNeighbours = 4;

std::vector<Eigen::Vector3d> positions(const eeg::Recording& recording, const Ica& ica) {
  std::vector<Eigen::Vector3d> out;
  for (const Index row : rows_of(recording, ica)) {
    const auto& p = recording.channels[static_cast<std::size_t>(row)].position;
    if (!p) return {};
    out.emplace_back(p->x, p->y, p->z);
  }
  return out;
}

bool frontal_name(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  constexpr std::array<std::string_view, 5> kWhole{"f7", "f8", "f9", "f10", "nz"};
  if (std::find(kWhole.begin(), kWhole.end(), lower) != kWhole.end()) return true;
  return lower.starts_with("fp") || (lower.starts_with("af") && lower.size() <= 4) || lower.starts_with("eog") ||
         lower.starts_with("veog") || lower.starts_with("heog");
}

}  // namespace

Frontal frontal_channels(const eeg::Recording& recording, const Ica& ica) {
  Frontal out;
  const std::vector<Eigen::Vector3d> all = positions(recording, ica);
  for (std::size_t c = 0; c < ica.channels.size(); ++c) {
    const bool in_front = !all.empty() && all[c].y() > kFront * all[c].norm() && all[c].z() < kHeight * all[c].norm();
    out.is.push_back(all.empty() ? frontal_name(ica.channels[c]) : in_front);
  }
  const auto count = std::count(out.is.begin(), out.is.end(), true);
  const bool some = count > 0 && count < static_cast<std::ptrdiff_t>(out.is.size());
  out.known = !some ? "unknown" : all.empty() ? "names" : "positions";
  return out;
}

double frontal_dominance(const Eigen::VectorXd& weights, const Frontal& frontal) {
  if (frontal.known == "unknown") return kNone;
  double front = 0, rest = 0;
  int of_front = 0, of_rest = 0;
  for (std::size_t c = 0; c < frontal.is.size(); ++c) {
    const double square = weights[static_cast<Index>(c)] * weights[static_cast<Index>(c)];
    (frontal.is[c] ? front : rest) += square;
    ++(frontal.is[c] ? of_front : of_rest);
  }
  return (front / of_front) / (rest / of_rest);
}

std::vector<std::vector<Index>> neighbours_of(const eeg::Recording& recording, const Ica& ica) {
  const std::vector<Eigen::Vector3d> all = positions(recording, ica);
  std::vector<std::vector<Index>> out;
  if (all.size() <= kNeighbours) return out;
  for (const Eigen::Vector3d& here : all) {
    std::vector<Index> order(all.size());
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
      return (all[static_cast<std::size_t>(a)] - here).squaredNorm() <
             (all[static_cast<std::size_t>(b)] - here).squaredNorm();
    });
    out.emplace_back(order.begin() + 1, order.begin() + 1 + kNeighbours);
  }
  return out;
}

double smoothness(const Eigen::VectorXd& weights, const std::vector<std::vector<Index>>& neighbours) {
  if (neighbours.empty()) return kNone;
  Eigen::VectorXd around(weights.size());
  for (Index c = 0; c < weights.size(); ++c) {
    double sum = 0;
    for (const Index n : neighbours[static_cast<std::size_t>(c)]) sum += weights[n];
    around[c] = sum / static_cast<double>(kNeighbours);
  }
  const Eigen::ArrayXd a = weights.array() - weights.mean(), b = around.array() - around.mean();
  return (a * b).sum() / std::sqrt(a.square().sum() * b.square().sum());
}

}  // namespace attune::artefact
