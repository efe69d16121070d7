#include "trial_repair.hpp"

#include <algorithm>

#include "attune/scalp/sphere.hpp"

namespace attune::artefact {
namespace {

constexpr std::size_t kFewestSources = 4;

bool holds(const std::vector<Eigen::Index>& list, Eigen::Index value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

TrialRepair::TrialRepair(std::vector<Eigen::MatrixXd> trials, scalp::Positions positions, scalp::SplineOptions spline)
    : trials_(std::move(trials)),
      positions_(std::move(positions)),
      spline_(spline),
      origin_(scalp::fit_sphere(positions_).centre) {}

Eigen::MatrixXd TrialRepair::weights(const std::vector<Eigen::Index>& from, const std::vector<Eigen::Index>& to) const {
  const auto select = [&](const std::vector<Eigen::Index>& rows) {
    scalp::Positions out(static_cast<Eigen::Index>(rows.size()), 3);
    for (std::size_t i = 0; i < rows.size(); ++i) out.row(static_cast<Eigen::Index>(i)) = positions_.row(rows[i]);
    return out;
  };
  return scalp::interpolation_weights(select(from), select(to), origin_, spline_);
}

Eigen::MatrixXd TrialRepair::doubled(Eigen::Index channel) const {
  std::vector<Eigen::Index> others;
  for (Eigen::Index c = 0; c < channels(); ++c)
    if (c != channel) others.push_back(c);
  const Eigen::RowVectorXd some = weights(others, {channel});
  Eigen::RowVectorXd all = Eigen::RowVectorXd::Zero(channels());
  for (std::size_t i = 0; i < others.size(); ++i) all[others[i]] = some[static_cast<Eigen::Index>(i)];
  const auto n = static_cast<Eigen::Index>(size());
  Eigen::MatrixXd out(trials_.front().cols(), 2 * n);
  for (Eigen::Index t = 0; t < n; ++t) {
    const Eigen::MatrixXd& trial = trials_[static_cast<std::size_t>(t)];
    out.col(t) = trial.row(channel).transpose();
    out.col(n + t).noalias() = (all * trial).transpose();
  }
  return out;
}

void TrialRepair::set_thresholds(const Eigen::VectorXd& thresholds) {
  bad_.clear();
  for (const Eigen::MatrixXd& trial : trials_) {
    const Eigen::VectorXd ranges = trial.rowwise().maxCoeff() - trial.rowwise().minCoeff();
    std::vector<Eigen::Index> bad;
    for (Eigen::Index c = 0; c < channels(); ++c)
      if (ranges[c] > thresholds[c]) bad.push_back(c);
    std::stable_sort(bad.begin(), bad.end(), [&](Eigen::Index a, Eigen::Index b) {
      return ranges[a] * thresholds[b] > ranges[b] * thresholds[a];
    });
    bad_.push_back(std::move(bad));
  }
}

std::vector<Eigen::Index> TrialRepair::repaired(std::size_t index, int most) const {
  std::vector<Eigen::Index> out = bad_[index];
  out.resize(std::min(out.size(), static_cast<std::size_t>(most)));
  std::sort(out.begin(), out.end());
  return out;
}

Eigen::MatrixXd TrialRepair::repair(std::size_t index, const std::vector<Eigen::Index>& repaired) const {
  Eigen::MatrixXd out = trials_[index];
  if (repaired.empty()) return out;
  std::vector<Eigen::Index> sources, others;
  for (Eigen::Index c = 0; c < channels(); ++c) {
    if (!holds(repaired, c)) others.push_back(c);
    if (!holds(bad_[index], c)) sources.push_back(c);
  }
  if (sources.size() < kFewestSources) sources = others;
  const Eigen::MatrixXd w = weights(sources, repaired);
  Eigen::MatrixXd from(static_cast<Eigen::Index>(sources.size()), out.cols());
  for (std::size_t i = 0; i < sources.size(); ++i) from.row(static_cast<Eigen::Index>(i)) = out.row(sources[i]);
  const Eigen::MatrixXd to = w * from;
  for (std::size_t i = 0; i < repaired.size(); ++i) out.row(repaired[i]) = to.row(static_cast<Eigen::Index>(i));
  return out;
}

}  // namespace attune::artefact
