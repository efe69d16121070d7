#include "attune/scalp/channel_match.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attune::scalp {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Names = std::vector<std::string>;

struct Case {
  std::string channel, electrode;
  MatchKind kind;
};

void expect_cases(const std::string& name, const std::vector<Case>& cases) {
  const Montage one = montage(name);
  for (const Case& c : cases) {
    const Names channels = {c.channel};
    const ChannelMatch found = match(channels, one).channels.at(0);
    EXPECT_EQ(found.name, c.electrode) << c.channel;
    EXPECT_EQ(name_of(found.kind), name_of(c.kind)) << c.channel;
    EXPECT_EQ(found.electrode.has_value(), !c.electrode.empty());
  }
}

TEST(ChannelMatch, SaysHowANameWasUnderstood) {
  expect_cases("10-10", {{"Fp1", "Fp1", MatchKind::exact},
                         {"FPz", "Fpz", MatchKind::spelling},
                         {"CZ", "Cz", MatchKind::spelling},
                         {"T3", "T7", MatchKind::old_name},
                         {"t6", "P8", MatchKind::old_name},
                         {"O9", "I1", MatchKind::old_name},
                         {"EEG Fp1-Ref", "Fp1", MatchKind::decorated},
                         {"EEG FP2-LE", "Fp2", MatchKind::decorated},
                         {"EEG T3-A1", "T7", MatchKind::decorated},
                         {"Fp1.", "Fp1", MatchKind::decorated},
                         {"Fc5.", "FC5", MatchKind::decorated},
                         {"EEG_Pz", "Pz", MatchKind::decorated},
                         {"Cz-M1M2", "Cz", MatchKind::decorated},
                         {"C3:M2", "C3", MatchKind::decorated},
                         {"A1", "A1", MatchKind::exact},
                         {"EOG1", "", MatchKind::unmatched},
                         {"Fp1-F7", "", MatchKind::unmatched},
                         {"Status", "", MatchKind::unmatched},
                         {"", "", MatchKind::unmatched},
                         {"-", "", MatchKind::unmatched},
                         {"EEG", "", MatchKind::unmatched},
                         {"A1-A2", "A1", MatchKind::decorated}});
}

TEST(ChannelMatch, NumbersTheElectrodesOfANet) {
  expect_cases("hydrocel-128", {{"E1", "E1", MatchKind::exact},
                                {"E017", "E17", MatchKind::input},
                                {"EEG 001", "E1", MatchKind::input},
                                {"EEG128", "E128", MatchKind::input},
                                {"12", "E12", MatchKind::input},
                                {"E129", "", MatchKind::unmatched},
                                {"Cz", "Cz", MatchKind::exact},
                                {"E0", "", MatchKind::unmatched}});
}

TEST(ChannelMatch, KnowsTheInputsOfBiosemiCapsWhoseOrderIsPublished) {
  const Montage cap = montage("biosemi-64");
  Names inputs;
  for (const char bank : {'A', 'B'})
    for (int i = 1; i <= 32; ++i) inputs.push_back(bank + std::to_string(i));
  inputs.emplace_back("EXG1");
  const Match found = match(inputs, cap);
  EXPECT_EQ(found.channels[0].name, "Fp1");
  EXPECT_EQ(found.channels[31].name, "CPz");
  EXPECT_EQ(found.channels[32].name, "Fpz");
  EXPECT_EQ(found.channels[63].name, "O2");
  EXPECT_EQ(found.channels[0].kind, MatchKind::input);
  EXPECT_THAT(found.unmatched(), ElementsAre("EXG1"));
  const Names mixed = {"Cz", "A1", "A2"};
  EXPECT_THAT(match(mixed, cap).unmatched(), ElementsAre("A1", "A2")) << "ear lobes among names of electrodes";
}

TEST(ChannelMatch, GivesAnElectrodeToOneChannelOnly) {
  const Montage ten = montage("10-10");
  const Names channels = {"T7", "T3", "Cz", "EEG Pz-Ref", "EEG Pz-LE"};
  const Match found = match(channels, ten);
  EXPECT_EQ(found.channels[0].kind, MatchKind::exact);
  EXPECT_EQ(found.channels[1].kind, MatchKind::ambiguous);
  EXPECT_EQ(found.channels[1].name, "T7");
  EXPECT_EQ(found.channels[3].kind, MatchKind::ambiguous);
  EXPECT_EQ(found.channels[4].kind, MatchKind::ambiguous);
  EXPECT_THAT(found.unmatched(), ElementsAre("T3", "EEG Pz-Ref", "EEG Pz-LE"));
  EXPECT_THAT(found.summary(), HasSubstr("2 of 5 channels are in 10-10 (2 exact); not: T3 (T7 too is claimed"));
  const Positions at = found.positions(ten);
  EXPECT_EQ(at.rows(), 5);
  EXPECT_TRUE(std::isnan(at(1, 0)));
  EXPECT_EQ(at.row(2), positions_of(ten, {"Cz"}).row(0));
}

TEST(ChannelMatch, CountsEachWayInItsSummary) {
  const Names channels = {"FPz", "EOG1", "F3", "T3"};
  EXPECT_EQ(match(channels, montage("10-10")).summary(),
            "3 of 4 channels are in 10-10 (1 exact; 1 spelling: FPz is Fpz; 1 old name: T3 is T7); not: EOG1");
}

TEST(LikelyMontage, IsTheFirstThatFitsMost) {
  EXPECT_EQ(likely_montage(Names{"Fp1", "Fp2", "Cz", "T3"}), "10-20");
  EXPECT_EQ(likely_montage(Names{"E1", "E2", "E100"}), "hydrocel-128");
  EXPECT_EQ(likely_montage(Names{"A1", "D32", "C17"}), "biosemi-128");
  EXPECT_EQ(likely_montage(Names{"GSR", "Resp", "Cz"}), std::nullopt);
}

}  // namespace
}  // namespace attune::scalp
