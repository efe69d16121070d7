#include "attune/scalp/adjacency.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "attune/scalp/sphere.hpp"
#include "attune/table/delimited.hpp"
#include "expect_error.hpp"

namespace attune::test {
namespace {

using scalp::Adjacency;
using scalp::adjacency_of;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Adjacency of_montage(const std::string& name, const scalp::AdjacencyOptions& options = {}) {
  const scalp::Montage montage = scalp::montage(name);
  return adjacency_of(montage.names, montage.positions, scalp::fit_sphere(montage.positions).centre, options);
}

std::vector<std::string> beside(const Adjacency& adjacency, const std::string& channel) {
  const auto at = std::find(adjacency.channels.begin(), adjacency.channels.end(), channel) - adjacency.channels.begin();
  std::vector<std::string> out;
  for (const Eigen::Index i : adjacency.neighbours.at(static_cast<std::size_t>(at)))
    out.push_back(adjacency.channels[static_cast<std::size_t>(i)]);
  return out;
}

Adjacency of_points(const scalp::Positions& positions) {
  std::vector<std::string> names;
  for (Eigen::Index i = 0; i < positions.rows(); ++i) names.push_back(std::string(1, static_cast<char>('A' + i)));
  return adjacency_of(names, positions, Eigen::Vector3d::Zero(), {std::numeric_limits<double>::infinity()});
}

// Around the vertex four electrodes on one circle, and one in the middle: the middle is beside all, each of the others
// beside the two next to it.
TEST(Adjacency, OfACrossIsItsRimAndItsSpokes) {
  scalp::Positions cross(5, 3);
  cross << 30, 0, 90, 0, 30, 90, -30, 0, 90, 0, -30, 90, 0, 0, 95;
  const Adjacency out = of_points(cross);
  EXPECT_THAT(beside(out, "A"), UnorderedElementsAre("B", "D", "E"));
  EXPECT_THAT(beside(out, "E"), UnorderedElementsAre("A", "B", "C", "D"));
  EXPECT_EQ(out.pairs(), 8u);
}

TEST(Adjacency, OfASquareHasBothDiagonals) {
  scalp::Positions square(4, 3);
  square << 30, 0, 90, 0, 30, 90, -30, 0, 90, 0, -30, 90;
  EXPECT_EQ(of_points(square).pairs(), 6u);
}

TEST(Adjacency, OfTheMidlineIsOneAfterTheOther) {
  const scalp::Montage montage = scalp::montage("10-10");
  const std::vector<std::string> midline{"Pz", "Fz", "Cz", "Oz"};
  const Adjacency out =
      adjacency_of(midline, scalp::positions_of(montage, midline), scalp::fit_sphere(montage.positions).centre);
  EXPECT_THAT(beside(out, "Cz"), UnorderedElementsAre("Fz", "Pz"));
  EXPECT_THAT(beside(out, "Fz"), ElementsAre("Cz"));
  EXPECT_THAT(out.warnings(), IsEmpty());
}

// The cap is its own mirror image, and so are its neighbours.
TEST(Adjacency, IsAsSymmetricAsTheCap) {
  const Adjacency out = of_montage("biosemi-64");
  const auto mirrored = [](std::string name) {
    if (name.back() == 'z') return name;
    const std::size_t digit = name.find_first_of("0123456789");
    const int number = name[digit] - '0';
    if (name.substr(digit) == "10") return name.substr(0, digit) + "9";
    if (number == 9) return name.substr(0, digit) + "10";
    return name.substr(0, digit) + static_cast<char>('0' + (number % 2 == 1 ? number + 1 : number - 1));
  };
  for (const std::string& channel : out.channels) {
    std::vector<std::string> mirror;
    for (const std::string& other : beside(out, channel)) mirror.push_back(mirrored(other));
    EXPECT_THAT(beside(out, mirrored(channel)), testing::UnorderedElementsAreArray(mirror)) << channel;
  }
}

TEST(Adjacency, OfStandardCapsIsConnected) {
  for (const std::string& name : scalp::montage_names()) {
    if (name == "10-05") continue;  // 345 electrodes take a while under the sanitizers
    const Adjacency out = of_montage(name);
    EXPECT_THAT(out.warnings(), IsEmpty()) << name;
    for (std::size_t i = 0; i < out.channels.size(); ++i) {
      EXPECT_GE(out.neighbours[i].size(), 2u) << name << " " << out.channels[i];
      EXPECT_LE(out.neighbours[i].size(), 12u) << name << " " << out.channels[i];
    }
  }
}

TEST(Adjacency, DoesNotDependOnTheOrderOfTheChannels) {
  const scalp::Montage montage = scalp::montage("10-20");
  const Eigen::Vector3d centre = scalp::fit_sphere(montage.positions).centre;
  std::vector<std::string> backwards(montage.names.rbegin(), montage.names.rend());
  const Adjacency there = adjacency_of(montage.names, montage.positions, centre);
  const Adjacency back = adjacency_of(backwards, scalp::positions_of(montage, backwards), centre);
  for (const std::string& channel : montage.names)
    EXPECT_THAT(beside(back, channel), testing::UnorderedElementsAreArray(beside(there, channel)));
}

TEST(Adjacency, CutsLongPairsButKeepsTheNearestNeighbour) {
  scalp::Positions row(4, 3);
  row << -10, 0, 94, 0, 0, 95, 10, 0, 94, 90, 0, 30;
  const Adjacency out = adjacency_of({"A", "B", "C", "far"}, row, Eigen::Vector3d::Zero());
  EXPECT_THAT(beside(out, "far"), ElementsAre("C"));
  EXPECT_THAT(beside(out, "B"), UnorderedElementsAre("A", "C"));
}

TEST(Adjacency, CutsByTheMeanOfTheMiddleTwoOfAnEvenNumberOfPairs) {
  // On a line 10, 10, 40 and 30 apart: the median is 20, and 40 is longer than 1.5 of it.
  scalp::Positions line = scalp::Positions::Zero(5, 3);
  line.col(0) << -45, -35, -25, 15, 45;
  line.col(2).setConstant(90);
  const Adjacency out = adjacency_of({"A", "B", "C", "D", "E"}, line, Eigen::Vector3d::Zero(), {1.5});
  ASSERT_EQ(out.cut.size(), 1u);
  EXPECT_EQ(out.cut[0], (std::array<Eigen::Index, 2>{2, 3}));
}

TEST(Adjacency, RefusesTwoElectrodesInOnePlaceAndThoseWithout) {
  scalp::Positions two(2, 3);
  two << 10, 0, 90, 20, 0, 180;
  EXPECT_EQ(error_of(Fault::analysis,
                     [&] {
                       adjacency_of({"A", "B"}, two, Eigen::Vector3d::Zero());
                     }),
            "channels 'A' and 'B' are in one place; expected one electrode at each");
  two(0, 0) = std::nan("");
  EXPECT_THAT(error_of(Fault::analysis,
                       [&] {
                         adjacency_of({"A", "B"}, two, Eigen::Vector3d::Zero());
                       }),
              testing::HasSubstr("channel 'A' has no position"));
  EXPECT_THAT(error_of(Fault::usage, [&] { adjacency_of({}, scalp::Positions(0, 3), Eigen::Vector3d::Zero(), {0.5}); }),
              testing::HasSubstr("expected 1 or more"));
}

TEST(AdjacencyTable, ReadsBackWhatItWrote) {
  const Adjacency out = of_montage("10-20");
  EXPECT_EQ(scalp::adjacency_from_table(to_table(out), out.channels).neighbours, out.neighbours);
}

TEST(AdjacencyTable, TakesPairsInEitherOrderAndPassesOverOtherChannels) {
  const Table table = parse_table("channel\tneighbour\nCz\tPz\nPz\tCz\nPz\tOz\nFz\tn/a\n", "n.tsv");
  const Adjacency out = scalp::adjacency_from_table(table, {"Fz", "Cz", "Pz"});
  EXPECT_THAT(out.neighbours, ElementsAre(IsEmpty(), ElementsAre(2), ElementsAre(1)));
  EXPECT_THAT(out.warnings(), ElementsAre(testing::HasSubstr("channels without a neighbour: Fz")));
}

TEST(AdjacencyTable, NamesTheLineOfWhatIsWrong) {
  const Table self = parse_table("channel\tneighbour\nCz\tPz\nCz\tCz\n", "n.tsv");
  EXPECT_EQ(error_of(Fault::input, [&] { scalp::adjacency_from_table(self, {"Cz"}); }),
            "n.tsv:3: column 'neighbour': 'Cz' is its own neighbour; expected another channel");
  const Table lacking = parse_table("channel\tneighbour\nCz\tPz\n", "n.tsv");
  EXPECT_EQ(error_of(Fault::input,
                     [&] {
                       scalp::adjacency_from_table(lacking, {"Cz", "Oz"});
                     }),
            "n.tsv: no row has the channel 'Oz'; expected its neighbours, or n/a as its neighbour if it has none");
}

TEST(Adjacency, SaysHowManyNeighboursThereAre) {
  scalp::Positions square(4, 3);
  square << 30, 0, 90, 0, 30, 90, -30, 0, 90, 0, -30, 90;
  EXPECT_EQ(of_points(square).summary(), "4 channels, 6 pairs of neighbours, 3 to 3 each (mean 3.0)");
}

TEST(Adjacency, WarnsOfPartsThatDoNotHangTogether) {
  const Adjacency out{{"A", "B", "C", "D"}, {{1}, {0}, {3}, {2}}, {}};
  EXPECT_THAT(out.warnings(), ElementsAre(testing::HasSubstr("fall into 2 parts")));
}

}  // namespace
}  // namespace attune::test
