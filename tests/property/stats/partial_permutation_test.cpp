// Permutation p of partial correlations: what may not change it, and the plain way to it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "attune/parallel/stream.hpp"
#include "attune/stats/correlate.hpp"

namespace attune::stats {
namespace {

using Values = std::vector<double>;
using Given = std::vector<Values>;

Values normal_values(std::size_t n, std::uint64_t item) {
  parallel::Stream stream({2014}, item);
  Values out(n);
  for (double& value : out) value = stream.normal();
  return out;
}

Values affine(const Values& values, double scale, double shift) {
  Values out;
  for (const double value : values) out.push_back(scale * value + shift);
  return out;
}

Values plus(const Values& a, const Values& b, double weight) {
  Values out;
  for (std::size_t i = 0; i < a.size(); ++i) out.push_back(a[i] + weight * b[i]);
  return out;
}

double p_of(const Values& x, const Values& y, const Given& given, std::int64_t permutations, int threads = 1,
            CorrelationMethod method = CorrelationMethod::pearson) {
  CorrelateOptions options;
  options.method = method;
  options.permutations = permutations;
  options.threads = {threads};
  return correlate(x, y, given, options).permutation->p;
}

// What z leaves of y, by the textbook's slope.
Values residual(const Values& y, const Values& z) {
  const auto n = static_cast<double>(y.size());
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
  const double mean_z = std::accumulate(z.begin(), z.end(), 0.0) / n;
  double zz = 0, zy = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    zz += (z[i] - mean_z) * (z[i] - mean_z);
    zy += (z[i] - mean_z) * (y[i] - mean_y);
  }
  Values out;
  for (std::size_t i = 0; i < y.size(); ++i) out.push_back(y[i] - mean_y - zy / zz * (z[i] - mean_z));
  return out;
}

constexpr std::size_t kSmall = 6;
constexpr std::int64_t kAll = 720;  // orders of six

TEST(PartialPermutation, AgreesWithFittingEveryOrderAnew) {
  constexpr double kTie = 1e-9;  // far above rounding, far below the distance of two orders
  for (std::uint64_t study = 0; study < 5; ++study) {
    const Values x = normal_values(kSmall, 3 * study), z = normal_values(kSmall, 3 * study + 1);
    const Values y = plus(normal_values(kSmall, 3 * study + 2), z, 1.5);
    const double observed = std::abs(correlate(x, y, Given{z}).r);
    const Values left = residual(y, z), fit = plus(y, left, -1.0);
    std::vector<std::size_t> order(kSmall);
    std::iota(order.begin(), order.end(), std::size_t{0});
    int extreme = 0;
    do {
      Values shuffled = fit;
      for (std::size_t i = 0; i < kSmall; ++i) shuffled[i] += left[order[i]];
      extreme += std::abs(correlate(x, shuffled, Given{z}).r) >= observed - kTie ? 1 : 0;
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(p_of(x, y, {z}, kAll), extreme / static_cast<double>(kAll)) << study;
  }
}

TEST(PartialPermutation, UnitsAndOffsetsSayNothing) {
  const Values x = normal_values(kSmall, 1), y = normal_values(kSmall, 2), z = normal_values(kSmall, 3);
  const double p = p_of(x, y, {z}, kAll);
  EXPECT_EQ(p_of(affine(x, 1e6, -3e8), y, {z}, kAll), p);
  EXPECT_EQ(p_of(x, affine(y, -0.01, 5), {z}, kAll), p);
  EXPECT_EQ(p_of(x, y, {affine(z, -7, 1e4)}, kAll), p);
  EXPECT_EQ(p_of(x, plus(y, z, 100), {z}, kAll), p) << "what the given column adds is taken away again";
}

TEST(PartialPermutation, NeitherThreadsNorOrdersSayAnything) {
  constexpr std::size_t kMany = 25;
  constexpr std::int64_t kDraws = 2000;
  // Ties in x and y leave the order of the observations to the given columns.
  Values a(kMany), b(kMany);
  for (std::size_t i = 0; i < kMany; ++i) {
    a[i] = static_cast<double>(i % 3);
    b[i] = static_cast<double>(i % 4);
  }
  const Values z = normal_values(kMany, 5), w = normal_values(kMany, 6);
  for (const auto method : {CorrelationMethod::pearson, CorrelationMethod::spearman}) {
    const double p = p_of(a, b, {z, w}, kDraws, 1, method);
    EXPECT_EQ(p_of(a, b, {z, w}, kDraws, 3, method), p);
    EXPECT_EQ(p_of(a, b, {w, z}, kDraws, 1, method), p);
    const auto reversed = [](Values values) {
      std::reverse(values.begin(), values.end());
      return values;
    };
    EXPECT_EQ(p_of(reversed(a), reversed(b), {reversed(z), reversed(w)}, kDraws, 1, method), p);
  }
}

}  // namespace
}  // namespace attune::stats
