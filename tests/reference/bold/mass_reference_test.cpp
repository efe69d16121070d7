#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <numbers>
#include <string>
#include <vector>

#include "attune/bold/mass.hpp"
#include "attune/table/delimited.hpp"
#include "attune/volume/image.hpp"
#include "npz.hpp"
#include "shared_data.hpp"

// Voxel maps of other programs, from all voxels of their masks.
namespace attune::bold {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// The maps are stored in single precision: 2^-24 is the rounding, and a few more for results that the other program
// rounded on the way.
constexpr double kSinglePrecision = 3e-7;

double stored_value(const StoredVolume& volume, std::size_t offset) {
  std::int16_t value = 0;
  std::memcpy(&value, volume.bytes.data() + offset * sizeof(value), sizeof(value));
  return value;
}

Eigen::MatrixXd matrix_of(const Table& table) {
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(table.rows()), static_cast<Eigen::Index>(table.columns().size()));
  for (Eigen::Index column = 0; column < matrix.cols(); ++column) {
    const std::vector<double> values = table.numbers(table.names()[static_cast<std::size_t>(column)]);
    matrix.col(column) = Eigen::Map<const Eigen::VectorXd>(values.data(), matrix.rows());
  }
  return matrix;
}

/// The largest difference relative to the larger of the reference and a scale of its own.
struct Worst {
  double value = 0;
  void see(double ours, double theirs, double scale) {
    value = std::max(value, std::abs(ours - theirs) / std::max(std::abs(theirs), scale));
  }
};

TEST(MassFit, AgreesWithNipyInEveryVoxelOfARealRun) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/reference/nipy_glm_oneback");
  ATTUNE_NEED_SHARED(run, "data/fmri/bold/studyforrest_oneback/sub-02_task-oneback_run-1_bold.nii.gz");
  const Table table = read_table(folder / "design_matrix.tsv");
  const Design design = design_of_matrix(table.names(), matrix_of(table), "constant");
  const Image mask = read_image(folder / "mask.nii.gz");
  const Image effect = read_image(folder / "ols_effect_face_minus_house.nii.gz");
  const Image variance = read_image(folder / "ols_variance_face_minus_house.nii.gz");
  const Image t = read_image(folder / "ols_t_face_minus_house.nii.gz");
  const Image f = read_image(folder / "ols_F_any.nii.gz");
  std::vector<std::size_t> voxels;
  for (std::size_t offset = 0; offset < mask.values.size(); ++offset)
    if (mask.values[offset] != 0) voxels.push_back(offset);
  const ImageHeader header = read_image_header(run);
  RowMajor block(design.volumes, static_cast<Eigen::Index>(voxels.size()));
  stream_volumes(header, [&](const StoredVolume& volume) {
    ASSERT_EQ(volume.type, VoxelType::int16);
    for (std::size_t i = 0; i < voxels.size(); ++i)
      block(volume.index, static_cast<Eigen::Index>(i)) =
          header.slope * stored_value(volume, voxels[i]) + header.intercept;
  });
  FContrast any{"any", {}};
  for (const char* name : {"body", "face", "house", "object", "scene", "scramble"})
    any.rows.push_back(parse_contrast(name, name, design.names));
  const MassFit fit(design, {parse_contrast("face_house", "face - house", design.names)}, {any},
                    {NoiseModel::white, DegreesOfFreedom::residual, {}, false});
  const MassResult result = fit(MassFit::Block(block.data(), block.rows(), block.cols()));
  Worst effects, variances, ts, fs;
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    const auto v = static_cast<Eigen::Index>(i);
    const double se = std::sqrt(result.variance(0, v));
    effects.see(result.effect(0, v), effect.values[voxels[i]], se);
    variances.see(result.variance(0, v), variance.values[voxels[i]], 0);
    ts.see(result.effect(0, v) / se, t.values[voxels[i]], 1);
    fs.see(result.f(0, v), f.values[voxels[i]], 0);
  }
  fmt::print("{} voxels: effect {:.1e}, variance {:.1e}, t {:.1e}, F {:.1e}\n", voxels.size(), effects.value,
             variances.value, ts.value, fs.value);
  EXPECT_LT(effects.value, kSinglePrecision);
  EXPECT_LT(variances.value, kSinglePrecision);
  EXPECT_LT(ts.value, kSinglePrecision);
  EXPECT_LT(fs.value, kSinglePrecision);
}

constexpr std::size_t kPadded = 256;  // FSL's transform of 198 volumes

