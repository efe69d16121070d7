#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/files.hpp"
#include "attune/scalp/montage.hpp"
#include "expect_refused.hpp"
#include "temporary_folder.hpp"

namespace attune::scalp {
namespace {

constexpr double kRounding = 1e-9;  // mm

class MontageFiles : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) {
    write_text(folder_ / name, text, Overwrite::allow);
    return folder_ / name;
  }
  test::TemporaryFolder folder_;
};

TEST_F(MontageFiles, OfBesaAreInTheUnitOfAHead) {
  const Montage m =
      read_montage(write("net.sfp", "FidNz 0 9.07 -2.36\nE1 -2.7 8.9 1.1\r\nE2\t2.7 8.9 1.1\nCz 0 0 8.9\n"));
  EXPECT_EQ(m.name, "net");
  EXPECT_EQ(m.names, (std::vector<std::string>{"E1", "E2", "Cz"}));
  EXPECT_NEAR(m.positions(0, 0), -27, kRounding);
  EXPECT_NEAR(m.positions(2, 2), 89, kRounding);
  EXPECT_THAT(m.source, ::testing::HasSubstr("taken as cm"));
}

TEST_F(MontageFiles, OfAsaHaveTheirOwnUnitAndLabelsAfterThePositions) {
  const Montage m = read_montage(write("cap.elc",
                                       "# ASA electrode file\nReferenceLabel avg\nUnitPosition mm\nNumberPositions= "
                                       "3\nPositions\n-86 -20 -48\n0 87 -40\n"
                                       "1.5 2.5 99.25\nLabels\nLPA\nFpz\nCz\n"));
  EXPECT_EQ(m.names, (std::vector<std::string>{"Fpz", "Cz"}));
  EXPECT_EQ(m.positions(1, 2), 99.25);
  const Montage named = read_montage(
      write("named.elc", "UnitPosition m\nPositions\nFp1 : -0.03 0.08 0\nCz : 0 0 0.09\nLabels\nFp1 Cz\n"));
  EXPECT_EQ(named.names, (std::vector<std::string>{"Fp1", "Cz"}));
  EXPECT_NEAR(named.positions(1, 2), 90, kRounding);
}

// By hand: angle 90 degrees is to the right, radius 0.5 the equator.
TEST_F(MontageFiles, OfEeglabArePolar) {
  const Montage m = read_montage(write("cap.locs", "1 0 0.5 Fpz\n2 90 0.5 T8..\n3 0 0 Cz\n4 180 0.25 Pz\n"));
  EXPECT_EQ(m.names, (std::vector<std::string>{"Fpz", "T8", "Cz", "Pz"}));
  EXPECT_NEAR(m.positions(0, 1), kCapRadiusMm, kRounding);
  EXPECT_NEAR(m.positions(1, 0), kCapRadiusMm, kRounding);
  EXPECT_NEAR(m.positions(2, 2), kCapRadiusMm, kRounding);
  EXPECT_NEAR(m.positions(3, 1), -kCapRadiusMm * std::sqrt(0.5), kRounding);
  EXPECT_NEAR(m.positions(3, 2), kCapRadiusMm * std::sqrt(0.5), kRounding);
}

TEST_F(MontageFiles, OfAnglesAreThoseOfTheCap) {
  const Montage m = read_montage(write("biosemi.txt", "Site\t Theta\tPhi\nFp1\t-92\t-72\nC3\t-46\t0\nNz\t115\t90\n"));
  EXPECT_EQ(m.names, (std::vector<std::string>{"Fp1", "C3"}));
  EXPECT_LT((m.positions - positions_of(montage("biosemi-64"), m.names)).cwiseAbs().maxCoeff(), kRounding);
}

TEST_F(MontageFiles, OfBidsLeaveElectrodesWithoutPositionOutAndSaySo) {
  const Montage m = read_montage(
      write("sub-01_electrodes.tsv",
            "name\tx\ty\tz\ttype\nFz\t0\t0.06\t0.06\tcup\nEOG1\tn/a\tn/a\tn/a\tcup\nCz\t0\t0\t0.09\tcup\n"));
  EXPECT_EQ(m.names, (std::vector<std::string>{"Fz", "Cz"}));
  EXPECT_NEAR(m.positions(0, 2), 60, kRounding);
  ASSERT_EQ(m.warnings.size(), 1u);
  EXPECT_THAT(m.warnings[0], ::testing::HasSubstr("1 electrodes have no position"));
}

TEST_F(MontageFiles, WithADefectAreRefusedWithTheLine) {
  using test::expect_refused;
  const auto refused = [&](const std::string& name, const std::string& text, const std::vector<std::string>& parts) {
    const std::filesystem::path path = write(name, text);
    expect_refused(Fault::input, parts, [&] { read_montage(path); });
  };
  refused("a.sfp", "E1 1 2\n", {"a.sfp:1", "3 values, expected at least 4"});
  refused("b.sfp", "E1 80 2 1\nE2 80 x 1\n", {"b.sfp:2", "'x'"});
  refused("c.sfp", "E1 80 2 1\nE1 80 3 1\n", {"c.sfp:2", "twice"});
  refused("d.sfp", "E1 800 2 1\nE2 800 3 1\n", {"median distance", "800", "check the unit"});
  refused("e.elc", "UnitPosition mm\nPositions\n1 2 3\nLabels\nA\nB\n", {"1 positions and 2 labels"});
  refused("f.elc", "UnitPosition inch\n", {"f.elc:1", "'inch'"});
  refused("g.locs", "1 0 0.5\n", {"g.locs:1", "expected number, angle, radius and name"});
  refused("h.tsv", "name\tx\ty\tz\nFz\t0\t60\t60\nFz\t0\t60\t60\n", {"h.tsv:3", "twice"});
  refused("i.xyz", "1 2 3\n", {"'.xyz'", "expected .sfp"});
  refused("j.sfp", "\n# nothing\n", {"no electrode"});
}

}  // namespace
}  // namespace attune::scalp
