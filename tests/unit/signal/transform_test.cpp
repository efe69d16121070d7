#include "attune/signal/transform.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace attune::signal {
namespace {

// Sums over a few hundred terms of order one.
constexpr double kRounding = 1e-12;

// The definition, term by term.
std::complex<double> direct(const Eigen::VectorXd& x, Eigen::Index k) {
  std::complex<double> sum = 0;
  for (Eigen::Index t = 0; t < x.size(); ++t)
    sum += std::polar(x(t), -2 * std::numbers::pi * static_cast<double>(k * t) / static_cast<double>(x.size()));
  return sum;
}

TEST(RealTransform, IsTheDefinitionForEvenOddAndPrimeSizes) {
  for (const Eigen::Index size : {1, 2, 3, 12, 31, 100}) {
    const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(size, -1.0, 2.0).array().square();
    const RealTransform transform(size);
    TransformBuffer buffer = transform.buffer();
    Eigen::Map<Eigen::VectorXd>(buffer.real(), size) = x;
    transform.run(buffer);
    ASSERT_EQ(transform.bins(), size / 2 + 1);
    for (Eigen::Index k = 0; k < transform.bins(); ++k)
      EXPECT_LT(std::abs(buffer.values()[static_cast<std::size_t>(k)] - direct(x, k)), kRounding * 100) << size;
  }
}

TEST(InverseTransform, OfASingleFrequencyIsItsWave) {
  const InverseTransform transform(20);
  TransformBuffer buffer = transform.buffer();
  buffer.values()[3] = 1.0;
  transform.run(buffer);
  for (std::size_t t = 0; t < 20; ++t)
    EXPECT_LT(std::abs(buffer.values()[t] - std::polar(1.0, 2 * std::numbers::pi * 3 * static_cast<double>(t) / 20)),
              kRounding);
}

TEST(FastTransformSize, IsTheSmallestProductOfTwoThreeAndFive) {
  EXPECT_EQ(fast_transform_size(1), 1);
  EXPECT_EQ(fast_transform_size(7), 8);
  EXPECT_EQ(fast_transform_size(11), 12);
  EXPECT_EQ(fast_transform_size(97), 100);
  EXPECT_EQ(fast_transform_size(121), 125);
  EXPECT_EQ(fast_transform_size(1000), 1000);
  EXPECT_EQ(fast_transform_size(1025), 1080);
}

}  // namespace
}  // namespace attune::signal
