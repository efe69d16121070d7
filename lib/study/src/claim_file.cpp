#include "attune/study/claim_file.hpp"

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/hash.hpp"
#include "attune/plausible/card.hpp"
#include "smallest_effect.hpp"
#include "yaml_section.hpp"

namespace attune::study {

Claim parse_claim(std::string_view text, const std::filesystem::path& path) {
  const Section section(yaml::parse(text, path), "claim");
  Claim claim;
  claim.path = path;
  claim.name = path.stem().string();
  claim.claim = section.need("claim").text();
  claim.test = section.need("test").text();
  const std::string direction = section.need("direction").choice({"positive", "negative", "none"});
  claim.positive = direction == "positive";
  claim.none = direction == "none";
  if (const auto entry = section.find("source")) claim.source = entry->text();
  if (const auto entry = section.find("estimand")) claim.estimand = entry->text();
  if (const auto entry = section.find("unit")) claim.unit = entry->text();
  if (const auto entry = section.find("sesoi")) claim.sesoi = smallest_effect_text(*entry);
  if (const auto entry = section.find("at_least")) claim.at_least = entry->positive();
  if (claim.none && claim.at_least)
    section.need("at_least").fail("belongs to claims of an effect; this one claims none");
  if (const auto entry = section.find("effect")) claim.effect = entry->text();
  if (const auto entry = section.find("quote")) entry->text();
  if (const auto entry = section.find("source_status")) entry->choice(plausible::source_statuses());
  if (const auto entry = section.find("plausibility")) plausible::read_plausibility(*entry);  // of `attune claim`
  claim.sha256 = sha256_of(text);
  return claim;
}

std::string direction_of(const Claim& claim) { return claim.none ? "none" : claim.positive ? "positive" : "negative"; }

Claim read_claim(const std::filesystem::path& path) {
  constexpr std::uintmax_t kLimit = 1 << 20;  // a claim is a page of text
  return parse_claim(read_text(path, kLimit), path);
}

}  // namespace attune::study
