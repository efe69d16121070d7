#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "attune/signal/apply_fir.hpp"
#include "attune/signal/iir.hpp"
#include "attune/signal/resample.hpp"

namespace attune::signal {
namespace {

// Numbers computed with scipy 1.10.1 and MNE 1.3.0 (Debian 12) from the series below.
constexpr double kCoefficientTolerance = 1e-12;
// Values of about 3 through a few thousand roundings; filters of the lowest frequencies amplify those of their state.
constexpr double kValueTolerance = 1e-12;
constexpr double kSlowFilterTolerance = 1e-8;

Eigen::MatrixXd series(Eigen::Index samples = 400) {
  Eigen::MatrixXd out(samples, 1);
  for (Eigen::Index i = 0; i < samples; ++i) {
    const auto n = static_cast<double>(i);
    out(i, 0) = 3 + std::sin(0.05 * n) + 0.5 * std::cos(0.31 * n + 1) + 0.002 * n;
  }
  return out;
}

constexpr std::array<Eigen::Index, 5> kAt{0, 1, 57, 200, 399};

struct Case {
  Iir iir;
  std::vector<std::array<double, 6>> sections;
  std::array<double, 5> zero_phase, single;
  double tolerance = kValueTolerance;
};

void check(const Case& expected) {
  ASSERT_EQ(static_cast<std::size_t>(expected.iir.sections.rows()), expected.sections.size());
  for (Eigen::Index s = 0; s < expected.iir.sections.rows(); ++s)
    for (Eigen::Index k = 0; k < 6; ++k)
      EXPECT_NEAR(expected.iir.sections(s, k),
                  expected.sections[static_cast<std::size_t>(s)][static_cast<std::size_t>(k)], kCoefficientTolerance)
          << expected.iir.name << " section " << s << " coefficient " << k;
  Eigen::MatrixXd zero = series(), single = series();
  EXPECT_TRUE(filter_columns(expected.iir, {}, zero, {}).empty());
  EXPECT_TRUE(filter_columns(expected.iir, {Passes::single, {}}, single, {}).empty());
  for (std::size_t k = 0; k < kAt.size(); ++k) {
    EXPECT_NEAR(zero(kAt[k], 0), expected.zero_phase[k], expected.tolerance) << expected.iir.name << " at " << kAt[k];
    EXPECT_NEAR(single(kAt[k], 0), expected.single[k], expected.tolerance) << expected.iir.name << " at " << kAt[k];
  }
}

TEST(ScipyReference, ButterworthHighPass) {
  check({design_butterworth({4, Hertz(0.1), {}, false}, Hertz(250)),
         {{0.9967216337145972, -1.9934432674291944, 0.9967216337145972, 1.0, -1.99536053595231, 0.9953668378630168},
          {1.0, -2.0, 1.0, 1.0, -1.9980719631074415, 0.9980782735815991}},
         {0.80012903526009, 0.7080583596367049, 1.237650354969086, -0.03591052645955756, -0.2737082693039123},
         {3.310640650511232e-11, -0.08895438311502556, 0.4686592743857048, -0.04249333029149792, 1.426807598652397},
         kSlowFilterTolerance});
}

TEST(ScipyReference, ButterworthLowPassOfOddOrder) {
  check({design_butterworth({5, {}, Hertz(30), false}, Hertz(1000)),
         {{5.560309095727333e-06, 1.1120618191454666e-05, 5.560309095727333e-06, 1.0, -0.8272719459724756, 0.0},
          {1.0, 2.0, 1.0, 1.0, -1.7059600536287973, 0.7367221781238306},
          {1.0, 1.0, 0.0, 1.0, -1.857044194659574, 0.8905306907749903}},
         {3.3126633369200382, 3.3211270477168413, 3.401231726014998, 2.859194728572534, 4.814774023558517},
         {3.2701511529340546, 3.270150656693331, 4.02330253440669, 3.6821240389091314, 4.034053568580667}});
}

TEST(ScipyReference, ButterworthBandPass) {
  check(
      {design_butterworth({3, Hertz(1), Hertz(40), false}, Hertz(500)),
       {{0.009530483219675695, 0.01906096643935139, 0.009530483219675695, 1.0, -1.4296834929141766, 0.6265926360764682},
        {1.0, 0.0, -1.0, 1.0, -1.5947569780498672, 0.5999108366671374},
        {1.0, -2.0, 1.0, 1.0, -1.987677063932358, 0.9878376595395388}},
       {0.249428158361922, 0.1300677733478129, 0.6821731255425096, 0.11840857118839854, 0.08574809699816086},
       {2.220446049250313e-16, -0.0008505667251841347, -0.11366070061784722, -0.4546765152265081, 0.6442219166896077},
       1e-10});
}

TEST(ScipyReference, ButterworthBandPassOfOddOrder) {
  check(
      {design_butterworth({5, Hertz(0.5), Hertz(20), false}, Hertz(128)),
       {{0.007383627643890915, 0.01476725528778183, 0.007383627643890915, 1.0, -0.6980843831000884,
         0.21213671637686365},
        {1.0, 2.0, 1.0, 1.0, -0.8963936118081158, 0.6053938727464915},
        {1.0, 0.0, -1.0, 1.0, -1.2996353283781734, 0.31679852695260374},
        {1.0, -2.0, 1.0, 1.0, -1.9599566133395456, 0.9605835145966383},
        {1.0, -2.0, 1.0, 1.0, -1.984901388050626, 0.9855042471681345}},
       {0.23810611260010486, 0.13655017254305166, 0.6984703424200736, -0.13287198313220072, 0.25044429430421544},
       {-2.220446049250313e-16, -0.0006589663756069053, -0.2368211338999543, -0.5281962301848986, 0.42000360346383425},
       1e-10});
}

TEST(ScipyReference, ButterworthBandStop) {
  check({design_butterworth({2, Hertz(48), Hertz(52), true}, Hertz(250)),
         {{0.9313788581229818, -0.5763517479909793, 0.931378858122982, 1.0, -0.5312749131399032, 0.930615182946984},
          {1.0, -0.6188155796799032, 1.0000000000000002, 1.0, -0.6624337370177803, 0.9321491306907755}},
         {3.2729198923165006, 3.181463661131361, 3.8934585261650323, 3.3489298380856862, 4.973144716404434},
         {3.2701511529340714, 3.1870284143488616, 3.89449316312984, 3.3555958781120543, 4.953853654027361}});
}

TEST(ScipyReference, Notch) {
  check({design_iir_notch(Hertz(50), 30, Hertz(250)),
         {{0.9794827609814495, -0.6053536376811253, 0.9794827609814495, 1.0, -0.6053536376811253, 0.958965521962899}},
         {3.271006536524399, 3.182172850228854, 3.893369282484477, 3.3488981229133747, 4.9715710798952735},
         {3.2701511529340697, 3.1827352868987786, 3.894410451596475, 3.3508850101516803, 4.965642857771048}});
}

void expect_taps(const Fir& fir, Eigen::Index taps, std::initializer_list<std::pair<Eigen::Index, double>> values) {
  ASSERT_EQ(fir.taps.size(), taps);
  for (const auto& [index, value] : values) EXPECT_NEAR(fir.taps(index), value, kCoefficientTolerance) << index;
}

TEST(MneDesigns, OtherWindowsTransitionsLengthsAndNotches) {
  FirOptions blackman{Hertz(2), Hertz(45), Hertz(1.5), Hertz(7), Window::blackman, {}};
  expect_taps(design_fir(blackman, Hertz(500)), 1667,
              {{1, -2.3587156409466377e-10}, {100, 5.0683457312990156e-06}, {833, 0.1890015173478827}});
  FirOptions hann{Hertz(2), {}, {}, {}, Window::hann, Seconds(3)};
  expect_taps(design_fir(hann, Hertz(500)), 1501,
              {{0, 0.0}, {375, 2.0421382294449637e-06}, {600, -0.0013783366000139948}, {750, 0.9959403423386097}});
  const Fir notch = design_fir_notch({{Hertz(50), Hertz(100)}, {}, Hertz(1), Window::hamming, {}}, Hertz(500));
  expect_taps(notch, 3301,
              {{0, -5.800235957784692e-06},
               {10, -6.889335999312457e-06},
               {1000, 0.0004940242378687617},
               {1650, 0.9929961399234442}});
  EXPECT_EQ(design_fir({Hertz(1), Hertz(40), {}, {}, Window::hamming, {}}, Hertz(1000)).taps.size(), 3301);
}

Eigen::MatrixXd filtered(Eigen::MatrixXd values, Phase phase, Padding padding) {
  const Fir fir = design_fir({Hertz(4), Hertz(20), {}, {}, Window::hamming, {}}, Hertz(100));
  EXPECT_EQ(fir.taps.size(), 165);
  filter_columns(fir, {phase, padding, ShortSegments::warn}, values, {});
  return values;
}

TEST(MneFiltering, PaddingOfEveryKindAndCausalUse) {
  const auto expect = [](const Eigen::MatrixXd& values, std::array<double, 5> expected) {
    for (std::size_t k = 0; k < kAt.size(); ++k) EXPECT_NEAR(values(kAt[k], 0), expected[k], kValueTolerance);
  };
  expect(filtered(series(), Phase::zero, Padding::reflect_limited),
         {0.0, -0.10544374488687355, 0.4924780365461936, 0.49069190208880686, 0.0});
  expect(filtered(series(), Phase::zero, Padding::edge),
         {0.12485761463728298, 0.047570459063519, 0.48700229016424557, 0.4906919020888073, 0.2488664029194389});
  expect(filtered(series(), Phase::zero, Padding::zero),
         {0.7619567997967976, 1.514984766671357, 0.47839048133711587, 0.49069190208880753, 1.2172373328778958});
  expect(
      filtered(series(), Phase::causal, Padding::zero),
      {-0.00025193153386597367, -0.0006835527503910424, 0.02348815322353431, 0.49464264668603586, 0.15182143211851237});
}

TEST(MneFiltering, ASeriesShorterThanTheFilterIsReflectedOnceThenZero) {
  const Eigen::MatrixXd values = filtered(series(40), Phase::zero, Padding::reflect_limited);
  EXPECT_NEAR(values(0, 0), 0.03537109748971632, kValueTolerance);
  EXPECT_NEAR(values(1, 0), -0.0862189400666969, kValueTolerance);
  EXPECT_NEAR(values(20, 0), 0.41597388180026956, kValueTolerance);
  EXPECT_NEAR(values(39, 0), 0.07784864197802378, kValueTolerance);
}

// scipy's `upfirdn` with the same design, written anew, on the series with its ends held.
TEST(ScipyReference, PolyphaseResampling) {
  const auto check_rate = [](double from, double to, Eigen::Index length, std::array<double, 4> expected) {
    const Resampled out = resample_columns(design_resampler(Hertz(from), Hertz(to)), series(), {});
    ASSERT_EQ(out.columns.rows(), length);
    const std::array<Eigen::Index, 4> at{0, 1, 50, length - 1};
    for (std::size_t k = 0; k < at.size(); ++k) EXPECT_NEAR(out.columns(at[k], 0), expected[k], kValueTolerance);
  };
  check_rate(512, 250, 196, {3.2544943388783234, 3.0791086401143586, 2.4069028616340513, 4.965225697076525});
  check_rate(250, 256, 410, {3.2681404337145614, 3.1854649209416586, 3.287273322838551, 4.984341470894226});
  check_rate(1000, 250, 100, {3.2319806051175317, 2.908771972711845, 3.3489261839370683, 4.467878311573028});
}

}  // namespace
}  // namespace attune::signal
