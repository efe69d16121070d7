// Any text is a list of intervals, or an input error.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/physio/intervals.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const attune::physio::IntervalList list = attune::physio::parse_intervals(text, "fuzz.txt");
    const attune::physio::Intervals& all = list.intervals;
    if (all.end_s.size() != all.size() || all.follows_gap.size() != all.size()) std::abort();
    for (const double ms : all.ms)
      if (!(ms > 0) || !std::isfinite(ms)) std::abort();
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::input) std::abort();
  }
  return 0;
}
