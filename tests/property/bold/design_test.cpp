#include "attune/bold/design.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "noise_series.hpp"

namespace attune::bold {
namespace {

constexpr double kRounding = 1e-12;
constexpr std::array kKinds{ResponseKind::spm, ResponseKind::glover, ResponseKind::gamma, ResponseKind::fir};

ResponseModel model_of(ResponseKind kind, bool spm_sampling = false) {
  ResponseModel model;
  model.kind = kind;
  model.spm_sampling = spm_sampling;
  model.fir_bins = kind == ResponseKind::fir ? 8 : 0;
  model.time_derivative = model.dispersion_derivative = kind != ResponseKind::fir;
  return model;
}

std::vector<Stimulus> stimuli(Seconds later) {
  std::vector<Stimulus> result;
  for (int i = 0; i < 12; ++i) result.push_back({Seconds(3.3 + 11.7 * i) + later, Seconds(i % 4), 1.0 + 0.3 * i});
  return result;
}

TEST(Response, OfEventsOneRepetitionTimeLaterIsTheSameOneVolumeLater) {
  const FrameTimes frames{120, Seconds(2), Seconds(0.7)};
  for (const ResponseKind kind : kKinds)
    for (const bool sampling : {false, kind == ResponseKind::spm}) {
      const Response response(model_of(kind, sampling), Seconds(2));
      const Eigen::MatrixXd now = response.columns(stimuli(Seconds(0)), frames);
      const Eigen::MatrixXd later = response.columns(stimuli(Seconds(2)), frames);
      EXPECT_LT((later.bottomRows(119) - now.topRows(119)).cwiseAbs().maxCoeff(), 1e-10) << name_of(kind);
      EXPECT_GT(now.cwiseAbs().maxCoeff(), 0.1);
    }
}

TEST(Response, IsLinearInTheWeights) {
  const FrameTimes frames{120, Seconds(2), Seconds(0.7)};
  std::vector<Stimulus> doubled = stimuli(Seconds(0));
  for (Stimulus& stimulus : doubled) stimulus.weight *= -2;
  for (const ResponseKind kind : kKinds) {
    const Response response(model_of(kind), Seconds(2));
    const Eigen::MatrixXd one = response.columns(stimuli(Seconds(0)), frames);
    EXPECT_LT((response.columns(doubled, frames) + 2 * one).cwiseAbs().maxCoeff(), kRounding) << name_of(kind);
  }
}

// A finer grid of SPM's brings its regressors to the exact ones. Its boxcars are one bin too long and it samples at the
// begin of a bin, so the error falls with the bin: from 16 to 256 bins to a sixteenth, but for the kernel's end at 32
// s.
TEST(SpmSampling, ComesToTheExactResponseOnAFinerGrid) {
  const FrameTimes frames{120, Seconds(2), Seconds(0)};
  std::vector<Stimulus> lasting = stimuli(Seconds(0));
  for (Stimulus& stimulus : lasting) stimulus.duration += Seconds(1);  // beside others SPM's momentary events vanish
  const Eigen::MatrixXd exact = Response({}, Seconds(2)).columns(lasting, frames);
  ResponseModel model;
  model.spm_sampling = true;
  model.spm_bin = 1;
  std::vector<double> errors;
  for (const int bins : {16, 64, 256, 1024}) {
    model.spm_bins = bins;
    const Eigen::MatrixXd sampled = Response(model, Seconds(2)).columns(lasting, frames);
    errors.push_back((sampled - exact).cwiseAbs().maxCoeff());
  }
  EXPECT_LT(errors[1], 0.5 * errors[0]);
  EXPECT_LT(errors[2], 0.5 * errors[1]);
  EXPECT_LT(errors[2], 0.02 * exact.maxCoeff());
}

std::vector<Event> events() {
  std::vector<Event> result;
  for (int i = 0; i < 20; ++i)
    result.push_back(
        {Seconds(4 + 9.1 * i), Seconds(2), i % 2 == 0 ? "a" : "b", {std::sin(1.0 * i), 1.0 * (i * i % 7)}});
  return result;
}

DesignOptions with_modulators() {
  DesignOptions options;
  options.modulators = {{"a", "first"}, {"a", "second"}};
  return options;
}

Design design_of(std::vector<Event> all, const DesignOptions& options) {
  return make_design(Events{std::move(all), {"first", "second"}, {}}, {100, Seconds(2), Seconds(1)}, nullptr, options);
}

TEST(MakeDesign, IgnoresTheOrderOfEvents) {
  std::vector<Event> reversed = events();
  std::reverse(reversed.begin(), reversed.end());
  const Design one = design_of(events(), with_modulators());
  const Design other = design_of(reversed, with_modulators());
  EXPECT_EQ(one.names, other.names);
  EXPECT_LT((one.matrix - other.matrix).cwiseAbs().maxCoeff(), kRounding);
}

TEST(MakeDesign, GivesAModulatorTheSameColumnInAnyOrder) {
  DesignOptions swapped = with_modulators();
  std::swap(swapped.modulators[0], swapped.modulators[1]);
  const Design one = design_of(events(), with_modulators());
  const Design other = design_of(events(), swapped);
  EXPECT_EQ(one.names[1], other.names[2]);
  EXPECT_EQ(one.matrix.col(1), other.matrix.col(2));
  EXPECT_EQ(one.matrix.col(2), other.matrix.col(1));
}

TEST(MakeDesign, IgnoresTheLevelOfAModulatorAndFollowsItsScale) {
  std::vector<Event> moved = events();
  for (Event& event : moved) event.modulation[0] = 100 + 3 * event.modulation[0];
  const Design one = design_of(events(), with_modulators());
  const Design other = design_of(moved, with_modulators());
  EXPECT_LT((other.matrix.col(1) - 3 * one.matrix.col(1)).cwiseAbs().maxCoeff(), kRounding * 100);
}

TEST(MakeDesign, GivesTheHeightOfOneEventWhateverItsDuration) {
  for (const ResponseKind kind : {ResponseKind::spm, ResponseKind::glover, ResponseKind::gamma})
    for (const double duration : {0.0, 1.0, 8.0, 40.0}) {
      DesignOptions options;
      options.drift = Drift::none;
      options.response.kind = kind;
      const std::vector<Event> one{{Seconds(5), Seconds(duration), "a"}};
      const Design design = make_design(one, {2000, Seconds(0.05), Seconds(0)}, nullptr, options);
      EXPECT_NEAR(design.matrix.col(0).maxCoeff(), 1, 1e-3) << name_of(kind) << ' ' << duration;
    }
}

Eigen::MatrixXd residual(const Eigen::MatrixXd& y, const Eigen::MatrixXd& x) {
  return y - x * x.colPivHouseholderQr().solve(y);
}

// Taking confounds out and then filtering (or the other way round) is no projection on both: what the second step takes
// out is in part put there by the first. One design with all columns is.
TEST(MakeDesign, FiltersAndRegressesInOneProjection) {
  const Eigen::MatrixXd confounds = attune::test::autoregressive_noise(100, 2, 0.9, 5);
  Table table;
  for (Eigen::Index c = 0; c < 2; ++c)
    table.add("confound" + std::to_string(c), std::vector<double>(confounds.col(c).begin(), confounds.col(c).end()));
  DesignOptions options;
  options.confounds = {"confound*"};
  const Design design = make_design(events(), {100, Seconds(2), Seconds(1)}, &table, options);
  const Eigen::VectorXd y = attune::test::autoregressive_noise(100, 1, 0.7, 8);

  Eigen::MatrixXd drift(100, 1);
  drift.setOnes();
  for (std::size_t i = 0; i < design.kinds.size(); ++i)
    if (design.kinds[i] == ColumnKind::drift) {
      drift.conservativeResize(Eigen::NoChange, drift.cols() + 1);
      drift.rightCols(1) = design.matrix.col(static_cast<Eigen::Index>(i));
    }
  Eigen::MatrixXd both(100, drift.cols() + 2);
  both << drift, confounds;
  const Eigen::VectorXd joint = residual(y, both);
  const Eigen::VectorXd in_turn = residual(residual(y, confounds), drift);
  EXPECT_GT((joint - in_turn).norm(), 0.01 * joint.norm());
  EXPECT_GT((confounds.transpose() * in_turn).cwiseAbs().maxCoeff(), 0.01);

  // Effects of the design are those of conditions and data that both had the joint projection.
  const Eigen::VectorXd effects = (design.to_columns * (design.basis.transpose() * y)).head(2);
  const Eigen::MatrixXd conditions = residual(design.matrix.leftCols(2), both);
  EXPECT_LT((effects - conditions.colPivHouseholderQr().solve(joint)).cwiseAbs().maxCoeff(), 1e-10);
}

}  // namespace
}  // namespace attune::bold
