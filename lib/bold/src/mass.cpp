#include "attune/bold/mass.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "attune/base/error.hpp"
#include "contrast_point.hpp"
#include "grid_search.hpp"
#include "kernels.hpp"
#include "lattice.hpp"
#include "small_sample.hpp"

namespace attune::bold {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Residuals below this share of the series are rounding: there is nothing to model the noise with.
constexpr double kExactFit = 1e-12;
// Voxels of one piece of work: 8 tiles share the cache lines of a volume.
constexpr std::size_t kChunk = 8 * kTile;
// A series of ones that lies within the design to this share of its length does so but for rounding.
constexpr double kInside = 1e-9;

}  // namespace

struct MassFit::State {
  State(const Design& of, const std::vector<Contrast>& contrasts, const std::vector<FContrast>& f_contrasts,
        const MassOptions& with);

  template <class T>
  MassResult fit(const T& block) const;
  template <class T>
  void fit_chunk(const T* block, std::size_t voxels, std::size_t begin, std::size_t end, MassResult& result) const;

  Design design;
  MassOptions options;
  Lattice lattice;
  std::vector<double> f_df1;
  bool centred = false;   // the design holds a constant, so that the first volume can be taken off
  Eigen::VectorXd shift;  // of each row of contrasts for a series of ones
  std::optional<ContrastPoints> points;
};

namespace {

Eigen::MatrixXd contrast_matrix(const Design& design, const std::vector<Contrast>& contrasts) {
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(contrasts.size()) + 1, design.matrix.cols());
  rows.setZero();
  for (std::size_t i = 0; i < contrasts.size(); ++i)
    rows.row(static_cast<Eigen::Index>(i)) = contrast_vector(contrasts[i], design).transpose();
  rows(rows.rows() - 1, design.constant) = 1.0;
  return rows * design.to_columns;
}

}  // namespace

MassFit::State::State(const Design& of, const std::vector<Contrast>& contrasts,
                      const std::vector<FContrast>& f_contrasts, const MassOptions& with)
    : design(of), options(with), lattice(design, with.noise, with.threads) {
  const Eigen::MatrixXd rows = contrast_matrix(design, contrasts);
  std::vector<Eigen::MatrixXd> f_rows;
  for (const FContrast& f : f_contrasts) {
    f_rows.emplace_back(contrast_rows(f, design) * design.to_columns);
    f_df1.push_back(static_cast<double>(f_rows.back().rows()));
  }
  const Eigen::VectorXd ones = Eigen::VectorXd::Ones(design.basis.rows());
  const Eigen::VectorXd inside = design.basis.transpose() * ones;
  centred = (ones - design.basis * inside).norm() <= kInside * ones.norm();
  shift = of_ones(rows, inside);
  std::shared_ptr<const SmallSample> sample;
  if (options.noise != NoiseModel::white && options.degrees != DegreesOfFreedom::residual)
    sample = std::make_shared<SmallSample>(design, options.noise, options.degrees == DegreesOfFreedom::kenward_roger);
  points.emplace(lattice, rows, f_rows, centred ? inside : Eigen::VectorXd::Zero(inside.size()), sample);
}

namespace {

/// Room for one chunk, and what is known of its voxels before the fit.
struct Tiles {
  explicit Tiles(std::size_t times) : values(times * kChunk) {}

  std::vector<double> values;  // tiles one after the other
  std::array<double, kChunk> first{}, raw{}, spread{};
};

// Copies the kept volumes of voxels [begin, end) into tiles, less their first if `centred`. Lanes without a voxel are
// 0.
template <class T>
void pack(const T* block, std::size_t voxels, std::size_t begin, std::size_t end, const Design& design, bool centred,
          Tiles& tiles) {
  const std::size_t times = design.kept.size();
  const std::size_t count = end - begin;
  const T* start = block + static_cast<std::size_t>(design.kept.front()) * voxels + begin;
  tiles.raw.fill(0);
  tiles.spread.fill(0);
  for (std::size_t v = 0; v < kChunk; ++v) tiles.first[v] = v < count ? static_cast<double>(start[v]) : 0.0;
  for (std::size_t t = 0; t < times; ++t) {
    const T* row = block + static_cast<std::size_t>(design.kept[t]) * voxels + begin;
    for (std::size_t tile = 0; tile * kTile < count; ++tile) {
      double* out = tiles.values.data() + (tile * times + t) * kTile;
      const std::size_t here = std::min(kTile, count - tile * kTile);
      for (std::size_t i = 0; i < here; ++i) {
        const std::size_t v = tile * kTile + i;
        const double x = static_cast<double>(row[v]);
        const double d = x - tiles.first[v];
        tiles.raw[v] += x * x;
        tiles.spread[v] += d * d;
        out[i] = centred ? d : x;
      }
      for (std::size_t i = here; i < kTile; ++i) out[i] = 0.0;
    }
  }
}

void no_fit(MassResult& result, Eigen::Index voxel) {
  result.effect.col(voxel) = result.variance.col(voxel) = result.df.col(voxel) = kNaN;
  result.f.col(voxel) = result.f_df2.col(voxel) = kNaN;
  result.a(voxel) = result.b(voxel) = result.residual_sd(voxel) = result.baseline(voxel) = kNaN;
  if (result.residuals.rows() > 0) result.residuals.col(voxel) = kNaN;
}

}  // namespace

