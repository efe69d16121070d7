#include "attune/heart/rr_artefacts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/base/error.hpp"
#include "rr_classes.hpp"

namespace attune::heart {
namespace {

constexpr std::size_t kFewest = 4;  // intervals of a segment in which an artefact can be told from the rest

struct Interval {
  double ms = 0, end_s = 0;
  Mark mark = Mark::normal;
};
using Segment = std::vector<Interval>;

void require_intervals(const physio::Intervals& intervals) {
  const std::size_t n = intervals.size();
  if (intervals.end_s.size() != n || intervals.follows_gap.size() != n)
    throw Error(Fault::input, fmt::format("{} intervals have {} times and {} gap marks; expected one of each", n,
                                          intervals.end_s.size(), intervals.follows_gap.size()));
  for (std::size_t i = 0; i < n; ++i)
    if (!(intervals.ms[i] > 0) || std::isinf(intervals.ms[i]))
      throw Error(Fault::input,
                  fmt::format("interval {} is {} ms; expected a positive number", i + 1, intervals.ms[i]));
}

std::vector<Segment> segments_of(const physio::Intervals& intervals) {
  std::vector<Segment> out;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    if (i == 0 || intervals.follows_gap[i]) out.emplace_back();
    out.back().push_back({intervals.ms[i], intervals.end_s[i], Mark::normal});
  }
  return out;
}

// Applies the findings of one round to one segment, which a gap cuts in two.
class Repairs {
 public:
  Repairs(const Segment& segment, const std::vector<Finding>& findings, CorrectedIntervals& counts)
      : segment_(segment), findings_(findings), counts_(counts) {}

  std::vector<Segment> run() {
    out_.emplace_back();
    for (std::size_t i = 0; i < segment_.size();) i = apply(i);
    std::erase_if(out_, [](const Segment& one) { return one.empty(); });
    return std::move(out_);
  }

 private:
  // Repairs from interval i on; returns the first interval after what was repaired.
  std::size_t apply(std::size_t i) {
    const Finding& finding = findings_[i];
    switch (finding.repair) {
      case Repair::none:
        out_.back().push_back(segment_[i]);
        return i + 1;
      case Repair::gap:
        out_.emplace_back();
        ++counts_.gaps;
        return i + 1;
      case Repair::split:
        count(i, i + 1, Mark::missed, static_cast<std::size_t>(finding.parts - 1));
        spread(i, i + 1, static_cast<std::size_t>(finding.parts), Mark::missed);
        return i + 1;
      case Repair::join:
        count(i, i + 2, Mark::extra, 1);
        spread(i, i + 2, 1, Mark::extra);
        return i + 2;
      case Repair::move:
        break;
    }
    count(i, i + 2, finding.mark, 1);
    spread(i, i + 2, 2, finding.mark);
    return i + 2;
  }

  // Beats whose intervals were already corrected in an earlier round are not counted again.
  void count(std::size_t from, std::size_t to, Mark mark, std::size_t beats) {
    const bool again = std::all_of(segment_.begin() + static_cast<std::ptrdiff_t>(from),
                                   segment_.begin() + static_cast<std::ptrdiff_t>(to),
                                   [](const Interval& one) { return one.mark != Mark::normal; });
    if (again) return;
    if (mark == Mark::ectopic) counts_.ectopic += beats;
    if (mark == Mark::missed) counts_.missed += beats;
    if (mark == Mark::extra) counts_.extra += beats;
    if (mark == Mark::irregular) counts_.irregular += beats;
  }

  // Puts `parts` equal intervals in the place of [from, to).
  void spread(std::size_t from, std::size_t to, std::size_t parts, Mark mark) {
    double total = 0;
    for (std::size_t i = from; i < to; ++i) total += segment_[i].ms;
    const double each = total / static_cast<double>(parts), end_s = segment_[to - 1].end_s;
    for (std::size_t k = 1; k <= parts; ++k)
      out_.back().push_back({each, end_s - static_cast<double>(parts - k) * each / 1000.0, mark});
  }

  const Segment& segment_;
  const std::vector<Finding>& findings_;
  CorrectedIntervals& counts_;
  std::vector<Segment> out_;
};

std::size_t artefacts_in(const std::vector<Finding>& findings) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [](const Finding& one) { return one.repair != Repair::none; }));
}

// One segment, round after round while the artefacts become fewer.
void correct(Segment segment, const ArtefactOptions& options, CorrectedIntervals& counts, std::vector<Segment>& out) {
  std::size_t before = segment.size() + 1;
  for (int round = 1; segment.size() >= kFewest; ++round) {
    std::vector<double> ms;
    for (const Interval& one : segment) ms.push_back(one.ms);
    const std::vector<Finding> findings = find_artefacts(ms, options);
    const std::size_t artefacts = artefacts_in(findings);
    if (artefacts == 0) break;
    if (artefacts >= before || round > options.iterations) {
      counts.remaining += artefacts;
      counts.settled = false;
      break;
    }
    before = artefacts;
    counts.iterations = std::max(counts.iterations, round);
    std::vector<Segment> pieces = Repairs(segment, findings, counts).run();
    if (pieces.size() != 1) {
      // What a gap has parted has nothing to do with each other any more.
      for (Segment& piece : pieces) correct(std::move(piece), options, counts, out);
      return;
    }
    segment = std::move(pieces.front());
  }
  out.push_back(std::move(segment));
}

}  // namespace

std::string_view name_of(Mark mark) {
  constexpr std::array<std::string_view, 5> kNames{"normal", "ectopic", "missed", "extra", "irregular"};
  return kNames[static_cast<std::size_t>(mark)];
}

CorrectedIntervals correct_artefacts(const physio::Intervals& intervals, const ArtefactOptions& options) {
  require_intervals(intervals);
  CorrectedIntervals out;
  std::vector<Segment> corrected;
  for (Segment& segment : segments_of(intervals)) {
    out.beats += segment.size() + 1;
    correct(std::move(segment), options, out, corrected);
  }
  for (const Segment& segment : corrected) {
    for (std::size_t i = 0; i < segment.size(); ++i) {
      out.intervals.ms.push_back(segment[i].ms);
      out.intervals.end_s.push_back(segment[i].end_s);
      out.intervals.follows_gap.push_back(i == 0);
      out.marks.push_back(segment[i].mark);
    }
  }
  return out;
}

double corrected_share(const CorrectedIntervals& corrected, Seconds from, Seconds to) {
  const std::vector<double>& end_s = corrected.intervals.end_s;
  const auto first = std::lower_bound(end_s.begin(), end_s.end(), from.count());
  const auto last = std::lower_bound(first, end_s.end(), to.count());
  if (first == last) return 0.0;
  const auto begin = corrected.marks.begin() + (first - end_s.begin());
  const auto changed = std::count_if(begin, begin + (last - first), [](Mark mark) { return mark != Mark::normal; });
  return static_cast<double>(changed) / static_cast<double>(last - first);
}

}  // namespace attune::heart
