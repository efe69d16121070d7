#include "attune/stats/max_t.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "attune/stats/summary.hpp"

namespace attune::stats {
namespace {

// Ties of rounding count, as everywhere in permutation tests.
constexpr double kTie = 1.0 - 1e-10;
constexpr std::size_t kChunk = 64;

// Each measure centred and brought to unit variance, missing as 0 beside a weight of 0: sums then run without branches,
// over measures that lie side by side.
struct Prepared {
  std::size_t people = 0, measures = 0;
  std::vector<double> value, square, weight;
  std::vector<double> total, total_square, count;
};

Prepared prepare(const PeopleByMeasure& table, bool centre) {
  Prepared out{table.people, table.measures, {}, {}, {}, {}, {}, {}};
  for (auto* all : {&out.value, &out.square, &out.weight}) all->assign(table.people * table.measures, 0.0);
  for (auto* per : {&out.total, &out.total_square, &out.count}) per->assign(table.measures, 0.0);
  for (std::size_t m = 0; m < table.measures; ++m) {
    std::vector<double> present;
    for (std::size_t i = 0; i < table.people; ++i)
      if (!std::isnan(table.at(i, m))) present.push_back(table.at(i, m));
    const Summary about = summarise(present);
    const double sd = about.variance > 0.0 ? std::sqrt(about.variance) : 1.0;
    for (std::size_t i = 0; i < table.people; ++i) {
      if (std::isnan(table.at(i, m))) continue;
      const std::size_t cell = i * table.measures + m;
      out.value[cell] = (table.at(i, m) - (centre ? about.mean : 0.0)) / sd;
      out.square[cell] = out.value[cell] * out.value[cell];
      out.weight[cell] = 1.0;
      out.total[m] += out.value[cell];
      out.total_square[m] += out.square[cell];
      out.count[m] += 1.0;
    }
  }
  return out;
}

double group_t2(double n_a, double sum_a, double square_a, double n, double sum, double square,
                GroupStatistic statistic) {
  const double n_b = n - n_a, sum_b = sum - sum_a;
  if (n_a < 2.0 || n_b < 2.0) return std::numeric_limits<double>::infinity();
  const double ss_a = square_a - sum_a * sum_a / n_a, ss_b = square - square_a - sum_b * sum_b / n_b;
  const double difference = sum_a / n_a - sum_b / n_b;
  const double variance = statistic == GroupStatistic::welch_t ? ss_a / (n_a - 1.0) / n_a + ss_b / (n_b - 1.0) / n_b
                                                               : (ss_a + ss_b) / (n - 2.0) * (1.0 / n_a + 1.0 / n_b);
  // Rounding leaves a trace of variance where there is none; values have unit variance.
  constexpr double kNone = 1e-14;
  return variance > kNone ? difference * difference / variance : std::numeric_limits<double>::infinity();
}

// Sums over the members of A, for every measure at once.
struct Sums {
  std::vector<double> value, square, weight;
  explicit Sums(std::size_t measures) : value(measures), square(measures), weight(measures) {}
  void clear() {
    for (auto* all : {&value, &square, &weight}) std::fill(all->begin(), all->end(), 0.0);
  }
};

void add_person(Sums& sums, const Prepared& d, std::size_t person) {
  const std::size_t at = person * d.measures;
  for (std::size_t m = 0; m < d.measures; ++m) sums.value[m] += d.value[at + m];
  for (std::size_t m = 0; m < d.measures; ++m) sums.square[m] += d.square[at + m];
  for (std::size_t m = 0; m < d.measures; ++m) sums.weight[m] += d.weight[at + m];
}

std::vector<double> group_statistics(const Prepared& d, std::span<const std::size_t> members, GroupStatistic statistic,
                                     Sums& sums) {
  sums.clear();
  for (const std::size_t person : members) add_person(sums, d, person);
  std::vector<double> out(d.measures);
  for (std::size_t m = 0; m < d.measures; ++m)
    out[m] =
        group_t2(sums.weight[m], sums.value[m], sums.square[m], d.count[m], d.total[m], d.total_square[m], statistic);
  return out;
}

// t squared of sums of differences with signs; the sum of squares does not change.
std::vector<double> sign_statistics(const Prepared& d, const std::vector<double>& signs) {
  std::vector<double> sums(d.measures), out(d.measures);
  for (std::size_t i = 0; i < d.people; ++i)
    for (std::size_t m = 0; m < d.measures; ++m) sums[m] += signs[i] * d.value[i * d.measures + m];
  for (std::size_t m = 0; m < d.measures; ++m) {
    const double mean_part = sums[m] * sums[m] / d.count[m], rest = d.total_square[m] - mean_part;
    out[m] = rest > 1e-14 ? mean_part * (d.count[m] - 1.0) / rest : std::numeric_limits<double>::infinity();
  }
  return out;
}

// `largest(first, last, out)` gives the largest statistic of arrangements first to last - 1.
MaxT count_maxima(const std::vector<double>& observed, const PermutationOptions& options,
                  const std::function<void(std::size_t, std::size_t, std::span<double>)>& largest) {
  const auto permutations = static_cast<std::size_t>(options.permutations);
  std::vector<double> maxima(permutations);
  parallel::for_chunks(permutations, kChunk, options.threads, [&](std::size_t begin, std::size_t end) {
    largest(begin, end, std::span(maxima).subspan(begin, end - begin));
  });
  std::sort(maxima.begin(), maxima.end());
  MaxT out{{}, options.permutations};
  for (const double t2 : observed) {
    const auto as_large = maxima.end() - std::lower_bound(maxima.begin(), maxima.end(), t2 * kTie);
    out.p.push_back((static_cast<double>(as_large) + 1.0) / (static_cast<double>(permutations) + 1.0));
  }
  return out;
}

}  // namespace

MaxT max_t_groups(const PeopleByMeasure& table, const std::vector<bool>& in_a, GroupStatistic statistic,
                  const PermutationOptions& options) {
  const Prepared data = prepare(table, true);
  std::vector<std::size_t> members;
  for (std::size_t i = 0; i < table.people; ++i)
    if (in_a[i]) members.push_back(i);
  Sums first(data.measures);
  const std::vector<double> observed = group_statistics(data, members, statistic, first);
  return count_maxima(observed, options, [&](std::size_t begin, std::size_t end, std::span<double> out) {
    Sums sums(data.measures);
    std::vector<std::size_t> order(table.people);
    for (std::size_t item = begin; item < end; ++item) {
      parallel::Stream stream(options.seed, item);
      std::iota(order.begin(), order.end(), std::size_t{0});
      parallel::shuffle(std::span(order), stream);
      // The members in order of the people: the same sums whatever the shuffle's order.
      std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(members.size()));
      const auto all = group_statistics(data, std::span(order).first(members.size()), statistic, sums);
      out[item - begin] = *std::max_element(all.begin(), all.end());
    }
  });
}

MaxT max_t_signs(const PeopleByMeasure& differences, const PermutationOptions& options) {
  const Prepared data = prepare(differences, false);
  std::vector<double> signs(data.people, 1.0);
  const std::vector<double> observed = sign_statistics(data, signs);
  return count_maxima(observed, options, [&](std::size_t begin, std::size_t end, std::span<double> out) {
    std::vector<double> drawn(data.people);
    for (std::size_t item = begin; item < end; ++item) {
      parallel::Stream stream(options.seed, item);
      for (double& sign : drawn) sign = stream.below(2) == 0 ? 1.0 : -1.0;
      const auto all = sign_statistics(data, drawn);
      out[item - begin] = *std::max_element(all.begin(), all.end());
    }
  });
}

}  // namespace attune::stats
