#include "attune/scalp/montage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>
#include <set>

#include "expect_refused.hpp"

namespace attune::scalp {
namespace {

using ::testing::HasSubstr;

constexpr double kRounding = 1e-9;  // mm: sines and cosines of a table's degrees

TEST(Montages, HaveAsManyElectrodesAsTheirNameSays) {
  const std::vector<std::pair<std::string, std::size_t>> expected = {
      {"10-20", 25},       {"10-10", 90},        {"10-05", 339},       {"biosemi-16", 16},    {"biosemi-32", 32},
      {"biosemi-64", 64},  {"biosemi-128", 128}, {"biosemi-160", 160}, {"biosemi-256", 256},  {"easycap-M1", 74},
      {"easycap-M10", 61}, {"hydrocel-32", 33},  {"hydrocel-64", 65},  {"hydrocel-128", 129}, {"hydrocel-256", 257}};
  std::vector<std::string> names;
  for (const auto& [name, electrodes] : expected) {
    names.push_back(name);
    const Montage one = montage(name);
    EXPECT_EQ(one.names.size(), electrodes) << name;
    EXPECT_EQ(static_cast<std::size_t>(one.positions.rows()), electrodes) << name;
    EXPECT_EQ(std::set<std::string>(one.names.begin(), one.names.end()).size(), electrodes) << name;
    EXPECT_FALSE(one.source.empty()) << name;
  }
  EXPECT_EQ(montage_names(), names);
}

TEST(Montages, AreHeadsInMillimetresWithTheNoseInFront) {
  for (const std::string& name : montage_names()) {
    const Montage one = montage(name);
    const Eigen::ArrayXd radius = one.positions.rowwise().norm();
    EXPECT_GT(radius.minCoeff(), 60) << name;
    EXPECT_LT(radius.maxCoeff(), 130) << name;
    EXPECT_GT(one.positions.col(2).maxCoeff(), 70) << name << ": the vertex is up";
  }
  for (const char* name : {"10-10", "biosemi-64", "easycap-M1"}) {
    const Positions p = positions_of(montage(name), {"Fpz", "Oz", "T7", "T8", "Cz"});
    EXPECT_GT(p(0, 1), 80) << name;
    EXPECT_LT(p(1, 1), -80) << name;
    EXPECT_LT(p(2, 0), -80) << name;
    EXPECT_GT(p(3, 0), 80) << name;
    EXPECT_GT(p(4, 2), 80) << name;
  }
}

// Left and right electrodes mirror each other in the caps that are published as angles.
TEST(Montages, OfCapsAreSymmetric) {
  const Montage cap = montage("biosemi-64");
  for (const auto& [left, right] : {std::pair("Fp1", "Fp2"), std::pair("C5", "C6"), std::pair("PO7", "PO8")}) {
    const Positions p = positions_of(cap, {left, right});
    EXPECT_NEAR(p(0, 0), -p(1, 0), kRounding);
    EXPECT_NEAR(p(0, 1), p(1, 1), kRounding);
    EXPECT_NEAR(p(0, 2), p(1, 2), kRounding);
  }
}

// By hand: C3 of the cap is 46 degrees left of Cz; A2 of the cap of 128 is 11.5 degrees behind it, the half included.
TEST(Montages, OfAnglesAreSinesAndCosines) {
  const double degree = std::numbers::pi / 180;
  const Positions c3 = positions_of(montage("biosemi-64"), {"C3"});
  EXPECT_NEAR(c3(0, 0), -kCapRadiusMm * std::sin(46 * degree), kRounding);
  EXPECT_NEAR(c3(0, 1), 0, kRounding);
  EXPECT_NEAR(c3(0, 2), kCapRadiusMm * std::cos(46 * degree), kRounding);
  const Positions a2 = positions_of(montage("biosemi-128"), {"A2"});
  EXPECT_NEAR(a2(0, 1), -kCapRadiusMm * std::sin(11.5 * degree), kRounding);
}

TEST(Montages, AreFoundUnderOtherSpellings) {
  EXPECT_EQ(montage("standard_1020").name, "10-10");
  EXPECT_EQ(montage("standard_1005").name, "10-05");
  EXPECT_EQ(montage("BioSemi64").name, "biosemi-64");
  EXPECT_EQ(montage("GSN-HydroCel-128").name, "hydrocel-128");
  EXPECT_EQ(montage("GSN-HydroCel-65_1.0").name, "hydrocel-64");
  EXPECT_EQ(montage("EASYCAP-M1").name, "easycap-M1");
  test::expect_refused(Fault::usage, {"unknown montage 'biosemi-65'", "biosemi-64"}, [] { montage("biosemi-65"); });
}

TEST(PositionsOf, RefusesAnElectrodeThatIsNotThere) {
  test::expect_refused(Fault::input, {"10-20", "'Fz1'", "Fz"}, [] { positions_of(montage("10-20"), {"Cz", "Fz1"}); });
}

}  // namespace
}  // namespace attune::scalp
