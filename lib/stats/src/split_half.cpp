#include "attune/stats/split_half.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "attune/stats/proportion.hpp"
#include "record_fields.hpp"

namespace attune::stats {
namespace {

using Values = std::vector<double>;
using Halves = std::array<Values, 2>;  // one value a person
using Split = std::function<Halves(parallel::Stream&)>;

// Two passes; NaN where a half does not vary.
double correlation(const Halves& h, const std::vector<std::size_t>& people) {
  const auto n = static_cast<double>(people.size());
  double mean_a = 0.0, mean_b = 0.0, aa = 0.0, bb = 0.0, ab = 0.0;
  for (const std::size_t i : people) {
    mean_a += h[0][i] / n;
    mean_b += h[1][i] / n;
  }
  for (const std::size_t i : people) {
    const double a = h[0][i] - mean_a, b = h[1][i] - mean_b;
    aa += a * a;
    bb += b * b;
    ab += a * b;
  }
  return std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0);
}

double stepped_up(double r) { return 2.0 * r / (1.0 + r); }

double mean_r(const Values& r) {
  double sum = 0.0;
  for (const double x : r) sum += std::atanh(x);
  return std::tanh(sum / static_cast<double>(r.size()));
}

// The value with a share of `probability` below it, between neighbours (R's type 7).
double percentile(const Values& sorted, double probability) {
  const double at = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  if (below + 1 >= sorted.size()) return sorted.back();
  const double weight = at - static_cast<double>(below);
  return weight == 0.0 ? sorted[below] : sorted[below] + weight * (sorted[below + 1] - sorted[below]);
}

Interval percentiles(Values values, double confidence) {
  std::sort(values.begin(), values.end());
  return {percentile(values, 0.5 * (1.0 - confidence)), percentile(values, 0.5 * (1.0 + confidence))};
}

void check_options(const SplitHalfOptions& o) {
  check_confidence(o.confidence);
  if (o.splits < 1 || o.splits > kMostSplits || o.resamples < 0 || o.resamples > kMostSplits)
    throw usage_error(
        fmt::format("{} splits and {} resamples; expected 1 and 0 to {}", o.splits, o.resamples, kMostSplits));
}

void resample_people(SplitHalf& out, const std::vector<Halves>& kept, std::size_t n, const SplitHalfOptions& o) {
  const parallel::Seed seed = parallel::derive(o.seed, 2);
  Values reliability(static_cast<std::size_t>(o.resamples));
  parallel::for_chunks(reliability.size(), 16, o.threads, [&](std::size_t begin, std::size_t end) {
    std::vector<std::size_t> people(n);
    Values r(kept.size());
    for (std::size_t b = begin; b < end; ++b) {
      parallel::Stream stream(seed, b);
      for (std::size_t& person : people) person = stream.below(n);
      for (std::size_t s = 0; s < kept.size(); ++s) r[s] = correlation(kept[s], people);
      reliability[b] = stepped_up(mean_r(r));
    }
  });
  const std::size_t all = reliability.size();
  std::erase_if(reliability, [](double x) { return std::isnan(x); });
  if (reliability.size() < all)
    out.warnings.push_back(fmt::format(
        "split-half: {} of {} resamples of people had a half that does not vary and are left out of the interval",
        all - reliability.size(), all));
  out.resamples = static_cast<std::int64_t>(reliability.size());
  if (!reliability.empty()) out.interval = percentiles(reliability, o.confidence);
}

SplitHalf over_splits(std::size_t n, const Split& split, const SplitHalfOptions& o) {
  check_options(o);
  if (n < 3) throw analysis_error(fmt::format("{} people can be split into halves; at least 3 are needed", n));
  std::vector<std::size_t> everyone(n);
  std::iota(everyone.begin(), everyone.end(), std::size_t{0});
  const parallel::Seed seed = parallel::derive(o.seed, 1);
  Values r(static_cast<std::size_t>(o.splits));
  std::vector<Halves> kept(static_cast<std::size_t>(std::min(o.splits, kSplitsPerResample)));
  parallel::for_chunks(r.size(), 16, o.threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
      parallel::Stream stream(seed, s);
      Halves halves = split(stream);
      r[s] = correlation(halves, everyone);
      if (s < kept.size()) kept[s] = std::move(halves);
    }
  });
  for (const double x : r)
    if (std::isnan(x)) throw analysis_error("a half does not vary over people; their correlation does not exist");
  SplitHalf out;
  out.n = static_cast<std::int64_t>(n);
  out.splits = o.splits;
  out.confidence = o.confidence;
  out.r = mean_r(r);
  out.spearman_brown = stepped_up(out.r);
  if (out.r < 0.0)
    out.warnings.push_back(fmt::format(
        "split-half: the halves go against each other (mean r {:.2f}); 2 r / (1 + r) is no reliability then", out.r));
  for (double& x : r) x = stepped_up(x);
  out.over_splits = percentiles(std::move(r), o.confidence);
  if (o.resamples > 0) resample_people(out, kept, n, o);
  return out;
}

}  // namespace