/// One period of FSL's whitening filter in time: the inverse root of the spectrum of a tapered autocorrelation without
/// its mean, of unit power.
std::vector<double> film_filter(const Eigen::VectorXd& autocorrelation) {
  std::vector<double> gain(kPadded, 0.0);
  double power = 0;
  for (std::size_t k = 1; k < kPadded; ++k) {
    double spectrum = autocorrelation(0);
    for (Eigen::Index lag = 1; lag < autocorrelation.size(); ++lag)
      spectrum += 2 * autocorrelation(lag) *
                  std::cos(2 * std::numbers::pi * static_cast<double>(k) * static_cast<double>(lag) / kPadded);
    gain[k] = 1 / std::sqrt(std::abs(spectrum));
    power += gain[k] * gain[k];
  }
  static const std::vector<double> cosines = [] {
    std::vector<double> table;
    for (std::size_t i = 0; i < kPadded; ++i)
      table.push_back(std::cos(2 * std::numbers::pi * static_cast<double>(i) / kPadded));
    return table;
  }();
  std::vector<double> filter(kPadded, 0.0);
  for (std::size_t t = 0; t < kPadded; ++t) {
    for (std::size_t k = 1; k < kPadded; ++k) filter[t] += gain[k] * cosines[k * t % kPadded];
    filter[t] /= static_cast<double>(kPadded) * std::sqrt(power / kPadded);
  }
  return filter;
}

// Each voxel has a whitened design of its own; the file's WX is not that of any voxel, so X is whitened here with the
// autocorrelations of the file, which give its WY to single precision.
TEST(MassFit, AgreesWithFslsFilmOnItsWhitenedData) {
  ATTUNE_NEED_SHARED(path, "data/fmri/reference/lyman_fsl/film_data.npz");
  const auto arrays = attune::test::read_npz(path);
  const auto matrix = [&](const char* name) -> RowMajor {
    const auto& array = arrays.at(name);
    return Eigen::Map<const RowMajor>(array.values.data(), static_cast<Eigen::Index>(array.shape.at(0)),
                                      static_cast<Eigen::Index>(array.shape.at(1)));
  };
  const RowMajor x = matrix("X"), wy = matrix("WY"), acf = matrix("acf"), contrasts = matrix("C");
  const RowMajor effects = matrix("G"), variances = matrix("V"), ts = matrix("T");
  std::vector<std::string> names;
  for (Eigen::Index k = 0; k < x.cols(); ++k) names.push_back(fmt::format("x{}", k));
  std::vector<Contrast> rows;
  for (Eigen::Index row = 0; row < contrasts.rows(); ++row) {
    Contrast contrast{fmt::format("c{}", row), {}, {}};
    for (Eigen::Index k = 0; k < x.cols(); ++k)
      if (contrasts(row, k) != 0) contrast.weights.emplace_back(names[static_cast<std::size_t>(k)], contrasts(row, k));
    rows.push_back(contrast);
  }
  Worst effect, variance, t;
  ASSERT_EQ(wy.cols(), 384);
  for (Eigen::Index voxel = 0; voxel < wy.cols(); ++voxel) {
    const std::vector<double> filter = film_filter(acf.col(voxel));
    Eigen::MatrixXd circulant(x.rows(), x.rows());
    for (Eigen::Index i = 0; i < x.rows(); ++i)
      for (Eigen::Index j = 0; j < x.rows(); ++j)
        circulant(i, j) = filter[static_cast<std::size_t>(i - j + static_cast<Eigen::Index>(kPadded)) % kPadded];
    const MassFit fit(design_of_matrix(names, circulant * x, names[0]), rows, {},
                      {NoiseModel::white, DegreesOfFreedom::residual, {1}, false});
    const RowMajor column = wy.col(voxel);
    const MassResult result = fit(MassFit::Block(column.data(), column.rows(), 1));
    for (Eigen::Index row = 0; row < contrasts.rows(); ++row) {
      const double se = std::sqrt(result.variance(row, 0));
      effect.see(result.effect(row, 0), effects(voxel, row), se);
      variance.see(result.variance(row, 0), variances(voxel, row), 0);
      t.see(result.effect(row, 0) / se, ts(voxel, row), 1);
    }
  }
  fmt::print("{} voxels: effect {:.1e}, variance {:.1e}, t {:.1e}\n", wy.cols(), effect.value, variance.value, t.value);
  constexpr double kWhitenedInSingle = 1e-6;
  EXPECT_LT(effect.value, kWhitenedInSingle);
  EXPECT_LT(variance.value, kWhitenedInSingle);
  EXPECT_LT(t.value, kWhitenedInSingle);
}

}  // namespace
}  // namespace attune::bold
