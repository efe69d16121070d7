#include "attune/physio/intervals.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.hpp"

namespace attune::physio {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

IntervalList parse(std::string_view text, const IntervalRequest& request = {}) {
  return parse_intervals(text, "rr.txt", request);
}
std::string refusal(std::string_view text, const IntervalRequest& request = {}, Fault fault = Fault::input) {
  return test::error_of(fault, [&] { parse(text, request); });
}

constexpr double kRounding = 1e-9;

TEST(IntervalLists, OneNumberALineIsLaidEndToEnd) {
  const IntervalList list = parse("800\n900\n1000\n");
  EXPECT_THAT(list.intervals.ms, ElementsAre(800, 900, 1000));
  EXPECT_THAT(list.intervals.end_s,
              ElementsAre(DoubleNear(0.8, kRounding), DoubleNear(1.7, kRounding), DoubleNear(2.7, kRounding)));
  EXPECT_THAT(list.intervals.follows_gap, ElementsAre(true, false, false));
  EXPECT_EQ(list.unit, "ms");
  EXPECT_FALSE(list.unit_was_given);
  EXPECT_FALSE(list.has_times);
  EXPECT_EQ(list.column, "1");
}

TEST(IntervalLists, SecondsAreKnownByTheirMedian) {
  const IntervalList list = parse("RR\r\n0.8\r\n0.9\r\n1.0\r\n");
  EXPECT_THAT(list.intervals.ms, ElementsAre(800, 900, 1000));
  EXPECT_EQ(list.unit, "s");
  EXPECT_THAT(parse("rr_s\n0.8\n0.9\n").intervals.ms, ElementsAre(800, 900));
  EXPECT_TRUE(parse("RR (ms)\n800\n900\n").unit_was_given);
  EXPECT_THAT(parse("RR\n0,8\n0,9\n").intervals.ms, ElementsAre(800, 900));
  EXPECT_THAT(parse("0,8\t1\n0,9\t2\n", {.column = "1"}).intervals.ms, ElementsAre(800, 900));
}

TEST(IntervalLists, TheColumnIsFoundByNameOrAskedFor) {
  EXPECT_THAT(parse("subject,ibi\n1,800\n1,900\n").intervals.ms, ElementsAre(800, 900));
  EXPECT_THAT(refusal("a;b\n1;800\n"), HasSubstr("rr.txt:1: has 2 columns and none is called rri"));
  EXPECT_THAT(parse("a;b\n1;800\n2;900\n", {.column = "b"}).intervals.ms, ElementsAre(800, 900));
  EXPECT_THAT(parse("1;800\n2;900\n", {.column = "2"}).intervals.ms, ElementsAre(800, 900));
  EXPECT_THAT(refusal("rr,ibi\n800,800\n"), HasSubstr("more than one"));
  EXPECT_THAT(refusal("rr\n800\n", {.column = "rx"}), HasSubstr("did you mean 'rr'"));
}

TEST(IntervalLists, TimesShowWhereBeatsAreMissing) {
  // The beat at 4.5 s comes 1.9 s after the one before, its interval is 0.9 s.
  const IntervalList list = parse("time,rr\n1.8,800\n2.6,800\n4.5,900\n5.4,900\n");
  EXPECT_TRUE(list.has_times);
  EXPECT_THAT(list.intervals.end_s, ElementsAre(1.8, 2.6, 4.5, 5.4));
  EXPECT_THAT(list.intervals.follows_gap, ElementsAre(true, false, true, false));
  EXPECT_THAT(parse("t,rr\n1800,800\n2600,800\n3500,900\n").intervals.end_s, ElementsAre(1.8, 2.6, 3.5));
}

TEST(IntervalLists, TimesThatAreNoTimesOfBeatsAreLeftOut) {
  const IntervalList list = parse("time,rr\n7,800\n7.01,800\n7.02,900\n");
  EXPECT_FALSE(list.has_times);
  EXPECT_EQ(list.warnings.size(), 1U);
}

TEST(IntervalLists, ACountOfRowsIsNoTime) {
  const IntervalList list = parse("time,rri\n1,790\n2,815\n3,800\n4,795\n");
  EXPECT_FALSE(list.has_times);
  EXPECT_DOUBLE_EQ(list.intervals.end_s.back(), 3.2);
  EXPECT_THAT(list.warnings, ElementsAre(HasSubstr("column 'time' does not go with the intervals")));
}

TEST(IntervalLists, MissingOnesAndZerosAreGaps) {
  const IntervalList list = parse("800\nn/a\n900\n0\n1000\n");
  EXPECT_THAT(list.intervals.ms, ElementsAre(800, 900, 1000));
  EXPECT_THAT(list.intervals.follows_gap, ElementsAre(true, true, true));
  EXPECT_THAT(list.warnings, ElementsAre(HasSubstr("rr.txt:4: 1 interval of 0")));
}

TEST(IntervalLists, NameTheLineOfWhatIsNone) {
  EXPECT_THAT(refusal(""), HasSubstr("rr.txt:1: is empty"));
  EXPECT_THAT(refusal("800\n-3\n"), HasSubstr("rr.txt:2: an interval of -3"));
  EXPECT_THAT(refusal("800\n0.8\n790\n"), HasSubstr("rr.txt:2: an interval of 0.8 ms among others of about 790 ms"));
  EXPECT_THAT(refusal("0.8\n0.0009\n0.79\n"), HasSubstr("rr.txt:2: an interval of 0.9 ms"));
  EXPECT_EQ(parse("800\n12\n790\n").intervals.size(), 3u) << "a beat found twice";
  EXPECT_THAT(refusal("800\n\n900\n"), HasSubstr("rr.txt:2: is empty"));
  EXPECT_THAT(refusal("rr\n"), HasSubstr("ends after its header line"));
  EXPECT_THAT(refusal("n/a\nn/a\n"), HasSubstr("all are missing"));
  EXPECT_THAT(refusal("530\n52000\n49400\n"), HasSubstr("is this a list of intervals"));
  EXPECT_THAT(refusal("800\n", {.unit = "min"}, Fault::usage), HasSubstr("no unit of intervals"));
}

TEST(IntervalLists, AnEmpaticaFileHasTheTimeOfEveryBeat) {
  const IntervalList list = parse("1560279825.000000, IBI\n10.5,0.8\n11.3,0.8\n20,0.9\n20.9,0.9\n");
  EXPECT_EQ(list.unit, "s");
  EXPECT_THAT(list.intervals.end_s, ElementsAre(10.5, 11.3, 20, 20.9));
  EXPECT_THAT(list.intervals.follows_gap, ElementsAre(true, false, true, false));
}

}  // namespace
}  // namespace attune::physio
