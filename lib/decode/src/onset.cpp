#include "attune/decode/onset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/erp/peak.hpp"

namespace attune::decode {
namespace {

constexpr std::size_t kChunk = 16;
constexpr double kMostMissing = 0.05;

std::vector<double> mean_curve(const Eigen::Ref<const Eigen::MatrixXd>& scores) {
  const Eigen::RowVectorXd mean = scores.colwise().mean();
  return {mean.begin(), mean.end()};
}

/// Quantile of sorted values at p, between its neighbours; NaN where a neighbour that counts is infinite.
double quantile(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const double part = place - static_cast<double>(below);
  const double low = sorted[below], high = part > 0 ? sorted[below + 1] : low;
  const double value = low + part * (high - low);
  return std::isfinite(high) ? value : std::numeric_limits<double>::quiet_NaN();
}

// Why nothing can be found; empty where times remain.
std::string nothing_to_search(const eeg::TimeAxis& times, const OnsetOptions& options) {
  const Milliseconds last = times.at(times.samples - 1);
  if (options.from <= last) return "";
  return fmt::format("the search begins at {:g} ms, after the last time, {:g} ms", options.from.count(), last.count());
}

}  // namespace

erp::Reading run_onset(std::span<const double> scores, double threshold, const eeg::TimeAxis& times,
                       const OnsetOptions& options) {
  const std::string nothing = nothing_to_search(times, options);
  if (!nothing.empty()) return {std::nan(""), nothing};
  int run = 0;
  for (std::size_t t = 0; t < scores.size(); ++t) {
    const Milliseconds at = times.at(static_cast<Eigen::Index>(t));
    run = at.count() >= options.from.count() && scores[t] > threshold ? run + 1 : 0;
    if (run == options.run) return {times.at(static_cast<Eigen::Index>(t) - run + 1).count(), ""};
  }
  return {std::nan(""), fmt::format("no {} significant times in a row", options.run)};
}

erp::Reading fraction_onset(std::span<const double> scores, double chance, const eeg::TimeAxis& times,
                            const OnsetOptions& options) {
  const std::string nothing = nothing_to_search(times, options);
  if (!nothing.empty()) return {std::nan(""), nothing};
  std::vector<double> above(scores.begin(), scores.end());
  for (double& value : above) value -= chance;
  const erp::Window window{std::max(options.from, times.at(0)), times.at(times.samples - 1)};
  return erp::fractional_peak_onset({above, times}, window, {}, options.fraction);
}

OnsetEstimate estimate(erp::Reading onset, std::vector<double> draws, double confidence) {
  OnsetEstimate out;
  out.onset = std::move(onset);
  if (std::isnan(out.onset.value) || draws.empty()) return out;
  const auto missing = std::count_if(draws.begin(), draws.end(), [](double v) { return std::isnan(v); });
  out.missing = static_cast<double>(missing) / static_cast<double>(draws.size());
  for (double& value : draws)
    if (std::isnan(value)) value = std::numeric_limits<double>::infinity();
  std::sort(draws.begin(), draws.end());
  out.low = quantile(draws, (1 - confidence) / 2);
  out.high = quantile(draws, (1 + confidence) / 2);
  return out;
}

DrawnOnsets draw_people(const Eigen::Ref<const Eigen::MatrixXd>& scores, double chance, double threshold,
                        const eeg::TimeAxis& times, const OnsetOptions& options, const PeopleDraws& draws) {
  DrawnOnsets out;
  const auto count = static_cast<std::size_t>(draws.draws);
  out.significant.resize(count);
  out.fraction.resize(count);
  parallel::for_chunks(count, kChunk, draws.threads, [&](std::size_t begin, std::size_t end) {
    Eigen::MatrixXd drawn(scores.rows(), scores.cols());
    for (std::size_t i = begin; i < end; ++i) {
      parallel::Stream stream(draws.seed, i);
      for (Eigen::Index row = 0; row < scores.rows(); ++row)
        drawn.row(row) = scores.row(static_cast<Eigen::Index>(stream.below(static_cast<std::uint64_t>(scores.rows()))));
      const std::vector<double> mean = mean_curve(drawn);
      out.significant[i] = run_onset(mean, threshold, times, options).value;
      out.fraction[i] = fraction_onset(mean, chance, times, options).value;
    }
  });
  return out;
}

OnsetDifference compare_onsets(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b,
                               const std::array<DrawnOnsets, 2>& drawn, double chance, const eeg::TimeAxis& times,
                               const OnsetOptions& options, std::int64_t permutations, const PeopleDraws& draws) {
  const auto difference = [&](const Eigen::MatrixXd& x, const Eigen::MatrixXd& y) {
    return fraction_onset(mean_curve(x), chance, times, options).value -
           fraction_onset(mean_curve(y), chance, times, options).value;
  };
  OnsetDifference out;
  const double observed = difference(a, b);
  std::vector<double> differences;
  for (std::size_t i = 0; i < drawn[0].fraction.size(); ++i) {
    const double value = drawn[0].fraction[i] - drawn[1].fraction[i];
    if (!std::isnan(value)) differences.push_back(value);
  }
  const double missing = 1 - static_cast<double>(differences.size()) / static_cast<double>(drawn[0].fraction.size());
  // A difference without an onset is neither small nor large: with more than these few there is no interval.
  if (missing > kMostMissing) differences.clear();
  out.difference = estimate({observed, std::isnan(observed) ? "a group has no onset" : ""}, std::move(differences),
                            draws.confidence);
  out.difference.missing = missing;
  if (std::isnan(observed)) return out;
  Eigen::MatrixXd all(a.rows() + b.rows(), a.cols());
  all << a, b;
  std::vector<char> large(static_cast<std::size_t>(permutations));
  parallel::for_chunks(large.size(), kChunk, draws.threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      parallel::Stream stream(parallel::derive(draws.seed, 1), i);
      std::vector<Eigen::Index> order(static_cast<std::size_t>(all.rows()));
      for (std::size_t k = 0; k < order.size(); ++k) order[k] = static_cast<Eigen::Index>(k);
      parallel::shuffle(std::span<Eigen::Index>(order), stream);
      const Eigen::MatrixXd moved = all(order, Eigen::all);
      const double other = difference(moved.topRows(a.rows()), moved.bottomRows(b.rows()));
      constexpr double kTie = 1e-9;  // ms
      large[i] = std::isnan(other) || std::abs(other) >= std::abs(observed) - kTie ? 1 : 0;
    }
  });
  out.arrangements = permutations;
  out.p = static_cast<double>(std::count(large.begin(), large.end(), 1) + 1) / static_cast<double>(permutations + 1);
  return out;
}

}  // namespace attune::decode
