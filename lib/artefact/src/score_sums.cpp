#include "score_sums.hpp"

#include <algorithm>
#include <cmath>

#include "score_kernels.hpp"

namespace attune::artefact {
namespace {

constexpr std::size_t kTilesPerPart = 32;  // 4096 samples: the unit that threads take and whose sums are added

}  // namespace

Tiles make_tiles(const Eigen::Ref<const Eigen::MatrixXd>& data, const Eigen::VectorXd& mean,
                 const Eigen::MatrixXd& transform, Eigen::Index step, parallel::Threads threads) {
  Tiles out;
  out.signals = static_cast<std::size_t>(transform.rows());
  out.samples = static_cast<std::size_t>((data.cols() + step - 1) / step);
  out.values.assign(out.count() * kTileSamples * out.signals, 0.0);
  parallel::for_chunks(out.count(), kTilesPerPart, threads, [&](std::size_t begin, std::size_t end) {
    Eigen::MatrixXd centred;
    for (std::size_t tile = begin; tile < end; ++tile) {
      const auto first = static_cast<Eigen::Index>(tile * kTileSamples);
      const auto width =
          std::min(static_cast<Eigen::Index>(kTileSamples), static_cast<Eigen::Index>(out.samples) - first);
      centred.resize(data.rows(), width);
      for (Eigen::Index t = 0; t < width; ++t) centred.col(t) = data.col((first + t) * step) - mean;
      Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> target(
          out.values.data() + tile * kTileSamples * out.signals, transform.rows(),
          static_cast<Eigen::Index>(kTileSamples));
      target.leftCols(width).noalias() = transform * centred;
    }
  });
  return out;
}

Tiles thin(const Tiles& tiles, std::size_t step) {
  Tiles out;
  out.signals = tiles.signals;
  out.samples = (tiles.samples + step - 1) / step;
  out.values.assign(out.count() * kTileSamples * out.signals, 0.0);
  for (std::size_t s = 0; s < out.samples; ++s) {
    const double* from = tiles.tile(s * step / kTileSamples) + (s * step) % kTileSamples;
    double* to = out.values.data() + (s / kTileSamples) * kTileSamples * out.signals + s % kTileSamples;
    for (std::size_t k = 0; k < out.signals; ++k) to[k * kTileSamples] = from[k * kTileSamples];
  }
  return out;
}

ScoreSums score_sums(const Tiles& x, const Eigen::MatrixXd& unmixing, parallel::Threads threads) {
  const auto rows = static_cast<std::size_t>(unmixing.rows());
  const std::size_t size = rows * (rows + 3);  // score, loss, slope, square
  const std::size_t parts = (x.count() + kTilesPerPart - 1) / kTilesPerPart;
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> w = unmixing;
  const ScoreKernels& kernels = score_kernels();
  std::vector<double> sums(parts * size, 0.0);
  parallel::for_chunks(x.count(), kTilesPerPart, threads, [&](std::size_t begin, std::size_t end) {
    std::vector<double> y(rows * kTileSamples), psi(rows * kTileSamples);
    double* g = sums.data() + (begin / kTilesPerPart) * size;
    double* loss = g + rows * rows;
    for (std::size_t tile = begin; tile < end; ++tile) {
      kernels.multiply(x.tile(tile), x.signals, w.data(), rows, y.data());
      kernels.score(y.data(), rows, psi.data(), loss, loss + rows, loss + 2 * rows);
      kernels.products(psi.data(), y.data(), rows, g);
    }
  });
  Eigen::VectorXd whole = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(size));
  for (std::size_t part = 0; part < parts; ++part)
    whole += Eigen::Map<const Eigen::VectorXd>(sums.data() + part * size, static_cast<Eigen::Index>(size));
  // A sample of zeros, which fills the last tile up, adds log 2 to the loss and 1 to the slope.
  const auto n = static_cast<double>(x.samples);
  const auto filled = static_cast<double>(x.count() * kTileSamples);
  const Eigen::Index r = unmixing.rows();
  ScoreSums out;
  out.score =
      Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(whole.data(), r, r) / n;
  out.loss = (whole.segment(r * r, r).array() - filled * std::log(2.0)) / n;
  out.slope = (whole.segment(r * r + r, r).array() - (filled - n)) / n;
  out.square = whole.segment(r * r + 2 * r, r) / n;
  return out;
}

}  // namespace attune::artefact
