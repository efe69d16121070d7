#include "attune/bids/tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "attune/bids/confounds.hpp"
#include "attune/bids/events.hpp"
#include "attune/table/delimited.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"

namespace attune::bids {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

void put(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

TEST(Events, AreReadWithTimesAndTypes) {
  const Events events =
      parse_events("onset\tduration\ttrial_type\n-1.5\t0\ta\n2\tn/a\tb\n3\t1\tn/a\n4\t1\ta\n", "e.tsv");
  ASSERT_EQ(events.events.size(), 4u);
  EXPECT_EQ(events.events[0].onset.count(), -1.5);
  EXPECT_TRUE(std::isnan(events.events[1].duration.count()));
  EXPECT_EQ(events.events[2].trial_type, std::nullopt);
  EXPECT_EQ(events.without_type, 1u);
  EXPECT_THAT(events.conditions(), ElementsAre(Pair("a", 2), Pair("b", 1)));
  EXPECT_EQ(events.of("a").size(), 2u);
  EXPECT_TRUE(events.warnings.empty());
}

TEST(Events, SuggestTheNearestTrialType) {
  const Events events = parse_events("onset\tduration\ttrial_type\n1\t0\town_happy\n", "e.tsv");
  EXPECT_THAT(test::error_of(Fault::input, [&] { events.of("own_hapy"); }), HasSubstr("'own_happy'"));
}

TEST(Events, AreSortedByOnsetAndTheDisorderIsReported) {
  const Events events = parse_events("onset\tduration\ttrial_type\n3\t0\tc\n1\t0\ta\n2\t0\tb\n", "e.tsv");
  EXPECT_EQ(events.events[0].trial_type, "a");
  EXPECT_EQ(events.events[0].row, 1u);
  ASSERT_EQ(events.warnings.size(), 1u);
  EXPECT_THAT(events.warnings[0], HasSubstr("1 rows come before"));
}

TEST(Events, ReportDoubleRowsAndOverlaps) {
  const Events events =
      parse_events("onset\tduration\ttrial_type\n1\t5\ta\n1\t5\ta\n2\t5\tb\n4\t5\ta\n20\t1\ta\n", "e.tsv");
  ASSERT_EQ(events.warnings.size(), 2u);
  EXPECT_THAT(events.warnings[0], HasSubstr("e.tsv:3: 1 events"));
  EXPECT_THAT(events.warnings[1], HasSubstr("e.tsv:5: 1 events begin before"));
}

TEST(Events, WithoutAnOnsetAreCountedButNotUsed) {
  const Events events = parse_events("onset\tduration\ttrial_type\n1\t1\ta\nn/a\tn/a\ta\n", "e.tsv");
  EXPECT_EQ(events.events.size(), 1u);
  EXPECT_EQ(events.without_onset, 1u);
  EXPECT_THAT(events.warnings.at(0), HasSubstr("1 rows have no onset"));
}

TEST(Events, AreRefusedWithTheLineThatIsWrong) {
  const auto message = [](const char* text) {
    return test::error_of(Fault::input, [&] { parse_events(text, "e.tsv"); });
  };
  EXPECT_THAT(message("onset\tduration\n1\t0\nx\t0\n"), HasSubstr("e.tsv:3: column 'onset': 'x' is not a number"));
  EXPECT_THAT(message("onset\tduration\n1\t-2\n"), HasSubstr("e.tsv:2: column 'duration'"));
  EXPECT_THAT(message("onset\tduration\ninf\t2\n"), HasSubstr("infinite"));
  EXPECT_THAT(message("onset\tlength\n1\t0\n"), HasSubstr("no column 'duration'"));
  EXPECT_THAT(message("onset,duration\n1,0\n"), HasSubstr("no column 'onset'"));
}

TEST(Events, MayTakeTheirTypesFromAnotherColumn) {
  const Events events = parse_events("onset\tduration\tvalue\n1\t0\tS 11\n", "e.tsv", "value");
  EXPECT_THAT(events.conditions(), ElementsAre(Pair("S 11", 1)));
  test::error_of(Fault::input, [] { parse_events("onset\tduration\n1\t0\n", "e.tsv", "value"); });
  EXPECT_EQ(parse_events("onset\tduration\n1\t0\n", "e.tsv").without_type, 1u);
}

TEST(Participants, AreJoinedByIdWithOrWithoutThePrefix) {
  const Participants bare = parse_participants("participant_id\tgroup\n02\tsecure\n01\tinsecure\n", "p.tsv");
  EXPECT_THAT(bare.labels, ElementsAre("02", "01"));
  EXPECT_THAT(bare.table.text("participant_id"), ElementsAre("sub-02", "sub-01"));
  EXPECT_EQ(bare.row_of("sub-01"), 1u);
  EXPECT_EQ(bare.row_of("02"), 0u);
  EXPECT_EQ(bare.row_of("3"), std::nullopt);
  EXPECT_EQ(bare.warnings.size(), 1u);
  EXPECT_TRUE(parse_participants("participant_id\nsub-1\n", "p.tsv").warnings.empty());
}

TEST(Participants, AreRefusedWhenTheyAreThereTwice) {
  const auto message = [](const char* text) {
    return test::error_of(Fault::input, [&] { parse_participants(text, "p.tsv"); });
  };
  EXPECT_THAT(message("participant_id\nsub-01\n01\n"),
              HasSubstr("p.tsv:3: column 'participant_id': '01' is there twice"));
  EXPECT_THAT(message("participant_id\nn/a\n"), HasSubstr("p.tsv:2"));
  EXPECT_THAT(message("participant_id\nsub-a_b\n"), HasSubstr("is no label"));
  EXPECT_THAT(message("id\nsub-1\n"), HasSubstr("participant_id"));
}

TEST(Participants, MayBeNamedByAnyColumn) {
  const Table table = parse_table("partCode,group\nAB09,ima\nsub-CD10,real\n", "p.csv");
  const Participants people = participants_from(table, "partCode");
  EXPECT_THAT(people.table.text("participant_id"), ElementsAre("sub-AB09", "sub-CD10"));
  EXPECT_EQ(people.row_of("CD10"), 1u);
  EXPECT_TRUE(people.warnings.empty());
  EXPECT_THAT(test::error_of(Fault::input, [] { participants_from(parse_table("id,g\nA1,x\nA1,y\n", "p.csv"), "id"); }),
              HasSubstr("p.csv:3: column 'id': 'A1' is there twice"));
}

TEST(Participants, MayHaveOneRowPerSession) {
  const Participants p =
      parse_participants("participant_id\tsession_id\tx\nsub-1\tses-a\t1\nsub-1\tses-b\t2\n", "p.tsv");
  EXPECT_EQ(p.row_of("1", "b"), 1u);
  EXPECT_EQ(p.row_of("1", "ses-a"), 0u);
  EXPECT_EQ(p.row_of("1", "c"), std::nullopt);
}

TEST(PhenotypeTable, IsReadWithItsMeanings) {
  const test::TemporaryFolder folder;
  put(folder / "phenotype/aai.tsv", "participant_id\tcoherence\nsub-01\t5.5\n");
  put(folder / "phenotype/aai.json", R"({"coherence": {"Description": "coherence of mind"}})");
  const Phenotype aai = read_phenotype(Dataset(folder.path()), "aai");
  EXPECT_EQ(aai.participants.table.numbers("coherence")[0], 5.5);
  EXPECT_TRUE(aai.meanings.has("coherence"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_phenotype(Dataset(folder.path()), "aay"); }), HasSubstr("'aai'"));
  test::error_of(Fault::input, [&] { read_phenotype(Dataset(folder.path()), "../phenotype/aai"); });
}

TEST(Channels, AreReadWithTheirStatus) {
  const test::TemporaryFolder folder;
  put(folder / "c.tsv", "name\ttype\tunits\tstatus\nPz\tEEG\tuV\tgood\nHEOG\tEOG\tuV\tbad\nX\tMISC\tn/a\tn/a\n");
  const auto channels = read_channels(folder / "c.tsv");
  ASSERT_EQ(channels.size(), 3u);
  EXPECT_EQ(channels[1].status, "bad");
  EXPECT_EQ(channels[2].units, "");
  put(folder / "d.tsv", "name\ttype\tunits\tstatus\nPz\tEEG\tuV\tgood\nPz\tEEG\tuV\tgood\n");
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_channels(folder / "d.tsv"); }), HasSubstr("d.tsv:3"));
  put(folder / "e.tsv", "name\ttype\tunits\tstatus\nPz\tEEG\tuV\tfine\n");
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_channels(folder / "e.tsv"); }), HasSubstr("'fine'"));
}

