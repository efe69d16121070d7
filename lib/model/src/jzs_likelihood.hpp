#pragma once

#include <Eigen/Core>
#include <map>
#include <vector>

namespace attune::model {

/// Columns whose coefficients have one prior: normal with variance g sigma^2, g inverse gamma with shape 1/2 and scale
/// r^2/2 (a multivariate Cauchy of scale r).
struct FixedColumns {
  Eigen::MatrixXd x;  ///< rows x columns
  double r = 0.5;
};

/// The same for columns of every group of rows.
struct GroupedColumns {
  Eigen::MatrixXd z;               ///< rows x columns of one group
  std::vector<Eigen::Index> code;  ///< group of each row, from 0
  double r = 1.0;
};

/// Rows that share groups, directly or through others, and the random columns they have.
struct RowComponent {
  std::vector<std::size_t> owner;  ///< of each column: which `GroupedColumns`
  Eigen::MatrixXd ztz;
  Eigen::MatrixXd ztb;  ///< columns x (1, X, y)
};

/// Evidence for y = mu + X b + Z u + e at given g against y = mu + e, with Jeffreys' priors on mu and log sigma
/// (Rouder, Morey, Speckman & Province 2012, J Math Psychol 56:356-374): coefficients and variance are integrated in
/// closed form.
class JzsLikelihood {
 public:
  JzsLikelihood(const Eigen::VectorXd& y, const std::vector<FixedColumns>& fixed,
                const std::vector<GroupedColumns>& random);

  /// One g per entry of `random`, then one per entry of `fixed`.
  Eigen::Index coordinates() const { return static_cast<Eigen::Index>(r_.size()); }
  /// Log of the evidence times the prior density of log g, at log g.
  double operator()(const Eigen::VectorXd& log_g);

 private:
  /// (1, X, y)' V^-1 (1, X, y) without what the intercept explains, V = I + Z G Z'; `log_det` is of V and the
  /// intercept.
  struct Reduced {
    Eigen::MatrixXd s;
    double log_det = 0.0;
  };
  /// Components with the same Z'Z are taken together: their sum is linear in the entries of one small matrix.
  struct Pattern {
    RowComponent first;
    double count = 0.0;
    Eigen::MatrixXd pairs;                  ///< (1, X, y) squared x pairs of columns, if `summed`
    std::vector<Eigen::MatrixXd> each_ztb;  ///< otherwise
    bool summed = false;
  };

  void take_patterns(const std::vector<RowComponent>& components);
  const Reduced& reduced(const Eigen::VectorXd& log_g);
  void subtract(const Pattern& pattern, const std::vector<double>& g, Reduced& out) const;

  double rows_ = 0.0, yty_ = 0.0;
  std::vector<double> r_;
  std::size_t random_ = 0;
  std::vector<std::size_t> owner_;  // of each column of X: its coordinate
  Eigen::MatrixXd btb_;             // (1, X, y)'(1, X, y)
  std::vector<Pattern> patterns_;
  std::map<std::vector<double>, Reduced> known_;
  std::vector<double> last_;  // of the last call: log g of the random entries, and its sums
  const Reduced* last_reduced_ = nullptr;
  Eigen::MatrixXd a_;  // kept between calls
  Eigen::VectorXd d_, half_;
};

/// The components of rows; `b` is (1, X, y). Too many random columns that hang together: `Fault::analysis`.
std::vector<RowComponent> row_components(const std::vector<GroupedColumns>& random, const Eigen::MatrixXd& b);

}  // namespace attune::model
