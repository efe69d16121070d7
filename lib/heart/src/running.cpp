#include "running.hpp"

#include <algorithm>
#include <cmath>

namespace attune::heart {
namespace {

// The values of a moving window in ascending order.
class Ordered {
 public:
  void add(double value) { values_.insert(std::upper_bound(values_.begin(), values_.end(), value), value); }
  void remove(double value) { values_.erase(std::lower_bound(values_.begin(), values_.end(), value)); }
  double quantile(double share) const {
    const double at = share * static_cast<double>(values_.size() - 1), whole = std::floor(at);
    const auto i = static_cast<std::size_t>(whole);
    if (i + 1 >= values_.size()) return values_.back();
    return values_[i] + (at - whole) * (values_[i + 1] - values_[i]);
  }

 private:
  std::vector<double> values_;
};

template <class Value, class Measured>
std::vector<double> running(std::span<const double> values, std::size_t window, Value value, Measured measured) {
  const std::size_t half = window / 2, n = values.size();
  Ordered ordered;
  for (std::size_t i = 0; i < std::min(half, n); ++i) ordered.add(value(values[i]));
  std::vector<double> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (i + half < n) ordered.add(value(values[i + half]));
    if (i > half) ordered.remove(value(values[i - half - 1]));
    out[i] = measured(ordered);
  }
  return out;
}

}  // namespace

std::vector<double> running_quartile_deviation(std::span<const double> values, std::size_t window) {
  return running(
      values, window, [](double x) { return std::abs(x); },
      [](const Ordered& all) { return 0.5 * (all.quantile(0.75) - all.quantile(0.25)); });
}

std::vector<double> running_median(std::span<const double> values, std::size_t window) {
  return running(
      values, window, [](double x) { return x; }, [](const Ordered& all) { return all.quantile(0.5); });
}

}  // namespace attune::heart
