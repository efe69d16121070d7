#include "attune/transfer/synthetic_component.hpp"

#include <gtest/gtest.h>

#include "expect_refused.hpp"

namespace attune::transfer {
namespace {

constexpr double kRounding = 1e-18;

TEST(SyntheticComponent, IsHalfAsHighHalfItsWidthFromItsTop) {
  for (const Shape shape : {Shape::gaussian, Shape::half_cosine}) {
    const SyntheticComponent component{shape, Milliseconds(400), Milliseconds(90), Volts(-2e-6)};
    EXPECT_NEAR(value_at(component, Milliseconds(400)), -2e-6, kRounding);
    EXPECT_NEAR(value_at(component, Milliseconds(355)), -1e-6, kRounding);
    EXPECT_NEAR(value_at(component, Milliseconds(445)), -1e-6, kRounding);
  }
}

TEST(SyntheticComponent, AHalfCosineIsZeroOutsideItsHalfWave) {
  const SyntheticComponent component{Shape::half_cosine, Milliseconds(400), Milliseconds(100), Volts(1e-6)};
  EXPECT_EQ(value_at(component, Milliseconds(325)), 0);
  EXPECT_EQ(value_at(component, Milliseconds(480)), 0);
  EXPECT_GT(value_at(component, Milliseconds(326)), 0);
}

TEST(SyntheticComponent, HasKnownShapes) {
  EXPECT_EQ(shape_of("half-cosine"), Shape::half_cosine);
  test::expect_refused(Fault::usage, {"'gausian'", "did you mean 'gaussian'"}, [] { shape_of("gausian"); });
}

}  // namespace
}  // namespace attune::transfer
