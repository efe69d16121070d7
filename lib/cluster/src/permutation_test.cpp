#include "attune/cluster/permutation_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include "arrangements.hpp"
#include "attune/base/error.hpp"
#include "attune/stats/permutation.hpp"
#include "attune/stats/permutation_count.hpp"
#include "forming_threshold.hpp"
#include "prepared_points.hpp"

namespace attune::cluster {
namespace {

// Arrangements that share the subset sums of a block; fixed, and few enough that their points beyond the threshold (or
// all points, when they are enhanced) stay small.
constexpr std::size_t kChunk = 128, kEnhancedChunk = 32;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Shape shape_of(const Design& design, std::size_t people) {
  const bool one_sample = design.statistic == Statistic::one_sample;
  if (!one_sample && design.in_a.size() != people)
    throw Error(Fault::internal, fmt::format("{} people, groups of {}", people, design.in_a.size()));
  const auto members = static_cast<std::size_t>(std::count(design.in_a.begin(), design.in_a.end(), true));
  if (one_sample) {
    if (people < 2) throw analysis_error(fmt::format("{} people; expected at least 2", people));
    return {Statistic::one_sample, people, people};
  }
  if (members < 2 || people - members < 2)
    throw analysis_error(
        fmt::format("groups of {} and {} people; expected at least 2 in each", members, people - members));
  return {design.statistic, people, members};
}

void check(const Eigen::Ref<const Eigen::MatrixXd>& values, const Grid& grid, const scalp::Neighbours& neighbours,
           const TestOptions& options) {
  if (values.rows() != grid.points() || neighbours.size() != static_cast<std::size_t>(grid.channels))
    throw Error(Fault::internal, fmt::format("{} rows and {} lists of neighbours for {} points of {} channels",
                                             values.rows(), neighbours.size(), grid.points(), grid.channels));
  if (grid.points() > std::numeric_limits<std::int32_t>::max())
    throw analysis_error(fmt::format("{} points; expected at most {}; choose channels or a window", grid.points(),
                                     std::numeric_limits<std::int32_t>::max()));
  if (!(options.forming_p > 0 && options.forming_p < 1))
    throw usage_error(fmt::format("the cluster-forming p is {}; expected one between 0 and 1", options.forming_p));
  if (!(options.alpha > 0 && options.alpha < 1))
    throw usage_error(fmt::format("alpha is {}; expected one between 0 and 1, as 0.05", options.alpha));
  if (options.permutations < 1 || options.permutations > stats::kMostPermutations)
    throw usage_error(fmt::format("{} permutations; expected 1 to {}", options.permutations, stats::kMostPermutations));
}

double least_df(const Shape& shape) {
  if (shape.statistic == Statistic::one_sample) return static_cast<double>(shape.people - 1);
  if (shape.statistic == Statistic::pooled) return static_cast<double>(shape.people - 2);
  return static_cast<double>(std::min(shape.members, shape.people - shape.members) - 1);
}

double most_df(const Shape& shape) {
  return static_cast<double>(shape.people - (shape.statistic == Statistic::one_sample ? 1 : 2));
}

// The largest of each sign in every arrangement.
struct Maxima {
  std::vector<double> positive, negative;
  explicit Maxima(std::size_t count) : positive(count), negative(count) {}
};

// Everything the threads read.
struct Work {
  const PreparedPoints& data;
  const Arrangements& arrangements;
  const FormingThreshold& threshold;
  const Grid& grid;
  const scalp::Neighbours& neighbours;
  const TestOptions& options;
};

double df_at(const Scanned& scanned, std::size_t arrangement, std::size_t lane, const Shape& shape) {
  if (shape.statistic != Statistic::welch) return most_df(shape);
  return welch_df(scanned.variance[arrangement].value[lane], scanned.variance_a[arrangement].value[lane], shape);
}

// Adds the points of a block that are beyond the threshold.
void gather(const Work& work, std::size_t block, std::size_t arrangement, const Scanned& scanned,
            std::vector<Beyond>& found) {
  const std::uint8_t mask = scanned.beyond[arrangement];
  if (mask == 0) return;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const std::size_t place = block * kLanes + lane;
    if ((mask >> lane & 1U) == 0 || place >= work.data.points.size()) continue;
    const double t = t_of(scanned.difference[arrangement].value[lane], scanned.variance[arrangement].value[lane]);
    const double df = std::isinf(t) ? most_df(work.data.shape) : df_at(scanned, arrangement, lane, work.data.shape);
    if (work.threshold.passes(t, df)) found.push_back({work.data.points[place], t});
  }
}

void clusters_of_chunk(const Work& work, std::size_t begin, std::size_t end, Maxima& maxima) {
  const std::size_t count = end - begin;
  const std::vector<std::uint8_t> codes = work.arrangements.codes(begin, count);
  const double limit = work.threshold.least() * work.threshold.least() * (1.0 - 1e-9);
  Scanned scanned(work.data.shape, count);
  std::vector<std::vector<Beyond>> found(count);
  for (std::size_t block = 0; block < work.data.blocks(); ++block) {
    scan(work.data.block(block), codes.data(), count, work.data.shape, limit, scanned);
    for (std::size_t i = 0; i < count; ++i) gather(work, block, i, scanned, found[i]);
  }
  Labeller labeller(work.grid, work.neighbours, work.options.least_neighbours);
  for (std::size_t i = 0; i < count; ++i) {
    const LargestMass largest = labeller.largest(found[i]);
    maxima.positive[begin + i] = largest.positive;
    maxima.negative[begin + i] = largest.negative;
  }
}

void enhanced_chunk(const Work& work, std::size_t begin, std::size_t end, Maxima& maxima) {
  const std::size_t count = end - begin, points = static_cast<std::size_t>(work.grid.points());
  const std::vector<std::uint8_t> codes = work.arrangements.codes(begin, count);
  Scanned scanned(work.data.shape, count);
  std::vector<double> t(count * points, 0.0);
  for (std::size_t block = 0; block < work.data.blocks(); ++block) {
    scan(work.data.block(block), codes.data(), count, work.data.shape, 0.0, scanned);
    const std::size_t first = block * kLanes, lanes = std::min(kLanes, work.data.points.size() - first);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t lane = 0; lane < lanes; ++lane)
        t[i * points + static_cast<std::size_t>(work.data.points[first + lane])] =
            t_of(scanned.difference[i].value[lane], scanned.variance[i].value[lane]);
  }
  Enhancer enhancer(work.grid, work.neighbours, work.options.enhancement);
  for (std::size_t i = 0; i < count; ++i) {
    const std::vector<double>& all = enhancer.enhance(std::span(t).subspan(i * points, points));
    const auto [least, most] = std::minmax_element(all.begin(), all.end());
    maxima.positive[begin + i] = std::max(0.0, *most);
    maxima.negative[begin + i] = std::max(0.0, -*least);
  }
}

