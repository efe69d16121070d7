#pragma once

#include <fmt/format.h>

#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/table/table.hpp"

namespace attune::test {

/// A long table: `people` (half secure, half insecure) with `measures` values each that share `correlation`; in measure
/// m1 the groups differ by `effect` standard deviations.
inline Table long_measures(std::uint64_t item, int people, int measures, double correlation, double effect) {
  parallel::Stream stream({1993}, item);
  Column::Text id, group, measure;
  Column::Numbers value;
  for (int i = 0; i < people; ++i) {
    const double own = std::sqrt(correlation) * stream.normal();
    for (int m = 1; m <= measures; ++m) {
      id.push_back(fmt::format("sub-{:03}", i));
      group.push_back(i % 2 == 0 ? "secure" : "insecure");
      measure.push_back(fmt::format("m{}", m));
      value.push_back(own + std::sqrt(1.0 - correlation) * stream.normal() + (m == 1 && i % 2 == 0 ? effect : 0.0));
    }
  }
  Table out;
  out.add("participant_id", id);
  out.add("group", group);
  out.add("measure", measure);
  out.add("value", value);
  return out;
}

}  // namespace attune::test
