#include "attune/scalp/montage.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "attune/eeg/recording.hpp"
#include "attune/scalp/channel_match.hpp"
#include "shared_data.hpp"

namespace attune::scalp {
namespace {

struct Pair {
  const char* file;
  const char* name;
  std::size_t electrodes;
  double tolerance;  ///< mm: the digits that the table keeps
};

class PositionFiles : public ::testing::TestWithParam<Pair> {};

// The files of MNE-Python (its data/montages) against the tables here.
TEST_P(PositionFiles, HoldTheStandardMontage) {
  ATTUNE_NEED_SHARED(path, std::filesystem::path("data/eeg-physio/eeg/montages") / GetParam().file);
  const Montage file = read_montage(path), standard = montage(GetParam().name);
  std::vector<std::string> shared;
  for (const std::string& name : file.names)
    if (std::find(standard.names.begin(), standard.names.end(), name) != standard.names.end()) shared.push_back(name);
  EXPECT_EQ(shared.size(), GetParam().electrodes);
  EXPECT_LT((positions_of(file, shared) - positions_of(standard, shared)).cwiseAbs().maxCoeff(), GetParam().tolerance);
}

// In colin27_1020.elc T3, T4, T5, T6, O9 and O10 are old names, which are found under the new ones.
INSTANTIATE_TEST_SUITE_P(OfMne, PositionFiles,
                         ::testing::Values(Pair{"biosemi64.txt", "biosemi-64", 64, 1e-9},
                                           Pair{"easycap-M1.txt", "easycap-M1", 74, 1e-9},
                                           Pair{"GSN-HydroCel-32.sfp", "hydrocel-32", 33, 1e-4},
                                           Pair{"colin27_1020.elc", "standard_1020", 88, 1e-4}));

TEST(PositionFiles, OfAUnitSphereAreAtTheCapsRadius) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/montages/spherical_1020.tsv");
  const Montage sphere = read_montage(path);
  const Eigen::ArrayXd radius = sphere.positions.rowwise().norm();
  EXPECT_LT((radius - kCapRadiusMm).abs().maxCoeff(), 0.02) << "four digits of a unit sphere";
  const Match found = match(sphere.names, montage("10-20"));
  EXPECT_TRUE(found.unmatched().empty()) << found.summary();
}

// EEGLAB's file of its own recording: each electrode within 25 mm of where the 10-10 system has it on another head.
TEST(PositionFiles, OfEeglabAreWhereTheirNamesSay) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_chan32.locs");
  const Montage file = read_montage(path), ten = montage("10-10");
  const Match found = match(file.names, ten);
  EXPECT_EQ(found.unmatched(), (std::vector<std::string>{"EOG1", "EOG2"}));
  const Positions at = found.positions(ten);
  for (Eigen::Index i = 0; i < at.rows(); ++i)
    if (at.row(i).allFinite()) {
      const Eigen::RowVector3d direction = (at.row(i) - Eigen::RowVector3d(0, -19, 8)).normalized();
      EXPECT_LT((direction * kCapRadiusMm - file.positions.row(i)).norm(), 25)
          << file.names[static_cast<std::size_t>(i)];
    }
}

// Names as recordings have them: what is no electrode is not matched, all else is.
TEST(ChannelMatch, FindsTheElectrodesOfRealRecordings) {
  struct Case {
    const char* file;
    const char* montage;
    std::vector<std::string> others;
  };
  const std::vector<Case> cases = {
      {"eeglab/eeglab_data.set", "10-10", {"EOG1", "EOG2"}},
      {"bdf/Newtest17-256_finished.bdf", "biosemi-16", {"Status"}},
      {"edf/eegmmi_64ch_overlapping_annotations.edf", "10-10", {}},
      {"bdf/mne_test.bdf", "biosemi-64", {"EXG1", "REOG", "LEOG", "IEOG", "EXG5", "M2", "M1", "EXG8", "Status"}},
  };
  for (const Case& c : cases) {
    ATTUNE_NEED_SHARED(path, std::filesystem::path("data/eeg-physio/eeg") / c.file);
    std::vector<std::string> names;
    for (const eeg::Channel& channel : eeg::read_recording(path).channels) names.push_back(channel.name);
    const Match found = match(names, montage(c.montage));
    EXPECT_EQ(found.unmatched(), c.others) << c.file << ": " << found.summary();
  }
}

}  // namespace
}  // namespace attune::scalp
