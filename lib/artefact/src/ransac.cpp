#include "ransac.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "attune/scalp/sphere.hpp"
#include "attune/scalp/spline.hpp"
#include "median_network.hpp"

namespace attune::artefact {
namespace {

constexpr std::uint64_t kStreamPart = 0x72616e736163;  // "ransac"
constexpr Eigen::Index kFewestInSubset = 4;
constexpr auto kTile = static_cast<Eigen::Index>(MedianNetwork::kSets);

// One random subset of the good channels and what it predicts.
struct Draw {
  std::vector<Eigen::Index> sources;  // columns, ascending
  Eigen::MatrixXd weights;            // sources x predicted channels
};

scalp::Positions rows_of(const scalp::Positions& positions, const std::vector<Eigen::Index>& rows) {
  scalp::Positions out(static_cast<Eigen::Index>(rows.size()), 3);
  for (std::size_t i = 0; i < rows.size(); ++i) out.row(static_cast<Eigen::Index>(i)) = positions.row(rows[i]);
  return out;
}

std::vector<Draw> make_draws(const scalp::Positions& positions, const std::vector<Eigen::Index>& predicted,
                             const std::vector<Eigen::Index>& good, std::size_t subset,
                             const BadChannelOptions& options) {
  const Eigen::Vector3d origin = scalp::fit_sphere(rows_of(positions, predicted)).centre;
  const scalp::Positions targets = rows_of(positions, predicted);
  const parallel::Seed seed = parallel::derive(options.seed, kStreamPart);
  std::vector<Draw> out;
  for (int d = 0; d < options.ransac_draws; ++d) {
    parallel::Stream stream(seed, static_cast<std::uint64_t>(d));
    std::vector<Eigen::Index> mixed = good;
    parallel::shuffle(std::span(mixed), stream);
    mixed.resize(subset);
    std::sort(mixed.begin(), mixed.end());
    out.push_back({mixed, scalp::interpolation_weights(rows_of(positions, mixed), targets, origin).transpose()});
  }
  return out;
}

// Room for one thread. `values` holds, for each predicted channel, its draws' predictions of one tile of samples.
struct Room {
  Room(std::size_t draws, Eigen::Index channels, Eigen::Index samples, std::size_t subset)
      : values(kTile * static_cast<Eigen::Index>(draws), channels),
        sources(kTile, static_cast<Eigen::Index>(subset)),
        prediction(samples + kTile, channels) {}
  Eigen::MatrixXd values, sources, prediction;
};

// Medians over the draws for `count` samples from `first` on, into rows `at`, at + 1, ... of the prediction.
void predict_tile(const Eigen::MatrixXd& columns, const std::vector<Draw>& draws, const MedianNetwork& network,
                  Eigen::Index first, Eigen::Index count, Eigen::Index at, Room& room) {
  const Eigen::Index channels = room.values.cols();
  for (std::size_t d = 0; d < draws.size(); ++d) {
    for (std::size_t i = 0; i < draws[d].sources.size(); ++i) {
      auto column = room.sources.col(static_cast<Eigen::Index>(i));
      column.head(count) = columns.col(draws[d].sources[i]).segment(first, count);
      column.tail(kTile - count).setZero();
    }
    room.values.middleRows(static_cast<Eigen::Index>(d) * kTile, kTile).noalias() = room.sources * draws[d].weights;
  }
  for (Eigen::Index c = 0; c < channels; ++c)
    network.medians(room.values.col(c).data(), room.prediction.col(c).data() + at);
}

double correlation(const Eigen::Ref<const Eigen::VectorXd>& a, const Eigen::Ref<const Eigen::VectorXd>& b) {
  const Eigen::VectorXd x = a.array() - a.mean(), y = b.array() - b.mean();
  const double lengths = x.norm() * y.norm();
  return lengths > 0 ? x.dot(y) / lengths : 0.0;
}

std::vector<Eigen::Index> members(const std::vector<bool>& flags) {
  std::vector<Eigen::Index> out;
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (flags[i]) out.push_back(static_cast<Eigen::Index>(i));
  return out;
}

// Why RANSAC cannot be done, or nothing.
std::string obstacle(const Examined& examined, std::size_t predicted, std::size_t good, std::size_t subset) {
  if (examined.ransac_windows.empty()) return "no stretch without boundary is as long as its window";
  if (subset < static_cast<std::size_t>(kFewestInSubset))
    return fmt::format("a subset of the {} channels with positions would have {}; at least {} are needed", predicted,
                       subset, kFewestInSubset);
  if (good < subset + 1)
    return fmt::format("{} channels pass the other criteria; subsets of {} are needed", good, subset);
  return "";
}

}  // namespace

std::optional<Eigen::MatrixXd> ransac_correlations(const Eigen::MatrixXd& columns, const Examined& examined,
                                                   const std::vector<bool>& usable, const std::vector<bool>& good,
                                                   const BadChannelOptions& options, Warnings& warnings,
                                                   parallel::Threads threads) {
  std::vector<bool> placed(usable), sources(good);
  for (std::size_t c = 0; c < placed.size(); ++c)
    if (!examined.positions.row(static_cast<Eigen::Index>(c)).allFinite()) placed[c] = sources[c] = false;
  const std::vector<Eigen::Index> predicted = members(placed), from = members(sources);
  const auto subset =
      static_cast<std::size_t>(std::lround(options.ransac_subset * static_cast<double>(predicted.size())));
  if (const std::string why = obstacle(examined, predicted.size(), from.size(), subset); !why.empty()) {
    warnings.push_back("bad channels: RANSAC is left out: " + why);
    return std::nullopt;
  }
  if (const auto missing =
          std::count(usable.begin(), usable.end(), true) - std::count(placed.begin(), placed.end(), true);
      missing > 0)
    warnings.push_back(fmt::format("bad channels: {} channels without position are not judged by RANSAC", missing));
  const std::vector<Draw> draws = make_draws(examined.positions, predicted, from, subset, options);
  const MedianNetwork network(draws.size());
  const std::vector<Window>& windows = examined.ransac_windows;
  Eigen::MatrixXd out =
      Eigen::MatrixXd::Constant(static_cast<Eigen::Index>(windows.size()), columns.cols(), ChannelMeasures::kNone);
  parallel::for_chunks(windows.size(), 4, threads, [&](std::size_t begin, std::size_t end) {
    const Eigen::Index length = windows[begin].count;
    Room room(draws.size(), static_cast<Eigen::Index>(predicted.size()), length, subset);
    for (std::size_t w = begin; w < end; ++w) {
      for (Eigen::Index at = 0; at < length; at += kTile)
        predict_tile(columns, draws, network, windows[w].first + at, std::min(kTile, length - at), at, room);
      for (std::size_t p = 0; p < predicted.size(); ++p)
        out(static_cast<Eigen::Index>(w), predicted[p]) =
            correlation(columns.col(predicted[p]).segment(windows[w].first, length),
                        room.prediction.col(static_cast<Eigen::Index>(p)).head(length));
    }
  });
  return out;
}

}  // namespace attune::artefact
