#include "status_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>

#include "attune/base/number_text.hpp"

namespace attune::eeg {
namespace {

constexpr std::uint32_t kNewEpoch = 1U << 16, kCmsInRange = 1U << 20, kBatteryLow = 1U << 22, kFlags = 0xff0000U;

struct Run {
  std::uint32_t code;
  std::size_t first, samples;
};

std::vector<Run> runs_of(std::span<const std::uint32_t> words, std::uint32_t mask) {
  std::vector<Run> out;
  const int shift = std::countr_zero(mask);
  for (std::size_t s = 0; s < words.size(); ++s) {
    const std::uint32_t code = (words[s] & mask) >> shift;
    if (out.empty() || out.back().code != code)
      out.push_back({code, s, 1});
    else
      ++out.back().samples;
  }
  return out;
}

/// Runs in which the lines of one change that are seen one after another are one: runs of one sample go to the longer
/// code that follows, or, before rest, to the longer one they come from. Codes of one sample with no longer one beside
/// them stay as they are: each is a pulse.
std::size_t join_ramps(std::vector<Run>& runs, std::uint32_t rest) {
  const auto is_short = [&](const Run& run) { return run.samples == 1 && run.code != rest && run.first > 0; };
  const auto is_long = [&](const Run& run) { return run.samples > 1 && run.code != rest; };
  std::size_t joined = 0;
  std::vector<Run> out;
  const auto add = [&out](const Run& run) {
    if (!out.empty() && out.back().code == run.code)
      out.back().samples += run.samples;
    else
      out.push_back(run);
  };
  for (std::size_t r = 0; r < runs.size();) {
    std::size_t end = r;  // of the codes of one sample from here on
    while (end < runs.size() && is_short(runs[end])) ++end;
    const std::size_t steps = end - r;
    if (steps > 0 && end < runs.size() && is_long(runs[end])) {
      add({runs[end].code, runs[r].first, runs[end].samples + steps});
      joined += steps;
      r = end + 1;
    } else if (steps > 0 && !out.empty() && is_long(out.back())) {
      out.back().samples += steps;
      joined += steps;
      r = end;
    } else if (steps > 0) {
      while (r < end) add(runs[r++]);
    } else {
      add(runs[r++]);
    }
  }
  runs = std::move(out);
  return joined;
}

void warn_of_flag(std::span<const std::uint32_t> words, std::uint32_t flag, bool wanted, const char* what, Hertz rate,
                  const std::filesystem::path& path, Warnings& warnings) {
  const auto is_wrong = [&](std::uint32_t word) { return ((word & flag) != 0) != wanted; };
  const auto wrong = static_cast<std::size_t>(std::count_if(words.begin(), words.end(), is_wrong));
  if (wrong == 0) return;
  const auto first = std::find_if(words.begin(), words.end(), is_wrong) - words.begin();
  warnings.push_back(fmt::format("{}: {} for {:.3g} s of {:.3g} s, first at {:.3f} s", describe(path), what,
                                 static_cast<double>(wrong) / rate.value(),
                                 static_cast<double>(words.size()) / rate.value(),
                                 static_cast<double>(first) / rate.value()));
}

void read_flags(std::span<const std::uint32_t> words, Hertz rate, const std::filesystem::path& path,
                StatusEvents& out) {
  // Writers of other makers leave the upper byte empty: then it says nothing.
  if (std::none_of(words.begin(), words.end(), [](std::uint32_t word) { return (word & kFlags) != 0; })) return;
  for (std::size_t s = 1; s < words.size(); ++s)
    if ((words[s] & kNewEpoch) != 0 && (words[s - 1] & kNewEpoch) == 0)
      out.boundaries.push_back(static_cast<double>(s));
  warn_of_flag(words, kCmsInRange, true, "CMS was out of range, where all channels are worthless,", rate, path,
               out.warnings);
  warn_of_flag(words, kBatteryLow, false, "the battery was low", rate, path, out.warnings);
}

}  // namespace

StatusEvents status_events(std::span<const std::uint32_t> words, std::uint32_t trigger_mask, Hertz sampling_frequency,
                           const std::filesystem::path& path) {
  if (trigger_mask == 0) throw usage_error("the mask of trigger bits is 0, expected one that keeps at least one bit");
  StatusEvents out;
  if (words.empty()) return out;
  std::vector<Run> runs = runs_of(words, trigger_mask);
  const bool rests_at_zero = std::any_of(runs.begin(), runs.end(), [](const Run& run) { return run.code == 0; });
  const std::uint32_t rest = rests_at_zero ? 0 : runs.front().code;
  const std::size_t joined = join_ramps(runs, rest);
  if (rest != 0)
    out.notes.push_back(fmt::format("the trigger code never is 0; its first value, {}, is taken for no trigger", rest));
  else if (runs.front().code != 0)
    out.notes.push_back(
        fmt::format("code {} is there at the first sample: it began before, and is no event", runs.front().code));
  if (joined > 0)
    out.notes.push_back(
        fmt::format("{} codes of one sample beside a longer one are that code's lines changing", joined));
  for (const Run& run : runs) {
    if (run.code == rest || run.first == 0) continue;
    Event event;
    event.sample = static_cast<double>(run.first);
    event.type = fmt::format("{}", run.code);
    event.kind = "Trigger";
    event.fields = {{"run_samples", fmt::format("{}", run.samples)}};
    out.events.push_back(std::move(event));
  }
  read_flags(words, sampling_frequency, path, out);
  return out;
}

}  // namespace attune::eeg
