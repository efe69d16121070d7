#include <algorithm>
#include <cmath>

#include "attune/breath/breaths.hpp"

namespace attune::breath {

double phase_at(const Breaths& breaths, double time_s) {
  const auto after = std::upper_bound(breaths.breaths.begin(), breaths.breaths.end(), time_s,
                                      [](double time, const Breath& breath) { return time < breath.inhale_s; });
  if (after == breaths.breaths.begin()) return BreathSummary::kNone;
  const Breath& breath = *std::prev(after);
  if (time_s >= breath.end_s || !breath.implausible.empty()) return BreathSummary::kNone;
  if (time_s < breath.exhale_s) return 0.5 * (time_s - breath.inhale_s) / (breath.exhale_s - breath.inhale_s);
  return 0.5 + 0.5 * (time_s - breath.exhale_s) / (breath.end_s - breath.exhale_s);
}

BreathSummary summarise(const Breaths& breaths, std::span<const physio::Window> windows) {
  BreathSummary out;
  double seconds = 0, depth = 0, inhale = 0, share = 0, flow = 0, rates = 0, squares = 0, covered = 0, length = 0;
  for (const physio::Window& window : windows) {
    length += (window.to - window.from).count();
    for (const Breath& breath : breaths.breaths) {
      if (!breath.implausible.empty()) continue;
      covered +=
          std::max(0.0, std::min(breath.end_s, window.to.count()) - std::max(breath.inhale_s, window.from.count()));
      if (breath.inhale_s < window.from.count() || breath.inhale_s >= window.to.count()) continue;
      ++out.n;
      const double in = breath.exhale_s - breath.inhale_s, rate = 60 / breath.seconds();
      seconds += breath.seconds();
      depth += breath.depth;
      inhale += in;
      share += in / breath.seconds();
      flow += breath.depth / breath.seconds();
      rates += rate;
      squares += rate * rate;
    }
  }
  if (length > 0) out.artefact_share = std::clamp(1 - covered / length, 0.0, 1.0);
  if (out.n == 0) return out;
  const auto n = static_cast<double>(out.n);
  out.rate = 60 * n / seconds;
  if (out.n > 1) out.rate_sd = std::sqrt(std::max(0.0, squares - rates * rates / n) / (n - 1));
  out.depth = depth / n;
  out.inhale = inhale / n;
  out.exhale = (seconds - inhale) / n;
  out.inhale_share = share / n;
  out.volume_per_time = flow / n;
  return out;
}

BreathSummary summarise(const Breaths& breaths, Seconds from, Seconds to) {
  const physio::Window window{"", from, to, 1};
  return summarise(breaths, std::span(&window, 1));
}

}  // namespace attune::breath
