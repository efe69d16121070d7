#include "attune/eeg/wide_table.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/table/delimited.hpp"
#include "message_of.hpp"

namespace attune::eeg {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Sums and products of a few numbers: rounding only.
constexpr double kRounding = 1e-12;

std::vector<Evoked> read(const std::string& text, const std::string& layout) {
  return evoked_from_wide_table(parse_table(text, "wide.csv"), parse_layout(layout));
}

std::string refusal(const std::string& text, const std::string& layout) {
  return test::message_of([&] { read(text, layout); });
}

const char* const kWaveforms =
    "who,phase,cs,s0,s1,s2\n"
    "a,hab,x,1,2,3\n"
    "a,hab,y,4,n/a,6\n"
    "b,hab,x,7,8,9\n";

TEST(WideTables, OfWaveformsHaveARowEach) {
  const auto evoked =
      read(kWaveforms, "waveforms:participant=who,condition=phase+cs,channel_name=Pz,rate=500,first=-3");
  ASSERT_EQ(evoked.size(), 3u);
  EXPECT_EQ(evoked[1].labels.participant_id, "a");
  EXPECT_EQ(evoked[1].condition, "hab/y");
  EXPECT_THAT(evoked[1].channels, ElementsAre("Pz"));
  EXPECT_NEAR(evoked[1].average(0, 0), 4e-6, 1e-20);
  EXPECT_TRUE(std::isnan(evoked[1].average(0, 1)));
  EXPECT_TRUE(std::isnan(evoked[1].standard_error(0, 0)));
  // The event is half a step beside a sample.
  EXPECT_NEAR(evoked[0].times.at(0).count(), -3, kRounding);
  EXPECT_NEAR(evoked[0].times.at(2).count(), 1, kRounding);
}

TEST(WideTables, OfWaveformsMayNameColumnsByTheirTimes) {
  const auto evoked = read("channel,-4,0,4\nCz,1,2,3\nPz,4,5,6\n", "waveforms:channel=channel,unit=mV");
  ASSERT_EQ(evoked.size(), 1u);
  EXPECT_EQ(evoked[0].condition, "average");
  EXPECT_THAT(evoked[0].channels, ElementsAre("Cz", "Pz"));
  EXPECT_EQ(evoked[0].times, (TimeAxis{Hertz(250), -1, 3}));
  EXPECT_NEAR(evoked[0].average(1, 2), 6e-3, 1e-18);
  EXPECT_THAT(refusal("channel,-4,0,6\nCz,1,2,3\n", "waveforms:channel=channel"),
              HasSubstr("column '0' is at 0 ms, expected 1 ms"));
  EXPECT_THAT(refusal("channel,-4,zero,4\nCz,1,2,3\n", "waveforms:channel=channel"),
              HasSubstr("column 'zero' is not a time"));
}

TEST(WideTables, OfTimesHaveAColumnAChannel) {
  const std::string text =
      "condition,t,Cz,Pz,n\n"
      "a,-0.004,1,2,30\n"
      "a,0,3,4,30\n"
      "b,-0.004,5,6,20\n"
      "b,0,7,8,20\n";
  const auto evoked = read(text, "times:time=t,time_unit=s,condition=condition,trials=n");
  ASSERT_EQ(evoked.size(), 2u);
  EXPECT_EQ(evoked[1].condition, "b");
  EXPECT_EQ(evoked[1].trials, 20);
  EXPECT_EQ(evoked[1].times, (TimeAxis{Hertz(250), -1, 2}));
  EXPECT_THAT(evoked[1].channels, ElementsAre("Cz", "Pz"));
  EXPECT_NEAR(evoked[1].average(1, 0), 6e-6, 1e-20);
}

TEST(WideTables, TakeRoundedTimesWhereTheRateIsGiven) {
  std::string text = "t,Cz\n";
  for (int i = -2; i < 6; ++i) text += fmt::format("{:.0f},{}\n", 1000.0 * i / 128, i);
  EXPECT_THAT(refusal(text, "times:time=t"), testing::StartsWith("wide.csv:4: the time is at 0 ms"));
  const auto evoked = read(text, "times:time=t,rate=128");
  EXPECT_EQ(evoked[0].times.samples, 8);
  EXPECT_EQ(evoked[0].times.sampling_frequency.value(), 128);
  // The first written time says where the axis starts: -15.625 was rounded to -16.
  EXPECT_NEAR(evoked[0].times.at(0).count(), -16, kRounding);
}

TEST(WideTables, RefuseWhatIsNoAverageAndNameItsPlace) {
  const std::string layout = "waveforms:participant=who,channel_name=Pz,rate=500,first=0,ignore=phase+cs";
  EXPECT_THAT(refusal(kWaveforms, layout), testing::StartsWith("wide.csv:3: a second waveform of channel 'Pz'"));
  EXPECT_THAT(refusal("who,s0,s1\na,1,x\n", "waveforms:participant=who,channel_name=Pz,rate=500,first=0"),
              HasSubstr("wide.csv:2: column 's1'"));
  EXPECT_THAT(refusal("who,s0\na,1\n", "waveforms:participant=whom,channel_name=Pz,rate=500,first=0"),
              HasSubstr("did you mean 'who'"));
  EXPECT_THAT(refusal("who\na\n", "waveforms:participant=who,channel_name=Pz,rate=500,first=0"),
              HasSubstr("every column is a label"));
  EXPECT_THAT(refusal("t,Cz\n0,1\n", "times:time=t"), HasSubstr("only time"));
  EXPECT_THAT(refusal("t,Cz\n0,1\n-4,1\n", "times:time=t"), HasSubstr("do not increase"));
  EXPECT_THAT(refusal("t,Cz\n0,1\nn/a,1\n4,1\n", "times:time=t"),
              testing::StartsWith("wide.csv:3: the time is not a time"));
  EXPECT_THAT(refusal("t,Cz,n\n0,1,2.5\n4,1,2.5\n", "times:time=t,trials=n"), HasSubstr("is not a number of trials"));
  EXPECT_THAT(refusal("t,Cz,n\n0,1,2\n4,1,3\n", "times:time=t,trials=n"),
              HasSubstr("wide.csv:3: column 'n': expected 2 as in wide.csv:2"));
  EXPECT_THAT(refusal("t,Cz\n", "times:time=t"), HasSubstr("no rows"));
}

TEST(WideLayouts, RefuseWhatTheyDoNotSay) {
  for (const char* wrong :
       {"", "rows", "waveforms", "times", "waveforms:channel=a,channel_name=b", "waveforms:channel_name=Pz,rate=500",
        "waveforms:channel_name=Pz,first=0", "waveforms:channel_name=Pz,rate=0,first=0",
        "waveforms:channel_name=Pz,rate=x,first=0", "waveforms:channel_name=Pz,time=t", "times:time=t,first=0",
        "times:time=t,unit=uv", "times:time=t,time=t", "times:time=", "times:time=t,,", "times:time=t,time_unit=h"})
    EXPECT_THROW(parse_layout(wrong), Error) << wrong;
  EXPECT_THAT(test::message_of([] { parse_layout("times:time=t,conditon=c"); }), HasSubstr("did you mean 'condition'"));
}

}  // namespace
}  // namespace attune::eeg
