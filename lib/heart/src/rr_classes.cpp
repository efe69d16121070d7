#include "rr_classes.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "running.hpp"

namespace attune::heart {
namespace {

constexpr double kLargeDeviation = 3.0;  // thresholds, of an interval from the running median (the paper's |mRR| > 3)

// Share of the median within which the parts of an interval, or two together, are as good as an interval. The
// paper's threshold alone is too narrow for that where the rhythm is very regular.
constexpr double kNearMedian = 0.2;

// The quantities of the paper, one per interval. dRR and mRR are in units of their thresholds.
struct Series {
  std::vector<double> rr, median, drr, mrr, threshold;  // threshold: of mRR, in ms
};

std::vector<double> thresholds(const std::vector<double>& values, const ArtefactOptions& options) {
  std::vector<double> out = running_quartile_deviation(values, options.window);
  for (double& one : out) one = std::max(options.alpha * one, options.least_threshold.count());
  return out;
}

Series series_of(std::span<const double> ms, const ArtefactOptions& options) {
  Series out;
  out.rr.assign(ms.begin(), ms.end());
  out.median = running_median(ms, options.median);
  // Before the first interval there is none: the running median stands for it.
  out.drr.push_back(ms[0] - out.median[0]);
  for (std::size_t i = 1; i < ms.size(); ++i) out.drr.push_back(ms[i] - ms[i - 1]);
  for (std::size_t i = 0; i < ms.size(); ++i) {
    const double deviation = ms[i] - out.median[i];
    // A beat too few doubles an interval, one too many halves it: to be as far away, a short one counts double.
    out.mrr.push_back(deviation < 0 ? 2.0 * deviation : deviation);
  }
  const std::vector<double> change = thresholds(out.drr, options);
  out.threshold = thresholds(out.mrr, options);
  for (std::size_t i = 0; i < ms.size(); ++i) {
    out.drr[i] /= change[i];
    out.mrr[i] /= out.threshold[i];
  }
  return out;
}

class Classes {
 public:
  Classes(std::span<const double> ms, const ArtefactOptions& options)
      : options_(options), s_(series_of(ms, options)), found_(ms.size()), claimed_(ms.size(), false) {}

  std::vector<Finding> run() {
    for (std::size_t i = 1; i < found_.size(); ++i) find_ectopic(i);
    for (const std::size_t i : by_deviation()) find_other(i);
    return found_;
  }

 private:
  // dRR with the ends mirrored, as far as two beyond the last one.
  double drr(std::size_t i) const {
    const std::size_t last = s_.drr.size() - 1;
    return s_.drr[i <= last ? i : 2 * last - i];
  }

  // A premature beat makes dRR negative, positive, negative; a late one the opposite. The middle of the three belongs
  // to the interval after the beat.
  void find_ectopic(std::size_t i) {
    const double d = drr(i), before = drr(i - 1), after = drr(i + 1);
    const bool npn = d > 1.0 && std::max(before, after) < -options_.c1 * d - options_.c2;
    const bool pnp = d < -1.0 && std::min(before, after) > -options_.c1 * d + options_.c2;
    const bool middle = std::abs(d) >= std::abs(before) && std::abs(d) >= std::abs(after);
    if (!(npn || pnp) || !middle || claimed_[i - 1]) return;
    found_[i - 1] = {Repair::move, Mark::ectopic, 1};
    claimed_[i - 1] = claimed_[i] = true;
  }

  // Intervals whose change is large, the one furthest from the median first: a usual interval beside a doubled one must
  // not be taken for the culprit.
  std::vector<std::size_t> by_deviation() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < found_.size(); ++i)
      if (std::abs(drr(i)) > 1.0) out.push_back(i);
    std::stable_sort(out.begin(), out.end(),
                     [&](std::size_t a, std::size_t b) { return std::abs(s_.mrr[a]) > std::abs(s_.mrr[b]); });
    return out;
  }

  bool is_suspect(std::size_t i) const {
    const double d = drr(i);
    const bool long_then_short = d > 1.0 && std::min(drr(i + 1), drr(i + 2)) < -1.0;
    const bool short_then_long = d < -1.0 && std::max(drr(i + 1), drr(i + 2)) > 1.0;
    return long_then_short || short_then_long || std::abs(s_.mrr[i]) > kLargeDeviation;
  }

  void find_other(std::size_t i) {
    if (claimed_[i] || (i > 0 && claimed_[i - 1])) return;
    if (is_suspect(i)) judge(i);
    const bool next_too = i + 2 < found_.size() && std::abs(drr(i + 1)) < std::abs(drr(i + 2));
    if (next_too && !claimed_[i + 1] && is_suspect(i + 1)) judge(i + 1);
  }

  // Whether this length would be right: not further from the median than an interval that is no artefact.
  bool would_do(double ms, std::size_t i) const {
    return std::abs(ms - s_.median[i]) < std::max(s_.threshold[i], kNearMedian * s_.median[i]);
  }

  // An interval that would be right in `parts` equal parts; 1 if it would not.
  int parts_of(std::size_t i) const {
    const int parts = static_cast<int>(std::lround(std::min(s_.rr[i] / s_.median[i], 1e6)));
    return parts >= 2 && would_do(s_.rr[i] / parts, i) ? parts : 1;
  }

  // The first of two intervals, one of them i, that are both too short and together would be right.
  std::optional<std::size_t> shorter_pair(std::size_t i) const {
    std::optional<std::size_t> out;
    double nearest = 0;
    for (const std::size_t first : {i, i - 1}) {
      if (first >= found_.size() || first + 1 >= found_.size() || claimed_[first] || claimed_[first + 1]) continue;
      const double both = s_.rr[first] + s_.rr[first + 1], away = std::abs(both - s_.median[i]);
      if (std::max(s_.rr[first], s_.rr[first + 1]) >= s_.median[i] || !would_do(both, i)) continue;
      if (!out || away < nearest) {
        out = first;
        nearest = away;
      }
    }
    return out;
  }

  void judge(std::size_t i) {
    const double rr = s_.rr[i], median = s_.median[i];
    const bool is_last = i + 1 == found_.size();
    if (rr > (options_.most_missed + 1.5) * median) {
      found_[i] = {Repair::gap, Mark::missed, 1};
      claimed_[i] = true;
    } else if (rr > median && parts_of(i) > 1) {
      found_[i] = {Repair::split, Mark::missed, parts_of(i)};
      claimed_[i] = true;
    } else if (const auto first = shorter_pair(i)) {
      found_[*first] = {Repair::join, Mark::extra, 1};
      claimed_[*first] = claimed_[*first + 1] = true;
    } else {
      move(is_last ? i - 1 : i);
    }
  }

  void move(std::size_t i) {
    if (claimed_[i] || claimed_[i + 1]) return;
    found_[i] = {Repair::move, Mark::irregular, 1};
    claimed_[i] = claimed_[i + 1] = true;
  }

  const ArtefactOptions& options_;
  Series s_;
  std::vector<Finding> found_;
  std::vector<bool> claimed_;  // intervals that a repair changes
};

}  // namespace

std::vector<Finding> find_artefacts(std::span<const double> ms, const ArtefactOptions& options) {
  return Classes(ms, options).run();
}

}  // namespace attune::heart
