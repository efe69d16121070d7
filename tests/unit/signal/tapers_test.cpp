#include "attune/signal/tapers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "expect_error.hpp"

namespace attune::signal {
namespace {

using ::testing::HasSubstr;

constexpr double kRounding = 1e-12;
// Two solvers of one eigenproblem.
constexpr double kSolver = 1e-10;

TEST(Taper, OfFourSamplesIsByHand) {
  const Eigen::VectorXd hann = taper(Taper::hann, 4), hamming = taper(Taper::hamming, 4);
  EXPECT_TRUE(hann.isApprox(Eigen::Vector4d(0, 0.5, 1, 0.5), kRounding));
  EXPECT_TRUE(hamming.isApprox(Eigen::Vector4d(0.08, 0.54, 1, 0.54), kRounding));
  EXPECT_EQ(taper(Taper::boxcar, 3), Eigen::Vector3d(1, 1, 1));
}

TEST(Taper, WithAnUnknownNameIsRefused) {
  EXPECT_THAT(test::error_of(Fault::usage, [] { taper_of("haning"); }), HasSubstr("did you mean 'hann'"));
}

// scipy 1.10.1: scipy.signal.windows.dpss(64, 2.5, 4, return_ratios=True) at samples 0, 10 and 31.
TEST(SlepianTapers, AreThoseOfScipy) {
  const std::array<std::array<double, 3>, 4> values{{{0.0012289709940492787, 0.03609557313301333, 0.21899450645426685},
                                                     {0.007905854887166937, 0.10480247077847239, 0.012787882119657664},
                                                     {0.03331046137598034, 0.17730162954802475, -0.14361261630561314},
                                                     {0.10052097618754252, 0.17387999540602042, -0.01345839256107997}}};
  const std::array<double, 4> ratios{0.999997277435169, 0.9998465484588148, 0.996266859787757, 0.9524259615013082};
  const SlepianTapers found = slepian_tapers(64, 2.5, 4);
  for (Eigen::Index k = 0; k < 4; ++k) {
    const auto index = static_cast<std::size_t>(k);
    EXPECT_NEAR(found.concentrations(k), ratios[index], kSolver);
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_NEAR(found.tapers(std::array<Eigen::Index, 3>{0, 10, 31}[i], k), values[index][i], kSolver) << k;
  }
}

TEST(SlepianTapers, AreOrthonormalAndLessAndLessConcentrated) {
  for (const Eigen::Index samples : {17, 500, 7680}) {
    const SlepianTapers found = slepian_tapers(samples, 4, 7);
    EXPECT_LT((found.tapers.transpose() * found.tapers - Eigen::MatrixXd::Identity(7, 7)).cwiseAbs().maxCoeff(),
              kSolver)
        << samples;
    for (Eigen::Index k = 1; k < 7; ++k) EXPECT_LT(found.concentrations(k), found.concentrations(k - 1));
  }
}

TEST(SlepianTapers, OutOfRangeAreRefused) {
  EXPECT_THAT(test::error_of(Fault::usage, [] { slepian_tapers(10, 5, 2); }), HasSubstr("below half the samples"));
  EXPECT_THAT(test::error_of(Fault::usage, [] { slepian_tapers(10, 2, 11); }), HasSubstr("expected 1 to 10"));
}

}  // namespace
}  // namespace attune::signal
