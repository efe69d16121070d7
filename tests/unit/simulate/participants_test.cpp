#include "attune/simulate/participants.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace attune::simulate {
namespace {

std::vector<Participant> people(std::uint64_t seed) {
  return draw_participants({{12, 12}, true, true, Defect::motion, Defect::missing_interview}, {seed});
}

TEST(DrawParticipants, GivesEachGroupItsNumberInAnOrderThatTellsNothing) {
  const auto sample = people(3);
  ASSERT_EQ(sample.size(), 24U);
  EXPECT_EQ(std::count_if(sample.begin(), sample.end(), [](const Participant& p) { return p.secure; }), 12);
  EXPECT_EQ(sample[0].id, "sub-01");
  EXPECT_EQ(sample[23].id, "sub-24");
  EXPECT_FALSE(std::is_partitioned(sample.begin(), sample.end(), [](const Participant& p) { return p.secure; }));
}

TEST(DrawParticipants, CodesSecureAsFAndInsecureAsAnythingElse) {
  for (const Participant& person : people(5)) {
    if (person.defect == Defect::missing_interview)
      EXPECT_EQ(person.aai, "n/a");
    else
      EXPECT_EQ(person.aai.front() == 'F', person.secure) << person.aai;
  }
}

TEST(DrawParticipants, PlantsOneDefectInEachGroup) {
  const auto sample = people(7);
  const auto count = [&](Defect defect, bool secure) {
    return std::count_if(sample.begin(), sample.end(),
                         [&](const Participant& p) { return p.defect == defect && p.secure == secure; });
  };
  EXPECT_EQ(count(Defect::motion, true), 1);
  EXPECT_EQ(count(Defect::missing_interview, false), 1);
  EXPECT_EQ(count(Defect::none, true), 11);
  const auto few = draw_participants({{3, 3}, true, true, Defect::motion, Defect::motion}, {7});
  EXPECT_TRUE(std::all_of(few.begin(), few.end(), [](const Participant& p) { return p.defect == Defect::none; }));
}

TEST(DrawParticipants, AnswersFollowTheTrueDimensionsOnceReversed) {
  // 18 answers of standard deviation about 1.2: their mean lies within 4 * 1.2 / sqrt(18), and clamping draws it
  // inward.
  constexpr double kFourErrors = 1.4;
  for (const Participant& person : people(11)) {
    double anxiety = 0;
    double avoidance = 0;
    for (std::size_t item = 1; item <= 36; ++item) {
      const int answer = person.ecrr[item - 1];
      ASSERT_GE(answer, 1);
      ASSERT_LE(answer, 7);
      (item <= 18 ? anxiety : avoidance) += (is_reversed(item) ? 8 - answer : answer) / 18.0;
    }
    EXPECT_NEAR(anxiety, person.anxiety, kFourErrors);
    EXPECT_NEAR(avoidance, person.avoidance, kFourErrors);
  }
}

TEST(DrawParticipants, DependOnTheSeedOnly) {
  const auto first = people(1);
  const auto again = people(1);
  const auto other = people(2);
  bool differs = false;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].ecrr, again[i].ecrr);
    EXPECT_EQ(first[i].aai, again[i].aai);
    differs |= first[i].ecrr != other[i].ecrr;
  }
  EXPECT_TRUE(differs);
}

}  // namespace
}  // namespace attune::simulate