template <class T>
void MassFit::State::fit_chunk(const T* block, std::size_t voxels, std::size_t begin, std::size_t end,
                               MassResult& result) const {
  const Kernels& kernel = kernels();
  const std::size_t times = design.kept.size();
  const auto rank = static_cast<std::size_t>(design.basis.cols());
  Tiles tiles(times);
  pack(block, voxels, begin, end, design, centred, tiles);
  GridSearch search(lattice);
  std::vector<double> sums(rank * kTile);
  Eigen::VectorXd coordinates(design.basis.cols());
  const Eigen::Index rows = points->contrasts().rows();
  Eigen::VectorXd effects(rows);
  for (std::size_t tile = begin; tile < end; tile += kTile) {
    double* values = tiles.values.data() + (tile - begin) * times;
    kernel.project(values, times, lattice.basis().data(), rank, sums.data());
    kernel.subtract(values, times, lattice.basis().data(), rank, sums.data());
    search.load(values);
    for (std::size_t i = 0; i < std::min(kTile, end - tile); ++i) {
      const std::size_t v = tile - begin + i;
      const auto voxel = static_cast<Eigen::Index>(tile + i);
      const double squares = search.squares()[i];
      // Written so that NaN and infinity fail.
      if (!(tiles.spread[v] > 0 && std::isfinite(tiles.raw[v]) && squares > kExactFit * kExactFit * tiles.raw[v])) {
        no_fit(result, voxel);
        continue;
      }
      const GridBest best = search.best(i);
      const ContrastPoint& point = points->point(best.point);
      const double variance = best.residual_squares / lattice.degrees();
      for (std::size_t k = 0; k < rank; ++k) coordinates(static_cast<Eigen::Index>(k)) = sums[k * kTile + i];
      effects.noalias() = points->contrasts() * coordinates;
      if (centred) effects += tiles.first[v] * shift;
      if (options.noise != NoiseModel::white) {
        const Eigen::Map<const Eigen::VectorXd> explained(search.explained(i, best.point), design.basis.cols());
        effects += point.explained.leftCols(design.basis.cols()) * explained;
        coordinates += lattice.point(best.point).root * explained;
      }
      result.effect.col(voxel) = effects.head(rows - 1).array();
      result.variance.col(voxel) = variance * point.variance.head(rows - 1);
      result.df.col(voxel) = point.df.head(rows - 1);
      result.baseline(voxel) = effects(rows - 1);
      for (std::size_t f = 0; f < point.f.size(); ++f) {
        const auto row = static_cast<Eigen::Index>(f);
        const Eigen::VectorXd wald = point.f[f].wald * coordinates + tiles.first[v] * point.f[f].ones;
        result.f(row, voxel) = wald.squaredNorm() / variance;
        result.f_df2(row, voxel) = point.f[f].df2;
      }
      const Arma noise = lattice.point(best.point).noise;
      result.a(voxel) = noise.a;
      result.b(voxel) = noise.b;
      result.residual_sd(voxel) = std::sqrt(variance);
      if (options.residuals) {
        // The generalised coordinates less the ordinary ones, which are already out.
        for (std::size_t k = 0; k < rank; ++k) coordinates(static_cast<Eigen::Index>(k)) -= sums[k * kTile + i];
        for (std::size_t t = 0; t < times; ++t)
          result.residuals(static_cast<Eigen::Index>(t), voxel) = values[t * kTile + i];
        if (options.noise != NoiseModel::white) result.residuals.col(voxel).matrix() -= design.basis * coordinates;
      }
    }
  }
}

namespace {

MassResult room_for(Eigen::Index voxels, Eigen::Index contrasts, Eigen::Index f_contrasts, Eigen::Index residuals) {
  MassResult result;
  for (Eigen::ArrayXXd* map : {&result.effect, &result.variance, &result.df}) map->resize(contrasts, voxels);
  for (Eigen::ArrayXXd* map : {&result.f, &result.f_df2}) map->resize(f_contrasts, voxels);
  for (Eigen::ArrayXd* map : {&result.a, &result.b, &result.residual_sd, &result.baseline}) map->resize(voxels);
  result.residuals.resize(residuals, voxels);
  return result;
}

}  // namespace

template <class T>
MassResult MassFit::State::fit(const T& block) const {
  if (block.rows() != design.volumes)
    throw Error(Fault::internal, "MassFit: the block and the design are of runs of different length");
  MassResult result = room_for(block.cols(), points->contrasts().rows() - 1, static_cast<Eigen::Index>(f_df1.size()),
                               options.residuals ? design.basis.rows() : 0);
  const auto voxels = static_cast<std::size_t>(block.cols());
  parallel::for_chunks(voxels, kChunk, options.threads, [&](std::size_t begin, std::size_t end) {
    fit_chunk(block.data(), voxels, begin, end, result);
  });
  return result;
}

MassFit::MassFit(const Design& design, std::vector<Contrast> contrasts, std::vector<FContrast> f_contrasts,
                 const MassOptions& options)
    : state_(std::make_unique<State>(design, contrasts, f_contrasts, options)) {}
MassFit::~MassFit() = default;
MassFit::MassFit(MassFit&&) noexcept = default;
MassFit& MassFit::operator=(MassFit&&) noexcept = default;

MassResult MassFit::operator()(const Block& block) const { return state_->fit(block); }

MassResult MassFit::operator()(const FloatBlock& block) const { return state_->fit(block); }

const std::vector<double>& MassFit::f_df1() const { return state_->f_df1; }

}  // namespace attune::bold
