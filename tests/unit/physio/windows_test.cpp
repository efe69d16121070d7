#include "attune/physio/windows.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "attune/physio/marks.hpp"
#include "expect_error.hpp"

namespace attune::physio {
namespace {

using testing::HasSubstr;

Recording made() {
  Recording out;
  out.path = "rec.tsv";
  out.channels.push_back({"ECG", Kind::ecg, "V", Hertz(10), Seconds(-1), std::vector<double>(110)});
  out.channels.push_back({"EDA", Kind::eda, "uS", Hertz(4), Seconds(0), std::vector<double>(48)});
  out.events = {{Seconds(1), Seconds(2.5), "calm"},
                {Seconds(4), Seconds(2), "stress"},
                {Seconds(7), Seconds(3), "calm"},
                {Seconds(8), Seconds(0), "cue"}};
  return out;
}

std::string text_of(const std::vector<Window>& windows) {
  std::string out;
  for (const Window& w : windows)
    out += fmt::format("{}#{} {}-{}; ", w.condition, w.number, w.from.count(), w.to.count());
  return out;
}

std::string refusal(Fault fault, const WindowRequest& request) {
  return test::error_of(fault, [&] { windows_of(made(), request); });
}

TEST(Windows, WithoutConditionsTheWholeRecordingIsOne) {
  EXPECT_EQ(text_of(windows_of(made(), {.condition = "rest"})), "rest#1 -1-12; ");
  EXPECT_EQ(text_of(windows_of(made(), {.from = Seconds(2), .to = Seconds(3)})), "#1 2-3; ");
}

TEST(Windows, TheWholeOfOneChannelIsWhereItHasSamples) {
  EXPECT_EQ(text_of(windows_of(made(), {}, "ECG")), "#1 -1-10; ");
  EXPECT_EQ(text_of(windows_of(made(), {}, "EDA")), "#1 0-12; ");
  EXPECT_EQ(text_of(windows_of(made(), {}, "RSP")), "#1 -1-12; ");
}

TEST(Windows, LastAsLongAsTheirEventsAndCountWithinTheirCondition) {
  EXPECT_EQ(text_of(windows_of(made(), {.conditions = {"stress", "calm"}})),
            "calm#1 1-3.5; stress#1 4-6; calm#2 7-10; ");
}

TEST(Windows, LieAroundTheOnsetWhereTheyAreGiven) {
  EXPECT_EQ(text_of(windows_of(made(), {.conditions = {"cue"}, .from = Seconds(-1), .to = Seconds(4)})),
            "cue#1 7-12; ");
}

TEST(Windows, EpochsLeaveOutAShorterRest) {
  EXPECT_EQ(text_of(windows_of(made(), {.conditions = {"calm"}, .epoch = Seconds(1)})),
            "calm#1 1-2; calm#2 2-3; calm#3 7-8; calm#4 8-9; calm#5 9-10; ");
  // Ten times a tenth of a second is a second.
  EXPECT_EQ(windows_of(made(), {.from = Seconds(0), .to = Seconds(1), .epoch = Seconds(0.1)}).size(), 10U);
}

TEST(Windows, SayWhatIsWrong) {
  EXPECT_THAT(refusal(Fault::input, {.conditions = {"calmm"}}), HasSubstr("did you mean 'calm'"));
  EXPECT_THAT(refusal(Fault::input, {.conditions = {"cue"}}), HasSubstr("has no duration; give the end of its window"));
  EXPECT_THAT(refusal(Fault::usage, {.from = Seconds(2), .to = Seconds(2)}), HasSubstr("must come after"));
  EXPECT_THAT(refusal(Fault::usage, {.epoch = Seconds(0)}), HasSubstr("no length"));
  EXPECT_THAT(refusal(Fault::usage, {.conditions = {"calm", "calm"}}), HasSubstr("given twice"));
  EXPECT_THAT(refusal(Fault::input, {.epoch = Seconds(20)}), HasSubstr("no part of it is as long"));
  Recording silent = made();
  silent.events.clear();
  EXPECT_THAT(test::error_of(Fault::input, [&] { windows_of(silent, {.conditions = {"calm"}}); }),
              HasSubstr("has no events"));
}

TEST(Marks, OfSeveralChannelsLieInOneTableByTime) {
  const Table table = to_table({{3, "beat", "ECG", 800, "ms", ""},
                                {1.5, "scr", "EDA", 0.2, "uS", "overlap"},
                                {3, "inhale", "RSP", std::numeric_limits<double>::quiet_NaN(), "", ""}});
  EXPECT_EQ(table.names(), (std::vector<std::string>{"time_s", "kind", "channel", "value", "unit", "note"}));
  EXPECT_EQ(table.text("kind"), (std::vector<std::string>{"scr", "beat", "inhale"}));
  EXPECT_EQ(table.text("value"), (std::vector<std::string>{"0.2", "800", "n/a"}));
  EXPECT_EQ(table.text("note"), (std::vector<std::string>{"overlap", "n/a", "n/a"}));
  EXPECT_EQ(mark_meanings().size(), 6U);
}

}  // namespace
}  // namespace attune::physio
