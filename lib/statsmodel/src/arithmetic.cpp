#include "arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attune::statsmodel {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

template <class Function>
std::vector<double> each(std::span<const double> values, Function function) {
  std::vector<double> out;
  out.reserve(values.size());
  for (const double value : values) out.push_back(std::isnan(value) ? kMissing : function(value));
  return out;
}

template <class Function>
std::vector<double> rows_of(std::span<const std::vector<double>> columns, Function function) {
  std::vector<double> out(columns.front().size(), kMissing);
  std::vector<double> row(columns.size());
  for (std::size_t r = 0; r < out.size(); ++r) {
    for (std::size_t c = 0; c < columns.size(); ++c) row[c] = columns[c][r];
    if (std::none_of(row.begin(), row.end(), [](double value) { return std::isnan(value); })) out[r] = function(row);
  }
  return out;
}

}  // namespace

double mean_of(std::span<const double> values) {
  double sum = 0, count = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}

double sd_of(std::span<const double> values) {
  const double mean = mean_of(values);
  double squares = 0, count = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    squares += (value - mean) * (value - mean);
    count += 1;
  }
  return count < 2 ? kMissing : std::sqrt(squares / (count - 1));
}

bool is_constant(std::span<const double> values) {
  double first = kMissing;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    if (std::isnan(first)) first = value;
    if (value != first) return false;
  }
  return true;
}

std::vector<double> demeaned(std::span<const double> values) {
  const double mean = mean_of(values);
  return each(values, [&](double value) { return value - mean; });
}

std::optional<std::vector<double>> scaled(std::span<const double> values, const Scale& scale, double& divisor) {
  std::vector<double> out(values.begin(), values.end());
  const auto fill = [&] {
    std::replace_if(
        out.begin(), out.end(), [](double v) { return std::isnan(v); }, 0.0);
  };
  divisor = 1;
  if (scale.missing == Scale::Missing::zero_before) fill();
  if (scale.rescale && is_constant(out)) {
    if (scale.missing != Scale::Missing::zero_after) return std::nullopt;
    std::fill(out.begin(), out.end(), 0.0);
    return out;
  }
  const double mean = scale.demean ? mean_of(out) : 0.0;
  divisor = scale.rescale ? sd_of(out) : 1.0;
  out = each(out, [&](double value) { return (value - mean) / divisor; });
  if (scale.missing == Scale::Missing::zero_after) fill();
  return out;
}

std::vector<double> thresholded(std::span<const double> values, const Threshold& threshold) {
  const double limit = threshold.is_signed ? threshold.threshold : std::abs(threshold.threshold);
  return each(values, [&](double stated) {
    const double value = threshold.is_signed ? stated : std::abs(stated);
    const bool keep = threshold.above ? value >= limit : value <= limit;
    return keep ? (threshold.binarize ? 1.0 : value) : 0.0;
  });
}

std::vector<double> powers(std::span<const double> values, double exponent) {
  return each(values, [&](double value) { return std::pow(value, exponent); });
}

std::vector<double> products(std::span<const std::vector<double>> columns) {
  return rows_of(columns, [](const std::vector<double>& row) {
    double product = 1;
    for (const double value : row) product *= value;
    return product;
  });
}

std::vector<double> sums(std::span<const std::vector<double>> columns, std::span<const double> weights) {
  return rows_of(columns, [&](const std::vector<double>& row) {
    double sum = 0;
    for (std::size_t i = 0; i < row.size(); ++i) sum += row[i] * (weights.empty() ? 1.0 : weights[i]);
    return sum;
  });
}

std::vector<double> logical(std::span<const std::vector<double>> columns, Logical::Kind kind) {
  return rows_of(columns, [&](const std::vector<double>& row) {
    const auto is_true = [](double value) { return value != 0.0; };
    if (kind == Logical::Kind::negation) return is_true(row.front()) ? 0.0 : 1.0;
    if (kind == Logical::Kind::conjunction) return std::all_of(row.begin(), row.end(), is_true) ? 1.0 : 0.0;
    return std::any_of(row.begin(), row.end(), is_true) ? 1.0 : 0.0;
  });
}

}  // namespace attune::statsmodel
