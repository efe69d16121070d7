#include "jzs_likelihood.hpp"

#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <numbers>

namespace attune::model {
namespace {

constexpr std::size_t kMostKnown = 4096;  // sets of random g whose sums are kept

// Intercept, centred columns of X and centred y.
Eigen::MatrixXd columns_of(const Eigen::VectorXd& y, const std::vector<FixedColumns>& fixed) {
  Eigen::Index columns = 2;
  for (const FixedColumns& entry : fixed) columns += entry.x.cols();
  Eigen::MatrixXd out(y.size(), columns);
  out.col(0).setOnes();
  Eigen::Index at = 1;
  for (const FixedColumns& entry : fixed) {
    out.middleCols(at, entry.x.cols()) = entry.x.rowwise() - entry.x.colwise().mean();
    at += entry.x.cols();
  }
  out.col(at) = y.array() - y.mean();
  return out;
}

double log_prior(double log_g, double r) {
  return std::log(r) - 0.5 * (std::log(2.0 * std::numbers::pi) + log_g + r * r * std::exp(-log_g));
}

double log_det_of(const Eigen::LLT<Eigen::MatrixXd>& llt) {
  return 2.0 * llt.matrixLLT().diagonal().array().log().sum();
}

}  // namespace

JzsLikelihood::JzsLikelihood(const Eigen::VectorXd& y, const std::vector<FixedColumns>& fixed,
                             const std::vector<GroupedColumns>& random)
    : rows_(static_cast<double>(y.size())), random_(random.size()) {
  for (const GroupedColumns& entry : random) r_.push_back(entry.r);
  for (const FixedColumns& entry : fixed) {
    owner_.insert(owner_.end(), static_cast<std::size_t>(entry.x.cols()), r_.size());
    r_.push_back(entry.r);
  }
  const Eigen::MatrixXd b = columns_of(y, fixed);
  btb_ = b.transpose() * b;
  yty_ = btb_(btb_.rows() - 1, btb_.cols() - 1);
  if (!random.empty()) take_patterns(row_components(random, b));
}

void JzsLikelihood::take_patterns(const std::vector<RowComponent>& components) {
  std::map<std::pair<std::vector<std::size_t>, std::vector<double>>, std::size_t> number;
  for (const RowComponent& component : components) {
    const std::vector<double> entries(component.ztz.data(), component.ztz.data() + component.ztz.size());
    const std::size_t at = number.emplace(std::pair(component.owner, entries), number.size()).first->second;
    if (at == patterns_.size()) patterns_.push_back({component, 0.0, {}, {}, false});
    patterns_[at].count += 1.0;
    patterns_[at].each_ztb.push_back(component.ztb);
  }
  for (Pattern& pattern : patterns_) {
    const Eigen::Index q = pattern.first.ztz.rows(), width = btb_.rows();
    pattern.summed = 2.0 * pattern.count > static_cast<double>(q);
    if (!pattern.summed) continue;
    pattern.pairs = Eigen::MatrixXd::Zero(width * width, q * (q + 1) / 2);
    Eigen::MatrixXd sum(width, width);
    for (Eigen::Index a = 0, at = 0; a < q; ++a)
      for (Eigen::Index c = a; c < q; ++c, ++at) {
        sum.setZero();
        for (const Eigen::MatrixXd& ztb : pattern.each_ztb) {
          sum.noalias() += ztb.row(a).transpose() * ztb.row(c);
          if (c != a) sum.noalias() += ztb.row(c).transpose() * ztb.row(a);
        }
        pattern.pairs.col(at) = sum.reshaped();
      }
    pattern.each_ztb.clear();
  }
}

// V^-1 = I - Z K Z' with K = D (D Z'Z D + I)^-1 D, D the square roots of g.
void JzsLikelihood::subtract(const Pattern& pattern, const std::vector<double>& g, Reduced& out) const {
  const Eigen::Index q = pattern.first.ztz.rows();
  Eigen::VectorXd d(q);
  for (Eigen::Index i = 0; i < q; ++i) d[i] = std::sqrt(g[pattern.first.owner[static_cast<std::size_t>(i)]]);
  Eigen::MatrixXd a = d.asDiagonal() * pattern.first.ztz * d.asDiagonal();
  a.diagonal().array() += 1.0;
  const Eigen::LLT<Eigen::MatrixXd> llt(a);
  out.log_det += pattern.count * log_det_of(llt);
  if (!pattern.summed) {
    for (const Eigen::MatrixXd& ztb : pattern.each_ztb) {
      const Eigen::MatrixXd half = llt.matrixL().solve(Eigen::MatrixXd(d.asDiagonal() * ztb));
      out.s.noalias() -= half.transpose() * half;
    }
    return;
  }
  const Eigen::MatrixXd half = llt.matrixL().solve(Eigen::MatrixXd(d.asDiagonal()));
  const Eigen::MatrixXd k = half.transpose() * half;
  Eigen::VectorXd weights(pattern.pairs.cols());
  for (Eigen::Index i = 0, at = 0; i < q; ++i)
    for (Eigen::Index j = i; j < q; ++j, ++at) weights[at] = k(i, j);
  out.s -= (pattern.pairs * weights).reshaped(out.s.rows(), out.s.cols());
}

const JzsLikelihood::Reduced& JzsLikelihood::reduced(const Eigen::VectorXd& log_g) {
  const std::vector<double> key(log_g.data(), log_g.data() + random_);
  if (last_reduced_ != nullptr && key == last_) return *last_reduced_;
  last_ = key;
  const auto known = known_.find(key);
  if (known != known_.end()) return *(last_reduced_ = &known->second);
  if (known_.size() >= kMostKnown) known_.clear();
  std::vector<double> g;
  for (const double value : key) g.push_back(std::exp(value));
  Reduced out{btb_, 0.0};
  for (const Pattern& pattern : patterns_) subtract(pattern, g, out);
  const double intercept = out.s(0, 0);
  out.log_det += std::log(intercept / rows_);
  const Eigen::VectorXd column = out.s.col(0).tail(out.s.rows() - 1);
  out.s = Eigen::MatrixXd(out.s.bottomRightCorner(column.size(), column.size())) -
          column * (column.transpose() / intercept);
  return *(last_reduced_ = &known_.emplace(key, std::move(out)).first->second);
}

double JzsLikelihood::operator()(const Eigen::VectorXd& log_g) {
  const Reduced& all = reduced(log_g);
  const Eigen::Index p = all.s.rows() - 1;
  double out = 0.0;
  for (std::size_t i = 0; i < r_.size(); ++i) out += log_prior(log_g[static_cast<Eigen::Index>(i)], r_[i]);
  double rest = all.s(p, p), log_det = all.log_det;
  if (p > 0) {
    d_.resize(p);
    for (Eigen::Index j = 0; j < p; ++j)
      d_[j] = std::exp(0.5 * log_g[static_cast<Eigen::Index>(owner_[static_cast<std::size_t>(j)])]);
    a_.resize(p, p);
    for (Eigen::Index j = 0; j < p; ++j) {
      for (Eigen::Index i = j; i < p; ++i) a_(i, j) = d_[i] * d_[j] * all.s(i, j);
      a_(j, j) += 1.0;
    }
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> llt(a_);
    half_ = d_.cwiseProduct(all.s.col(p).head(p));
    llt.matrixL().solveInPlace(half_);
    rest -= half_.squaredNorm();
    log_det += 2.0 * std::log(a_.diagonal().prod());
  }
  // A perfect fit is as sure as the digits of y.
  rest = std::max(rest, std::numeric_limits<double>::epsilon() * yty_);
  return out - 0.5 * log_det - 0.5 * (rows_ - 1.0) * std::log(rest / yty_);
}

}  // namespace attune::model
