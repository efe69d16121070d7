#include "attune/coupling/layer.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "attune/stats/distributions.hpp"

namespace attune::coupling {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void count_runs(Layer& layer) {
  layer.runs = layer.value.array().isNaN().select(Eigen::MatrixXi::Zero(layer.value.rows(), layer.value.cols()), 1);
}

bool of_one_participant(const Layer& a, const Layer& b) {
  return a.labels.participant_id == b.labels.participant_id && a.labels.session == b.labels.session &&
         a.labels.task == b.labels.task && a.condition == b.condition;
}

// The first reason of those that have none in common with a value.
std::string common_reason(std::span<const Layer> layers, const std::string& (*of)(const Layer&, std::size_t),
                          std::size_t region) {
  std::string first;
  for (const Layer& layer : layers) {
    const std::string& reason = of(layer, region);
    if (reason.empty()) return "";
    if (first.empty()) first = reason;
  }
  return first;
}

struct Pair {
  double sum = 0, weights = 0, variance = 0, degrees = 0;
  int runs = 0;
};

void join_pair(std::span<const Layer> layers, Eigen::Index i, Eigen::Index j, Layer& out) {
  const bool has_error =
      std::any_of(layers.begin(), layers.end(), [&](const Layer& layer) { return std::isfinite(layer.se(i, j)); });
  Pair pair;
  for (const Layer& layer : layers) {
    const double se = layer.se(i, j);
    if (!std::isfinite(layer.value(i, j)) || (has_error && !(std::isfinite(se) && se > 0))) continue;
    const double weight = has_error ? 1 / (se * se) : static_cast<double>(layer.kept);
    pair.sum += weight * layer.value(i, j);
    pair.weights += weight;
    pair.degrees += layer.df(i, j);
    ++pair.runs;
  }
  out.runs(i, j) = pair.runs;
  if (pair.runs == 0) return;
  out.value(i, j) = pair.sum / pair.weights;
  const bool has_r =
      std::any_of(layers.begin(), layers.end(), [&](const Layer& layer) { return std::isfinite(layer.r(i, j)); });
  if (has_r) out.r(i, j) = std::tanh(out.value(i, j));
  if (!has_error) return;
  out.se(i, j) = 1 / std::sqrt(pair.weights);
  out.df(i, j) = pair.degrees;
  const double t = out.value(i, j) / out.se(i, j);
  out.p(i, j) = out.by_t ? stats::student_t_two_sided(t, pair.degrees) : stats::normal_two_sided(t);
}

}  // namespace

Layer empty_layer(const glm::Run& run, Eigen::Index regions) {
  Layer layer;
  layer.labels = run.labels;
  layer.source = run.data.filename().string();
  const Eigen::MatrixXd none = Eigen::MatrixXd::Constant(regions, regions, kNaN);
  layer.value = layer.r = layer.se = layer.df = layer.p = none;
  layer.runs = Eigen::MatrixXi::Zero(regions, regions);
  layer.reasons.resize(static_cast<std::size_t>(regions));
  layer.volumes = run.frames.volumes;
  return layer;
}

void fill(Layer& layer, const Coupling& coupling) {
  layer.value = coupling.z;
  layer.r = coupling.r;
  layer.se = coupling.se;
  layer.df = coupling.degrees;
  layer.p = coupling.p;
  layer.shrinkage = coupling.shrinkage;
  layer.reasons = coupling.reasons;
  count_runs(layer);
}

void fill(Layer& layer, const CouplingContrast& contrast) {
  layer.n = contrast.trials;
  layer.reason = contrast.reason;
  if (!contrast.reason.empty()) return;
  layer.value = contrast.z;
  layer.se = contrast.se;
  layer.p = contrast.p;
  count_runs(layer);
}

Layer join(std::span<const Layer> layers) {
  const Layer& first = layers.front();
  Layer out = first;
  out.of_participant = true;
  out.labels.run.clear();
  out.of_runs = static_cast<std::int64_t>(layers.size());
  const Eigen::MatrixXd none = Eigen::MatrixXd::Constant(first.value.rows(), first.value.cols(), kNaN);
  out.value = out.r = out.se = out.df = out.p = none;
  out.shrinkage = kNaN;
  out.n = out.kept = out.volumes = 0;
  for (const Layer& layer : layers) {
    out.n += layer.n;
    out.kept += layer.kept;
    out.volumes += layer.volumes;
  }
  for (std::size_t region = 0; region < out.reasons.size(); ++region)
    out.reasons[region] = common_reason(
        layers, [](const Layer& layer, std::size_t at) -> const std::string& { return layer.reasons[at]; }, region);
  out.reason = common_reason(
      layers, [](const Layer& layer, std::size_t) -> const std::string& { return layer.reason; }, 0);
  for (Eigen::Index i = 0; i < out.value.rows(); ++i)
    for (Eigen::Index j = 0; j < out.value.cols(); ++j) join_pair(layers, i, j, out);
  for (const Layer& layer : layers)
    for (Eigen::Index i = 0; i < out.value.rows(); ++i)
      if (std::isfinite(layer.r(i, i))) out.r(i, i) = layer.r(i, i);
  return out;
}

std::vector<Layer> with_joined(const std::vector<Layer>& layers) {
  std::vector<Layer> out = layers;
  std::vector<bool> done(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (done[i]) continue;
    std::vector<Layer> group;
    for (std::size_t j = i; j < layers.size(); ++j) {
      if (done[j] || !of_one_participant(layers[i], layers[j])) continue;
      done[j] = true;
      group.push_back(layers[j]);
    }
    if (group.size() > 1) out.push_back(join(group));
  }
  return out;
}

}  // namespace attune::coupling