// The maxima of all arrangements: the same whatever the threads.
Maxima draw_maxima(const Work& work) {
  const auto count = static_cast<std::size_t>(work.arrangements.count());
  Maxima maxima(count);
  std::mutex one_at_a_time;
  std::size_t done = 0;
  parallel::for_chunks(count, work.options.enhance ? kEnhancedChunk : kChunk, work.options.threads,
                       [&](std::size_t begin, std::size_t end) {
                         (work.options.enhance ? enhanced_chunk : clusters_of_chunk)(work, begin, end, maxima);
                         const std::scoped_lock lock(one_at_a_time);
                         done += end - begin;
                         if (work.options.progress) work.options.progress(done, count);
                       });
  return maxima;
}

// p of a positive or negative size among the maxima.
class NullSizes {
 public:
  NullSizes(Maxima maxima, const TestOptions& options, const Arrangements& arrangements)
      : alternative_(options.alternative), arrangements_(arrangements) {
    doubled_ = alternative_ == stats::Alternative::two_sided && options.two_sided == TwoSided::doubled;
    if (alternative_ == stats::Alternative::two_sided && !doubled_) {
      for (std::size_t i = 0; i < maxima.positive.size(); ++i)
        maxima.positive[i] = std::max(maxima.positive[i], maxima.negative[i]);
      maxima.negative = maxima.positive;
    }
    positive_ = std::move(maxima.positive);
    negative_ = std::move(maxima.negative);
    std::sort(positive_.begin(), positive_.end());
    std::sort(negative_.begin(), negative_.end());
  }

  double p(int sign, double size) const {
    const std::vector<double>& null = sign > 0 ? positive_ : negative_;
    if ((alternative_ == stats::Alternative::greater && sign < 0) ||
        (alternative_ == stats::Alternative::less && sign > 0))
      return 1.0;
    const auto as_large =
        static_cast<double>(null.end() - std::lower_bound(null.begin(), null.end(), stats::with_tie(size)));
    const auto m = static_cast<double>(null.size());
    const double p = arrangements_.enumerated() ? as_large / m : (as_large + 1.0) / (m + 1.0);
    return doubled_ ? std::min(1.0, 2.0 * p) : p;
  }

 private:
  stats::Alternative alternative_;
  const Arrangements& arrangements_;
  bool doubled_ = false;
  std::vector<double> positive_, negative_;
};

// t, degrees of freedom and differences of the observed arrangement, through the same sums as all others.
void fill_observed(const Work& work, TestResult& out) {
  const auto points = static_cast<std::size_t>(work.grid.points());
  for (auto* each : {&out.t, &out.df, &out.difference}) each->assign(points, kNone);
  const std::vector<std::uint8_t> codes = work.arrangements.observed_codes();
  Scanned scanned(work.data.shape, 1);
  for (std::size_t place = 0; place < work.data.points.size(); ++place) {
    const std::size_t lane = place % kLanes;
    if (lane == 0) scan(work.data.block(place / kLanes), codes.data(), 1, work.data.shape, 0.0, scanned);
    const auto point = static_cast<std::size_t>(work.data.points[place]);
    out.t[point] = t_of(scanned.difference[0].value[lane], scanned.variance[0].value[lane]);
    out.df[point] = std::isinf(out.t[point]) ? kNone : df_at(scanned, 0, lane, work.data.shape);
    out.difference[point] = scanned.difference[0].value[lane] * work.data.scale[place];
  }
}

