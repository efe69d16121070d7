#include "attune/bold/mass.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

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
  std::array<double, kChunk> first{}, offset{}, spread{};
};

// Copies the kept volumes of voxels [begin, end) into tiles, less their first if `centred`; places without a voxel are
// like the last.
template <class T>
void pack(const T* block, std::size_t voxels, std::size_t begin, std::size_t end, const Design& design, bool centred,
          Tiles& tiles) {
  const std::size_t times = design.kept.size();
  const std::size_t count = end - begin;
  const Kernels& kernel = kernels();
  std::array<T, kChunk> part{};
  for (std::size_t t = 0; t < times; ++t) {
    const T* row = block + static_cast<std::size_t>(design.kept[t]) * voxels + begin;
    if (count < kChunk) {
      std::copy(row, row + count, part.begin());
      std::fill(part.begin() + static_cast<std::ptrdiff_t>(count), part.end(), row[count - 1]);
      row = part.data();
    }
    if (t == 0) std::copy(row, row + kChunk, tiles.first.begin());
    if (t == 0 && centred) tiles.offset = tiles.first;
    double* out = tiles.values.data() + t * kTile;
    const auto pack_row = [&] {
      if constexpr (std::is_same_v<T, double>) return kernel.pack;
      if constexpr (std::is_same_v<T, float>) return kernel.pack_float;
    }();
    pack_row(row, kChunk / kTile, tiles.first.data(), tiles.offset.data(), times * kTile, out, tiles.spread.data());
  }
}

void no_fit(MassResult& result, Eigen::Index voxel) {
  result.effect.col(voxel) = result.variance.col(voxel) = result.df.col(voxel) = kNaN;
  result.f.col(voxel) = result.f_df2.col(voxel) = kNaN;
  result.a(voxel) = result.b(voxel) = result.residual_sd(voxel) = result.baseline(voxel) = kNaN;
  if (result.residuals.rows() > 0) result.residuals.col(voxel) = kNaN;
}

}  // namespace

/// The fit of one chunk.
class MassFit::Chunk {
 public:
  Chunk(const State& state, MassResult& result)
      : state_(state),
        result_(result),
        times_(state.design.kept.size()),
        rank_(static_cast<std::size_t>(state.design.basis.cols())),
        tiles_(times_),
        search_(state.lattice),
        sums_(rank_ * kTile),
        ols_(state.design.basis.cols()),
        effects_(state.points->contrasts().rows()) {}

  template <class T>
  void fit(const T* block, std::size_t voxels, std::size_t begin, std::size_t end) {
    pack(block, voxels, begin, end, state_.design, state_.centred, tiles_);
    const Kernels& kernel = kernels();
    const double* basis = state_.lattice.basis().data();
    for (std::size_t tile = begin; tile < end; tile += kTile) {
      double* values = tiles_.values.data() + (tile - begin) * times_;
      kernel.project(values, times_, basis, rank_, sums_.data());
      kernel.subtract(values, times_, basis, rank_, sums_.data());
      search_.load(values);
      for (std::size_t i = 0; i < std::min(kTile, end - tile); ++i) fit_voxel(values, tile - begin, i, tile + i);
    }
  }

 private:
  void fit_voxel(const double* values, std::size_t tile, std::size_t i, std::size_t voxel) {
    const auto column = static_cast<Eigen::Index>(voxel);
    const double first = tiles_.first[tile + i], spread = tiles_.spread[tile + i];
    const double raw = spread + static_cast<double>(times_) * first * first;
    // Written so that NaN and infinity fail.
    if (!(spread > 0 && std::isfinite(raw) && search_.squares()[i] > kExactFit * kExactFit * raw)) {
      no_fit(result_, column);
      return;
    }
    const GridBest best = search_.best(i);
    for (std::size_t k = 0; k < rank_; ++k) ols_(static_cast<Eigen::Index>(k)) = sums_[k * kTile + i];
    effects_.noalias() = state_.points->contrasts() * ols_;
    if (state_.centred) effects_ += first * state_.shift;
    const ContrastPoint& point = state_.points->point(best.point);
    const double variance = best.residual_squares / state_.lattice.degrees();
    const double* explained = nullptr;
    if (state_.options.noise != NoiseModel::white) {
      explained = search_.explained(i, best.point);
      effects_.noalias() +=
          point.explained.leftCols(ols_.size()) * Eigen::Map<const Eigen::VectorXd>(explained, ols_.size());
    }
    write(point, state_.lattice.point(best.point), variance, column);
    if (point.f.empty() && !state_.options.residuals) return;
    Eigen::VectorXd more = Eigen::VectorXd::Zero(ols_.size());  // of the generalised coordinates
    if (explained != nullptr)
      more = state_.lattice.point(best.point).root * Eigen::Map<const Eigen::VectorXd>(explained, ols_.size());
    for (std::size_t f = 0; f < point.f.size(); ++f) {
      const auto row = static_cast<Eigen::Index>(f);
      const Eigen::VectorXd wald = point.f[f].wald * (ols_ + more) + first * point.f[f].ones;
      result_.f(row, column) = wald.squaredNorm() / variance;
      result_.f_df2(row, column) = point.f[f].df2;
    }
    if (!state_.options.residuals) return;
    for (std::size_t t = 0; t < times_; ++t)
      result_.residuals(static_cast<Eigen::Index>(t), column) = values[t * kTile + i];
    if (explained != nullptr) result_.residuals.col(column).matrix().noalias() -= state_.design.basis * more;
  }

  void write(const ContrastPoint& point, const LatticePoint& at, double variance, Eigen::Index column) {
    const Eigen::Index contrasts = effects_.size() - 1;
    result_.effect.col(column) = effects_.head(contrasts).array();
    result_.variance.col(column) = variance * point.variance.head(contrasts);
    result_.df.col(column) = point.df.head(contrasts);
    result_.baseline(column) = effects_(contrasts);
    result_.a(column) = at.noise.a;
    result_.b(column) = at.noise.b;
    result_.residual_sd(column) = std::sqrt(variance);
  }

  const State& state_;
  MassResult& result_;
  std::size_t times_, rank_;
  Tiles tiles_;
  GridSearch search_;
  std::vector<double> sums_;
  Eigen::VectorXd ols_, effects_;
};

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
    Chunk(*this, result).fit(block.data(), voxels, begin, end);
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
