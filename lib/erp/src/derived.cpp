#include "attune/erp/derived.hpp"

#include <algorithm>

namespace attune::erp {
namespace {

// Channels of a field power, ascending: the rows of what `reduce` gives.
std::vector<Eigen::Index> channels_of(const Wave& wave) {
  std::vector<Eigen::Index> out;
  for (const Term& term : wave.terms) out.push_back(term.channel);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

std::vector<std::size_t> Wave::conditions() const {
  std::vector<std::size_t> out;
  for (const Term& term : terms) out.push_back(term.condition);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Eigen::MatrixXd reduce(const Wave& wave, std::size_t condition, const Eigen::Ref<const Eigen::MatrixXd>& data) {
  if (!wave.field_power) {
    Eigen::MatrixXd out = Eigen::MatrixXd::Zero(1, data.cols());
    for (const Term& term : wave.terms)
      if (term.condition == condition) out += term.weight * data.row(term.channel);
    return out;
  }
  const std::vector<Eigen::Index> channels = channels_of(wave);
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(channels.size()), data.cols());
  for (const Term& term : wave.terms) {
    if (term.condition != condition) continue;
    const auto row = std::lower_bound(channels.begin(), channels.end(), term.channel) - channels.begin();
    out.row(row) += term.weight * data.row(term.channel);
  }
  return out;
}

Eigen::RowVectorXd resolve(const Wave& wave, const Eigen::Ref<const Eigen::MatrixXd>& sum) {
  if (!wave.field_power) return sum.row(0);
  const Eigen::RowVectorXd mean = sum.colwise().mean();
  return (sum.rowwise() - mean).array().square().colwise().mean().sqrt();
}

Eigen::RowVectorXd waveform_of(const Wave& wave, std::span<const eeg::Evoked> averages) {
  if (!wave.unusable.empty()) return {};
  const std::vector<std::size_t> conditions = wave.conditions();
  Eigen::MatrixXd sum = reduce(wave, conditions.front(), averages[conditions.front()].average);
  for (std::size_t i = 1; i < conditions.size(); ++i)
    sum += reduce(wave, conditions[i], averages[conditions[i]].average);
  return resolve(wave, sum);
}

}  // namespace attune::erp
