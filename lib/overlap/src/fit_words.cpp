#include <fmt/format.h>
#include <fmt/ranges.h>

#include "attune/overlap/correct.hpp"

namespace attune::overlap {

std::string summary(const OverlapFit& fit) {
  std::int64_t samples = 0;
  std::vector<std::string> events, left_out;
  for (const auto& [what, count] : fit.samples) {
    samples += count;
    if (what != "used") left_out.push_back(fmt::format("{} {}", count, what));
  }
  for (const auto& [what, count] : fit.events) events.push_back(fmt::format("{} {}", count, what));
  std::string out = fmt::format("{} unknowns from {} of {} samples", fit.unknowns, fit.samples.front().second, samples);
  if (!left_out.empty()) out += fmt::format(" (left out: {})", fmt::join(left_out, ", "));
  out += fmt::format("; events: {}", fmt::join(events, ", "));
  if (fit.blocks > 0) out += fmt::format("; standard errors from {} blocks", fit.blocks);
  return out;
}

std::vector<ColumnMeaning> response_meanings(const std::optional<eeg::Span>& baseline) {
  std::vector<ColumnMeaning> out = eeg::evoked_meanings(baseline);
  for (ColumnMeaning& meaning : out) {
    if (meaning.column == "condition")
      meaning.meaning = "kind of event, and the predictor of its formula: the response per unit of that predictor";
    if (meaning.column == "amplitude_uv")
      meaning.meaning = fmt::format(
          "response by time-expanded regression, free of the others' overlap; {}",
          baseline ? fmt::format("mean of [{:.6g}, {:.6g}) ms taken off", baseline->from.count(), baseline->to.count())
                   : std::string("no baseline"));
    if (meaning.column == "standard_error_uv")
      meaning.meaning = "standard error, robust against dependence within blocks of at least 5 s";
    if (meaning.column == "n") meaning.meaning = "events whose value of the predictor is not 0";
  }
  return out;
}

Record to_record(const OverlapFit& fit) {
  Record out;
  out.emplace_back("unknowns", static_cast<std::int64_t>(fit.unknowns));
  out.emplace_back("blocks", static_cast<std::int64_t>(fit.blocks));
  out.emplace_back("least_unique_share", fit.least_unique);
  out.emplace_back("iterations", static_cast<std::int64_t>(fit.iterations));
  for (const auto& [what, count] : fit.events) out.emplace_back("events " + what, count);
  for (const auto& [what, count] : fit.samples) out.emplace_back("samples " + what, count);
  return out;
}

}  // namespace attune::overlap
