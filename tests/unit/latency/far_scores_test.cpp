#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bumps.hpp"

namespace attune::latency {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<double> kOthers{402, 405, 398, 411, 400, 396};

TEST(FarScores, OfSomeoneWhoseComponentComesElsewhereAreFlagged) {
  const Comparison of = compare(test::people_at({380, 390, 400, 385, 395, 388, 540}), test::people_at(kOthers),
                                test::axis(), test::target(), {});
  EXPECT_EQ(of.sides[0].far, 1);
  EXPECT_EQ(of.sides[1].far, 0);
  EXPECT_THAT(of.flags, Contains(HasSubstr("A: 1 of 7 scores are more than 5 robust SDs")));
}

TEST(FarScores, DoNotDependOnTheUnitOrTheCentreOfScores) {
  std::vector<double> later{380, 390, 400, 385, 395, 388, 540};
  for (double& latency : later) latency -= 20;
  EXPECT_EQ(compare(test::people_at(later), test::people_at(kOthers), test::axis(), test::target(), {}).sides[0].far,
            1);
}

TEST(FarScores, AreNoneAmongPeopleWhoSpreadEvenlyOrAllAgree) {
  const Comparison of = compare(test::people_at({380, 390, 400, 410, 420}), test::people_at({400, 400, 400, 400, 420}),
                                test::axis(), test::target(), {});
  EXPECT_EQ(of.sides[0].far, 0);
  EXPECT_EQ(of.sides[1].far, 0) << "without a spread nothing is far in units of it";
  EXPECT_THAT(of.flags, Not(Contains(HasSubstr("robust SDs"))));
}

}  // namespace
}  // namespace attune::latency
