// ICA on sources that are known: it finds them whatever their densities, scale, order and place, on data that do not
// have full rank too.
#include "attune/artefact/ica.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "attune/base/instruction_set.hpp"
#include "planted_sources.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr Index kSources = 9, kSamples = 20000;
// Sampling error of 9 x 9 unmixing weights on 20,000 samples: each is off by about 1 / sqrt(20000) = 0.007.
constexpr double kAmari = 0.012;
constexpr double kRounding = 1e-9;   // numbers of about 1 after some hundred operations
constexpr double kTolerance = 1e-4;  // two runs that both stop at a gradient below 1e-6

class Method : public ::testing::TestWithParam<IcaMethod> {};

IcaOptions of(IcaMethod method) {
  IcaOptions options;
  options.method = method;
  return options;
}

TEST_P(Method, FindsPlantedSourcesOfEveryDensity) {
  const MatrixXd mixing = test::planted_mixing(kSources, kSources, 4);
  const MatrixXd sources = test::planted_sources(kSources, kSamples, 5);
  const Ica ica = fit_ica(mixing * sources, of(GetParam()));
  EXPECT_TRUE(ica.converged) << ica.gradient;
  EXPECT_LT(amari_distance(ica.unmixing, mixing), kAmari);
  EXPECT_TRUE(ica.warnings.empty());
  int sub_gaussian = 0;
  for (const bool super : ica.super_gaussian) sub_gaussian += super ? 0 : 1;
  EXPECT_EQ(sub_gaussian, 3) << "every third source is uniform";
}

TEST_P(Method, GivesSourcesOfVarianceOneInOrderOfWhatTheyExplain) {
  const MatrixXd mixing = test::planted_mixing(kSources, kSources, 4);
  const MatrixXd data = mixing * test::planted_sources(kSources, kSamples, 5);
  const Ica ica = fit_ica(data, of(GetParam()));
  const MatrixXd sources = sources_of(ica, data);
  for (Index k = 0; k < kSources; ++k) {
    EXPECT_NEAR(sources.row(k).squaredNorm() / static_cast<double>(kSamples - 1), 1.0, kRounding);
    EXPECT_GT(ica.mixing.col(k).maxCoeff(), -ica.mixing.col(k).minCoeff());
    if (k > 0) {
      EXPECT_LE(ica.explained[k], ica.explained[k - 1]);
    }
  }
  EXPECT_LT((ica.unmixing * ica.mixing - MatrixXd::Identity(kSources, kSources)).cwiseAbs().maxCoeff(), kRounding);
  const MatrixXd back = (ica.mixing * sources).colwise() + ica.mean;
  EXPECT_LT((back - data).cwiseAbs().maxCoeff(), kRounding);
}

TEST_P(Method, FindsTheSameSourcesWhateverTheChannelsAreMixedInto) {
  const MatrixXd mixing = test::planted_mixing(kSources, kSources, 4);
  const MatrixXd sources = test::planted_sources(kSources, kSamples, 5);
  const MatrixXd other = test::planted_mixing(kSources, kSources, 77);
  const Ica one = fit_ica(mixing * sources, of(GetParam()));
  const Ica two = fit_ica(1e-6 * other * sources, of(GetParam()));
  EXPECT_LT(amari_distance(one.unmixing * mixing, (two.unmixing * 1e-6 * other).inverse()), kTolerance);
}

TEST_P(Method, GivesTheSameBytesForAnyNumberOfThreadsAndInstructions) {
  const MatrixXd data = test::planted_mixing(5, 5, 4) * test::planted_sources(5, 10007, 5);
  const Ica one = fit_ica(data, of(GetParam()), parallel::Threads{1});
  const Ica three = fit_ica(data, of(GetParam()), parallel::Threads{3});
  EXPECT_EQ(one.unmixing, three.unmixing);
  EXPECT_EQ(one.kurtosis, three.kurtosis);
  pin_instruction_set("x86-64");
  const Ica plain = fit_ica(data, of(GetParam()), parallel::Threads{2});
  pin_instruction_set("");
  EXPECT_EQ(one.unmixing, plain.unmixing);
}

