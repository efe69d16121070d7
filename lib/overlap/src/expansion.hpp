#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

namespace attune::overlap {

/// Channels that are fitted at once: known to the compiler, which keeps a sample of them in registers; more would cost
/// memory, as each is copied.
inline constexpr int kChannelsTogether = 4;

/// A design matrix, samples x unknowns, of which only what is not 0 is kept, row by row. An unknown may come twice in a
/// row: its values add.
struct Expansion {
  Eigen::Index unknowns = 0;
  std::vector<std::size_t> start;  ///< per sample, and the end
  std::vector<std::int32_t> column;
  std::vector<double> value;

  Eigen::Index samples() const { return static_cast<Eigen::Index>(start.size()) - 1; }
};

/// One event in the design: it puts `value` on predictor `predictor` at every lag.
struct Impulse {
  Eigen::Index sample = 0;           ///< of lag 0
  Eigen::Index first = 0, last = 0;  ///< samples [first, last) that it may reach: its segment
  std::vector<std::pair<Eigen::Index, double>> predictors;
};

/// What is expanded: `lags` samples from `first_lag`; `basis` (lags x unknowns a predictor) is empty for one unknown a
/// lag. Unknowns are predictor by predictor; a constant per segment follows.
struct ExpansionPlan {
  std::vector<Impulse> impulses;
  Eigen::Index predictors = 0, first_lag = 0, lags = 0;
  Eigen::MatrixXd basis;
  std::vector<std::uint8_t> used;      ///< per sample
  std::vector<Eigen::Index> segments;  ///< first sample of each, ascending, from 0; empty: no constants

  Eigen::Index unknowns_per_predictor() const { return basis.size() > 0 ? basis.cols() : lags; }
};

Expansion expand(const ExpansionPlan& plan);

/// X'X, lower triangle; the upper is 0.
Eigen::MatrixXd gram(const Expansion& x);
/// X'y for the rows [first, last): y is channels x samples, the result channels x unknowns.
Eigen::MatrixXd transposed_times(const Expansion& x, const Eigen::Ref<const Eigen::MatrixXd>& y, Eigen::Index first,
                                 Eigen::Index last);
/// X b, with b channels x unknowns and the result channels x samples.
Eigen::MatrixXd times(const Expansion& x, const Eigen::Ref<const Eigen::MatrixXd>& b);

}  // namespace attune::overlap