TEST(Electrodes, AreInMillimetresWhateverTheFileSays) {
  const test::TemporaryFolder folder;
  put(folder / "e.tsv", "name\tx\ty\tz\nPz\t0.01\t-0.08\t0.1\nRef\tn/a\tn/a\tn/a\n");
  put(folder / "c.json", R"({"EEGCoordinateSystem": "CapTrak", "EEGCoordinateUnits": "m"})");
  const Electrodes e = read_electrodes(folder / "e.tsv", folder / "c.json");
  EXPECT_DOUBLE_EQ(e.electrodes[0].y, -80);
  EXPECT_TRUE(std::isnan(e.electrodes[1].x));
  EXPECT_EQ(e.coordinate_system, "CapTrak");
  put(folder / "u.json", R"({"EEGCoordinateSystem": "CapTrak"})");
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_electrodes(folder / "e.tsv", folder / "u.json"); }),
              HasSubstr("CoordinateUnits"));
  test::error_of(Fault::input, [&] { read_electrodes(folder / "e.tsv", folder / "none.json"); });
  put(folder / "f.tsv", "name\tx\ty\tz\nPz\t0.01\tn/a\t0.1\n");
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_electrodes(folder / "f.tsv", folder / "c.json"); }),
              HasSubstr("f.tsv:2"));
}

