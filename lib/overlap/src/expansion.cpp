#include "expansion.hpp"

#include <algorithm>

namespace attune::overlap {
namespace {

// Calls `put(sample, unknown, value)` for all that is not 0 in the design.
template <class Put>
void for_each_entry(const ExpansionPlan& plan, Put put) {
  const Eigen::Index each = plan.unknowns_per_predictor();
  for (const Impulse& impulse : plan.impulses) {
    const Eigen::Index begin = std::max(impulse.sample + plan.first_lag, impulse.first);
    const Eigen::Index end = std::min(impulse.sample + plan.first_lag + plan.lags, impulse.last);
    for (Eigen::Index sample = begin; sample < end; ++sample) {
      if (plan.used[static_cast<std::size_t>(sample)] == 0) continue;
      const Eigen::Index lag = sample - impulse.sample - plan.first_lag;
      for (const auto& [predictor, value] : impulse.predictors) {
        if (plan.basis.size() == 0) {
          put(sample, predictor * each + lag, value);
          continue;
        }
        for (Eigen::Index k = 0; k < each; ++k)
          if (plan.basis(lag, k) != 0.0) put(sample, predictor * each + k, value * plan.basis(lag, k));
      }
    }
  }
  for (std::size_t segment = 0; segment < plan.segments.size(); ++segment) {
    const Eigen::Index end =
        segment + 1 < plan.segments.size() ? plan.segments[segment + 1] : static_cast<Eigen::Index>(plan.used.size());
    for (Eigen::Index sample = plan.segments[segment]; sample < end; ++sample)
      if (plan.used[static_cast<std::size_t>(sample)] != 0)
        put(sample, plan.predictors * each + static_cast<Eigen::Index>(segment), 1.0);
  }
}

template <int Channels>
Eigen::MatrixXd transposed_times_of(const Expansion& x, const Eigen::Ref<const Eigen::MatrixXd>& y, Eigen::Index first,
                                    Eigen::Index last) {
  using Sample = Eigen::Matrix<double, Channels, 1>;
  Eigen::Matrix<double, Channels, Eigen::Dynamic> out =
      Eigen::Matrix<double, Channels, Eigen::Dynamic>::Zero(y.rows(), x.unknowns);
  for (Eigen::Index row = first; row < last; ++row) {
    const Sample sample = y.col(row);
    for (std::size_t i = x.start[static_cast<std::size_t>(row)]; i < x.start[static_cast<std::size_t>(row) + 1]; ++i)
      out.col(x.column[i]) += x.value[i] * sample;
  }
  return out;
}

template <int Channels>
Eigen::MatrixXd times_of(const Expansion& x, const Eigen::Ref<const Eigen::MatrixXd>& b) {
  using Sample = Eigen::Matrix<double, Channels, 1>;
  const Eigen::Matrix<double, Channels, Eigen::Dynamic> unknowns = b;
  Eigen::MatrixXd out(b.rows(), x.samples());
  Sample sample(b.rows());
  for (Eigen::Index row = 0; row < x.samples(); ++row) {
    sample.setZero();
    for (std::size_t i = x.start[static_cast<std::size_t>(row)]; i < x.start[static_cast<std::size_t>(row) + 1]; ++i)
      sample += x.value[i] * unknowns.col(x.column[i]);
    out.col(row) = sample;
  }
  return out;
}

}  // namespace

Expansion expand(const ExpansionPlan& plan) {
  Expansion out;
  out.unknowns = plan.predictors * plan.unknowns_per_predictor() + static_cast<Eigen::Index>(plan.segments.size());
  out.start.assign(plan.used.size() + 1, 0);
  for_each_entry(plan,
                 [&](Eigen::Index sample, Eigen::Index, double) { ++out.start[static_cast<std::size_t>(sample) + 1]; });
  for (std::size_t i = 1; i < out.start.size(); ++i) out.start[i] += out.start[i - 1];
  out.column.resize(out.start.back());
  out.value.resize(out.start.back());
  std::vector<std::size_t> next(out.start.begin(), out.start.end() - 1);
  for_each_entry(plan, [&](Eigen::Index sample, Eigen::Index unknown, double value) {
    const std::size_t at = next[static_cast<std::size_t>(sample)]++;
    out.column[at] = static_cast<std::int32_t>(unknown);
    out.value[at] = value;
  });
  return out;
}

Eigen::MatrixXd gram(const Expansion& x) {
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(x.unknowns, x.unknowns);
  for (Eigen::Index row = 0; row < x.samples(); ++row) {
    const std::size_t begin = x.start[static_cast<std::size_t>(row)], end = x.start[static_cast<std::size_t>(row) + 1];
    for (std::size_t a = begin; a < end; ++a)
      for (std::size_t b = begin; b < end; ++b)
        if (x.column[a] >= x.column[b]) out(x.column[a], x.column[b]) += x.value[a] * x.value[b];
  }
  return out;
}

Eigen::MatrixXd transposed_times(const Expansion& x, const Eigen::Ref<const Eigen::MatrixXd>& y, Eigen::Index first,
                                 Eigen::Index last) {
  if (y.rows() == kChannelsTogether) return transposed_times_of<kChannelsTogether>(x, y, first, last);
  return transposed_times_of<Eigen::Dynamic>(x, y, first, last);
}

Eigen::MatrixXd times(const Expansion& x, const Eigen::Ref<const Eigen::MatrixXd>& b) {
  if (b.rows() == kChannelsTogether) return times_of<kChannelsTogether>(x, b);
  return times_of<Eigen::Dynamic>(x, b);
}

}  // namespace attune::overlap
