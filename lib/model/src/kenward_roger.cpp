#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <cmath>

#include "mixed_df.hpp"

namespace attune::model {
namespace {

using Sparse = Eigen::SparseMatrix<double>;

// d(Lambda Lambda')/d(component) for every variance and covariance of every block.
std::vector<Sparse> component_patterns(const std::vector<RandomBlock>& blocks, Eigen::Index effects) {
  std::vector<Sparse> out;
  Eigen::Index first = 0;
  for (const RandomBlock& block : blocks) {
    for (Eigen::Index j = 0; j < block.columns(); ++j)
      for (Eigen::Index i = j; i < (block.correlated ? block.columns() : j + 1); ++i) {
        std::vector<Eigen::Triplet<double>> entries;
        for (Eigen::Index group = 0; group < block.groups; ++group) {
          const Eigen::Index at = first + group * block.columns();
          entries.emplace_back(at + i, at + j, 1.0);
          if (i != j) entries.emplace_back(at + j, at + i, 1.0);
        }
        Sparse pattern(effects, effects);
        pattern.setFromTriplets(entries.begin(), entries.end());
        out.push_back(std::move(pattern));
      }
    first += block.effects();
  }
  return out;
}

double trace_of_product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return a.cwiseProduct(b.transpose()).sum();
}

// Powers of V^-1 between Z and X. With K = Lambda (Lambda'Z'Z Lambda + I)^-1 Lambda', V^-1 = (I - Z K Z') / sigma^2.
struct InversePowers {
  InversePowers(const FittedMixed& fit) {
    const Sparse lambda = fit.deviance.lambda(fit.theta);
    const Eigen::MatrixXd g = fit.deviance.ztz();
    const Eigen::MatrixXd& ztx = fit.deviance.ztx();
    Eigen::MatrixXd a = lambda.transpose() * g * lambda;
    a.diagonal().array() += 1.0;
    const Eigen::MatrixXd half = Eigen::LLT<Eigen::MatrixXd>(a).matrixL().solve(Eigen::MatrixXd(lambda.transpose()));
    const Eigen::MatrixXd k = half.transpose() * half;
    const double s2 = fit.sigma * fit.sigma;
    const Eigen::MatrixXd gk = g * k;
    const Eigen::MatrixXd u = Eigen::MatrixXd::Identity(g.rows(), g.cols()) - gk;
    zvz = u * g / s2;
    zvvz = u * g * u.transpose() / (s2 * s2);
    zvx = u * ztx / s2;
    zvvx = u * (u * ztx) / (s2 * s2);
    const Eigen::MatrixXd kx = k * ztx;
    const Eigen::MatrixXd once = ztx.transpose() * kx, twice = kx.transpose() * g * kx;
    const Eigen::MatrixXd thrice = (g * kx).transpose() * k * (g * kx);
    const Eigen::MatrixXd one = Eigen::MatrixXd::Identity(ztx.cols(), ztx.cols());
    xvvx = (one - 2.0 * once + twice) / (s2 * s2);
    xvvvx = (one - 3.0 * once + 3.0 * twice - thrice) / (s2 * s2 * s2);
    trace_vv = (fit.deviance.rows() - 2.0 * gk.trace() + trace_of_product(gk, gk)) / (s2 * s2);
  }
  Eigen::MatrixXd zvz, zvvz, zvx, zvvx, xvvx, xvvvx;
  double trace_vv = 0.0;
};

}  // namespace

