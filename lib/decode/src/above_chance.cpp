#include "attune/decode/above_chance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/error.hpp"

namespace attune::decode {
namespace {

constexpr double kTie = 1e-12;  // sums of the same numbers in another order
constexpr std::size_t kChunk = 64;

/// Smallest value that is larger than all that leave a time without significance; infinite if none could be.
double threshold_of(std::vector<double> largest, double alpha) {
  const auto draws = static_cast<double>(largest.size());
  std::sort(largest.rbegin(), largest.rend());
  std::size_t allowed = 0;  // draws that may be as large
  while (allowed < largest.size() && (static_cast<double>(allowed) + 2) / (draws + 1) < alpha) ++allowed;
  if (!(1 / (draws + 1) < alpha) || allowed >= largest.size()) return std::numeric_limits<double>::infinity();
  return largest[allowed] + kTie;
}

}  // namespace

AboveChance against_draws(std::span<const double> observed, const Eigen::Ref<const Eigen::MatrixXd>& null,
                          double alpha) {
  std::vector<std::int64_t> reached(observed.size(), 0);
  std::vector<double> largest;
  for (Eigen::Index draw = 0; draw < null.rows(); ++draw) {
    double top = -std::numeric_limits<double>::infinity();
    for (std::size_t t = 0; t < observed.size(); ++t) {
      const double value = null(draw, static_cast<Eigen::Index>(t));
      if (std::isnan(value)) continue;
      top = std::max(top, value);
      if (value >= observed[t] - kTie) ++reached[t];
    }
    largest.push_back(top);
  }
  AboveChance result;
  result.statistic.assign(observed.begin(), observed.end());
  result.arrangements = null.rows();
  result.threshold = threshold_of(largest, alpha);
  const auto share = [&](std::int64_t k) { return static_cast<double>(k + 1) / static_cast<double>(null.rows() + 1); };
  for (std::size_t t = 0; t < observed.size(); ++t) {
    const bool there = !std::isnan(observed[t]);
    const auto beyond =
        std::count_if(largest.begin(), largest.end(), [&](double value) { return value >= observed[t] - kTie; });
    result.p.push_back(there ? share(reached[t]) : std::nan(""));
    result.p_adjusted.push_back(there ? share(beyond) : std::nan(""));
  }
  return result;
}

AboveChance pick_permuted(const Eigen::Ref<const Eigen::MatrixXd>& scores, std::span<const Eigen::MatrixXd> permuted,
                          const PickOptions& options) {
  const auto people = static_cast<std::size_t>(scores.rows());
  if (permuted.size() != people)
    throw Error(Fault::internal, fmt::format("{} people have {} sets of permuted curves", people, permuted.size()));
  const parallel::Seed seed = parallel::derive(options.seed, 2013);
  Eigen::MatrixXd null(static_cast<Eigen::Index>(options.draws), scores.cols());
  parallel::for_chunks(static_cast<std::size_t>(options.draws), kChunk, options.threads,
                       [&](std::size_t begin, std::size_t end) {
                         for (std::size_t draw = begin; draw < end; ++draw) {
                           parallel::Stream stream(seed, draw);
                           Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(scores.cols());
                           for (std::size_t p = 0; p < people; ++p) {
                             const auto choices = static_cast<std::uint64_t>(permuted[p].rows()) + 1;
                             const auto pick = static_cast<Eigen::Index>(stream.below(choices));
                             if (pick == 0)
                               sum += scores.row(static_cast<Eigen::Index>(p));
                             else
                               sum += permuted[p].row(pick - 1);
                           }
                           null.row(static_cast<Eigen::Index>(draw)) = sum / static_cast<double>(people);
                         }
                       });
  const Eigen::RowVectorXd mean = scores.colwise().mean();
  return against_draws(std::vector<double>(mean.begin(), mean.end()), null, options.alpha);
}

}  // namespace attune::decode
