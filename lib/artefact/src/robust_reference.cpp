#include "robust_reference.hpp"

#include <algorithm>

#include "attune/artefact/robust.hpp"
#include "attune/base/error.hpp"
#include "attune/scalp/sphere.hpp"
#include "attune/scalp/spline.hpp"

namespace attune::artefact {
namespace {

constexpr std::size_t kChunk = 8192;  // samples

Eigen::Index samples_of(const HighPassed& highpassed) { return highpassed.blocks.front().rows(); }

scalp::Positions select(const scalp::Positions& positions, const std::vector<Eigen::Index>& rows) {
  scalp::Positions out(static_cast<Eigen::Index>(rows.size()), 3);
  for (std::size_t i = 0; i < rows.size(); ++i) out.row(static_cast<Eigen::Index>(i)) = positions.row(rows[i]);
  return out;
}

}  // namespace

Eigen::VectorXd median_reference(const HighPassed& highpassed, const std::vector<bool>& members,
                                 parallel::Threads threads) {
  Eigen::VectorXd out(samples_of(highpassed));
  parallel::for_chunks(static_cast<std::size_t>(out.size()), kChunk, threads, [&](std::size_t begin, std::size_t end) {
    for (auto s = static_cast<Eigen::Index>(begin); s < static_cast<Eigen::Index>(end); ++s) {
      std::vector<double> values;
      std::size_t channel = 0;
      for (const Eigen::MatrixXd& block : highpassed.blocks)
        for (Eigen::Index c = 0; c < block.cols(); ++c)
          if (members[channel++]) values.push_back(block(s, c));
      out[s] = median(std::move(values));
    }
  });
  return out;
}

Eigen::VectorXd reference_weights(const Examined& examined, const std::vector<bool>& members,
                                  const std::vector<bool>& bad) {
  std::vector<Eigen::Index> sources, repaired, all;
  for (std::size_t c = 0; c < bad.size(); ++c) {
    const auto row = static_cast<Eigen::Index>(c);
    if (!examined.positions.row(row).allFinite()) continue;
    if (!bad[c]) sources.push_back(row);
    if (bad[c] && members[c]) repaired.push_back(row);
  }
  Eigen::VectorXd out = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(bad.size()));
  double count = 0;
  for (std::size_t c = 0; c < bad.size(); ++c)
    if (members[c] && !bad[c]) out[static_cast<Eigen::Index>(c)] = 1, count += 1;
  constexpr std::size_t kFewestSources = 4;
  if (!repaired.empty() && sources.size() >= kFewestSources) {
    const scalp::Positions from = select(examined.positions, sources);
    const Eigen::MatrixXd weights =
        scalp::interpolation_weights(from, select(examined.positions, repaired), scalp::fit_sphere(from).centre);
    for (std::size_t i = 0; i < sources.size(); ++i) out[sources[i]] += weights.col(static_cast<Eigen::Index>(i)).sum();
    count += static_cast<double>(repaired.size());
  }
  if (!(count > 0)) throw analysis_error("bad channels: no channel is left for the robust reference");
  return out / count;
}

Eigen::VectorXd weighted_reference(const HighPassed& highpassed, const Eigen::VectorXd& weights,
                                   parallel::Threads threads) {
  Eigen::VectorXd out = Eigen::VectorXd::Zero(samples_of(highpassed));
  parallel::for_chunks(static_cast<std::size_t>(out.size()), kChunk, threads, [&](std::size_t begin, std::size_t end) {
    const auto first = static_cast<Eigen::Index>(begin), count = static_cast<Eigen::Index>(end - begin);
    Eigen::Index channel = 0;
    for (const Eigen::MatrixXd& block : highpassed.blocks)
      for (Eigen::Index c = 0; c < block.cols(); ++c)
        out.segment(first, count) += weights[channel++] * block.col(c).segment(first, count);
  });
  return out;
}

}  // namespace attune::artefact