TEST_P(Method, AnswersToTheRankOfTheData) {
  const MatrixXd mixing = test::planted_mixing(kSources, kSources, 4);
  MatrixXd data = mixing * test::planted_sources(kSources, kSamples, 5);
  data.row(3) = 0.25 * data.row(1) + 0.5 * data.row(2) + 0.25 * data.row(5);  // an interpolated channel
  data = (data.rowwise() - data.colwise().mean()).eval();                     // average reference
  const Ica ica = fit_ica(data, of(GetParam()));
  EXPECT_EQ(ica.whitening.rank.rank, kSources - 2);
  EXPECT_GT(ica.whitening.rank.gap, 1e8);
  EXPECT_EQ(ica.unmixing.rows(), kSources - 2);
  EXPECT_TRUE(ica.converged) << ica.gradient;
  const MatrixXd back = (ica.mixing * sources_of(ica, data)).colwise() + ica.mean;
  EXPECT_LT((back - data).cwiseAbs().maxCoeff(), kRounding) << "what is left out has no variance";
}

TEST_P(Method, FindsFewSourcesInManyChannels) {
  const MatrixXd mixing = test::planted_mixing(12, 4, 4);
  const MatrixXd data = mixing * test::planted_sources(4, kSamples, 5);
  const Ica ica = fit_ica(data, of(GetParam()));
  EXPECT_EQ(ica.whitening.rank.rank, 4);
  EXPECT_LT(amari_distance(ica.unmixing, mixing), kAmari);
}

std::string method_name(const ::testing::TestParamInfo<IcaMethod>& parameter) {
  return std::string(name_of(parameter.param));
}

INSTANTIATE_TEST_SUITE_P(Ica, Method, ::testing::Values(IcaMethod::picard, IcaMethod::infomax, IcaMethod::fastica),
                         method_name);

TEST(Ica, OfLongDataStartsOnThinnedSamplesAndEndsAtTheSamePoint) {
  // 4 x 32768 samples make the solver start on a part of them.
  const MatrixXd mixing = test::planted_mixing(4, 4, 4);
  const MatrixXd data = mixing * test::planted_sources(4, 140000, 5);
  IcaOptions options;
  const Ica longer = fit_ica(data, options);
  EXPECT_TRUE(longer.converged);
  EXPECT_LT(amari_distance(longer.unmixing, mixing), kAmari);
  options.seed = parallel::Seed{12345};
  const Ica other_start = fit_ica(data, options);
  EXPECT_LT(amari_distance(longer.unmixing, other_start.mixing), kTolerance);
}

TEST(Ica, OnEveryThirdSampleIsThatOfTheThinnedData) {
  const MatrixXd data = test::planted_mixing(5, 5, 4) * test::planted_sources(5, 30001, 5);
  MatrixXd thinned(5, 10001);
  for (Index t = 0; t < thinned.cols(); ++t) thinned.col(t) = data.col(3 * t);
  IcaOptions options;
  const Ica whole = fit_ica(thinned, options);
  options.step = 3;
  EXPECT_EQ(fit_ica(data, options).unmixing, whole.unmixing);
}

TEST(Ica, OfGaussianDataSaysWhatItRestsOn) {
  MatrixXd data(6, 600);
  parallel::Stream stream(parallel::Seed{9}, 0);
  for (double& value : data.reshaped()) value = stream.normal();
  IcaOptions options;
  options.iterations = 3;
  options.tolerance = 1e-12;
  const Ica ica = fit_ica(data, options);
  EXPECT_FALSE(ica.converged);
  ASSERT_EQ(ica.warnings.size(), 2u);
  EXPECT_NE(ica.warnings[0].find("has not converged"), std::string::npos);
  EXPECT_NE(ica.warnings[1].find("600 samples"), std::string::npos);
}

}  // namespace
}  // namespace attune::artefact
