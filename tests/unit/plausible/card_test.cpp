#include "attune/plausible/card.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "expect_refused.hpp"

namespace attune::plausible {
namespace {

const std::string kCard = R"(claim: Faster.
unit: ms
direction: positive
at_least: 300
plausibility:
  n: [24, 20]
  between_sd: 18
  component: n400:300:500:negative
  latency_ms: 385
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

void refused(const std::string& text, const std::vector<std::string>& parts) {
  test::expect_refused(Fault::usage, parts, [&] { parse_card(text, "cards/x.yaml"); });
}

TEST(Card, IsReadFromAClaimFile) {
  const Card card = parse_card(kCard + "  largest_d: 1.5\n", "cards/x.yaml");
  EXPECT_EQ(card.name, "x");
  EXPECT_EQ(card.size, 300);
  EXPECT_TRUE(card.positive);
  EXPECT_EQ(card.plausibility.n, (std::array<std::int64_t, 2>{24, 20}));
  EXPECT_EQ(card.plausibility.largest_d, 1.5);
  EXPECT_EQ(card.plausibility.latency->component.window.to.count(), 500);
  EXPECT_EQ(card.plausibility.latency->latency_ms, 385);
}

TEST(Card, OfTheProjectIsOfAStudyToo) {
  const Card card =
      read_card(std::filesystem::path(ATTUNE_SOURCE_DIR) / "pipelines/rejection-erp/claims/rejection-300-ms.yaml");
  EXPECT_EQ(card.size, 300);
  EXPECT_EQ(card.source_status, "not found");
  EXPECT_EQ(card.sesoi->size, 20);
}

TEST(Card, KnowsWhatALatencyIsCountedFrom) {
  const auto event = [](const std::string& text) {
    return parse_card(text, "cards/x.yaml").plausibility.latency->event;
  };
  EXPECT_EQ(event(kCard), Event::seen);
  EXPECT_EQ(event(kCard + "  event: heard\n"), Event::heard);
  EXPECT_EQ(event(replaced(kCard, "n400:300:500:negative", "ERN")), Event::response);
  EXPECT_EQ(event(replaced(kCard, "n400:300:500:negative", "lrp:0:200")), Event::response);
  EXPECT_EQ(event(replaced(kCard, "n400:300:500:negative", "SPN")), Event::awaited);
  EXPECT_EQ(event(replaced(kCard, "n400:300:500:negative", "mmn")), Event::heard);
  EXPECT_EQ(event(replaced(kCard, "n400:300:500:negative", "RewP")), Event::seen);
}

TEST(Card, SaysWhereItIsWrong) {
  refused(kCard + "  event: felt\n", {"x.yaml:10", "is 'felt'", "seen, heard, response"});
  refused(replaced(kCard, "at_least: 300\n", ""), {"x.yaml", "needs the key 'at_least'"});
  refused(replaced(kCard, "positive", "none"), {"x.yaml:3", "expected a claim of an effect"});
  refused(replaced(kCard, "at_least: 300", "at_least: -3"), {"x.yaml:4", "is -3, expected a number above 0"});
  refused(replaced(kCard, "[24, 20]", "[24]"), {"x.yaml:6", "has 1 numbers, expected [n of A, n of B]"});
  refused(replaced(kCard, "[24, 20]", "[24, 1]"), {"x.yaml:6", "is '1', expected a whole number from 2"});
  refused(replaced(kCard, "between_sd: 18", "between_sd: wide"), {"x.yaml:7", "is 'wide', expected a number"});
  refused(replaced(kCard, "between_sd", "betwen_sd"), {"x.yaml:7", "did you mean 'between_sd'"});
  refused(replaced(kCard, "n400:300:500:negative", "odd:300"), {"x.yaml:8", "component", "'odd:300'"});
  refused(replaced(kCard, "  latency_ms: 385\n", ""), {"needs the key 'latency_ms'"});
  refused(replaced(kCard, "unit: ms", "unit: uV"), {"x.yaml:5", "claim is in uV; expected the unit ms"});
  refused(kCard + "source_status: lost\n", {"x.yaml:10", "is 'lost'", "not found"});
  refused(kCard + "sesoi: small\n", {"x.yaml:10", "sesoi"});
  refused("claim: Faster.\nunit: ms\ndirection: positive\nat_least: 3\n", {"needs the key 'plausibility'"});
}

}  // namespace
}  // namespace attune::plausible
