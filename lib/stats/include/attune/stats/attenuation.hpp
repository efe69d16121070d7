#pragma once

#include <optional>

#include "attune/base/error.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

struct AttenuationOptions {
  double r = 0.0;  ///< observed, -1 to 1
  double reliability_x = 1.0, reliability_y = 1.0;
  std::optional<std::int64_t> n;  ///< people behind r; without it there is no interval
  double confidence = 0.95;
};

/// A correlation freed from the unreliability of both measures (Spearman 1904).
struct Disattenuated {
  AttenuationOptions given;
  double ceiling = 1.0;              ///< sqrt(reliability_x reliability_y): the largest r that can be observed
  double value = 0.0;                ///< r / ceiling; may lie beyond 1
  std::optional<Interval> interval;  ///< Fisher's interval of r over the ceiling; the reliabilities taken as known
  bool above_one = false;
  Warnings warnings;  ///< beyond 1: a reliability is too low or r too high by chance
};

/// Usage errors for r beyond 1, reliabilities outside (0, 1] and n below 4.
Disattenuated disattenuate(const AttenuationOptions& options);

/// The fields of `attune reliability --attenuate` and their meanings.
Record to_record(const Disattenuated& disattenuated);
std::vector<ColumnMeaning> attenuation_meanings();

}  // namespace attune::stats