KenwardRoger::KenwardRoger(const FittedMixed& fit) {
  const double s2 = fit.sigma * fit.sigma;
  covariance_ = s2 * fit.deviance.at(fit.theta, true).unscaled;
  const InversePowers v(fit);
  const std::vector<Sparse> e = component_patterns(fit.deviance.blocks(), fit.deviance.effects());
  const std::size_t random = e.size();
  const auto count = static_cast<Eigen::Index>(random + 1);  // the residual is last
  std::vector<Eigen::MatrixXd> em, ex;
  for (const Sparse& pattern : e) {
    em.push_back(pattern * v.zvz);
    ex.push_back(pattern * v.zvx);
    p_.push_back(-v.zvx.transpose() * ex.back());
  }
  p_.push_back(-v.xvvx);
  std::vector<std::vector<Eigen::MatrixXd>> q(random + 1, std::vector<Eigen::MatrixXd>(random + 1));
  Eigen::MatrixXd information(count, count);
  for (std::size_t i = 0; i <= random; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double trace = 0.0;
      if (i < random) {
        q[i][j] = ex[i].transpose() * v.zvz * ex[j];
        trace = trace_of_product(em[i], em[j]);
      } else if (j < random) {
        q[i][j] = v.zvvx.transpose() * ex[j];
        trace = trace_of_product(e[j] * v.zvvz, Eigen::MatrixXd::Identity(v.zvvz.rows(), v.zvvz.cols()));
      } else {
        q[i][j] = v.xvvvx;
        trace = v.trace_vv;
      }
      if (i != j) q[j][i] = q[i][j].transpose();
      const double entry = trace - 2.0 * trace_of_product(covariance_, q[i][j]) +
                           trace_of_product(covariance_ * p_[i], covariance_ * p_[j]);
      information(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = entry;
      information(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i)) = entry;
    }
  w_ = 2.0 * information.fullPivLu().inverse();
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(covariance_.rows(), covariance_.cols());
  for (std::size_t i = 0; i <= random; ++i)
    for (std::size_t j = 0; j <= random; ++j)
      sum += w_(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) * (q[i][j] - p_[i] * covariance_ * p_[j]);
  adjusted_ = covariance_ + 2.0 * covariance_ * sum * covariance_;
}

bool KenwardRoger::usable() const {
  if (!w_.allFinite() || !adjusted_.allFinite() || !(adjusted_.diagonal().minCoeff() > 0.0)) return false;
  for (Eigen::Index j = 0; j < adjusted_.cols(); ++j)
    if (const double value = df(Eigen::VectorXd::Unit(adjusted_.cols(), j)); !(value > 0.0 && std::isfinite(value)))
      return false;
  return true;
}

WaldTest KenwardRoger::test(const Eigen::MatrixXd& contrasts, const Eigen::VectorXd& b) const {
  const double l = static_cast<double>(contrasts.rows());
  const Eigen::MatrixXd theta =
      contrasts.transpose() * (contrasts * covariance_ * contrasts.transpose()).inverse() * contrasts;
  double a1 = 0.0, a2 = 0.0;
  std::vector<Eigen::MatrixXd> tp;
  for (const Eigen::MatrixXd& p : p_) tp.push_back(theta * covariance_ * p * covariance_);
  for (std::size_t i = 0; i < tp.size(); ++i)
    for (std::size_t j = 0; j < tp.size(); ++j) {
      const double weight = w_(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
      a1 += weight * tp[i].trace() * tp[j].trace();
      a2 += weight * trace_of_product(tp[i], tp[j]);
    }
  const double bb = (a1 + 6.0 * a2) / (2.0 * l);
  const double g = ((l + 1.0) * a1 - (l + 4.0) * a2) / ((l + 2.0) * a2);
  const double below = 3.0 * l + 2.0 * (1.0 - g);
  const double c1 = g / below, c2 = (l - g) / below, c3 = (l + 2.0 - g) / below;
  const double mean = 1.0 / (1.0 - a2 / l);
  const double v0 = 1.0 + c1 * bb, v1 = 1.0 - c2 * bb, v2 = 1.0 - c3 * bb;
  const double variance = 2.0 / l * v0 / (v1 * v1 * v2);
  const double rho = variance / (2.0 * mean * mean);
  WaldTest out;
  out.num_df = l;
  out.den_df = 4.0 + (l + 2.0) / (l * rho - 1.0);
  const double scale = out.den_df / (mean * (out.den_df - 2.0));
  const Eigen::VectorXd lb = contrasts * b;
  const Eigen::MatrixXd adjusted = contrasts * adjusted_ * contrasts.transpose();
  out.f = scale * lb.dot(adjusted.fullPivLu().solve(lb)) / l;
  return out;
}

double KenwardRoger::df(const Eigen::VectorXd& contrast) const {
  return test(contrast.transpose(), Eigen::VectorXd::Zero(contrast.size())).den_df;
}

}  // namespace attune::model