SplitHalf split_items(const Eigen::Ref<const Eigen::MatrixXd>& scores, const SplitHalfOptions& options) {
  if (scores.cols() < 2) throw analysis_error("halves need at least 2 items");
  const Eigen::VectorXd sums = scores.rowwise().sum();
  const auto split = [&](parallel::Stream& stream) {
    std::vector<Eigen::Index> items(static_cast<std::size_t>(scores.cols()));
    std::iota(items.begin(), items.end(), Eigen::Index{0});
    parallel::shuffle(std::span<Eigen::Index>(items), stream);
    Eigen::VectorXd first = Eigen::VectorXd::Zero(scores.rows());
    for (std::size_t i = 0; i < items.size() / 2; ++i) first += scores.col(items[i]);
    const Eigen::VectorXd second = sums - first;
    return Halves{Values(first.begin(), first.end()), Values(second.begin(), second.end())};
  };
  return over_splits(static_cast<std::size_t>(scores.rows()), split, options);
}

SplitHalf split_trials(const std::vector<std::vector<double>>& trials, const SplitHalfOptions& options) {
  for (const Values& own : trials)
    if (own.size() < 2) throw analysis_error("halves need at least 2 trials a person");
  const auto split = [&](parallel::Stream& stream) {
    Halves out{Values(trials.size()), Values(trials.size())};
    for (std::size_t person = 0; person < trials.size(); ++person) {
      Values own = trials[person];
      parallel::shuffle(std::span<double>(own), stream);
      const auto middle = own.begin() + static_cast<std::ptrdiff_t>(own.size() / 2);
      const auto mean = [](auto from, auto to) {
        return std::accumulate(from, to, 0.0) / static_cast<double>(to - from);
      };
      out[0][person] = mean(own.begin(), middle);
      out[1][person] = mean(middle, own.end());
    }
    return out;
  };
  return over_splits(trials.size(), split, options);
}

Record to_record(const SplitHalf& s) {
  Record out{{"split_half_n", s.n},
             {"split_half_r", s.r},
             {"split_half", s.spearman_brown},
             {"split_half_low", s.over_splits.low},
             {"split_half_high", s.over_splits.high}};
  if (s.interval) {
    out.emplace_back("split_half_ci_low", s.interval->low);
    out.emplace_back("split_half_ci_high", s.interval->high);
  }
  out.emplace_back("splits", s.splits);
  if (s.interval) out.emplace_back("resamples", s.resamples);
  return out;
}

std::vector<ColumnMeaning> split_half_meanings() {
  return {{"split_half_n", "people whose halves were correlated", ""},
          {"split_half_r", "correlation of random halves, mean over splits through Fisher's z", ""},
          {"split_half", "2 r / (1 + r), the reliability of the whole (Spearman-Brown)", ""},
          {"split_half_low", "lower percentile over splits: how much the choice of halves matters", ""},
          {"split_half_high", "upper percentile over splits", ""},
          {"split_half_ci_low", "lower end of the interval over resampled people", ""},
          {"split_half_ci_high", "upper end of the interval over resampled people", ""},
          {"splits", "random halves", ""},
          {"resamples", "resamples of people", ""}};
}

}  // namespace attune::stats
