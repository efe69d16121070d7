#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "attune/parallel/stream.hpp"

namespace attune::bench {

inline constexpr int kMeasures = 500;

inline std::string measures_header() {
  return "participant_id\tsession\ttask\trun\tmodality\tmeasure\tsite\tcondition\tvalue\tunit\tn\tquality\texcluded\t"
         "source\n";
}

/// The 500 rows of one participant of a long measures table: measures m001 to m500, secure and insecure in `condition`
/// in turn by participant, so that one measure is a two-group comparison.
inline std::string measures_of(int participant) {
  parallel::Stream stream({2009}, static_cast<std::uint64_t>(participant));
  std::string out;
  const char* const group = participant % 2 == 0 ? "secure" : "insecure";
  for (int measure = 1; measure <= kMeasures; ++measure)
    fmt::format_to(
        std::back_inserter(out),
        "sub-{0:05}\t1\tinfantface\t1\tfmri\tm{1:03}\tventral_striatum_L\t{2}\t{3:.4f}\tpercent\t33\t{4:.3f}\t"
        "{5}\tsub-{0:05}/func/sub-{0:05}_task-infantface_bold.nii.gz\n",
        participant, measure, group, stream.normal(), 0.5 + 0.5 * stream.uniform(),
        stream.below(100) == 0 ? "coverage < 0.5" : "n/a");
  return out;
}

}  // namespace attune::bench
