#include "channel_thresholds.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "attune/artefact/robust.hpp"

namespace attune::artefact {
namespace {

constexpr std::uint64_t kSplitPart = 0x73706c6974;  // "split"

Eigen::VectorXd median_of(const Eigen::MatrixXd& data, const std::vector<Eigen::Index>& columns) {
  Eigen::VectorXd out(data.rows());
  std::vector<double> values(columns.size());
  for (Eigen::Index s = 0; s < data.rows(); ++s) {
    for (std::size_t i = 0; i < columns.size(); ++i) values[i] = data(s, columns[i]);
    out[s] = median(values);
  }
  return out;
}

// Loss of every candidate (ascending) in one split, added to `losses`.
void add_losses(const Eigen::MatrixXd& doubled, const Eigen::VectorXd& ranges, const std::vector<double>& candidates,
                const Split& split, Eigen::VectorXd& losses) {
  const Eigen::VectorXd target = median_of(doubled, split.test);
  std::vector<Eigen::Index> order = split.train;
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) { return ranges[a] < ranges[b]; });
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(doubled.rows());
  std::size_t taken = 0;
  double loss = 0;
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    const std::size_t before = taken;
    // No training trial within the threshold: the smallest ones stand in, as if it were theirs.
    const double threshold = std::max(candidates[c], ranges[order.front()]);
    for (; taken < order.size() && ranges[order[taken]] <= threshold; ++taken) sum += doubled.col(order[taken]);
    if (taken != before)
      loss = std::sqrt((sum / static_cast<double>(taken) - target).squaredNorm() / static_cast<double>(sum.size()));
    losses[static_cast<Eigen::Index>(c)] += loss;
  }
}

}  // namespace

std::vector<Split> draw_splits(Eigen::Index trials, const AutorejectOptions& options) {
  const auto n = static_cast<std::size_t>(trials);
  const auto tested = std::clamp<std::size_t>(
      static_cast<std::size_t>(std::lround(options.test_share * static_cast<double>(n))), 1, n - 1);
  const parallel::Seed seed = parallel::derive(options.seed, kSplitPart);
  std::vector<Split> out(static_cast<std::size_t>(options.splits));
  for (std::size_t s = 0; s < out.size(); ++s) {
    parallel::Stream stream(seed, s);
    for (const Eigen::Index first : {Eigen::Index{0}, trials}) {
      std::vector<Eigen::Index> mixed(n);
      std::iota(mixed.begin(), mixed.end(), first);
      parallel::shuffle(std::span(mixed), stream);
      const auto border = mixed.begin() + static_cast<std::ptrdiff_t>(tested);
      out[s].test.insert(out[s].test.end(), mixed.begin(), border);
      out[s].train.insert(out[s].train.end(), border, mixed.end());
    }
    std::sort(out[s].train.begin(), out[s].train.end());
    std::sort(out[s].test.begin(), out[s].test.end());
  }
  return out;
}

double best_threshold(const Eigen::MatrixXd& doubled, const std::vector<Split>& splits) {
  const Eigen::VectorXd ranges = doubled.colwise().maxCoeff() - doubled.colwise().minCoeff();
  std::vector<double> candidates(ranges.data(), ranges.data() + ranges.size());
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  Eigen::VectorXd losses = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(candidates.size()));
  for (const Split& split : splits) add_losses(doubled, ranges, candidates, split, losses);
  Eigen::Index best = 0;
  for (Eigen::Index c = 1; c < losses.size(); ++c)
    if (losses[c] <= losses[best]) best = c;  // of equal ones the threshold that keeps more
  return candidates[static_cast<std::size_t>(best)];
}

}  // namespace attune::artefact
