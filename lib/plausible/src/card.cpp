#include "attune/plausible/card.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"

namespace attune::plausible {
namespace {

constexpr std::int64_t kMostPeople = 1'000'000;

/// What `parse` says of the entry's text; a usage error of it gets the entry's place.
template <class Parse>
auto parsed(const yaml::Entry& entry, Parse parse) {
  const std::string text = entry.text();
  try {
    return parse(text);
  } catch (const Error& error) {
    entry.fail(error.what());
  }
}

std::array<std::int64_t, 2> people(const yaml::Entry& entry) {
  const std::vector<yaml::Entry> items = entry.list();
  if (items.size() != 2) entry.fail(fmt::format("has {} numbers, expected [n of A, n of B]", items.size()));
  return {items[0].whole(2, kMostPeople), items[1].whole(2, kMostPeople)};
}

std::string text_or_nothing(const yaml::Section& section, const std::string& key) {
  const std::optional<yaml::Entry> entry = section.find(key);
  return entry ? entry->text() : std::string();
}

constexpr std::array kEvents{Event::seen, Event::heard, Event::response, Event::awaited};

Event event_named(const std::string& name) {
  return *std::find_if(kEvents.begin(), kEvents.end(), [&](Event event) { return name_of(event) == name; });
}

LatencyClaim read_latency(const yaml::Section& section) {
  LatencyClaim latency;
  latency.component = parsed(section.need("component"), erp::parse_component);
  latency.latency_ms = section.need("latency_ms").number();
  latency.latency_source = text_or_nothing(section, "latency_source");
  const auto event = section.find("event");
  latency.event = event ? event_named(event->choice({"seen", "heard", "response", "awaited"}))
                        : customary_event(latency.component.name);
  return latency;
}

}  // namespace

std::string name_of(Event event) {
  switch (event) {
    case Event::seen:
      return "seen";
    case Event::heard:
      return "heard";
    case Event::response:
      return "response";
    case Event::awaited:
      return "awaited";
  }
  return "";
}

Event customary_event(std::string_view component) {
  std::string name(component);
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (name == "lrp" || name == "ern") return Event::response;
  if (name == "spn") return Event::awaited;
  return name == "mmn" ? Event::heard : Event::seen;
}

const std::vector<std::string>& claim_keys() {
  static const std::vector<std::string> keys{"claim", "quote",     "source", "source_status", "test",   "estimand",
                                             "unit",  "direction", "sesoi",  "at_least",      "effect", "plausibility"};
  return keys;
}

const std::vector<std::string>& plausibility_keys() {
  static const std::vector<std::string> keys{"n",         "between_sd", "between_sd_source", "largest_d",
                                             "component", "latency_ms", "latency_source",    "event"};
  return keys;
}

const std::vector<std::string>& source_statuses() {
  static const std::vector<std::string> statuses{"found", "not found", "differs"};
  return statuses;
}

Plausibility read_plausibility(const yaml::Entry& entry) {
  const yaml::Section section(entry, "plausibility", plausibility_keys());
  Plausibility known;
  if (const auto n = section.find("n")) known.n = people(*n);
  if (const auto spread = section.find("between_sd")) known.between_sd = spread->positive();
  known.between_sd_source = text_or_nothing(section, "between_sd_source");
  if (const auto largest = section.find("largest_d")) known.largest_d = largest->positive();
  for (const char* key : {"component", "latency_ms", "latency_source", "event"})
    if (!known.latency && section.find(key)) known.latency = read_latency(section);
  return known;
}

Card parse_card(std::string_view text, const std::filesystem::path& path) {
  const yaml::Section section(yaml::parse(text, path), "claim", claim_keys());
  Card card;
  card.path = path;
  card.name = path.stem().string();
  card.claim = section.need("claim").text();
  card.quote = text_or_nothing(section, "quote");
  card.source = text_or_nothing(section, "source");
  if (const auto status = section.find("source_status")) card.source_status = status->choice(source_statuses());
  card.estimand = text_or_nothing(section, "estimand");
  card.unit = section.need("unit").text();
  const yaml::Entry direction = section.need("direction");
  const std::string side = direction.choice({"positive", "negative", "none"});
  if (side == "none") direction.fail("is none; expected a claim of an effect, whose size can be judged");
  card.positive = side == "positive";
  card.size = section.need("at_least").positive();
  if (const auto sesoi = section.find("sesoi")) card.sesoi = parsed(*sesoi, stats::parse_smallest_effect);
  const yaml::Entry known = section.need("plausibility");
  card.plausibility = read_plausibility(known);
  if (card.plausibility.latency && card.unit != "ms")
    known.fail(fmt::format("has a component's latency, but the claim is in {}; expected the unit ms", card.unit));
  return card;
}

Card read_card(const std::filesystem::path& path) {
  constexpr std::uintmax_t kLimit = 1 << 20;  // a claim is a page of text
  return parse_card(read_text(path, kLimit), path);
}

}  // namespace attune::plausible
