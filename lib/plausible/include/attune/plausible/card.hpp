#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/erp/measure.hpp"
#include "attune/stats/effect_size.hpp"
#include "attune/yaml/section.hpp"

namespace attune::plausible {

/// What a latency is counted from: something seen or heard, the person's own response, or something still awaited.
enum class Event { seen, heard, response, awaited };
/// "seen", "heard", "response" or "awaited".
std::string name_of(Event event);
/// What the component of this name is customarily locked to: the response for LRP and ERN, something awaited for SPN,
/// something heard for MMN, in any case of letters; else something seen.
Event customary_event(std::string_view component);

/// The component whose latency is claimed to differ.
struct LatencyClaim {
  erp::Component component;    ///< its window is where the latency is looked for
  double latency_ms = 0;       ///< where it typically lies
  std::string latency_source;  ///< who says so; may be empty
  Event event = Event::seen;
};

/// What is known of people, against which the size of a claim is held: the section `plausibility` of a claim file.
struct Plausibility {
  std::optional<std::array<std::int64_t, 2>> n;  ///< people of A and of B; absent: those of the data
  std::optional<double> between_sd;  ///< of the measure, between people of one group; absent: that of the data
  std::string between_sd_source;     ///< who says so; may be empty
  double largest_d = 2;              ///< differences beyond this many standard deviations are not believed unseen
  std::optional<LatencyClaim> latency;
};

/// A claim of a size, and what its plausibility is judged by.
struct Card {
  std::filesystem::path path;
  std::string name;   ///< the file's name without ending
  std::string claim;  ///< a sentence
  std::string quote;  ///< its words where it was made; may be empty
  std::string source, source_status, estimand, unit;
  bool positive = true;  ///< A - B is claimed to be above zero
  double size = 0;       ///< claimed, in the unit and without sign
  std::optional<stats::SmallestEffect> sesoi;
  Plausibility plausibility;
};

/// Keys of a claim file that `attune claim` reads, and of its section `plausibility`.
const std::vector<std::string>& claim_keys();
const std::vector<std::string>& plausibility_keys();

/// What may stand for `source_status`: found, not found (it was looked for), differs (the paper says something else).
const std::vector<std::string>& source_statuses();

/// The section `plausibility`, with usage errors that name file and line for what is missing, unknown or no number:
/// `n` (two whole numbers from 2 on), `between_sd`, `between_sd_source`, `largest_d` (2), and for a latency `component`
/// (as `erp::parse_component`), `latency_ms`, `latency_source` and `event` (seen, heard, response, awaited; without it
/// `customary_event`); the component and its latency come together.
Plausibility read_plausibility(const yaml::Entry& entry);

/// Reads a claim file that claims a size (`at_least`, `unit`, `direction: positive` or `negative`) and has a section
/// `plausibility`; what a study needs of it (`test`, `effect`) may stand there and is not looked at. A claim of no
/// effect, or without a size, is a usage error: there is no size to hold against anything.
Card read_card(const std::filesystem::path& path);
Card parse_card(std::string_view text, const std::filesystem::path& path);

}  // namespace attune::plausible
