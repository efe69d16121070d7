#include "attune/plausible/judgement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_refused.hpp"

namespace attune::plausible {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// scipy 1.10.1 (t, nct) wherever a number is compared; its noncentral t is good to some nine digits.
constexpr double kOracle = 1e-8;

Card small_card() {
  Card card;
  card.name = "small";
  card.unit = "ms";
  card.size = 30;
  card.sesoi = stats::SmallestEffect{10, false};
  card.plausibility.n = std::array<std::int64_t, 2>{12, 8};
  card.plausibility.between_sd = 25;
  return card;
}

Card with_latency(double latency_ms, double from, double to) {
  Card card = small_card();
  card.plausibility.latency =
      LatencyClaim{{"n400", {Milliseconds(from), Milliseconds(to)}, erp::Polarity::negative}, latency_ms, ""};
  return card;
}

TEST(Arithmetic, OfASizeBesideTheSpreadOfPeople) {
  const Arithmetic found = judge(small_card()).arithmetic;
  EXPECT_DOUBLE_EQ(found.implied_d, 1.2);
  EXPECT_NEAR(found.overlap, 0.5485062355001472, 1e-12);
  EXPECT_NEAR(found.standard_error, 11.410886614690959, 1e-12);
  EXPECT_NEAR(found.half_width, 23.973383187494797, 1e-9);
  EXPECT_NEAR(found.power, 0.7008906256752094, kOracle);
  EXPECT_NEAR(found.power_sesoi.value(), 0.13194631501850973, kOracle);
  EXPECT_NEAR(found.refutable, 0.7008865182562181, kOracle);
  EXPECT_NEAR(found.refutable_at_sesoi.value(), 0.3818532687436145, kOracle);
  EXPECT_DOUBLE_EQ(found.smallest_sd, 15);
  EXPECT_EQ(found.n_for_sesoi, (std::array<std::int64_t, 2>{124, 83}));
}

TEST(Arithmetic, NoPeopleSpreadLessThanTwoGroupsOfEquals) {
  std::vector<double> equals(12, 30.0);
  equals.insert(equals.end(), 8, 0.0);
  EXPECT_NEAR(judge(small_card()).arithmetic.smallest_total_sd, stats::summarise(equals).sd(), 1e-12);
}

TEST(Arithmetic, DoesNotDependOnTheUnit) {
  Card card = small_card();
  const Arithmetic in_ms = judge(card).arithmetic;
  card.unit = "s";
  card.size /= 1000;
  card.sesoi->size /= 1000;
  *card.plausibility.between_sd /= 1000;
  const Arithmetic in_s = judge(card).arithmetic;
  EXPECT_NEAR(in_s.implied_d, in_ms.implied_d, 1e-12);
  EXPECT_NEAR(in_s.power, in_ms.power, 1e-12);
  EXPECT_NEAR(in_s.refutable_at_sesoi.value(), in_ms.refutable_at_sesoi.value(), 1e-12);
  EXPECT_NEAR(in_s.half_width * 1000, in_ms.half_width, 1e-12);
}

TEST(Arithmetic, TakesASmallestEffectInStandardDeviations) {
  Card card = small_card();
  card.sesoi = stats::SmallestEffect{0.4, true};
  EXPECT_DOUBLE_EQ(judge(card).arithmetic.sesoi.value(), 10);
  EXPECT_NEAR(judge(card).arithmetic.power_sesoi.value(), 0.13194631501850973, kOracle);
}

TEST(Plausible, IsWhatIsFewStandardDeviationsWithinTheWindow) {
  const Judgement judged = judge(with_latency(385, 300, 500));
  EXPECT_EQ(judged.plausible, Plausible::possible);
  EXPECT_EQ(judged.arithmetic.latency->earlier_ms, 355);
  EXPECT_EQ(judged.arithmetic.latency->later_ms, 415);
  EXPECT_TRUE(judged.arithmetic.latency->place.empty());
  EXPECT_EQ(judged.reasons.size(), 1U);
}

TEST(Plausible, NotIfItIsMoreThanTheLargestDifferenceBelieved) {
  Card card = small_card();
  card.plausibility.between_sd = 14.9;
  EXPECT_EQ(judge(card).plausible, Plausible::implausible);
  EXPECT_THAT(judge(card).reasons, Contains(HasSubstr("it would take a spread of 15 ms")));
  card.plausibility.largest_d = 3;
  EXPECT_EQ(judge(card).plausible, Plausible::possible);
}

TEST(Plausible, NotIfBothGroupsWouldLeaveTheWindow) {
  const Judgement judged = judge(with_latency(320, 300, 340));
  EXPECT_EQ(judged.plausible, Plausible::implausible);
  EXPECT_THAT(judged.reasons, Contains(HasSubstr("earlier group's latency would be 290 ms, outside the component's")));
  EXPECT_THAT(judged.reasons, Contains(HasSubstr("later group's latency would be 350 ms, outside the component's")));
}

TEST(Plausible, IfTheTypicalLatencyMayBeThatOfOneGroup) {
  const Judgement later = judge(with_latency(315, 300, 600));  // 285 ms or 345 ms
  EXPECT_EQ(later.plausible, Plausible::possible);
  EXPECT_THAT(later.reasons.front(), HasSubstr("standard deviations between people (at most 2)"));
  EXPECT_THAT(later.reasons, Contains(HasSubstr("would be 285 ms, outside the component's window (300 to 600 ms)")));
  EXPECT_THAT(later.reasons, Contains(HasSubstr("the later one's is 345 ms")));
  const Judgement earlier = judge(with_latency(590, 300, 600));
  EXPECT_EQ(earlier.plausible, Plausible::possible);
  EXPECT_THAT(earlier.reasons, Contains(HasSubstr("the earlier one's is 560 ms")));
}

TEST(Plausible, NotInTheTimeOfTheFirstAnswersOfVisualCortex) {
  const auto place = [](double latency) { return judge(with_latency(latency, -100, 500)).arithmetic.latency->place; };
  EXPECT_THAT(place(25), HasSubstr("before the event"));
  EXPECT_THAT(place(79), HasSubstr("before the first answer of visual cortex"));
  EXPECT_THAT(place(80), HasSubstr("in the time of C1"));
  EXPECT_THAT(place(140), HasSubstr("in the time of P1"));
  EXPECT_EQ(place(150), "");
  EXPECT_EQ(place(110), "") << "a P1 lies in the time of P1";
  EXPECT_EQ(judge(with_latency(140, 105, 165)).plausible, Plausible::implausible);
  EXPECT_EQ(judge(with_latency(140, 105, 500)).plausible, Plausible::possible);
}

TEST(Plausible, KnowsNoFirstAnswersOfVisualCortexButAfterSomethingSeen) {
  const auto place = [](Event event, double latency) {
    Card card = with_latency(latency, -100, 100);
    card.plausibility.latency->event = event;
    return judge(card).arithmetic.latency->place;
  };
  EXPECT_EQ(place(Event::response, 60), "");
  EXPECT_EQ(place(Event::response, -20), "");
  EXPECT_EQ(place(Event::awaited, -20), "");
  EXPECT_EQ(place(Event::heard, 85), "");
  EXPECT_THAT(place(Event::heard, 10), HasSubstr("before the event"));
  EXPECT_THAT(place(Event::seen, 60), HasSubstr("before the first answer"));
  Card ern = with_latency(50, -40, 70);
  ern.plausibility.latency->event = Event::response;
  EXPECT_EQ(judge(ern).plausible, Plausible::possible);
  EXPECT_THAT(judge(ern).not_seen, Contains(HasSubstr("after this event (response) was not looked at")));
}

TEST(Plausible, ImpossibleWhereTheWindowIsShorterThanTheDifference) {
  const Judgement judged = judge(with_latency(345, 330, 359));
  EXPECT_EQ(judged.plausible, Plausible::impossible);
  EXPECT_THAT(judged.reasons.front(), HasSubstr("is 29 ms long: no two latencies measured in it differ by 30 ms"));
}

TEST(Verdict, WithoutDataIsInconclusive) {
  const Judgement judged = judge(small_card());
  EXPECT_EQ(judged.verdict.verdict, stats::Verdict::inconclusive);
  EXPECT_FALSE(judged.evidence);
  EXPECT_THAT(judged.not_seen, Contains(HasSubstr("there were no data")));
}

const std::vector<double> kLate{400, 410, 395, 405, 420, 390, 402, 398};
const std::vector<double> kEarly{396, 405, 391, 400, 412, 388, 399};

TEST(Verdict, OfDataRejectsASizeThatTheIntervalDoesNotReach) {
  const Judgement judged = judge(small_card(), kLate, kEarly, {"secure", "anxious"});
  EXPECT_EQ(judged.verdict.verdict, stats::Verdict::contradicted);
  EXPECT_TRUE(judged.evidence->size_rejected);
  EXPECT_LT(judged.evidence->interval_90.high, judged.evidence->comparison.interval.high);
  // Both say the same of the size: one side of the 90 % interval is the one-sided test at 5 %.
  EXPECT_LT(judged.evidence->interval_90.high, 30);
  EXPECT_EQ(judged.arithmetic.n[0], 12) << "the card's n stays what the claim is judged at";
}

TEST(Verdict, OfDataSaysIfTheEffectIsNegligibleAsWell) {
  Card card = small_card();
  card.sesoi = stats::SmallestEffect{25, false};
  const Judgement judged = judge(card, kLate, kEarly, {"secure", "anxious"});
  EXPECT_EQ(judged.verdict.verdict, stats::Verdict::contradicted);
  EXPECT_THAT(judged.verdict.reason,
              HasSubstr("lies below the claimed size of 30 ms; the effect is equivalent to none"));
  card.sesoi = stats::SmallestEffect{5, false};
  EXPECT_THAT(judge(card, kLate, kEarly, {"secure", "anxious"}).verdict.reason, Not(HasSubstr("equivalent")));
}

TEST(Verdict, OfDataIsOpenWhereTheIntervalHoldsZeroExcludedButNotTheWholeSize) {
  std::vector<double> later = kLate;
  for (double& value : later) value += 25;
  const Judgement judged = judge(small_card(), later, kEarly, {"secure", "anxious"});
  EXPECT_GT(judged.evidence->comparison.interval.high, 30);
  EXPECT_GT(judged.evidence->comparison.interval.low, 0);
  EXPECT_LT(judged.evidence->comparison.interval.low, 30);
  EXPECT_EQ(judged.verdict.verdict, stats::Verdict::inconclusive);
}

TEST(Verdict, OfDataWithTheOtherSignIsTheSameOfTheOppositeClaim) {
  Card card = small_card();
  card.positive = false;
  const Judgement mirrored = judge(card, kEarly, kLate, {"anxious", "secure"});
  const Judgement judged = judge(small_card(), kLate, kEarly, {"secure", "anxious"});
  EXPECT_NEAR(mirrored.evidence->p_size, judged.evidence->p_size, 1e-15);
  EXPECT_NEAR(mirrored.evidence->t_size, judged.evidence->t_size, 1e-12);
  EXPECT_EQ(mirrored.verdict.verdict, judged.verdict.verdict);
}

TEST(Verdict, OfDataThatReachTheSizeSupportsIt) {
  std::vector<double> later = kLate;
  for (double& value : later) value += 60;
  const Judgement judged = judge(small_card(), later, kEarly, {"secure", "anxious"});
  EXPECT_EQ(judged.verdict.verdict, stats::Verdict::supported);
  EXPECT_FALSE(judged.evidence->size_rejected);
}

TEST(Arithmetic, TakesFromDataWhatTheCardDoesNotSay) {
  Card card = small_card();
  card.plausibility.n.reset();
  card.plausibility.between_sd.reset();
  const Judgement judged = judge(card, kLate, kEarly, {"secure", "anxious"});
  EXPECT_EQ(judged.arithmetic.n, (std::array<std::int64_t, 2>{8, 7}));
  EXPECT_DOUBLE_EQ(judged.arithmetic.between_sd, judged.evidence->between_sd);
  EXPECT_EQ(judged.arithmetic.between_sd_source, "the data");
  test::expect_refused(Fault::usage, {"has no n", "give a table"}, [&] { judge(card); });
}

TEST(CardText, SaysEveryVerdictWithItsReasonInLinesThatFit) {
  const std::string text = card_text(judge(with_latency(320, 300, 340), kLate, kEarly, {"secure", "anxious"}));
  EXPECT_THAT(text, HasSubstr("plausible     implausible"));
  EXPECT_THAT(text, HasSubstr("verdict       contradicted"));
  EXPECT_THAT(text, HasSubstr("claimed size rejected"));
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    EXPECT_LE(end - start, 100U) << text.substr(start, end - start);
    start = end + 1;
  }
}

}  // namespace
}  // namespace attune::plausible
