#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "attune/base/error.hpp"
#include "jzs_likelihood.hpp"

namespace attune::model {
namespace {

/// A dense matrix of columns x columns is decomposed at every g.
constexpr std::size_t kMostColumns = 2000;

// Union of sets with path halving.
class Sets {
 public:
  explicit Sets(std::size_t count) : above_(count) { std::iota(above_.begin(), above_.end(), std::size_t{0}); }
  std::size_t top(std::size_t i) {
    while (above_[i] != i) i = above_[i] = above_[above_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { above_[std::max(top(a), top(b))] = std::min(top(a), top(b)); }

 private:
  std::vector<std::size_t> above_;
};

struct Groups {
  std::vector<std::size_t> first;  // of each random term, in one numbering of all groups
  std::size_t count = 0;
  explicit Groups(const std::vector<GroupedColumns>& random) {
    for (const GroupedColumns& term : random) {
      first.push_back(count);
      count += static_cast<std::size_t>(*std::max_element(term.code.begin(), term.code.end())) + 1;
    }
  }
  std::size_t of(const std::vector<GroupedColumns>& random, std::size_t term, std::size_t row) const {
    return first[term] + static_cast<std::size_t>(random[term].code[row]);
  }
};

}  // namespace

std::vector<RowComponent> row_components(const std::vector<GroupedColumns>& random, const Eigen::MatrixXd& b) {
  const Groups groups(random);
  const auto rows = static_cast<std::size_t>(b.rows());
  Sets sets(groups.count);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t term = 1; term < random.size(); ++term)
      sets.join(groups.of(random, 0, row), groups.of(random, term, row));
  std::vector<RowComponent> out;
  std::vector<std::size_t> component(groups.count), place(groups.count);  // of each group: where its columns begin
  std::map<std::size_t, std::size_t> number;
  for (std::size_t term = 0; term < random.size(); ++term) {
    const std::size_t end = term + 1 < random.size() ? groups.first[term + 1] : groups.count;
    for (std::size_t group = groups.first[term]; group < end; ++group) {
      component[group] = number.emplace(sets.top(group), number.size()).first->second;
      if (component[group] == out.size()) out.emplace_back();
      std::vector<std::size_t>& owner = out[component[group]].owner;
      place[group] = owner.size();
      owner.insert(owner.end(), static_cast<std::size_t>(random[term].z.cols()), term);
    }
  }
  for (RowComponent& entry : out) {
    const auto columns = static_cast<Eigen::Index>(entry.owner.size());
    if (entry.owner.size() > kMostColumns)
      throw analysis_error(fmt::format(
          "{} random effects hang together by crossed groups; Bayes factors take at most {}", columns, kMostColumns));
    entry.ztz = Eigen::MatrixXd::Zero(columns, columns);
    entry.ztb = Eigen::MatrixXd::Zero(columns, b.cols());
  }
  std::vector<std::pair<Eigen::Index, double>> cells;  // of a row: column and value
  for (std::size_t row = 0; row < rows; ++row) {
    cells.clear();
    for (std::size_t term = 0; term < random.size(); ++term)
      for (Eigen::Index j = 0; j < random[term].z.cols(); ++j)
        cells.emplace_back(static_cast<Eigen::Index>(place[groups.of(random, term, row)]) + j,
                           random[term].z(static_cast<Eigen::Index>(row), j));
    RowComponent& entry = out[component[groups.of(random, 0, row)]];
    for (const auto& [i, left] : cells) {
      entry.ztb.row(i) += left * b.row(static_cast<Eigen::Index>(row));
      for (const auto& [j, right] : cells) entry.ztz(i, j) += left * right;
    }
  }
  return out;
}

}  // namespace attune::model
