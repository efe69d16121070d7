#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "attune/coupling/matrix.hpp"
#include "calibration_line.hpp"
#include "noise_series.hpp"

// Rejection rates of true null hypotheses, the numbers of docs/validation.md: series of different regions that have
// nothing to do with each other.
namespace attune::coupling {
namespace {

constexpr Eigen::Index kVolumes = 200;
constexpr Eigen::Index kRegions = 40;
constexpr int kRuns = 50;
constexpr double kGate = 0.01;

Table motion(std::uint64_t item) {
  parallel::Stream stream({6}, item);
  std::vector<double> displacement(kVolumes);
  for (double& value : displacement) value = stream.uniform() < 0.2 ? 1.0 : 0.1;
  Table table;
  table.add("framewise_displacement", displacement);
  return table;
}

struct Setting {
  std::string what;
  double first = 0, second = 0;  // autoregression of even and odd regions
  Kind kind = Kind::pearson;
  bool censored = false, whiten = false;
  std::optional<Hertz> low_pass{};
  Filter filter = Filter::cosine;
  bool plus_white = false;
};

double share_rejected(const Setting& setting) {
  CleanOptions options;
  options.low_pass = setting.low_pass;
  options.filter = setting.filter;
  options.whiten = setting.whiten;
  if (setting.censored) options.model.censor_displacement = Millimetres(0.9);
  const bold::FrameTimes frames{kVolumes, Seconds(2), Seconds(0)};
  double rejected = 0, all = 0, plainly = 0;
  for (int item = 0; item < kRuns; ++item) {
    Eigen::MatrixXd series(kVolumes, kRegions);
    const auto seed = static_cast<std::uint64_t>(1000 + 2 * item);
    series.leftCols(kRegions / 2) = test::autoregressive_noise(kVolumes, kRegions / 2, setting.first, seed);
    series.rightCols(kRegions / 2) = test::autoregressive_noise(kVolumes, kRegions / 2, setting.second, seed + 1);
    if (setting.plus_white) series += test::autoregressive_noise(kVolumes, kRegions, 0, seed + 5000);
    const Table confounds = motion(static_cast<std::uint64_t>(item));
    const CleanedRun run = clean(series, {}, frames, &confounds, options);
    const Coupling coupling = couple(run, setting.kind);
    for (Eigen::Index i = 0; i < kRegions; ++i)
      for (Eigen::Index j = 0; j < i; ++j) {
        all += 1;
        rejected += coupling.p(i, j) < 0.05 ? 1 : 0;
        plainly += correlation_p(coupling.r(i, j), run.degrees) < 0.05 ? 1 : 0;
      }
  }
  test::print_share(setting.what, rejected / all, static_cast<std::size_t>(all));
  if (setting.kind == Kind::pearson && !setting.whiten)
    test::print_share(setting.what + ", as if frames were independent", plainly / all, static_cast<std::size_t>(all));
  return rejected / all;
}

class NullCorrelation : public testing::TestWithParam<Setting> {};

TEST_P(NullCorrelation, IsRejectedInFivePercent) { EXPECT_NEAR(share_rejected(GetParam()), 0.05, kGate); }

const Setting kSettings[] = {
    {"pearson, rho 0", 0, 0},
    {"pearson, rho 0.2", 0.2, 0.2},
    {"pearson, rho 0.4", 0.4, 0.4},
    {"pearson, rho 0.6", 0.6, 0.6},
    {"pearson, rho 0.6 and 0", 0.6, 0},
    {"pearson, rho 0.6, a fifth censored", 0.6, 0.6, Kind::pearson, true},
    {"pearson, rho 0.6, low-pass 0.1 Hz", 0.6, 0.6, Kind::pearson, false, false, Hertz(0.1)},
    {"pearson, rho 0.6, Butterworth to 0.1 Hz, a fifth censored", 0.6, 0.6, Kind::pearson, true, false, Hertz(0.1),
     Filter::butterworth},
    {"pearson, rho 0.6, white innovations", 0.6, 0.6, Kind::pearson, false, true},
    {"pearson, rho 0.6 and 0, white innovations", 0.6, 0, Kind::pearson, false, true},
    {"pearson, rho 0.8 plus as much white", 0.8, 0.8, Kind::pearson, false, false, {}, Filter::cosine, true},
    {"partial, rho 0", 0, 0, Kind::partial},
    {"partial, rho 0.4", 0.4, 0.4, Kind::partial},
    {"partial, rho 0.6", 0.6, 0.6, Kind::partial},
    {"partial, rho 0.6 and 0", 0.6, 0, Kind::partial},
};
INSTANTIATE_TEST_SUITE_P(Settings, NullCorrelation, testing::ValuesIn(kSettings));

}  // namespace
}  // namespace attune::coupling
