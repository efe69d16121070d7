// How often the tests of models reject where there is nothing, and how often their intervals hold the truth. The shares
// seen are in docs/validation.md.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <span>

#include "attune/model/mixed.hpp"
#include "attune/model/robust.hpp"
#include "attune/model/within.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/table/delimited.hpp"
#include "calibration_line.hpp"

namespace attune::model {
namespace {

constexpr int kStudies = 4000;
constexpr double kSlack = 0.0115;  // 3.3 standard errors of a share of 5 % in 4,000

struct Shares {
  std::vector<double> rejected;
  void add(std::size_t at, double p) {
    if (rejected.size() <= at) rejected.resize(at + 1, 0.0);
    rejected[at] += p < 0.05 ? 1.0 / kStudies : 0.0;
  }
};

void say(const char* what, const Shares& shares, std::span<const char* const> names) {
  for (std::size_t i = 0; i < names.size(); ++i)
    test::print_share(fmt::format("{}: {}", what, names[i]), shares.rejected[i], kStudies);
}

parallel::Stream stream_of(std::uint64_t seed, int study) {
  return {parallel::Seed{seed}, static_cast<std::uint64_t>(study)};
}

// 10 and 30 people, the smaller group with twice the SD.
TEST(ModelCalibration, OfRobustErrorsHoldsForUnequalVariances) {
  Eigen::MatrixXd x(40, 2);
  x.col(0).setOnes();
  for (Eigen::Index i = 0; i < 40; ++i) x(i, 1) = i < 10 ? 1.0 : -1.0;
  Shares shares;
  for (int study = 0; study < kStudies; ++study) {
    parallel::Stream stream = stream_of(11, study);
    Eigen::VectorXd y(40);
    for (Eigen::Index i = 0; i < 40; ++i) y[i] = (i < 10 ? 2.0 : 1.0) * stream.normal();
    const LinearFit fit = fit_linear(x, y, true);
    std::vector<Eigen::Index> own(40);
    for (Eigen::Index i = 0; i < 40; ++i) own[static_cast<std::size_t>(i)] = i;
    const RobustCovariance robust = hc3(fit, x), linearised = cr2(fit, x, own);
    const auto p = [&](double variance, double df) {
      return coefficient_row("", fit.coefficients[1], variance, df, 0.95).p;
    };
    shares.add(0, p(fit.covariance()(1, 1), fit.df));
    shares.add(1, p(robust.covariance(1, 1), robust.df[1]));
    shares.add(2, p(linearised.covariance(1, 1), linearised.df[1]));
  }
  const char* const names[]{"classical", "HC3", "CR2"};
  say("10/30, SD 2:1", shares, names);
  EXPECT_GT(shares.rejected[0], 0.12);  // what the correction is for
  EXPECT_LT(shares.rejected[1], 0.075);
  EXPECT_NEAR(shares.rejected[2], 0.05, kSlack);
}

// Eight clusters of six rows that share half of their variance, four in each arm.
TEST(ModelCalibration, OfClustersHoldsForEight) {
  Eigen::MatrixXd x(48, 2);
  std::vector<Eigen::Index> cluster(48);
  for (Eigen::Index i = 0; i < 48; ++i) {
    cluster[static_cast<std::size_t>(i)] = i / 6;
    x.row(i) << 1.0, i / 6 < 4 ? 1.0 : -1.0;
  }
  Shares shares;
  for (int study = 0; study < kStudies; ++study) {
    parallel::Stream stream = stream_of(12, study);
    Eigen::VectorXd own(8), y(48);
    for (Eigen::Index c = 0; c < 8; ++c) own[c] = stream.normal();
    for (Eigen::Index i = 0; i < 48; ++i) y[i] = own[i / 6] + stream.normal();
    const LinearFit fit = fit_linear(x, y, true);
    const RobustCovariance robust = cr2(fit, x, cluster);
    shares.add(0, coefficient_row("", fit.coefficients[1], fit.covariance()(1, 1), fit.df, 0.95).p);
    shares.add(1, coefficient_row("", fit.coefficients[1], robust.covariance(1, 1), robust.df[1], 0.95).p);
  }
  const char* const names[]{"classical", "CR2"};
  say("8 clusters", shares, names);
  EXPECT_NEAR(shares.rejected[1], 0.05, kSlack);
}

// Eight participants with a slope of their own, four in each group, five occasions.
TEST(ModelCalibration, OfMixedModelsHoldsForEightParticipants) {
  const Formula formula = parse_formula("y ~ group * time + (time | id)");
  Shares shares;
  int covered = 0;
  for (int study = 0; study < kStudies; ++study) {
    parallel::Stream stream = stream_of(13, study);
    std::string text = "id\tgroup\ttime\ty\n";
    for (int id = 0; id < 8; ++id) {
      const double own = stream.normal(), slope = stream.normal();
      for (int time = 0; time < 5; ++time)
        text += fmt::format("p{}\t{}\t{}\t{}\n", id, id % 2 == 0 ? 'a' : 'b', time - 2,
                            own + slope * (time - 2) + stream.normal());
    }
    const Frame frame = model_frame(parse_table(text, "made.tsv"), formula);
    MixedOptions options;
    const MixedFit plain = fit_mixed(formula, frame, options);
    options.df = DfMethod::kenward_roger;
    const MixedFit adjusted = fit_mixed(formula, frame, options);
    shares.add(0, plain.tests[0].p);
    shares.add(1, plain.tests[2].p);
    shares.add(2, adjusted.tests[0].p);
    shares.add(3, adjusted.tests[2].p);
    covered += plain.coefficients[3].ci_low <= 0.0 && plain.coefficients[3].ci_high >= 0.0 ? 1 : 0;
  }
  const char* const names[]{"group S", "group:time S", "group KR", "group:time KR"};
  say("8 participants", shares, names);
  test::print_share("8 participants: the interval of group:time covers", static_cast<double>(covered) / kStudies,
                    kStudies);
  // With one variance often estimated as 0 the group's tests are a little careful.
  for (const double share : shares.rejected) EXPECT_NEAR(share, 0.05, 1.5 * kSlack);
  EXPECT_NEAR(static_cast<double>(covered) / kStudies, 0.95, kSlack);
}

// Twelve participants, four occasions whose correlation falls with distance: not spherical.
TEST(ModelCalibration, OfRepeatedMeasuresNeedsItsCorrection) {
  const Formula formula = parse_formula("y ~ time");
  Shares shares;
  for (int study = 0; study < kStudies; ++study) {
    parallel::Stream stream = stream_of(14, study);
    std::string text = "id\ttime\ty\n";
    for (int id = 0; id < 12; ++id) {
      double value = stream.normal();
      for (int time = 0; time < 4; ++time) {
        text += fmt::format("p{}\t{}\t{}\n", id, time, value);
        value = 0.9 * value + std::sqrt(1.0 - 0.81) * stream.normal();
      }
    }
    const WithinAnova result = within_anova(parse_table(text, "made.tsv"), formula, {.within = {"time"}, .id = "id"});
    shares.add(0, result.rows[1].p);
    shares.add(1, result.rows[1].gg_p);
    shares.add(2, result.rows[1].hf_p);
    shares.add(3, result.rows[1].pillai_p);
  }
  const char* const names[]{"none", "GG", "HF", "multivariate"};
  say("12 x 4 autoregressive", shares, names);
  EXPECT_GT(shares.rejected[0], 0.07);
  EXPECT_LT(shares.rejected[1], 0.05 + kSlack);
  EXPECT_NEAR(shares.rejected[3], 0.05, kSlack);
}

}  // namespace
}  // namespace attune::model
