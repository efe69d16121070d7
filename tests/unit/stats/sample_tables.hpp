#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

#include "attune/parallel/stream.hpp"
#include "attune/table/table.hpp"

namespace attune::test {

/// The text of a number with a fixed count of decimals.
inline std::string fixed(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }

/// data-samples/group.tsv: 12 secure and 12 insecure invented participants. Insecure ones have more anxiety and
/// avoidance, 0.17 percent less striatal response, and an N400 5 ms earlier per point of anxiety.
inline Table group_sample() {
  constexpr std::size_t kParticipants = 24;
  const parallel::Seed seed{2009};
  Column::Text id, group, age, anxiety, avoidance, striatum, latency;
  for (std::size_t i = 0; i < kParticipants; ++i) {
    parallel::Stream stream(seed, i);
    const bool secure = i % 2 == 0;
    const double anxious = (secure ? 2.6 : 4.2) + 0.8 * stream.normal();
    id.push_back(fmt::format("sub-{:02}", i + 1));
    group.push_back(secure ? "secure" : "insecure");
    age.push_back(fmt::format("{}", 22 + stream.below(18)));
    anxiety.push_back(fixed(anxious, 2));
    avoidance.push_back(fixed((secure ? 2.4 : 3.6) + 0.7 * stream.normal(), 2));
    striatum.push_back(fixed((secure ? 0.32 : 0.15) + 0.14 * stream.normal(), 4));
    latency.push_back(fixed(415.0 - 5.0 * anxious + 12.0 * stream.normal(), 1));
  }
  Table out;
  out.add("participant_id", id);
  out.add("group", group);
  out.add("age", age);
  out.add("anxiety", anxiety);
  out.add("avoidance", avoidance);
  out.add("striatum_psc", striatum);
  out.add("n400_latency_ms", latency);
  return out;
}

/// data-samples/sessions.tsv: felt security (0 to 100) of the same participants before and after an intervention that
/// adds 6 points.
inline Table session_sample() {
  const parallel::Seed seed = parallel::derive({2009}, 1);
  Column::Text id, session, felt;
  for (std::size_t i = 0; i < 24; ++i) {
    parallel::Stream stream(seed, i);
    const double usual = (i % 2 == 0 ? 68.0 : 52.0) + 8.0 * stream.normal();
    for (const bool post : {false, true}) {
      id.push_back(fmt::format("sub-{:02}", i + 1));
      session.push_back(post ? "post" : "pre");
      felt.push_back(fixed(usual + (post ? 6.0 : 0.0) + 5.0 * stream.normal(), 1));
    }
  }
  Table out;
  out.add("participant_id", id);
  out.add("session", session);
  out.add("felt_security", felt);
  return out;
}

}  // namespace attune::test