std::vector<Beyond> beyond_of(const Work& work, const TestResult& result) {
  std::vector<Beyond> out;
  for (const std::int32_t point : work.data.points) {
    const auto at = static_cast<std::size_t>(point);
    const bool beyond =
        work.options.enhance
            ? result.p[at] <= work.options.alpha
            : work.threshold.passes(result.t[at], std::isnan(result.df[at]) ? most_df(work.data.shape) : result.df[at]);
    if (beyond) out.push_back({point, result.t[at]});
  }
  return out;
}

void fill_enhanced(const Work& work, const NullSizes& null, TestResult& out) {
  std::vector<double> t(out.t);
  std::replace_if(
      t.begin(), t.end(), [](double x) { return std::isnan(x); }, 0.0);
  Enhancer enhancer(work.grid, work.neighbours, work.options.enhancement);
  const std::vector<double>& enhanced = enhancer.enhance(t);
  out.enhanced.assign(t.size(), kNone);
  out.p.assign(t.size(), kNone);
  for (const std::int32_t point : work.data.points) {
    const auto at = static_cast<std::size_t>(point);
    out.enhanced[at] = enhanced[at];
    out.p[at] = enhanced[at] == 0.0 ? 1.0 : null.p(enhanced[at] > 0 ? 1 : -1, std::abs(enhanced[at]));
  }
}

void fill_clusters(const Work& work, const NullSizes& null, TestResult& out) {
  // Lonely points are taken out of clusters that a threshold made, not of those that gather enhanced points.
  Labeller labeller(work.grid, work.neighbours, work.options.enhance ? 0 : work.options.least_neighbours);
  for (Cluster& found : labeller.clusters(beyond_of(work, out))) {
    TestedCluster cluster{std::move(found), 1.0, 0};
    const auto by_t = [&](Eigen::Index a, Eigen::Index b) {
      return std::abs(out.t[static_cast<std::size_t>(a)]) < std::abs(out.t[static_cast<std::size_t>(b)]);
    };
    cluster.peak = *std::max_element(cluster.points.begin(), cluster.points.end(), by_t);
    if (work.options.enhance)
      for (const Eigen::Index point : cluster.points)
        cluster.p = std::min(cluster.p, out.p[static_cast<std::size_t>(point)]);
    else
      cluster.p = null.p(cluster.sign, cluster.mass);
    out.clusters.push_back(std::move(cluster));
  }
  std::stable_sort(out.clusters.begin(), out.clusters.end(), [](const TestedCluster& a, const TestedCluster& b) {
    return a.p != b.p ? a.p < b.p : a.mass > b.mass;
  });
}

}  // namespace

TestResult permutation_test(const Eigen::Ref<const Eigen::MatrixXd>& values, const Design& design, const Grid& grid,
                            const scalp::Neighbours& neighbours, const TestOptions& options) {
  check(values, grid, neighbours, options);
  const Shape shape = shape_of(design, static_cast<std::size_t>(values.cols()));
  const PreparedPoints data = prepare(values, shape);
  if (data.points.empty())
    throw analysis_error(fmt::format("none of {} points can be tested ({} lack somebody's value, {} do not vary)",
                                     grid.points(), data.incomplete, data.constant));
  const bool one_sample = shape.statistic == Statistic::one_sample;
  const Arrangements arrangements(shape, one_sample ? std::vector<bool>(shape.people, true) : design.in_a,
                                  options.permutations, options.seed);
  const FormingThreshold threshold(options.forming_p, options.alternative, least_df(shape), most_df(shape));
  const Work work{data, arrangements, threshold, grid, neighbours, options};
  TestResult out;
  out.grid = grid;
  out.n_a = shape.members;
  out.n_b = shape.people - shape.members;
  out.tested = static_cast<Eigen::Index>(data.points.size());
  out.incomplete = data.incomplete;
  out.constant = data.constant;
  out.arrangements = arrangements.count();
  out.enumerated = arrangements.enumerated();
  fill_observed(work, out);
  if (!options.enhance) {
    double lowest_df = most_df(shape);
    for (const double df : out.df) lowest_df = df < lowest_df ? df : lowest_df;
    out.critical_low = threshold.least();
    out.critical_high = threshold.exact(lowest_df);
  }
  const NullSizes null(draw_maxima(work), options, arrangements);
  if (options.enhance) fill_enhanced(work, null, out);
  fill_clusters(work, null, out);
  return out;
}

}  // namespace attune::cluster