TEST(Confounds, AreReadInBothSpellings) {
  const Confounds old(parse_table(
      "X\tRotZ\tFramewiseDisplacement\taCompCor00\tstdDVARS\n1\t2\tn/a\t3\tn/a\n1\t2\t0.5\t3\t1\n", "c.tsv"));
  EXPECT_THAT(old.names(), ElementsAre("trans_x", "rot_z", "framewise_displacement", "a_comp_cor_00", "std_dvars"));
  for (const char* name : {"FramewiseDisplacement", "framewise_displacement"}) {
    EXPECT_TRUE(std::isnan(old.column(name)[0])) << name;
    EXPECT_EQ(old.column(name)[1], 0.5) << name;
  }
  EXPECT_TRUE(old.has("X"));
  EXPECT_TRUE(old.has("trans_x"));
}

TEST(Confounds, KeepMissingFirstRowsAndRefuseLaterOnes) {
  const Confounds c(parse_table("a\tb\tc\nn/a\t1\tn/a\nn/a\tn/a\tn/a\n1\t2\tn/a\n", "c.tsv"));
  const auto a = c.column("a");
  EXPECT_TRUE(std::isnan(a[0]) && std::isnan(a[1]));
  EXPECT_EQ(a[2], 1);
  EXPECT_THAT(test::error_of(Fault::input, [&] { c.column("b"); }), HasSubstr("c.tsv:3: column 'b'"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { c.column("c"); }), HasSubstr("no number at all"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { c.column("d"); }), HasSubstr("no confound 'd'"));
}

TEST(Confounds, RefuseTwoColumnsOfOneMeaning) {
  EXPECT_THAT(test::error_of(Fault::input, [] { Confounds(parse_table("X\ttrans_x\n1\t1\n", "c.tsv")); }),
              HasSubstr("mean the same"));
}

}  // namespace
}  // namespace attune::bids
