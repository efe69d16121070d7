#include "attune/bold/response.hpp"

#include <gtest/gtest.h>
#include <matio.h>

#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "gamma_kernel.hpp"
#include "shared_data.hpp"
#include "spm_sampling.hpp"

namespace attune::bold {
namespace {

// SPM's numbers are sums of a few densities in double precision; the dispersion is divided by 0.01 on top.
constexpr double kRounding = 1e-14;
constexpr double kDividedRounding = 1e-12;

using MatFile = std::unique_ptr<mat_t, decltype(&Mat_Close)>;
using MatVariable = std::unique_ptr<matvar_t, decltype(&Mat_VarFree)>;

MatFile open_mat(const std::filesystem::path& path) { return {Mat_Open(path.c_str(), MAT_ACC_RDONLY), Mat_Close}; }

MatVariable read_variable(mat_t* file, const char* name) { return {Mat_VarRead(file, name), Mat_VarFree}; }

std::vector<double> numbers_of(const matvar_t* variable) {
  const auto* data = static_cast<const double*>(variable->data);
  return {data, data + variable->nbytes / sizeof(double)};
}

// 54 responses that SPM made (Octave, 2013) over delays of 5-7 s, undershoots of 5-16 s and dispersions of .5-1.5 s.
TEST(DoubleGamma, IsSpmsResponseForEveryParameter) {
  ATTUNE_NEED_SHARED(path, "data/fmri/reference/nipy_spm/spm_hrfs.mat");
  const MatFile file = open_mat(path);
  ASSERT_NE(file.get(), nullptr);
  const MatVariable parameters = read_variable(file.get(), "params");
  const MatVariable responses = read_variable(file.get(), "hrfs");
  ASSERT_TRUE(parameters != nullptr && responses != nullptr);
  for (int i = 0; i < 54; ++i) {
    const std::vector<double> p = numbers_of(Mat_VarGetCell(parameters.get(), i));  // dt, delays, dispersions, ratio
    const std::vector<double> spm = numbers_of(Mat_VarGetCell(responses.get(), i));
    ASSERT_EQ(p.size(), 6U);
    const DoubleGamma shape{p[1], p[2], p[3], p[4], 1 / p[5]};
    double sum = 0;
    for (std::size_t k = 0; k < spm.size(); ++k) sum += density(double_gamma(shape), static_cast<double>(k) * p[0]);
    for (std::size_t k = 0; k < spm.size(); ++k)
      EXPECT_NEAR(density(double_gamma(shape), static_cast<double>(k) * p[0]) / sum, spm[k], kRounding)
          << i << ' ' << k;
  }
}

// SPM's basis at 0.01 s before it is made orthogonal.
TEST(Response, HasSpmsTimeAndDispersionDerivatives) {
  ATTUNE_NEED_SHARED(path, "data/fmri/reference/nipy_spm/spm_bases.mat");
  const MatFile file = open_mat(path);
  ASSERT_NE(file.get(), nullptr);
  ResponseModel model;
  model.time_derivative = model.dispersion_derivative = true;
  const Response response(model, Seconds(2));
  const std::array<const char*, 3> names{"hrf", "dhrf", "ddhrf"};
  for (std::size_t part = 0; part < names.size(); ++part) {
    const MatVariable variable = read_variable(file.get(), names[part]);
    ASSERT_NE(variable, nullptr);
    const std::vector<double> spm = numbers_of(variable.get());
    ASSERT_EQ(spm.size(), 3201U);
    // SPM scales samples up to 32 s to sum 1 where the integral is 1 here: 4e-5 of a response lie beyond.
    constexpr double kTail = 1e-4;
    for (std::size_t k = 0; k < spm.size(); ++k)
      EXPECT_NEAR(0.01 * response(part, Seconds(0.01 * static_cast<double>(k)), Seconds(0)), spm[k], kTail * 0.003)
          << names[part] << ' ' << k;
  }
}

TEST(SpmKernels, AreSpmsBasisMadeOrthogonal) {
  ATTUNE_NEED_SHARED(path, "data/fmri/reference/nipy_spm/spm_bases.mat");
  const MatFile file = open_mat(path);
  ASSERT_NE(file.get(), nullptr);
  Eigen::MatrixXd spm(3201, 3);
  const std::array<const char*, 3> names{"hrf", "dhrf", "ddhrf"};
  for (Eigen::Index part = 0; part < 3; ++part) {
    const std::vector<double> values =
        numbers_of(read_variable(file.get(), names[static_cast<std::size_t>(part)]).get());
    spm.col(part) = Eigen::Map<const Eigen::VectorXd>(values.data(), spm.rows());
  }
  for (Eigen::Index k = 1; k < 3; ++k)
    for (Eigen::Index j = 0; j < k; ++j)
      spm.col(k) -= spm.col(j).dot(spm.col(k)) / spm.col(j).squaredNorm() * spm.col(j).eval();
  const Eigen::MatrixXd ours = spm_kernels(3, 0.01);
  ASSERT_EQ(ours.rows(), spm.rows());
  EXPECT_LT((ours - spm).cwiseAbs().maxCoeff(), kDividedRounding);
}

}  // namespace
}  // namespace attune::bold
