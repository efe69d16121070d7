#include "stratified_splits.hpp"

#include <algorithm>
#include <span>

#include "attune/stats/permutation_count.hpp"

namespace attune::stats {
namespace {

// A stretch of units whose labels change places. The drawn label is the rarer one; of equally many, the one with the
// smaller values, so that it does not depend on which group is called A.
struct Stretch {
  std::size_t begin = 0, end = 0;
  std::size_t drawn = 0;
  std::uint8_t label = 1;  // of the drawn units
};

bool a_comes_first(std::span<const LabelledUnit> units) {
  std::vector<const std::vector<double>*> of[2];
  for (const LabelledUnit& unit : units) of[unit.is_a ? 0 : 1].push_back(&unit.values);
  return std::lexicographical_compare(of[0].begin(), of[0].end(), of[1].begin(), of[1].end(),
                                      [](const auto* x, const auto* y) { return *x < *y; });
}

std::vector<Stretch> stretches_of(const std::vector<LabelledUnit>& units) {
  std::vector<Stretch> out;
  for (std::size_t begin = 0; begin < units.size();) {
    std::size_t end = begin, members = 0;
    for (; end < units.size() && units[end].stratum == units[begin].stratum; ++end)
      members += units[end].is_a ? 1U : 0U;
    const std::size_t others = end - begin - members;
    if (members > 0 && others > 0) {
      const bool draw_a =
          members != others ? members < others : a_comes_first(std::span(units).subspan(begin, end - begin));
      out.push_back({begin, end, draw_a ? members : others, static_cast<std::uint8_t>(draw_a ? 1 : 0)});
    }
    begin = end;
  }
  return out;
}

// Splits of all stretches, or a number beyond the limit when there are more.
std::int64_t count_splits(const std::vector<Stretch>& stretches, std::int64_t limit) {
  double ways = 1.0;
  for (const Stretch& s : stretches) {
    ways *= static_cast<double>(choose_up_to(s.end - s.begin, s.drawn, limit));
    if (ways > static_cast<double>(limit)) return limit + 1;
  }
  return static_cast<std::int64_t>(ways);
}

// The next arrangement of the labels: the last one of a stretch is followed by its first, and the next stretch moves.
bool advance(Labels& labels, const std::vector<Stretch>& stretches) {
  for (const Stretch& s : stretches) {
    const auto at = labels.begin();
    if (std::next_permutation(at + static_cast<std::ptrdiff_t>(s.begin), at + static_cast<std::ptrdiff_t>(s.end)))
      return true;
  }
  return false;
}

void draw(Labels& labels, const std::vector<Stretch>& stretches, parallel::Stream stream) {
  std::uint64_t word = 0;
  bool fresh = true;
  for (const Stretch& s : stretches) {
    std::uint64_t open = s.drawn;
    for (std::size_t i = s.begin; i < s.end; ++i) {
      word = fresh ? stream() : word >> 32;
      fresh = !fresh;
      const std::uint64_t left = s.end - i;
      const bool taken = (((word & 0xffffffffu) * left) >> 32) < open;
      open -= taken ? 1 : 0;
      labels[i] = taken ? s.label : static_cast<std::uint8_t>(1 - s.label);
    }
  }
}

}  // namespace

void put_in_order(std::vector<LabelledUnit>& units) {
  std::sort(units.begin(), units.end(), [](const LabelledUnit& x, const LabelledUnit& y) {
    return x.stratum != y.stratum ? x.stratum < y.stratum : x.values < y.values;
  });
}

std::vector<bool> strata_with_both(const std::vector<LabelledUnit>& units) {
  std::size_t strata = 0;
  for (const LabelledUnit& unit : units) strata = std::max(strata, unit.stratum + 1);
  std::vector<bool> has_a(strata, false), has_b(strata, false);
  for (const LabelledUnit& unit : units) (unit.is_a ? has_a : has_b)[unit.stratum] = true;
  for (std::size_t s = 0; s < strata; ++s) has_a[s] = has_a[s] && has_b[s];
  return has_a;
}

PermutationResult permute_labels(const std::vector<LabelledUnit>& units, const PermutationOptions& options,
                                 const std::function<double(const Labels&)>& statistic) {
  check_permutations(options);
  const std::vector<Stretch> stretches = stretches_of(units);
  Labels observed;
  for (const LabelledUnit& unit : units) observed.push_back(unit.is_a ? 1 : 0);
  const auto evidence = [&](const Labels& labels) { return towards(options.alternative, statistic(labels)); };
  const double threshold = with_tie(evidence(observed));
  const std::int64_t ways = count_splits(stretches, options.permutations);
  if (ways <= options.permutations) {
    Labels labels = observed;
    for (const Stretch& s : stretches)
      std::sort(labels.begin() + static_cast<std::ptrdiff_t>(s.begin),
                labels.begin() + static_cast<std::ptrdiff_t>(s.end));
    std::int64_t extremes = 0;
    do {
      extremes += evidence(labels) >= threshold ? 1 : 0;
    } while (advance(labels, stretches));
    return enumerated(extremes, ways);
  }
  return sampled(options, [&](std::size_t begin, std::size_t end) {
    std::int64_t extremes = 0;
    Labels labels = observed;
    for (std::size_t item = begin; item < end; ++item) {
      draw(labels, stretches, parallel::Stream(options.seed, item));
      extremes += evidence(labels) >= threshold ? 1 : 0;
    }
    return extremes;
  });
}

}  // namespace attune::stats
