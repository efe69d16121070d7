#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "attune/parallel/stream.hpp"
#include "attune/table/table.hpp"

namespace attune::test {

/// data-samples/therapy.tsv: 60 invented people, 30 in therapy and 30 waiting. Distress before is 55, SD 9; it falls by
/// 16 with therapy and by 4 without. Attachment class before and after; two people were not seen again.
inline Table therapy_sample() {
  const parallel::Seed seed = parallel::derive({2009}, 2);
  Column::Text id, arm, pre, post, class_pre, class_post;
  for (std::size_t i = 0; i < 60; ++i) {
    parallel::Stream stream(seed, i);
    const bool therapy = i % 2 == 0, lost = i == 17 || i == 40;
    const double before = 55.0 + 9.0 * stream.normal();
    const double after = before - (therapy ? 16.0 : 4.0) + 8.0 * stream.normal();
    const double secure_before = stream.uniform(), secure_after = stream.uniform();
    id.push_back(fmt::format("sub-{:02}", i + 1));
    arm.push_back(therapy ? "therapy" : "waiting");
    pre.push_back(fmt::format("{:.0f}", before));
    post.push_back(lost ? "n/a" : fmt::format("{:.0f}", std::max(0.0, after)));
    class_pre.push_back(secure_before < 0.25 ? "secure" : "insecure");
    class_post.push_back(lost ? "n/a" : secure_after < (therapy ? 0.65 : 0.3) ? "secure" : "insecure");
  }
  Table out;
  out.add("participant_id", id);
  out.add("arm", arm);
  out.add("distress_pre", pre);
  out.add("distress_post", post);
  out.add("attachment_pre", class_pre);
  out.add("attachment_post", class_post);
  return out;
}

/// data-samples/items.tsv: 80 invented people who answered six items of one trait on a scale of 1 to 7 (loadings about
/// 0.7; q3 and q6 are keyed the other way round), and the class that two coders gave them, the same for about 8 in 10.
inline Table items_sample() {
  constexpr const char* kClasses[] = {"secure", "dismissing", "preoccupied"};
  const parallel::Seed seed = parallel::derive({2009}, 3);
  Column::Text id, first, second;
  std::vector<Column::Text> items(6);
  for (std::size_t i = 0; i < 80; ++i) {
    parallel::Stream stream(seed, i);
    id.push_back(fmt::format("sub-{:02}", i + 1));
    const double trait = stream.normal();
    for (std::size_t k = 0; k < items.size(); ++k) {
      const double answer = std::clamp(std::round(4.0 + 1.4 * (0.7 * trait + 0.7 * stream.normal())), 1.0, 7.0);
      items[k].push_back(fmt::format("{:.0f}", k == 2 || k == 5 ? 8.0 - answer : answer));
    }
    const std::uint64_t truth = stream.below(3);
    first.push_back(kClasses[truth]);
    second.push_back(kClasses[stream.uniform() < 0.7 ? truth : stream.below(3)]);
  }
  items[4][12] = "n/a";
  Table out;
  out.add("participant_id", id);
  for (std::size_t k = 0; k < items.size(); ++k) out.add(fmt::format("q{}", k + 1), items[k]);
  out.add("coder1", first);
  out.add("coder2", second);
  return out;
}

}  // namespace attune::test
