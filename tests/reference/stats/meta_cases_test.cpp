// The meta-analyses and the power of reference/stats/cases.json; the former are metafor's.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "attune/stats/meta_studies.hpp"
#include "attune/stats/power.hpp"
#include "attune/table/delimited.hpp"
#include "reference_cases.hpp"

namespace attune::stats {
namespace {

using test::expect_near;
using test::kAgreement;

constexpr double kReferenceStop = 1e-5;  // of tau2, absolute: where metafor ends its Fisher scoring

class MetaCases : public test::ReferenceCases {
 protected:
  static Studies vaccine(std::vector<std::string> moderators = {}) {
    StudySelection s;
    s.effect = "yi";
    s.variance = "vi";
    s.study = "trial";
    s.moderators = std::move(moderators);
    return take_studies(table("bcg.tsv"), s).studies;
  }
  static MetaOptions as_the_reference(MetaMethod method, MetaTest test = MetaTest::z) {
    MetaOptions options;
    options.method = method;
    options.test = test;
    if (method == MetaMethod::reml) options.scoring_stop = kReferenceStop;
    return options;
  }
};

void expect_summary(const MetaAnalysis& m, const nlohmann::json& e) {
  expect_near(m.overall.estimate, e.at("estimate"));
  expect_near(m.overall.se, e.at("se"));
  expect_near(m.overall.statistic, e.at("z"));
  expect_near(m.overall.p, e.at("p"));
  expect_near(m.overall.interval.low, e.at("ci")[0]);
  expect_near(m.overall.interval.high, e.at("ci")[1]);
  expect_near(m.tau2, e.at("tau2"));
  expect_near(m.i2, e.at("I2"));
  expect_near(m.q, e.at("Q"));
  expect_near(m.q_p, e.at("Q_p"));
}

TEST_F(MetaCases, DerSimonianLaird) {
  expect_summary(analyse_studies(vaccine(), as_the_reference(MetaMethod::dersimonian_laird)), expected("meta_DL"));
}

TEST_F(MetaCases, RemlThatStopsWhereTheReferenceDoes) {
  expect_summary(analyse_studies(vaccine(), as_the_reference(MetaMethod::reml)), expected("meta_REML"));
}

TEST_F(MetaCases, RegressionThatStopsWhereTheReferenceDoes) {
  const MetaAnalysis m =
      analyse_studies(vaccine({"ablat"}), as_the_reference(MetaMethod::reml, MetaTest::knapp_hartung));
  const auto& e = expected("meta_regression_knha");
  for (std::size_t i = 0; i < 2; ++i) {
    expect_near(m.coefficients[i].value.estimate, e.at("estimate")[i]);
    expect_near(m.coefficients[i].value.se, e.at("se")[i]);
    expect_near(m.coefficients[i].value.statistic, e.at("t")[i]);
    expect_near(m.coefficients[i].value.p, e.at("p")[i]);
  }
  expect_near(m.tau2, e.at("tau2"));
  expect_near(*m.r2, e.at("R2"));
}

// What the reference leaves: its scoring ends at a step of 1e-5, up to that far from the maximum. A stop of 1e-13 in
// the same iteration arrives at our maximum.
TEST_F(MetaCases, TheMaximumIsWhereTheReferenceWasGoing) {
  constexpr double kConverged = 1e-11;
  for (const bool moderated : {false, true}) {
    const Studies studies = moderated ? vaccine({"ablat"}) : vaccine();
    MetaOptions options;
    const double maximum = analyse_studies(studies, options).tau2;
    const double reference = expected(moderated ? "meta_regression_knha" : "meta_REML").at("tau2").get<double>();
    options.scoring_stop = 1e-13;
    EXPECT_NEAR(analyse_studies(studies, options).tau2, maximum, kConverged);
    EXPECT_NEAR(reference, maximum, kReferenceStop);
    EXPECT_GT(std::abs(reference - maximum), 1e-8);  // not ours to reproduce by default
  }
}

TEST_F(MetaCases, PowerOfTheT) {
  const auto& e = expected("power_t");
  expect_near(solve_n({}, 0.5, 0.8).n, e.at("n"));
  expect_near(power_of({}, 30.0, 0.6), e.at("power"));
}

}  // namespace
}  // namespace attune::stats
