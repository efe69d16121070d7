// Neighbours by scipy.spatial.Delaunay (SciPy 1.10) of the positions of MNE-Python 1.3.0's biosemi32, projected from
// the centre of its sphere. MNE's own find_ch_adjacency projects from the origin of its head coordinates and differs in
// 6 of 82 pairs (C3-Cz for FC1-CP1 and the like).
#include "attune/scalp/adjacency.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "attune/scalp/sphere.hpp"

namespace attune::test {
namespace {

const char* const kPairs =
    "Fp1/AF3 Fp1/F7 Fp1/Fp2 Fp1/Fz AF3/F7 AF3/F3 AF3/Fz F7/F3 F7/FC5 F7/T7 F3/FC1 F3/FC5 F3/Fz FC1/FC5 FC1/C3 "
    "FC1/CP1 FC1/FC2 FC1/Fz FC1/Cz FC5/T7 FC5/C3 T7/C3 T7/CP5 T7/P7 C3/CP1 C3/CP5 CP1/CP5 CP1/P3 CP1/Pz "
    "CP1/CP2 CP1/Cz CP5/P7 CP5/P3 P7/P3 P7/PO3 P7/O1 P3/Pz P3/PO3 Pz/PO3 Pz/Oz Pz/PO4 Pz/P4 Pz/CP2 PO3/O1 "
    "PO3/Oz O1/Oz Oz/O2 Oz/PO4 O2/PO4 O2/P8 PO4/P4 PO4/P8 P4/P8 P4/CP6 P4/CP2 P8/CP6 P8/T8 CP6/CP2 CP6/C4 "
    "CP6/T8 CP2/C4 CP2/FC2 CP2/Cz C4/T8 C4/FC6 C4/FC2 T8/FC6 T8/F8 FC6/FC2 FC6/F4 FC6/F8 FC2/F4 FC2/Fz FC2/Cz "
    "F4/F8 F4/AF4 F4/Fz F8/AF4 F8/Fp2 AF4/Fp2 AF4/Fz Fp2/Fz ";

std::set<std::string> pairs_of_scipy() {
  std::istringstream words(kPairs);
  std::set<std::string> out;
  for (std::string pair; words >> pair;) out.insert(pair);
  return out;
}

TEST(ScipyAdjacency, OfBiosemi32IsOurs) {
  const scalp::Montage montage = scalp::montage("biosemi-32");
  const auto ours = scalp::adjacency_of(montage.names, montage.positions, scalp::fit_sphere(montage.positions).centre);
  std::set<std::string> pairs;
  for (std::size_t a = 0; a < ours.channels.size(); ++a)
    for (const Eigen::Index b : ours.neighbours[a]) {
      const std::string &one = ours.channels[a], &other = ours.channels[static_cast<std::size_t>(b)];
      pairs.insert(pairs_of_scipy().contains(one + "/" + other) ? one + "/" + other : other + "/" + one);
    }
  for (const std::string& pair : pairs_of_scipy()) EXPECT_TRUE(pairs.contains(pair)) << pair;
  EXPECT_EQ(ours.pairs(), pairs_of_scipy().size());
}

}  // namespace
}  // namespace attune::test
