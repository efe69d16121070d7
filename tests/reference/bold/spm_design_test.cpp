#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/bold/design.hpp"
#include "shared_data.hpp"
#include "spm_sampling.hpp"

namespace attune::bold {
namespace {

// SPM's matrices are stored with 17 digits; its onset grid and convolution are sums of some hundred terms of size 1.
constexpr double kSpmRounding = 1e-10;

struct SpmDesign {
  std::vector<Event> events;
  FrameTimes frames;
  Eigen::MatrixXd matrix;  ///< as SPM has it, the constant last
  Eigen::MatrixXd basis;   ///< bins x functions
};

Eigen::MatrixXd matrix_of(const nlohmann::json& rows) {
  const bool flat = !rows[0].is_array();
  Eigen::MatrixXd result(static_cast<Eigen::Index>(rows.size()), flat ? 1 : static_cast<Eigen::Index>(rows[0].size()));
  for (Eigen::Index row = 0; row < result.rows(); ++row)
    for (Eigen::Index column = 0; column < result.cols(); ++column) {
      const auto& cells = rows[static_cast<std::size_t>(row)];
      result(row, column) = (flat ? cells : cells[static_cast<std::size_t>(column)]).get<double>();
    }
  return result;
}

SpmDesign spm_design(const std::filesystem::path& path) {
  const auto json = nlohmann::json::parse(read_text(path));
  SpmDesign design;
  design.matrix = matrix_of(json.at("X"));
  design.basis = matrix_of(json.at("bf"));
  design.frames = {design.matrix.rows(), Seconds(json.at("TR").get<double>()), Seconds(0)};
  int number = 0;
  for (const auto& condition : json.at("conditions")) {
    const std::string name = "c" + std::to_string(number++);
    for (std::size_t i = 0; i < condition.at("onsets").size(); ++i)
      design.events.push_back({Seconds(condition.at("onsets")[i].get<double>()),
                               Seconds(condition.at("durations")[i].get<double>()), name});
  }
  return design;
}

Design in_spms_way(const SpmDesign& spm) {
  DesignOptions options;
  options.high_pass = Seconds(0);
  options.response.spm_sampling = true;
  options.response.time_derivative = spm.basis.cols() > 1;
  return make_design(spm.events, spm.frames, nullptr, options);
}

TEST(SpmSampling, GivesSpmsDesignMatrix) {
  ATTUNE_NEED_SHARED(path, "data/fmri/reference/spm_designs/spm_default_design.json");
  const SpmDesign spm = spm_design(path);
  const Design design = in_spms_way(spm);
  ASSERT_EQ(design.matrix.cols(), spm.matrix.cols());
  EXPECT_LT((design.matrix - spm.matrix).cwiseAbs().maxCoeff(), kSpmRounding);
  EXPECT_LT((spm_kernels(1, 0.125) - spm.basis).cwiseAbs().maxCoeff(), kSpmRounding);
}

TEST(SpmSampling, GivesSpmsDesignMatrixWithTheTimeDerivative) {
  ATTUNE_NEED_SHARED(path, "data/fmri/reference/spm_designs/spm_temporal_derivative_design.json");
  const SpmDesign spm = spm_design(path);
  const Design design = in_spms_way(spm);
  ASSERT_EQ(design.matrix.cols(), spm.matrix.cols());
  EXPECT_LT((design.matrix - spm.matrix).cwiseAbs().maxCoeff(), kSpmRounding);
  EXPECT_LT((spm_kernels(2, 0.125) - spm.basis).cwiseAbs().maxCoeff(), kSpmRounding);
  EXPECT_EQ(design.names[1], "c0_derivative");
  // An event of four seconds fills 33 bins: its height is the largest sum of as many neighbours of the kernel.
  double largest = 0;
  for (Eigen::Index first = 0; first + 33 <= spm.basis.rows(); ++first)
    largest = std::max(largest, spm.basis.col(0).segment(first, 33).sum());
  EXPECT_NEAR(design.heights(0), largest, kSpmRounding);
}

// SPM shifts onsets to its grid of TR / 16 and makes boxcars one step longer, and its kernel ends at 32 s.
constexpr double kSpmCorrelation = 0.9985;

TEST(Regressors, FollowSpmsOnesUpToItsTimeGrid) {
  ATTUNE_NEED_SHARED(path, "data/fmri/reference/spm_designs/spm_default_design.json");
  SpmDesign spm = spm_design(path);
  spm.frames.start = 7.0 / 16 * spm.frames.repetition_time;
  const Design design = make_design(spm.events, spm.frames, nullptr, {});
  for (Eigen::Index column = 0; column < 2; ++column) {
    const Eigen::VectorXd a = spm.matrix.col(column).array() - spm.matrix.col(column).mean();
    const Eigen::VectorXd b = design.matrix.col(column).array() - design.matrix.col(column).mean();
    EXPECT_GT(a.dot(b) / (a.norm() * b.norm()), kSpmCorrelation) << column;
  }
}

}  // namespace
}  // namespace attune::bold
