#include "random_terms.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "attune/model/design.hpp"

namespace attune::model {

std::vector<Eigen::Index> group_codes(const Frame& frame, const std::vector<std::size_t>& group) {
  std::map<std::vector<Eigen::Index>, Eigen::Index> known;
  std::vector<std::vector<Eigen::Index>> keys(frame.rows.size());
  for (std::size_t row = 0; row < keys.size(); ++row) {
    for (const std::size_t variable : group) keys[row].push_back(frame.variables[variable].codes[row]);
    known.emplace(keys[row], 0);
  }
  Eigen::Index next = 0;
  for (auto& [key, code] : known) code = next++;
  std::vector<Eigen::Index> out;
  for (const auto& key : keys) out.push_back(known.at(key));
  return out;
}

std::vector<RandomBlock> random_blocks(const Formula& formula, const Frame& frame) {
  std::vector<RandomBlock> blocks;
  for (const RandomTerm& term : formula.random) {
    RandomBlock block;
    block.code = group_codes(frame, term.group);
    block.groups = *std::max_element(block.code.begin(), block.code.end()) + 1;
    block.group = name_of(formula, term.group);
    Design design = design_matrix(formula, frame, term.terms, term.intercept);
    block.names = std::move(design.names);
    block.scale = (design.x.colwise().squaredNorm() / static_cast<double>(design.x.rows())).cwiseSqrt().transpose();
    for (Eigen::Index j = 0; j < block.scale.size(); ++j)
      if (block.scale[j] == 0.0) block.scale[j] = 1.0;
    block.z = design.x * block.scale.cwiseInverse().asDiagonal();
    block.correlated = term.correlated;
    blocks.push_back(std::move(block));
  }
  return blocks;
}

Eigen::MatrixXd relative_factor(const RandomBlock& block, const Eigen::Ref<const Eigen::VectorXd>& theta) {
  const Eigen::Index n = block.columns();
  if (!block.correlated) return theta.asDiagonal();
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(n, n);
  Eigen::Index at = 0;
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index i = j; i < n; ++i) out(i, j) = theta[at++];
  return out;
}

}  // namespace attune::model
