#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "attune/physio/source.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::physio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Triggers : public testing::Test {
 protected:
  Recording read(const std::string& values, const std::string& trigger = "Photo") {
    test::write_bytes(folder_ / "a.csv", "Photo\n" + values);
    return read_recording(folder_ / "a.csv", {.sampling_frequency = Hertz(1), .trigger = trigger});
  }
  static std::vector<double> onsets(const Recording& recording) {
    std::vector<double> out;
    for (const Event& event : recording.events) out.push_back(event.onset.count());
    return out;
  }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(Triggers, AreTheFirstSampleOverTheMiddle) {
  const Recording out = read("0\n0\n5\n5\n0\n0\n0\n4\n0\n0\n");
  EXPECT_THAT(onsets(out), ElementsAre(2, 7));
  EXPECT_EQ(out.events[0].duration.count(), 2);
  EXPECT_EQ(out.events[0].type, "Photo");
  EXPECT_EQ(out.channels[0].kind, Kind::trigger);
}

TEST_F(Triggers, OfFallsAreWhereItGoesUnderTheMiddle) {
  EXPECT_THAT(onsets(read("5\n5\n0\n0\n5\n5\n5\n5\n", "-Photo")), ElementsAre(2));
}

TEST_F(Triggers, DoNotComeFromNoiseAtTheMiddle) {
  // Around 5 of 0 to 10 by less than a tenth of the range; the true step begins where it last crossed.
  EXPECT_THAT(onsets(read("0\n4.8\n5.2\n4.9\n5.3\n9\n10\n5.2\n4.9\n5.1\n0\n0\n0\n")), ElementsAre(4));
}

TEST_F(Triggers, AStepBeforeTheStartAndMissingSamplesAreNone) {
  EXPECT_THAT(onsets(read("5\n5\n0\n0\nn/a\n5\n0\n0\n0\n0\n")), ElementsAre(5));
}

TEST_F(Triggers, ThatLastAreStillOpenAtTheEnd) {
  const Recording out = read("0\n0\n0\n5\n");
  EXPECT_THAT(onsets(out), ElementsAre(3));
  EXPECT_TRUE(std::isnan(out.events[0].duration.count()));
}

TEST_F(Triggers, OnForMostOfTheTimeAreWarnedAbout) {
  const Recording out = read("0\n5\n5\n5\n5\n5\n0\n");
  ASSERT_EQ(out.warnings.size(), 1U);
  EXPECT_THAT(out.warnings[0],
              HasSubstr("is high for most of the time; if its falls are the events, name it as '-Photo'"));
}

TEST_F(Triggers, OfAFlatChannelAreRefused) {
  EXPECT_THAT(test::error_of(Fault::input, [&] { read("1\n1\n1\n"); }), HasSubstr("never rises"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { read("1\n2\n1\n", "Foto"); }), HasSubstr("Photo"));
}

}  // namespace
}  // namespace attune::physio
